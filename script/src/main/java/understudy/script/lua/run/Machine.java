package understudy.script.lua.run;

import understudy.script.keyspace.Budget;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/** A run of one chunk from beginning to end, its strands ended whatever happens. */
final class Machine {
    private static final LuaString INDEX = LuaString.of("__index");

    private final Lua lua;

    Machine(Budget budget, long timeMicros, long randomState, LuaTable globals) {
        this.lua = new Lua(budget, timeMicros, randomState);
        lua.globals = globals;
        if (globals.getString("string") instanceof LuaTable string) {
            lua.stringMetatable = new LuaTable(0, 1);
            lua.stringMetatable.setString(null, INDEX, string);
            if (string.readOnly()) {
                lua.stringMetatable.makeReadOnly();
            }
        }
    }

    Lua lua() {
        return lua;
    }

    Object[] run(Prototype chunk, Object... arguments) {
        try {
            if (chunk.weak) {
                lua.expectWeakTables();
            }
            Frame root = Frame.root(lua);
            Object[] results = new Closure(chunk, Node.NOTHING, lua.globals).call(root, arguments);
            lua.settle();
            return results;
        } finally {
            lua.strands.end();
        }
    }
}
