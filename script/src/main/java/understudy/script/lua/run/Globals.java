package understudy.script.lua.run;

import java.util.List;
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
    private static final LuaString REDIS = LuaString.of("redis");
    private static final LuaString SERVER = LuaString.of("server");
    private static final List<String> NOT_IN_FUNCTIONS = List.of("breakpoint", "debug", "replicate_commands");

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

        /** What functions find. */
        private static final LuaTable IN_FUNCTIONS;

        static {
            ServerLibrary.addTo(GLOBALS);
            Protection.protect(GLOBALS);
            LuaTable metatable = GLOBALS.metatable();
            metatable.serial(1);
            int last = number(GLOBALS, number(metatable, 1));
            LuaTable server = ((LuaTable) GLOBALS.getString(SERVER)).copy();
            for (String name : NOT_IN_FUNCTIONS) {
                server.setString(null, name, null);
            }
            server.makeReadOnly();
            server.serial(last + 1);
            IN_FUNCTIONS = GLOBALS.copy();
            IN_FUNCTIONS.setString(null, REDIS, server);
            IN_FUNCTIONS.setString(null, SERVER, server);
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
            if (serial + 1 >= Lua.FIRST_SERIAL) {
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

    /** Puts into the globals of a library that was loaded what its functions may use. */
    static void complete(LuaTable globals) {
        globals.makeWritable();
        globals.become(Shared.IN_FUNCTIONS);
        globals.setString(null, SELF, globals);
        globals.makeReadOnly();
    }

    /** The library {@code string}, whose functions are strings' methods. */
    static LuaTable strings() {
        return (LuaTable) Shared.GLOBALS.getString("string");
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
