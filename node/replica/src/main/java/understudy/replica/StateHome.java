package understudy.replica;

import understudy.script.store.Store;

/**
 * The port under the state stage: where stores live. Production keeps each in a directory and names the
 * current one in a file {@code CURRENT}; the simulator models both.
 */
public interface StateHome {
    /**
     * Opens the current store, an empty one when there is none yet.
     *
     * @throws understudy.script.store.DamagedState when the one that should be there is not, or cannot be read
     */
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

    /**
     * The current store is no state to go on from: it is closed, and there is no current one any more, durably. What
     * was in it may be kept aside for people. A store that is being installed stays.
     *
     * @param reason for people
     */
    void discard(String reason);

    /** Notes durably that this node may not start again before its operator has decided. */
    void stop(String reason);

    /** What {@link #stop} was told; null when it never was, or when the operator has decided. */
    String stopped();

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
