package understudy.script.lua.server;

import understudy.script.lua.value.LuaObject;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/**
 * The globals of all scripts, made once: a run gets a copy of the one table that differs, and shares the rest. That is
 * sound because all of it is read-only, its functions keep nothing, and their texts are numbered here, not by whichever
 * run prints one first.
 */
public final class SharedGlobals {
    private static final LuaString SELF = LuaString.of("_G");
    private static final LuaString KEYS = LuaString.of("KEYS");
    private static final LuaString ARGV = LuaString.of("ARGV");

    private final LuaTable globals;
    private int numbered;

    /** @param complete with all libraries, new, and from now on this class's alone */
    public SharedGlobals(LuaTable complete) {
        complete.setString(null, KEYS, Boolean.FALSE);
        complete.setString(null, ARGV, Boolean.FALSE);
        Protection.protect(complete);
        number(complete);
        this.globals = complete;
    }

    /** Those of one run: protected, but for its own two tables. */
    public LuaTable forRun(LuaTable keys, LuaTable arguments) {
        LuaTable own = globals.copy();
        own.setString(null, SELF, own);
        own.setString(null, KEYS, keys);
        own.setString(null, ARGV, arguments);
        own.makeReadOnly();
        return own;
    }

    private void number(LuaTable table) {
        if (!numbered(table)) {
            return;
        }
        if (table.metatable() != null) {
            number(table.metatable());
        }
        for (int at = table.position(0); at >= 0; at = table.position(at + 1)) {
            if (table.valueAt(at) instanceof LuaTable inner) {
                number(inner);
            } else if (table.valueAt(at) instanceof LuaObject object) {
                numbered(object);
            }
        }
    }

    private boolean numbered(LuaObject object) {
        if (object.serial() != 0) {
            return false;
        }
        object.serial(++numbered);
        return true;
    }
}
