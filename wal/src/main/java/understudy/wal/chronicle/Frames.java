package understudy.wal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import understudy.wal.Segments;

/**
 * Finds our records in a segment's file, whatever has become of the rest of it.
 *
 * <p>Chronicle's own reader trusts what it reads: a length of a gigabyte, an index page of zeros, a header that says
 * "not yet". It stops at the first hole for ever, or waits ten seconds for a writer that died last week. So
 * each record lies in a frame of ours, and the file is searched for frames, front to back:
 *
 * <pre>
 *   0  guard    4  a fixed number that begins a frame
 *   4  length   4  bytes of the record
 *   8  ~length  4  the same with all bits turned over: a wrong length would leap over good records
 *  12  record
 * </pre>
 *
 * (little-endian, as Chronicle writes numbers). All that is assumed of Chronicle's format is that it keeps our bytes
 * together and in order. What lies between frames, its headers and index pages, is skipped. So is a frame that has
 * been spoiled, and what follows is still found: that is how the log learns that a hole is in the midst of
 * records that had been durable, and not at their end. Reading is plain reading: it changes no file, grows none, and waits
 * for nobody, and it works on the log of a node that is running.
 *
 * <p>Behind a spoiled frame the search goes on within the bytes of that frame's record. Should a client have stored
 * there the image of a frame, it is handed over like a record. Recovery believes the longer of two runs that claim the
 * same numbers, so the image yields to the log; only one that was made with the very number of the record that it was
 * stored in, and whose frame then rots, could pass for it. At worst otherwise it is a false mark, and the node takes
 * itself to be damaged where it is not.
 */
final class Frames {
    static final int OVERHEAD_BYTES = 12;
    /** No byte of it is zero, so a run of zeros can be leapt over. */
    static final int GUARD = 0xb3478f21;

    private static final int WINDOW_BYTES = 1 << 18;

    private final FileChannel file;
    private final int maxRecordBytes;
    private ByteBuffer window;
    private long windowStart;

    private Frames(FileChannel file, int maxRecordBytes) {
        this.file = file;
        this.maxRecordBytes = maxRecordBytes;
        this.window = emptyWindow(WINDOW_BYTES);
    }

    /** Hands all records to the visitor; returns the position behind the last one that it looked at. */
    static long read(FileChannel file, int maxRecordBytes, Segments.Visitor visitor) throws IOException {
        return new Frames(file, maxRecordBytes).read(visitor);
    }

    private long read(Segments.Visitor visitor) throws IOException {
        long end = 0;
        long at = 0;
        while (available(at, OVERHEAD_BYTES)) {
            if (window.getLong(index(at)) == 0) {
                at += Long.BYTES;
                continue;
            }
            int length = window.getInt(index(at) + 4);
            if (window.getInt(index(at)) != GUARD
                    || window.getInt(index(at) + 8) != ~length
                    || length < 0
                    || length > maxRecordBytes
                    || !available(at, OVERHEAD_BYTES + length)) {
                at++;
                continue;
            }
            ByteBuffer record = window.slice(index(at) + OVERHEAD_BYTES, length);
            at += OVERHEAD_BYTES + length;
            end = at;
            if (!visitor.record(record)) {
                break;
            }
        }
        return end;
    }

    private int index(long position) {
        return (int) (position - windowStart);
    }

    /** Makes these bytes of the file available in the window; false when the file ends before. */
    private boolean available(long position, int bytes) throws IOException {
        if (index(position) + bytes <= window.limit()) {
            return true;
        }
        if (bytes > window.capacity()) {
            window = emptyWindow(2 * bytes);
        }
        window.clear();
        while (window.hasRemaining() && file.read(window, position + window.position()) >= 0) {
            continue;
        }
        window.flip();
        windowStart = position;
        return bytes <= window.limit();
    }

    private static ByteBuffer emptyWindow(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }
}
