package understudy.server.node;

import java.util.function.Consumer;
import understudy.replica.ReaderDone;
import understudy.replica.ReaderStage;
import understudy.replica.ReaderWork;

/** A reader on its thread: nothing else is asked of it before it has ended what it was given. */
final class ReaderWorker implements StageThread.Worker<ReaderWork> {
    private final ReaderStage stage;
    private final Consumer<ReaderDone> done;

    ReaderWorker(ReaderStage stage, Consumer<ReaderDone> done) {
        this.stage = stage;
        this.done = done;
    }

    @Override
    public void take(ReaderWork work) {
        stage.take(work);
        while (stage.go(done)) {
            continue;
        }
    }

    @Override
    public int endOfGroup() {
        return -1;
    }

    @Override
    public int idle() {
        return -1;
    }
}
