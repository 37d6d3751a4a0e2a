package understudy.script.lua.run;

import java.util.function.Consumer;
import understudy.script.lua.library.Libraries;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/** What a script finds. */
final class Globals {
    private Globals() {}

    /** A table of its own for one run. */
    static LuaTable fresh() {
        LuaTable globals = new LuaTable(0, 32);
        BaseLibrary.addTo(globals);
        globals.setString(null, "coroutine", CoroutineLibrary.table());
        Libraries.addTo(globals);
        return globals;
    }

    /** All names that libraries define. */
    static void names(Consumer<LuaString> sink) {
        names(fresh(), sink);
    }

    private static void names(LuaTable table, Consumer<LuaString> sink) {
        for (int at = table.position(0); at >= 0; at = table.position(at + 1)) {
            if (table.keyAt(at) instanceof LuaString name) {
                sink.accept(name);
            }
            if (table.valueAt(at) instanceof LuaTable inner && inner != table) {
                names(inner, sink);
            }
        }
    }
}
