package understudy.script.lua.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;

/**
 * One call of a function: its variables, its place, and who called. Frames are linked, so that a message can name the
 * line of a caller. A library function gets its caller's frame as context; one that calls back does so from a frame
 * of its own, which has no line.
 *
 * <p>Depth is counted here, not by Java: calls as Lua counts them, calls through library functions and metamethods
 * ({@link #natives}, C's stack in PUC), and the levels of Java's stack that the nodes of all active functions may need.
 * The counts of a caller are found again by itself when an error unwinds the stack.
 */
final class Frame implements LuaContext {
    /** Calls of Lua functions that may be active. */
    static final int MAX_CALLS = 20_000;

    /** Calls through library functions and metamethods that may be active. */
    static final int MAX_NATIVES = 200;

    /** What a library function that calls back may need of Java's stack. */
    private static final int NATIVE_DEPTH = 24;

    private static final int FRAMES_PER_STEP = 16;

    final Frame caller;
    final Lua lua;

    /** Null for a library function. */
    final Closure closure;

    final Object[] slots;

    /** Arguments beyond the parameters. */
    Object[] varargs;

    /** What a step returned, or what {@link Node#number} found that was no number. */
    Object value;

    /** Where it is, as an index of its function's sites. */
    int site;

    final int calls;
    final int depth;
    int natives;

    /** Functions that ended with a call of this one's predecessors in this place: PUC counts them as levels. */
    int tails;

    Frame(Frame caller, Closure closure) {
        this.caller = caller;
        this.lua = caller.lua;
        this.closure = closure;
        Prototype prototype = closure.prototype;
        this.slots = new Object[prototype.slots];
        this.calls = caller.calls + 1;
        this.depth = caller.depth + prototype.depth;
        this.natives = caller.natives;
    }

    private Frame(Frame caller, Lua lua, int calls, int depth, int natives) {
        this.caller = caller;
        this.lua = lua;
        this.closure = null;
        this.slots = Node.NOTHING;
        this.calls = calls;
        this.depth = depth;
        this.natives = natives;
    }

    /** Where a run begins. */
    static Frame root(Lua lua) {
        return new Frame(null, lua, 0, 0, 0);
    }

    /** Where a coroutine begins. */
    static Frame coroutine(Frame resumer) {
        return new Frame(null, resumer.lua, 0, 0, resumer.natives + 1);
    }

    /** A library function that was called here, as the caller of others. */
    Frame library() {
        if (natives >= MAX_NATIVES) {
            throw new LuaError(LuaString.of("C stack overflow"));
        }
        return new Frame(this, lua, calls + 1, depth + NATIVE_DEPTH, natives + 1);
    }

    // Running

    Object runForOne() {
        Frame frame = this;
        while (true) {
            int how = frame.run();
            switch (how) {
                case Step.RETURN_ONE:
                    return frame.value;
                case Step.NORMAL:
                    return null;
                case Step.RETURN_MANY:
                    return LuaFunction.first((Object[]) frame.value);
                case Step.TAIL_CALL:
                    frame = (Frame) frame.value;
                    break;
                default:
                    throw new IllegalStateException("a function ended with " + how);
            }
        }
    }

    Object[] runForAll() {
        Frame frame = this;
        while (true) {
            int how = frame.run();
            switch (how) {
                case Step.RETURN_ONE:
                    return new Object[] {frame.value};
                case Step.NORMAL:
                    return Node.NOTHING;
                case Step.RETURN_MANY:
                    return (Object[]) frame.value;
                case Step.TAIL_CALL:
                    frame = (Frame) frame.value;
                    break;
                default:
                    throw new IllegalStateException("a function ended with " + how);
            }
        }
    }

    private int run() {
        if (depth > lua.depthLimit || calls > MAX_CALLS) {
            return runDeep();
        }
        return closure.prototype.body.run(this);
    }

    private int runDeep() {
        if (calls > MAX_CALLS) {
            throw lua.overflow(caller);
        }
        if (lua.strands.carries(depth)) {
            return closure.prototype.body.run(this);
        }
        return lua.strands.deeper(this, () -> closure.prototype.body.run(this));
    }

    /** Work of the library that needs so many levels of Java's stack at once. */
    <T> T withRoom(int levels, Supplier<T> work) {
        if (depth + levels <= lua.depthEnd) {
            return work.get();
        }
        List<T> result = new ArrayList<>(1);
        lua.strands.deeper(this, () -> {
            result.add(work.get());
            return Step.NORMAL;
        });
        return result.get(0);
    }

    /** The frame of a function that is called in this one's place. */
    Frame replacedBy(Closure callee) {
        Frame frame = new Frame(caller, callee);
        frame.tails = tails + 1;
        return frame;
    }

    // Places

    /** Chunk and line, or "" in a library function. */
    String place() {
        return closure == null ? "" : closure.prototype.chunk + ":" + line() + ": ";
    }

    int line() {
        return closure == null ? 0 : closure.prototype.sites[site].line();
    }

    /** How the library function that was called from here is named here. */
    private Site calledAs() {
        return closure == null ? Site.at(0) : closure.prototype.sites[site];
    }

    /** The frame of a level, 1 for this one; null beyond the last, and for a function whose place another took. */
    Frame level(int level) {
        int left = level - 1;
        payToWalk(level);
        for (Frame frame = this; frame != null; frame = frame.caller) {
            if (left == 0) {
                return frame;
            }
            left -= 1 + frame.tails;
            if (left < 0) {
                return null;
            }
        }
        return null;
    }

    private void payToWalk(int level) {
        lua.step(Math.max(0, Math.min(level, calls)) / FRAMES_PER_STEP);
    }

    /** Whether there is such a level at all. */
    boolean hasLevel(int level) {
        int left = level - 1;
        payToWalk(level);
        for (Frame frame = this; frame != null; frame = frame.caller) {
            if (left <= frame.tails) {
                return frame.caller != null || left == 0 && frame.closure != null;
            }
            left -= 1 + frame.tails;
        }
        return false;
    }

    // The context of libraries

    @Override
    public void step(long steps) {
        lua.step(steps);
    }

    @Override
    public void allocate(long bytes) {
        lua.allocate(bytes);
    }

    @Override
    public LuaError error(String message) {
        return error((Object) text(place() + message));
    }

    /** A message: it may hold as much of the script's own text as the script likes, so it is paid for. */
    LuaString text(String message) {
        lua.step(message.length() >> 5);
        lua.allocate(LuaString.OVERHEAD_BYTES + (long) message.length());
        return LuaString.of(message);
    }

    @Override
    public LuaError error(Object errorValue) {
        return raised(new LuaError(errorValue));
    }

    /** The error, which learns where Lua code called what raised it, should it not know yet. */
    LuaError raised(LuaError error) {
        for (Frame frame = this; frame != null; frame = frame.caller) {
            if (frame.closure != null) {
                return error.raisedAt(frame.closure.prototype.chunk, frame.line());
            }
        }
        return error;
    }

    @Override
    public LuaError argumentError(int index, String functionName, String message) {
        Site as = calledAs();
        int argument = index;
        String name = as.name();
        if (as.kind().equals("method")) {
            argument--;
            if (argument == 0) {
                return error("calling '" + name + "' on bad self (" + message + ")");
            }
        }
        return error("bad argument #" + argument + " to '" + name + "' (" + message + ")");
    }

    @Override
    public Object index(Object table, Object key) {
        return Operations.index(library(), table, key, null);
    }

    @Override
    public Object[] call(Object function, Object... arguments) {
        return Operations.call(library(), function, arguments, null);
    }

    @Override
    public LuaContext callBack() {
        return library();
    }

    @Override
    public boolean lessThan(Object a, Object b) {
        if (a instanceof LuaString x && b instanceof LuaString y) {
            lua.lookAt(x);
            return x.compareTo(y) < 0;
        }
        return Operations.less(library(), a, b);
    }

    @Override
    public boolean equal(Object a, Object b) {
        return Operations.equal(this, a, b);
    }

    @Override
    public LuaString tostring(Object of) {
        return lua.tostring(this, of);
    }

    @Override
    public long randomState() {
        return lua.randomState;
    }

    @Override
    public void randomState(long state) {
        lua.randomState = state;
    }

    @Override
    public long timeMicros() {
        return lua.timeMicros;
    }

    @Override
    public long stepsUsed() {
        return lua.stepsUsed();
    }

    @Override
    public Object kept(Shelf shelf) {
        return lua.shelves[shelf.ordinal()];
    }

    @Override
    public void keep(Shelf shelf, Object kept) {
        lua.shelves[shelf.ordinal()] = kept;
    }

    @Override
    public <T> T outside(Supplier<T> work) {
        lua.settle();
        try {
            return lua.strands.atHome(work);
        } finally {
            lua.refill();
        }
    }
}
