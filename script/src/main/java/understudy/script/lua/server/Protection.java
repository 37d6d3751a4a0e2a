package understudy.script.lua.server;

import understudy.script.lua.library.Builtin;
import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Values;

/** Globals as a script finds them: a name that is not there is an error, and nothing there can be changed. */
public final class Protection {
    private Protection() {}

    /** Of globals that are complete, and of all tables that hang from them; {@code open} tables stay as they are. */
    public static void protect(LuaTable globals, LuaTable... open) {
        complainOfMissing(globals);
        makeReadOnly(globals, open);
    }

    /** A name that is not there is an error from now on. */
    static void complainOfMissing(LuaTable table) {
        table.metatable(complaining());
    }

    /** A metatable for that. */
    static LuaTable complaining() {
        LuaTable metatable = new LuaTable(0, 1);
        Builtin.many(metatable, "__index", Protection::missing);
        return metatable;
    }

    private static Object[] missing(LuaContext lua, Object[] arguments) {
        LuaString name = Values.text(Arguments.at(arguments, 1));
        throw lua.error("Script attempted to access nonexistent global variable '"
                + (name == null ? Values.typeName(Arguments.at(arguments, 1)) : name) + "'");
    }

    private static void makeReadOnly(LuaTable table, LuaTable[] open) {
        for (LuaTable spared : open) {
            if (spared == table) {
                return;
            }
        }
        if (table.readOnly()) {
            return;
        }
        table.makeReadOnly();
        if (table.metatable() != null) {
            makeReadOnly(table.metatable(), open);
        }
        for (int at = table.position(0); at >= 0; at = table.position(at + 1)) {
            if (table.valueAt(at) instanceof LuaTable inner) {
                makeReadOnly(inner, open);
            }
        }
    }
}
