package understudy.wal;

import java.nio.ByteBuffer;

/**
 * What the first record of a segment says. The head's sequence is that of the segment's first record, and all
 * records before it were durable, in older segments, when the head was written.
 *
 * @param segment the segment's own number, so that a file under another's name is not taken for it
 * @param copied sequence of the last record that recovery was about to copy into this segment; one below the
 *     segment's first record when there was nothing to copy
 * @param oldest sequence of the oldest record that the log held then: what is missing before it was trimmed, what
 *     is missing from it on is lost
 */
record Head(long segment, long copied, long oldest) {
    static final int FORMAT = 2;

    byte[] encode() {
        return ByteBuffer.allocate(28)
                .putInt(FORMAT)
                .putLong(segment)
                .putLong(copied)
                .putLong(oldest)
                .array();
    }

    static Head decode(ByteBuffer payload) {
        int format = payload.getInt(0);
        if (format != FORMAT) {
            throw new IllegalStateException("the log is written in format " + format + ", this build reads format "
                    + FORMAT + " only: start the build that wrote it");
        }
        return new Head(payload.getLong(4), payload.getLong(12), payload.getLong(20));
    }
}
