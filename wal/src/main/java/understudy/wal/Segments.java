package understudy.wal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The port under the log: numbered segments of raw records, appended to at the end of the newest one.
 *
 * <p>Production plugs Chronicle Queue into it, the simulator a disk that loses, tears and rots. An
 * adaptor promises little: what was appended before {@link #sync} returned is there after a loss of
 * power; what came later may be there, in part or not at all, and a later record may be there where an
 * earlier one is not. What was durable may rot, vanish, or be gone with its whole segment: a number that is missing
 * is no error here. It need not notice damage: checksums, order and completeness are the business of
 * {@link Wal}. Used by one thread at a time.
 */
public interface Segments extends AutoCloseable {
    /** Numbers of the segments that exist, ascending. */
    List<Long> numbers();

    /**
     * Creates a segment and makes it the current one. Its number is above all others. The file and its
     * directory entry are durable on return. The segment that was current is synced before by the caller.
     *
     * @throws LogFull when there is no room; nothing has changed then
     */
    void begin(long number);

    /**
     * Appends one record, at most {@link #maxRecordBytes} long, to the current segment.
     *
     * @throws LogFull when there is no room; nothing has changed then
     */
    void append(ByteBuffer record);

    /** Makes durable what was appended to the current segment. A failure is fatal: never retried. */
    void sync();

    /** Makes durable all that can be read from an older segment. */
    void syncOld(long number);

    /**
     * Hands the records of a segment, front to back, to a visitor until it returns false or the segment ends.
     * Behind a hole or a spoiled record it goes on with what it can still find, if it can find it: the log
     * decides what it is worth. The buffer is valid during the call alone. The visitor may append to the
     * current segment, which is not the one that is read.
     *
     * @throws UnreadableSegment when the disk refuses to read on; what was handed out before counts
     */
    void read(long number, Visitor visitor);

    /** Deletes a segment that is not the current one; durable on return. */
    void delete(long number);

    /** Bytes of disk that a segment occupies. */
    long occupiedBytes(long number);

    /** Bytes of disk that can still be appended before {@link LogFull}. */
    default long freeBytes() {
        return Long.MAX_VALUE;
    }

    /** The largest record that can be appended, in bytes. */
    int maxRecordBytes();

    /** What an operator knows a segment by. */
    default String name(long number) {
        return "segment " + number;
    }

    @Override
    void close();

    /** Receives raw records; see {@link #read}. */
    interface Visitor {
        boolean record(ByteBuffer record);
    }
}
