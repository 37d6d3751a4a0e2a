package understudy.script.store;

/**
 * The state of a replica: an ordered map of bytes with one writer, whose changes are seen by itself at once
 * and become durable together at {@link #commit}. Production is LMDB; tests and the simulator run an
 * in-memory twin that forgets, at a crash, what was not committed.
 *
 * <p>Keys are 1 byte to 80 KiB long, values 0 to 1 GiB.
 */
public interface Store extends View, Changes, AutoCloseable {
    @Override
    void put(byte[] key, byte[] value);

    /** Removes a key; nothing happens when it is not there. */
    @Override
    void delete(byte[] key);

    /** Makes all changes since the last commit durable, all or none. */
    void commit();

    /** The state as of the last commit, for one other thread to read until it closes it. */
    Snapshot snapshot();

    @Override
    void close();

    /** A frozen state. */
    interface Snapshot extends View, AutoCloseable {
        @Override
        void close();
    }
}
