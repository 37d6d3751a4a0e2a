package understudy.script.lua.run;

import java.util.function.Supplier;
import understudy.script.keyspace.Budget;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/** A run from beginning to end, its strands ended whatever happens. */
final class Machine {
    private static final LuaString INDEX = LuaString.of("__index");

    private final Lua lua;

    Machine(Budget budget, long timeMicros, long randomState, LuaTable globals) {
        this.lua = new Lua(budget, timeMicros, randomState);
        lua.globals = globals;
        if (globals.getString("string") instanceof LuaTable string) {
            methodsOfStrings(string);
        }
    }

    void methodsOfStrings(LuaTable string) {
        lua.stringMetatable = new LuaTable(0, 1);
        lua.stringMetatable.setString(null, INDEX, string);
        if (string.readOnly()) {
            lua.stringMetatable.makeReadOnly();
        }
    }

    Lua lua() {
        return lua;
    }

    Object[] run(Prototype chunk, Object... arguments) {
        return wholly(() -> callChunk(chunk, arguments));
    }

    /** All that the run does. */
    Object[] wholly(Supplier<Object[]> work) {
        try {
            Object[] results = work.get();
            lua.settle();
            return results;
        } finally {
            lua.strands.end();
        }
    }

    /** As a part of the run. */
    Object[] callChunk(Prototype chunk, Object... arguments) {
        if (chunk.weak) {
            lua.expectWeakTables();
        }
        return new Closure(chunk, Node.NOTHING, lua.globals).call(Frame.root(lua), arguments);
    }
}
