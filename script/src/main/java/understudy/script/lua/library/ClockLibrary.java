package understudy.script.lua.library;

import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;

/**
 * The table {@code os}, of which there is {@code clock} alone. No clock of a machine may reach a script, and one that stands still
 * would hang those that wait or measure: so it begins at the entry's stamp, and each step of the script takes a
 * microsecond.
 */
final class ClockLibrary {
    private ClockLibrary() {}

    static LuaTable table() {
        LuaTable library = new LuaTable(0, 1);
        Builtin.one(library, "clock", (lua, arguments) -> Numbers.of((lua.timeMicros() + lua.stepsUsed()) / 1e6));
        return library;
    }
}
