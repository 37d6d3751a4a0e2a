package understudy.script.lua.library;

import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LightUserdata;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;

/** The table {@code cjson}, version 2.1.0. */
final class JsonLibrary {
    private static final String[] OFF_ON = {"off", "on"};
    private static final String[] OFF_ON_NULL = {"off", "on", "null"};
    private static final int FUNCTIONS = 15;

    private JsonLibrary() {}

    private interface Owner {
        JsonSettings settings(LuaContext lua);
    }

    private interface Setter {
        void set(JsonSettings settings, int value);
    }

    static LuaTable table() {
        return table(JsonSettings::of);
    }

    private static LuaTable table(Owner owner) {
        LuaTable library = new LuaTable(0, FUNCTIONS);
        Builtin.one(library, "encode", (lua, arguments) -> {
            single(lua, arguments, "encode");
            return new JsonWriter(lua, owner.settings(lua)).write(arguments[0]);
        });
        Builtin.one(library, "decode", (lua, arguments) -> {
            single(lua, arguments, "decode");
            return new JsonReader(lua, owner.settings(lua), Arguments.string(lua, arguments, 0, "decode")).read();
        });
        Builtin.one(library, "new", (lua, arguments) -> {
            lua.step(FUNCTIONS);
            lua.allocate(LuaTable.bytes(0, FUNCTIONS) + 64 * FUNCTIONS);
            JsonSettings own = new JsonSettings();
            return table(run -> own);
        });
        Builtin.many(library, "encode_sparse_array", (lua, arguments) -> {
            JsonSettings settings = owner.settings(lua);
            String name = "encode_sparse_array";
            Object[] given = given(lua, arguments, name, 3);
            Object convert = option(lua, given, name, OFF_ON, settings.convertSparse, x -> settings.convertSparse = x);
            Object ratio = whole(
                    lua, given, 1, name, 0, Integer.MAX_VALUE, settings.sparseRatio, x -> settings.sparseRatio = x);
            Object safe =
                    whole(lua, given, 2, name, 0, Integer.MAX_VALUE, settings.sparseSafe, x -> settings.sparseSafe = x);
            return new Object[] {convert, ratio, safe};
        });
        whole(
                library,
                owner,
                "encode_max_depth",
                1,
                Integer.MAX_VALUE,
                s -> s.encodeDepth,
                (s, x) -> s.encodeDepth = x);
        whole(
                library,
                owner,
                "decode_max_depth",
                1,
                Integer.MAX_VALUE,
                s -> s.decodeDepth,
                (s, x) -> s.decodeDepth = x);
        whole(library, owner, "encode_number_precision", 1, 14, s -> s.precision, (s, x) -> s.precision = x);
        option(library, owner, "encode_keep_buffer", OFF_ON, s -> s.keepBuffer, (s, x) -> s.keepBuffer = x);
        option(
                library,
                owner,
                "encode_invalid_numbers",
                OFF_ON_NULL,
                s -> s.encodeInvalid,
                (s, x) -> s.encodeInvalid = x);
        option(library, owner, "decode_invalid_numbers", OFF_ON, s -> s.decodeInvalid, (s, x) -> s.decodeInvalid = x);
        library.setString(null, "null", LightUserdata.NULL);
        library.setString(null, "_NAME", LuaString.of("cjson"));
        library.setString(null, "_VERSION", LuaString.of("2.1.0"));
        return library;
    }

    private static void single(LuaContext lua, Object[] arguments, String function) {
        if (arguments.length != 1) {
            throw lua.argumentError(1, function, "expected 1 argument");
        }
    }

    private static Object[] given(LuaContext lua, Object[] arguments, String function, int most) {
        if (arguments.length > most) {
            throw lua.argumentError(most + 1, function, "found too many arguments");
        }
        return arguments;
    }

    private interface Getter {
        int get(JsonSettings settings);
    }

    private static void whole(
            LuaTable library, Owner owner, String name, int least, int most, Getter getter, Setter setter) {
        Builtin.one(library, name, (lua, arguments) -> {
            JsonSettings settings = owner.settings(lua);
            Object[] given = given(lua, arguments, name, 1);
            return whole(lua, given, 0, name, least, most, getter.get(settings), x -> setter.set(settings, x));
        });
    }

    private static void option(
            LuaTable library, Owner owner, String name, String[] options, Getter getter, Setter setter) {
        Builtin.one(library, name, (lua, arguments) -> {
            JsonSettings settings = owner.settings(lua);
            Object[] given = given(lua, arguments, name, 1);
            return option(lua, given, name, options, getter.get(settings), x -> setter.set(settings, x));
        });
    }

    private interface Store {
        void put(int value);
    }

    /** Complaints name the first argument, whichever it is: as there. */
    private static Object whole(
            LuaContext lua, Object[] given, int index, String function, int least, int most, int now, Store store) {
        if (Arguments.at(given, index) == null) {
            return Numbers.of(now);
        }
        int value = (int) Arguments.whole(lua, given, index, function);
        if (value < least || value > most) {
            throw lua.argumentError(1, function, "expected integer between " + least + " and " + most);
        }
        store.put(value);
        return Numbers.of(value);
    }

    private static Object option(
            LuaContext lua, Object[] given, String function, String[] options, int now, Store store) {
        Object argument = Arguments.at(given, 0);
        int value = now;
        if (argument instanceof Boolean truth) {
            value = truth ? 1 : 0;
        } else if (argument != null) {
            String text = Arguments.string(lua, given, 0, function).toString();
            value = -1;
            for (int i = 0; i < options.length; i++) {
                if (options[i].equals(text)) {
                    value = i;
                }
            }
            if (value < 0) {
                throw lua.argumentError(1, function, "invalid option '" + text + "'");
            }
        }
        store.put(value);
        return value <= 1 ? (Object) (value == 1) : LuaString.of(options[value]);
    }
}
