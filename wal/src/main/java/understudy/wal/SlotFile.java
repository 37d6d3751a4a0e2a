package understudy.wal;

/**
 * The port under {@link TwoSlots}: one small file with two places, each written and synced on its own, so
 * that a torn write spoils one of them at most.
 */
public interface SlotFile extends AutoCloseable {
    /** Bytes of a place. */
    int PLACE_BYTES = 4096;

    /**
     * The bytes of a place (0 or 1), all zero when it was never written.
     *
     * @throws java.io.UncheckedIOException when the disk refuses to read them
     */
    byte[] read(int place);

    /** Writes a place; not durable before {@link #sync} returns. */
    void write(int place, byte[] bytes);

    /** Makes durable what was written. A failure is fatal: never retried. */
    void sync();

    /** What an operator knows the file by. */
    default String name() {
        return "the promise file";
    }

    @Override
    void close();
}
