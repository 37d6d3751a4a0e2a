package understudy.script.lua.library;

import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;

/** The table {@code os}, of which there is {@code clock} alone: seconds on the log's clock, which stands still. */
final class ClockLibrary {
    private ClockLibrary() {}

    static LuaTable table() {
        LuaTable library = new LuaTable(0, 1);
        Builtin.one(library, "clock", (lua, arguments) -> Numbers.of(lua.timeMicros() / 1e6));
        return library;
    }
}
