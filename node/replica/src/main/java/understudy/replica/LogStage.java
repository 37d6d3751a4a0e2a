package understudy.replica;

import understudy.wal.TwoSlots;
import understudy.wal.Wal;

/**
 * The log stage: appends what the loop asks for, makes it durable in groups.
 *
 * <p>The owner takes whatever has arrived, then calls {@link #sync} once: group commit without a timer.
 */
public final class LogStage {
    public LogStage(Wal wal, TwoSlots promises) {
        throw new UnsupportedOperationException("being built");
    }

    /** Does a piece of work; nothing of it is durable yet. */
    public void take(LogWork work) {
        throw new UnsupportedOperationException("being built");
    }

    /** Whether something was taken that needs a sync. */
    public boolean dirty() {
        throw new UnsupportedOperationException("being built");
    }

    /** Makes everything taken durable. Failure is fatal: the process ends. */
    public LogDone sync() {
        throw new UnsupportedOperationException("being built");
    }
}
