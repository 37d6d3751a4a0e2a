package understudy.replica;

import understudy.script.store.Cursor;
import understudy.script.store.Store;
import understudy.script.store.View;

/**
 * A committed state that is held still for the reads that were asked on it, on its way from the state stage through the
 * loop to a reader.
 *
 * <p>The rule: it belongs to the stage that was handed it last, and that stage closes it; one thread at a time touches
 * it. The state stage remembers what it handed out, for one purpose: when the process ends in good order and the readers
 * have ended, it closes what never came to one. It may outlive the store that it is of, which may be thrown away or
 * replaced meanwhile: a store lets go of its file when the last that is held of it is closed
 * ({@link Store#snapshot}).
 */
public final class HeldState implements View, AutoCloseable {
    private final long slot;
    private final Store.Snapshot snapshot;
    private volatile boolean closed;

    HeldState(long slot, Store.Snapshot snapshot) {
        this.slot = slot;
        this.snapshot = snapshot;
    }

    /** The last slot in it. */
    public long slot() {
        return slot;
    }

    @Override
    public byte[] get(byte[] key) {
        return snapshot.get(key);
    }

    @Override
    public Cursor scan(byte[] from) {
        return snapshot.scan(from);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            snapshot.close();
        }
    }
}
