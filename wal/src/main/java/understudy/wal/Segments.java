package understudy.wal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The port under the log: numbered segments of raw records, appended to at the end of the newest one.
 *
 * <p>Production plugs Chronicle Queue into it, the simulator a disk that loses, tears and rots. An
 * adaptor promises little: what was appended before {@link #sync} returned is there after a loss of
 * power; what came later may be there, in part or not at all. It need not notice damage: checksums,
 * order and completeness are the business of {@link Wal}.
 */
public interface Segments extends AutoCloseable {
    /** Numbers of the segments that exist, ascending. */
    List<Long> numbers();

    /**
     * Creates a segment and makes it the current one. Its number is above all others. The file and its
     * directory entry are durable on return.
     */
    void begin(long number);

    /** Appends one record, at most {@link #maxRecordBytes} long, to the current segment. */
    void append(ByteBuffer record);

    /** Makes durable what was appended to the current segment. A failure is fatal: never retried. */
    void sync();

    /** Makes durable all that can be read from an older segment. */
    void syncOld(long number);

    /**
     * Hands the records of a segment, front to back, to a visitor until it returns false, a hole is met,
     * or the segment ends. The buffer is valid during the call alone.
     */
    void read(long number, Visitor visitor);

    /** Deletes a segment that is not the current one. */
    void delete(long number);

    /** Bytes of disk that a segment occupies. */
    long occupiedBytes(long number);

    /** The largest record that can be appended, in bytes. */
    int maxRecordBytes();

    @Override
    void close();

    /** Receives raw records; see {@link #read}. */
    interface Visitor {
        boolean record(ByteBuffer record);
    }
}
