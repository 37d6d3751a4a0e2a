package understudy.script.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote. Bytes that it cannot have written are an error with their position. */
public final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    public int int8() {
        need(1);
        return bytes[at++] & 0xFF;
    }

    public int int32() {
        need(4);
        int value = (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | (bytes[at + 3] & 0xFF);
        at += 4;
        return value;
    }

    public long int64() {
        long high = int32();
        return high << 32 | (int32() & 0xFFFFFFFFL);
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = int8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedBytes("a number of more than ten bytes ends at byte " + at);
    }

    /** A varint that counts things of at least one byte each which are still to come. */
    public int count() {
        long value = varint();
        if (value < 0 || value > remaining()) {
            throw new MalformedBytes("a count of " + value + " at byte " + at + ", " + remaining() + " bytes are left");
        }
        return (int) value;
    }

    public byte[] raw(int length) {
        need(length);
        byte[] taken = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return taken;
    }

    public byte[] block() {
        return raw(count());
    }

    public String text() {
        int length = count();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    public byte[] rest() {
        return raw(end - at);
    }

    public int remaining() {
        return end - at;
    }

    /** Asserts that nothing is left. */
    public void end() {
        if (at != end) {
            throw new MalformedBytes((end - at) + " bytes too many from byte " + at + " on");
        }
    }

    private void need(int length) {
        if (length < 0 || end - at < length) {
            throw new MalformedBytes(length + " bytes wanted at byte " + at + ", " + (end - at) + " are left");
        }
    }
}
