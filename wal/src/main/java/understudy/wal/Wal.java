package understudy.wal;

/**
 * The durable log: opaque typed records with consecutive sequence numbers over {@link Segments}.
 */
public final class Wal implements AutoCloseable {
    private Wal() {}

    /**
     * Recovers the log: replays every good record, oldest first, copies what lies above the last durable
     * mark into a new segment, and syncs all that it keeps, before it returns.
     *
     * @throws DamagedLog when a record below a durable mark cannot be read
     */
    public static Wal open(Segments segments, WalSettings settings, Replay replay) {
        throw new UnsupportedOperationException("being built");
    }

    /** Appends a record (type 1 to 63) and returns its sequence number, one above the last. Not durable before {@link #sync}. */
    public long append(int type, byte[] payload) {
        throw new UnsupportedOperationException("being built");
    }

    /** Makes all that was appended durable. */
    public void sync() {
        throw new UnsupportedOperationException("being built");
    }

    /** Writes a durable mark for what was synced, where none covers it yet: the caller does so after 50 ms of idleness. */
    public void markIdle() {
        throw new UnsupportedOperationException("being built");
    }

    /** Sequence number of the last record appended; 0 when there is none. */
    public long appended() {
        throw new UnsupportedOperationException("being built");
    }

    /** Sequence number up to which everything is durable. */
    public long synced() {
        throw new UnsupportedOperationException("being built");
    }

    /** Deletes the segments in which every record has a sequence number below the given one. */
    public void trim(long sequence) {
        throw new UnsupportedOperationException("being built");
    }

    /** The largest payload that fits a record, in bytes. */
    public int maxPayloadBytes() {
        throw new UnsupportedOperationException("being built");
    }

    /** Bytes of disk that the log occupies. */
    public long occupiedBytes() {
        throw new UnsupportedOperationException("being built");
    }

    @Override
    public void close() {}

    /** Receives the records of an earlier life, in order. */
    public interface Replay {
        void record(long sequence, int type, byte[] payload);
    }
}
