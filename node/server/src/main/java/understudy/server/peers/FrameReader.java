package understudy.server.peers;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import understudy.replica.FrameChecksum;

/**
 * Cuts a stream into frames: length of the body, CRC32C of length and body, body. An empty body is a sign of
 * life. A length that is announced costs nothing until its bytes are there.
 */
final class FrameReader {
    static final int HEAD_BYTES = 8;
    private static final int SMALL_BUFFER_BYTES = 4 << 10;
    private static final int KEPT_BUFFER_BYTES = 1 << 20;
    private static final byte[] NOTHING = {};

    private int largestBytes;
    private byte[] buffer = new byte[SMALL_BUFFER_BYTES];
    private int start;
    private int end;

    FrameReader(int largestBytes) {
        this.largestBytes = largestBytes;
    }

    static Buffer frame(byte[] body) {
        return append(Buffer.buffer(HEAD_BYTES + body.length), body);
    }

    static Buffer signOfLife() {
        return frame(NOTHING);
    }

    static Buffer append(Buffer out, byte[] body) {
        return out.appendInt(body.length)
                .appendInt(FrameChecksum.of(body, 0, body.length))
                .appendBytes(body);
    }

    void allow(int bytes) {
        largestBytes = bytes;
    }

    void feed(Buffer bytes) {
        int length = bytes.length();
        if (start == end) {
            start = 0;
            end = 0;
        }
        if (buffer.length - end < length) {
            int used = end - start;
            int needed = Math.addExact(used, length);
            byte[] target = needed <= buffer.length ? buffer : new byte[Math.max(needed, 2 * used)];
            System.arraycopy(buffer, start, target, 0, used);
            buffer = target;
            start = 0;
            end = used;
        }
        bytes.getBytes(0, length, buffer, end);
        end += length;
    }

    /** The next whole body; null when more bytes are needed. */
    byte[] next() throws BadFrame {
        if (end - start < HEAD_BYTES) {
            shrink();
            return null;
        }
        ByteBuffer head = ByteBuffer.wrap(buffer, start, HEAD_BYTES);
        int length = head.getInt();
        int expected = head.getInt();
        if (length < 0 || length > largestBytes) {
            throw new BadFrame("a frame of " + length + " bytes, where " + largestBytes + " is the limit");
        }
        if (end - start - HEAD_BYTES < length) {
            return null;
        }
        int found = FrameChecksum.of(buffer, start + HEAD_BYTES, length);
        if (found != expected) {
            throw new BadFrame("a frame of " + length + " bytes whose checksum is " + Integer.toHexString(found)
                    + " instead of " + Integer.toHexString(expected));
        }
        byte[] body = Arrays.copyOfRange(buffer, start + HEAD_BYTES, start + HEAD_BYTES + length);
        start += HEAD_BYTES + length;
        return body;
    }

    private void shrink() {
        if (start == end && buffer.length > KEPT_BUFFER_BYTES) {
            buffer = new byte[SMALL_BUFFER_BYTES];
            start = 0;
            end = 0;
        }
    }
}
