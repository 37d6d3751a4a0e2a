package understudy.script.lua.library;

import understudy.script.lua.value.LuaTable;

/** The libraries that need to know nothing of how scripts run. */
public final class Libraries {
    private Libraries() {}

    /** New tables in new globals. */
    public static void addTo(LuaTable globals) {
        globals.setString(null, "string", StringLibrary.table());
        globals.setString(null, "table", TableLibrary.table());
        globals.setString(null, "math", MathLibrary.table());
        globals.setString(null, "bit", BitLibrary.table());
        globals.setString(null, "cjson", JsonLibrary.table());
        globals.setString(null, "cmsgpack", MessagePackLibrary.table());
        globals.setString(null, "struct", StructLibrary.table());
        globals.setString(null, "os", ClockLibrary.table());
    }
}
