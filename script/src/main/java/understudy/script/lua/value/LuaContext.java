package understudy.script.lua.value;

import java.util.function.Supplier;

/** One run of a script, as libraries see it. Work and memory are paid before they are used. */
public interface LuaContext {
    /** Pays for work. Where the budget ends, what it throws is no {@link LuaError}: no {@code pcall} stops it. */
    void step(long steps);

    /** Pays for bytes, as the model of {@link LuaString} and {@link LuaTable} counts them; nothing is given back. */
    void allocate(long bytes);

    /** The place of the Lua code that called the running library function, if Lua code did, then the message. */
    LuaError error(String message);

    /** The value as it is. */
    LuaError error(Object value);

    /**
     * {@code bad argument #1 to 'rep' (number expected, got nil)}.
     *
     * @param index from 1; for a method call the receiver is not counted
     * @param functionName used where the call does not show another name
     */
    LuaError argumentError(int index, String functionName, String message);

    /** {@code table[key]}, metatables honoured. */
    Object index(Object table, Object key);

    /** Metatables honoured: what is no function may still have {@code __call}. */
    Object[] call(Object function, Object... arguments);

    /** For a library function that calls functions directly and often: the context to call them in, its own frame. */
    default LuaContext callBack() {
        return this;
    }

    /** {@code a < b}, metatables honoured. */
    boolean lessThan(Object a, Object b);

    /** {@code a == b}, metatables honoured. */
    boolean equal(Object a, Object b);

    /** As the function {@code tostring}: {@code __tostring} honoured, serial numbers for addresses. */
    LuaString tostring(Object value);

    /** The 48 bits of the generator behind {@code math.random}. */
    long randomState();

    void randomState(long state);

    /** What a library keeps from one of its calls to the next, for the length of this run; null at its beginning. */
    Object kept(Shelf shelf);

    void keep(Shelf shelf, Object value);

    /** Whose things are kept. */
    enum Shelf {
        PATTERNS,
        JSON,
        SERVER,
        LOG
    }

    /**
     * Work that pays from the command's own budget: it learns first what this run spent, and this run then what the
     * work did.
     */
    <T> T outside(Supplier<T> work);

    /** The run's time in microseconds since 1970: it stands still. */
    long timeMicros();

    /** What the run has paid so far, without what commands that it called have. */
    long stepsUsed();
}
