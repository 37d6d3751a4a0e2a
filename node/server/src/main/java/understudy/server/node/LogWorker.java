package understudy.server.node;

import java.util.function.Consumer;
import understudy.replica.LogDone;
import understudy.replica.LogStage;
import understudy.replica.LogWork;

/** The log stage on its thread: takes all that waits, syncs once, and reports. */
final class LogWorker implements StageThread.Worker<LogWork> {
    /** After so long without work the last group gets a durable mark of its own. */
    private static final int MARK_AFTER_MILLIS = 50;

    private final LogStage stage;
    private final Consumer<LogDone> done;

    LogWorker(LogStage stage, Consumer<LogDone> done) {
        this.stage = stage;
        this.done = done;
    }

    @Override
    public void take(LogWork work) {
        stage.take(work);
    }

    @Override
    public int endOfGroup() {
        if (!stage.dirty()) {
            return -1;
        }
        done.accept(stage.sync());
        return MARK_AFTER_MILLIS;
    }

    @Override
    public int idle() {
        stage.take(new LogWork.Idle());
        return -1;
    }
}
