package understudy.server.node;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import understudy.replica.StateDone;
import understudy.replica.StateStage;
import understudy.replica.StateWork;

/**
 * The state stage on its thread. What can wait (writing out a snapshot) is done when nothing else is asked for,
 * and now and then when something always is: a peer that lags is not to wait for a quiet hour.
 */
final class StateWorker implements StageThread.Worker<StateWork> {
    private static final long BACKGROUND_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Between two bits of reading what is stored: 64 KiB each, so about 16 MB a second, whatever else there is to do. */
    private static final int SCRUB_PAUSE_MILLIS = 4;

    private final StateStage stage;
    private final Consumer<StateDone> done;
    private long lastBackgroundNanos = System.nanoTime();

    StateWorker(StateStage stage, Consumer<StateDone> done) {
        this.stage = stage;
        this.done = done;
    }

    @Override
    public void take(StateWork work) {
        stage.take(work, done);
    }

    @Override
    public int endOfGroup() {
        return System.nanoTime() - lastBackgroundNanos >= BACKGROUND_EVERY_NANOS ? idle() : 0;
    }

    @Override
    public int idle() {
        boolean more = stage.background(done);
        lastBackgroundNanos = System.nanoTime();
        return !more ? -1 : stage.isWriting() ? 0 : SCRUB_PAUSE_MILLIS;
    }
}
