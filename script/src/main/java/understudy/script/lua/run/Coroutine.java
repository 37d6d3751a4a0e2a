package understudy.script.lua.run;

import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaObject;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/** A thread of Lua: a function on a strand of its own, which runs only while its resumer waits. */
final class Coroutine extends LuaObject {
    static final int BYTES = 1024;

    /** Steps for one change of strands, there or back. */
    static final long SWITCH_STEPS = 50;

    enum State {
        SUSPENDED("suspended"),
        RUNNING("running"),
        NORMAL("normal"),
        DEAD("dead");

        final String text;

        State(String text) {
            this.text = text;
        }
    }

    private final LuaFunction function;
    private State state = State.SUSPENDED;
    private Strand strand;
    private Strand resumer;

    /** Where the strand sleeps: itself, or one of those that it went deeper on. */
    private Strand sleeping;

    private Frame base;

    /** Where it was resumed from, while it runs. */
    private Frame resumedFrom;

    /** Where it yielded, while it is suspended. */
    private Frame yieldedAt;

    /** Its own, since {@code setfenv(0, …)} is about a thread: at first those of the thread that made it. */
    private LuaTable globals;

    /** Its resumer's, while it runs. */
    private LuaTable outerGlobals;

    private int depthLimit = Strands.COROUTINE_FREE_DEPTH;
    private int depthEnd = Strands.COROUTINE_DEPTH;
    private boolean ending;

    /** What goes over: arguments there, results back. */
    private Object[] values;

    private Throwable failure;
    private boolean over;

    Coroutine(LuaFunction function, LuaTable globals) {
        this.function = function;
        this.globals = globals;
    }

    @Override
    public String typeName() {
        return "thread";
    }

    /** What it holds on to. */
    void held(WeakSweep sweep) {
        if (state != State.DEAD) {
            sweep.reach(function);
            sweep.reach(globals);
            sweep.reach(outerGlobals);
            sweep.reach(resumedFrom);
            sweep.reach(yieldedAt);
        }
    }

    State state() {
        return state;
    }

    /** Calls through library functions and metamethods, as of its beginning: none may stand between here and a yield. */
    int natives() {
        return base.natives;
    }

    /** Gives it the turn; the values that it yields or returns. Its errors come through as they are. */
    Object[] resume(Frame frame, Object[] arguments) {
        Lua lua = frame.lua;
        lua.step(2 * SWITCH_STEPS);
        if (frame.natives >= Frame.MAX_NATIVES) {
            throw frame.error("C stack overflow");
        }
        if (strand == null) {
            base = Frame.coroutine(frame);
            strand = lua.strands.begin(this, () -> run(lua));
            if (strand == null) {
                throw frame.error("too many coroutines at once");
            }
            sleeping = strand;
        }
        values = arguments;
        resumedFrom = frame;
        hand(lua);
        resumedFrom = null;
        if (over) {
            state = State.DEAD;
            lua.strands.finished(this, strand, depthLimit);
            strand = null;
            Strands.rethrow(failure);
        } else {
            state = State.SUSPENDED;
        }
        Object[] results = values;
        values = null;
        return results;
    }

    private void hand(Lua lua) {
        Coroutine outer = lua.running;
        if (outer != null) {
            outer.state = State.NORMAL;
        }
        int limit = lua.depthLimit;
        int end = lua.depthEnd;
        outerGlobals = lua.globals;
        lua.globals = globals;
        lua.depthLimit = depthLimit;
        lua.depthEnd = depthEnd;
        lua.running = this;
        state = State.RUNNING;
        resumer = lua.strands.current();
        lua.strands.pass(sleeping);
        depthLimit = lua.depthLimit;
        depthEnd = lua.depthEnd;
        globals = lua.globals;
        lua.globals = outerGlobals;
        outerGlobals = null;
        lua.depthLimit = limit;
        lua.depthEnd = end;
        lua.running = outer;
        if (outer != null) {
            outer.state = State.RUNNING;
        }
    }

    private void run(Lua lua) {
        try {
            if (!ending) {
                values = function.call(base, values);
            }
        } catch (Throwable e) {
            failure = e;
        }
        over = true;
        lua.strands.finish(resumer);
    }

    /** From within: gives the turn back with these values; the arguments of the next resume. */
    Object[] yield(Frame frame, Object[] results) {
        Lua lua = frame.lua;
        values = results;
        yieldedAt = frame;
        sleeping = lua.strands.current();
        lua.strands.pass(resumer);
        if (ending) {
            throw new Strands.Ended();
        }
        yieldedAt = null;
        Object[] arguments = values;
        values = null;
        return arguments;
    }

    /** Unwinds it. The run is over. */
    void end(Lua lua) {
        ending = true;
        hand(lua);
        if (!over) {
            throw new IllegalStateException("a coroutine went on after the end of its run");
        }
        state = State.DEAD;
        lua.strands.finished(this, strand, depthLimit);
    }

    static LuaError dead(State state) {
        return new LuaError(LuaString.of("cannot resume " + state.text + " coroutine"));
    }
}
