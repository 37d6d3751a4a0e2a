package understudy.script.lua.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The strands of one run: one for each coroutine that began and has not ended, one for each piece of a deep recursion.
 * They are bounded in number, idle ones are used again, and all have ended when the run has.
 *
 * <p><b>Depth.</b> A strand carries so many levels, as {@link Frame#depth} counts them, and the next call goes on in a
 * new one. So the depth at which a script fails is Lua's limit, the same everywhere, and never that of a thread whose
 * frames HotSpot makes larger or smaller as it likes. The thread that begins a run must have the usual megabyte.
 */
final class Strands {
    /** Levels that the thread that began the run carries: about a quarter of a thread's usual megabyte. */
    static final int HOME_DEPTH = 1_500;

    static final int COROUTINE_DEPTH = 1_500;

    /** Levels that are paid for with the coroutine. */
    static final int COROUTINE_FREE_DEPTH = 100;

    private static final long COROUTINE_STACK_BYTES = 1L << 20;
    private static final int MAX_COROUTINES = 250;

    private static final int DEEP_DEPTH = 150_000;
    private static final long DEEP_STACK_BYTES = 64L << 20;
    private static final int MAX_DEEP = 8;

    private static final long DEEPER_STEPS = 1_000;

    private static final int LEVELS_AT_ONCE = 1_000;
    private static final long LEVEL_BYTES = 32;

    private final Lua lua;
    private final Strand home = new Strand();
    private final List<Strand> idleCoroutines = new ArrayList<>();
    private final List<Strand> idleDeep = new ArrayList<>();
    private final List<Coroutine> suspended = new ArrayList<>();
    /** Levels that active calls may use now, and the most that they ever could: of strands other than the first. */
    private long levels;

    private long mostLevels;
    private int coroutines;
    private int deep;
    private Strand current = home;

    /** Unwinds a coroutine that is never resumed again. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ended() {
            super(null, null, false, false);
        }
    }

    Strands(Lua lua) {
        this.lua = lua;
    }

    Strand current() {
        return current;
    }

    /** Wakes another strand and sleeps until this one is woken. */
    void pass(Strand to) {
        Strand own = current;
        current = to;
        to.wake();
        own.sleep();
        if (current != own) {
            throw new IllegalStateException("a strand woke out of turn");
        }
    }

    /** As the last act of a task: the strand is idle from here on. */
    private void leave(Strand to) {
        current = to;
        to.wake();
    }

    // Depth

    private static final class Outcome {
        int status;
        Throwable failure;
    }

    /**
     * Whether this strand goes down to a level. The frames of what is active take memory too. What they take at most at
     * one time is paid for, a good piece in advance, so that only a recursion that was never so deep before pays.
     */
    boolean carries(int depth) {
        if (depth > lua.depthEnd) {
            return false;
        }
        int paid = Math.min(depth + LEVELS_AT_ONCE, lua.depthEnd);
        levels += paid - lua.depthLimit;
        lua.depthLimit = paid;
        if (levels > mostLevels) {
            lua.allocate(LEVEL_BYTES * (levels - mostLevels));
            mostLevels = levels;
        }
        return true;
    }

    /** Runs what is too deep for this strand on a new one. */
    int deeper(Frame frame, IntSupplier work) {
        lua.step(DEEPER_STEPS);
        if (idleDeep.isEmpty() && deep == MAX_DEEP) {
            throw lua.overflow(frame.caller);
        }
        Strand strand;
        if (idleDeep.isEmpty()) {
            strand = new Strand(DEEP_STACK_BYTES);
            deep++;
        } else {
            strand = idleDeep.remove(idleDeep.size() - 1);
        }
        Strand own = current;
        Outcome outcome = new Outcome();
        strand.begin(() -> {
            try {
                outcome.status = work.getAsInt();
            } catch (Throwable e) {
                outcome.failure = e;
            }
            leave(own);
        });
        int limit = lua.depthLimit;
        int end = lua.depthEnd;
        lua.depthLimit = frame.depth;
        lua.depthEnd = frame.depth + DEEP_DEPTH;
        pass(strand);
        levels -= lua.depthLimit - frame.depth;
        lua.depthLimit = limit;
        lua.depthEnd = end;
        idleDeep.add(strand);
        rethrow(outcome.failure);
        return outcome.status;
    }

    /** In the thread that began the run: what the store asks is bound to it. */
    <T> T atHome(Supplier<T> work) {
        if (current == home) {
            return work.get();
        }
        lua.step(2 * Coroutine.SWITCH_STEPS);
        Strand own = current;
        List<T> result = new ArrayList<>(1);
        Outcome outcome = new Outcome();
        home.errand(() -> {
            try {
                result.add(work.get());
            } catch (Throwable e) {
                outcome.failure = e;
            }
            leave(own);
        });
        pass(home);
        rethrow(outcome.failure);
        return result.get(0);
    }

    static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException error) {
            throw error;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    // Coroutines

    /** A strand for a coroutine that begins; null when there are too many. */
    Strand begin(Coroutine coroutine, Runnable body) {
        if (suspended.size() == MAX_COROUTINES) {
            return null;
        }
        Strand strand;
        if (idleCoroutines.isEmpty()) {
            strand = new Strand(COROUTINE_STACK_BYTES);
            coroutines++;
        } else {
            strand = idleCoroutines.remove(idleCoroutines.size() - 1);
        }
        suspended.add(coroutine);
        strand.begin(body);
        return strand;
    }

    /** The coroutine's body is over: its last act. */
    void finish(Strand resumer) {
        leave(resumer);
    }

    /** Once its resumer runs again. */
    void finished(Coroutine coroutine, Strand strand, int depthPaid) {
        levels -= depthPaid - COROUTINE_FREE_DEPTH;
        suspended.remove(coroutine);
        idleCoroutines.add(strand);
    }

    /** Ends every strand. */
    void end() {
        if (current != home) {
            throw new IllegalStateException("a run ends on a strand that it did not begin on");
        }
        while (!suspended.isEmpty()) {
            suspended.get(suspended.size() - 1).end(lua);
        }
        if (idleCoroutines.size() != coroutines || idleDeep.size() != deep) {
            throw new IllegalStateException("of " + (coroutines + deep) + " strands only "
                    + (idleCoroutines.size() + idleDeep.size()) + " are idle at the end");
        }
        idleCoroutines.forEach(Strand::end);
        idleDeep.forEach(Strand::end);
    }
}
