package understudy.script.lua.run;

import java.util.function.Consumer;
import understudy.script.lua.library.Libraries;
import understudy.script.lua.server.Protection;
import understudy.script.lua.server.ServerLibrary;
import understudy.script.lua.value.LightUserdata;
import understudy.script.lua.value.LuaObject;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/** What a script finds. */
final class Globals {
    private static final LuaString SELF = LuaString.of("_G");
    private static final LuaString KEYS = LuaString.of("KEYS");
    private static final LuaString ARGV = LuaString.of("ARGV");

    private Globals() {}

    /** A table of its own for one run. */
    static LuaTable fresh() {
        LuaTable globals = new LuaTable(0, 32);
        BaseLibrary.addTo(globals);
        globals.setString(null, "coroutine", CoroutineLibrary.table());
        Libraries.addTo(globals);
        return globals;
    }

    /** What all runs of server scripts share: read-only, and numbered, so that its text is the same in every run. */
    private static final class Shared {
        private static final LuaTable GLOBALS = fresh();

        static {
            ServerLibrary.addTo(GLOBALS);
            Protection.protect(GLOBALS);
            LuaTable metatable = GLOBALS.metatable();
            metatable.serial(1);
            number(GLOBALS, number(metatable, 1));
        }

        private static int number(LuaTable table, int last) {
            int serial = last;
            for (int at = table.position(0); at >= 0; at = table.position(at + 1)) {
                if (table.valueAt(at) instanceof LuaObject object
                        && !(object instanceof LightUserdata)
                        && object.serial() == 0) {
                    object.serial(++serial);
                    if (object instanceof LuaTable inner) {
                        serial = number(inner, serial);
                    }
                }
            }
            if (serial >= Lua.FIRST_SERIAL) {
                throw new IllegalStateException(serial + " shared objects, room for " + Lua.FIRST_SERIAL);
            }
            return serial;
        }
    }

    /** The protected globals of one run of a server script. */
    static LuaTable ofServer(LuaTable keys, LuaTable arguments) {
        LuaTable globals = Shared.GLOBALS.copy();
        globals.setString(null, SELF, globals);
        globals.setString(null, KEYS, keys);
        globals.setString(null, ARGV, arguments);
        globals.makeReadOnly();
        return globals;
    }

    /** All names that libraries define. */
    static void names(Consumer<LuaString> sink) {
        names(Shared.GLOBALS, sink);
        sink.accept(KEYS);
        sink.accept(ARGV);
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
