package understudy.script.lua.run;

import understudy.script.keyspace.Budget;
import understudy.script.lua.value.LightUserdata;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaObject;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.NumberText;
import understudy.script.lua.value.Values;

/**
 * One run of a script: what it may still spend, its globals, its threads. It is made for the run and dropped after it.
 *
 * <p>Steps and bytes are counted in plain fields here, since every block pays; the command's budget learns of them at
 * {@link #settle}, before anything else pays from it. Where either is used up the budget's own error ends the run: no
 * {@code pcall} and no coroutine stops it.
 */
final class Lua {
    /** Numbers below are for what all runs share: its text is the same in each. */
    static final int FIRST_SERIAL = 0x1000;

    /** Weak tables are swept each time so much was taken: like all that a run does, a function of the script alone. */
    private static final long SWEEP_BYTES = 256 << 10;

    /** Bytes of a string that a step pays to compare. */
    static final int LOOKED_AT_PER_STEP = 256;

    private static final LuaString TO_STRING = LuaString.of("__tostring");

    final Strands strands;
    final long timeMicros;
    final Object[] shelves = new Object[LuaContext.Shelf.values().length];
    long randomState;
    LuaTable stringMetatable;
    LuaTable globals;

    /** Levels of Java's stack, as {@link Frame#depth} counts them, up to which calls were paid for. */
    int depthLimit = Strands.HOME_DEPTH;

    /** Levels up to which the present thread carries. */
    int depthEnd = Strands.HOME_DEPTH;

    /** A handler of an overflow runs: another one is an error in it. */
    boolean handlesOverflow;

    /** Null outside coroutines. */
    Coroutine running;

    private final Budget budget;
    private long steps;
    private long bytes;
    private long stepsKnown;
    private long bytesKnown;
    private long bytesUsed;
    private long stepsUsed;
    private int serials = FIRST_SERIAL;
    private int exhaustedLine;

    /** A block that would leave fewer pauses; above all when something is to be done between two blocks. */
    private long stepsFloor;

    private long bytesFloor;
    private boolean weakTables;
    private int sweeps;
    private LuaError overflow;

    Lua(Budget budget, long timeMicros, long randomState) {
        this.budget = budget;
        this.timeMicros = timeMicros;
        this.randomState = randomState;
        this.strands = new Strands(this);
        refill();
    }

    // Budget

    /** A block pays before it runs. */
    void charge(Frame frame, int cost, int line) {
        long left = steps - cost;
        steps = left;
        if (left < stepsFloor) {
            pause(frame, line);
        }
    }

    void step(long count) {
        steps -= count;
        if (steps < 0 || count < 0) {
            settle();
        }
    }

    void allocate(long count) {
        bytes -= count;
        if (bytes < bytesFloor || count < 0) {
            if (bytes < 0 || count < 0) {
                settle();
            }
            stepsFloor = Long.MAX_VALUE;
        }
    }

    /** Between two blocks: the budget may be used up, or weak tables are to be swept. */
    private void pause(Frame frame, int line) {
        if (steps < 0) {
            exhaustedLine = line;
            settle();
        }
        sweep(frame);
    }

    /** Some chunk of the run names {@code __mode}: from now on weak tables are swept as memory is taken. */
    void expectWeakTables() {
        if (!weakTables) {
            weakTables = true;
            bytesFloor = bytes - SWEEP_BYTES;
        }
    }

    void sweep(Frame frame) {
        stepsFloor = 0;
        if (weakTables) {
            bytesFloor = bytes - SWEEP_BYTES;
            new WeakSweep(frame, ++sweeps).run();
        }
    }

    /** Tells the budget what was spent; it throws when that was too much. */
    void settle() {
        long spentSteps = stepsKnown - steps;
        long spentBytes = bytesKnown - bytes;
        bytesUsed += spentBytes;
        stepsUsed += spentSteps;
        stepsKnown = steps;
        bytesKnown = bytes;
        budget.step(spentSteps);
        budget.allocate(spentBytes);
        if (steps < 0) {
            // A portion was spent, and the budget has another.
            steps = budget.stepsLeft();
            stepsKnown = steps;
            exhaustedLine = 0;
        }
    }

    /** What others paid from the budget is gone for the script too. */
    void refill() {
        steps = budget.stepsLeft();
        bytes = budget.bytesLeft();
        stepsKnown = steps;
        bytesKnown = bytes;
        bytesFloor = Math.min(bytesFloor, bytes);
    }

    /** All that it paid itself so far. */
    long stepsUsed() {
        return stepsUsed + stepsKnown - steps;
    }

    /** All that it took so far: nothing is ever given back. */
    long bytesUsed() {
        return bytesUsed + bytesKnown - bytes;
    }

    /** Where the budget ended; 0 when it did not, or where no line is known. */
    int exhaustedLine() {
        return exhaustedLine;
    }

    /** Comparing strings, or finding one in a table, may have to look at all of it. */
    void lookAt(Object value) {
        if (value instanceof LuaString text) {
            lookAt(text);
        }
    }

    void lookAt(LuaString text) {
        int length = text.length();
        if (length >= LOOKED_AT_PER_STEP) {
            step(length / LOOKED_AT_PER_STEP);
        }
    }

    // Depth

    LuaError overflow(Frame frame) {
        LuaError error =
                handlesOverflow ? new LuaError(LuaString.of("error in error handling")) : frame.error("stack overflow");
        overflow = error;
        return error;
    }

    /** Whether the last overflow was this error. */
    boolean overflowed(LuaError error) {
        return overflow == error;
    }

    // Text

    /** As the function {@code tostring}; a handler's result that is no text is shown raw. */
    LuaString tostring(Frame frame, Object value) {
        Object text = shown(frame, value);
        LuaString plain = Values.text(text);
        return plain != null ? plain : raw(text);
    }

    /** What {@code tostring} yields: a metatable may make it anything. */
    Object shown(Frame frame, Object value) {
        Object handler = Operations.metamethod(frame, value, TO_STRING);
        if (handler != null) {
            return LuaFunction.first(Operations.call(frame.library(), handler, new Object[] {value}, null));
        }
        return raw(value);
    }

    LuaString raw(Object value) {
        if (value instanceof Double number) {
            step(NumberText.steps(number));
        }
        LuaString text = Values.text(value);
        if (text != null) {
            return text;
        }
        if (value instanceof LuaObject object) {
            if (object instanceof LightUserdata) {
                return LuaString.of(object.toString());
            }
            if (object.serial() == 0) {
                object.serial(++serials);
            }
            return LuaString.of(object.typeName() + ": 0x" + hexadecimal(object.serial()));
        }
        return LuaString.of(value == null ? "nil" : value == Boolean.TRUE ? "true" : "false");
    }

    private static String hexadecimal(int number) {
        String digits = Integer.toHexString(number);
        return "00000000".substring(digits.length()) + digits;
    }
}
