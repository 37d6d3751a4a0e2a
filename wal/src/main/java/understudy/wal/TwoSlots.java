package understudy.wal;

/**
 * A small value that is replaced as a whole and survives a crash at any instant: two places, each with a
 * version and a CRC32C; the valid place with the higher version counts.
 */
public final class TwoSlots implements AutoCloseable {
    private TwoSlots() {}

    /**
     * Reads what is there.
     *
     * @throws DamagedLog when a place was written and neither can be read back: what was promised is
     *     forgotten, and the node must not vote
     */
    public static TwoSlots open(SlotFile file) {
        throw new UnsupportedOperationException("being built");
    }

    /** The newest value; null when none was ever stored. */
    public byte[] value() {
        throw new UnsupportedOperationException("being built");
    }

    /** Stores a value; durable on return. */
    public void store(byte[] value) {
        throw new UnsupportedOperationException("being built");
    }

    @Override
    public void close() {}
}
