package understudy.replica;

import understudy.script.store.Store;

/**
 * The port under the state stage: where stores live. Production keeps each in a directory and names the
 * current one in a file {@code CURRENT}; the simulator models both.
 */
public interface StateHome {
    /** Opens the current store, an empty one when there is none yet. */
    Store open();

    /** An empty store beside the current one; what an earlier attempt left is thrown away. */
    Store beginInstall();

    /**
     * Makes the store of {@link #beginInstall} the current one, durably and all at once, and closes and
     * removes the old one. The new store is committed and stays open.
     */
    void finishInstall();

    /** Throws the store of {@link #beginInstall} away. */
    void discardInstall();

    /** A place for bytes that need not survive a restart. */
    Spool spool();

    /** Bytes written front to back, then read anywhere. */
    interface Spool extends AutoCloseable {
        void append(byte[] bytes);

        byte[] read(long offset, int length);

        long size();

        @Override
        void close();
    }
}
