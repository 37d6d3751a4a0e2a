package understudy.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import understudy.script.StateMachine;
import understudy.script.StateReader;
import understudy.script.engine.ScriptEngine;
import understudy.script.keyspace.KillSwitch;
import understudy.script.store.DamagedState;

/**
 * A readers' stage: runs, one after the other, the reads that take long, each group on a state that is held still for
 * it. Nobody waits for it but those who asked: the state stage applies on meanwhile. A node has a few of them.
 *
 * <p>A read is ended from outside by its {@link KillSwitch}, which its budget looks at: for SCRIPT KILL, where its state
 * was lost under it, and when the node stops ({@link #stop}, the one method that other threads may call).
 *
 * <p>A read that finds the state damaged has no answer. What is to become of the state is not decided here: it may have
 * been replaced since.
 */
public final class ReaderStage {
    private final StateReader reader;

    private HeldState state;
    private final Deque<ReaderWork.Ask> asks = new ArrayDeque<>();

    /** Was told to be about to run. */
    private ReaderWork.Ask begun;

    private volatile KillSwitch running;
    private volatile boolean stopped;

    ReaderStage(List<ScriptEngine> engines) {
        this.reader = new StateReader(engines);
    }

    /** Takes reads on; they are run by {@link #go}. */
    public void take(ReaderWork work) {
        if (state != null) {
            throw new IllegalStateException("a reader was given the state of slot "
                    + work.state().slot() + " while it has " + (asks.size() + 1) + " reads to run on that of slot "
                    + state.slot());
        }
        state = work.state();
        asks.addAll(work.asks());
    }

    /** Does a bit: says that a read begins, or runs one. Returns whether there is more to do. */
    public boolean go(Consumer<ReaderDone> out) {
        if (state == null) {
            return false;
        }
        if (stopped || begun == null && asks.isEmpty()) {
            end(out);
            return false;
        }
        if (begun == null) {
            begun = asks.poll();
            out.accept(new ReaderDone.Began(begun.ticket()));
        } else {
            run(begun, out);
            begun = null;
        }
        return true;
    }

    private void run(ReaderWork.Ask ask, Consumer<ReaderDone> out) {
        running = ask.killSwitch();
        if (stopped) {
            // Nobody is told any more.
            return;
        }
        try {
            StateMachine.Read answer = reader.read(state, ask.command(), ask.killSwitch());
            out.accept(new ReaderDone.Answered(
                    new StateDone.Answer(ask.ticket(), answer.reply(), answer.holdMillis(), false)));
        } catch (DamagedState e) {
            out.accept(new ReaderDone.Damaged(ask.ticket(), e.getMessage()));
        } finally {
            running = null;
        }
    }

    private void end(Consumer<ReaderDone> out) {
        begun = null;
        asks.clear();
        state.close();
        state = null;
        out.accept(new ReaderDone.Ended());
    }

    /** From any thread: the node stops; what runs ends soon, and what has not begun does not begin. */
    public void stop() {
        stopped = true;
        KillSwitch runs = running;
        if (runs != null) {
            runs.kill("the node stops");
        }
    }
}
