package understudy.script.lua.library;

import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;

/** The table {@code cmsgpack}, version 0.4.0. */
final class MessagePackLibrary {
    private MessagePackLibrary() {}

    static LuaTable table() {
        LuaTable library = new LuaTable(0, 8);
        Builtin.one(library, "pack", (lua, arguments) -> {
            if (arguments.length == 0) {
                throw lua.argumentError(0, "pack", "MessagePack pack needs input.");
            }
            MessagePackWriter writer = new MessagePackWriter(lua);
            for (Object argument : arguments) {
                writer.write(argument);
            }
            return writer.text();
        });
        Builtin.many(library, "unpack", (lua, arguments) -> {
            LuaString text = Arguments.string(lua, arguments, 0, "unpack");
            return new MessagePackReader(lua, text, 0).all();
        });
        Builtin.many(library, "unpack_one", (lua, arguments) -> {
            int offset = Arguments.integer(lua, arguments, 1, "unpack_one", 0);
            LuaString text = Arguments.string(lua, arguments, 0, "unpack_one");
            return unpack(lua, text, 1, offset);
        });
        Builtin.many(library, "unpack_limit", (lua, arguments) -> {
            int limit = Arguments.integer(lua, arguments, 1, "unpack_limit");
            int offset = Arguments.integer(lua, arguments, 2, "unpack_limit", 0);
            LuaString text = Arguments.string(lua, arguments, 0, "unpack_limit");
            return unpack(lua, text, limit, offset);
        });
        library.setString(null, "_NAME", LuaString.of("cmsgpack"));
        library.setString(null, "_VERSION", LuaString.of("lua-cmsgpack 0.4.0"));
        library.setString(null, "_COPYRIGHT", LuaString.of("Copyright (C) 2012, Redis Ltd."));
        library.setString(null, "_DESCRIPTION", LuaString.of("MessagePack C implementation for Lua"));
        return library;
    }

    private static Object[] unpack(LuaContext lua, LuaString text, int limit, int offset) {
        int length = text.length();
        if (limit < 0 || offset < 0) {
            throw lua.error("Invalid request to unpack with offset of " + offset + " and limit of " + length + ".");
        }
        if (offset > length) {
            throw lua.error("Start offset " + offset + " greater than input length " + length + ".");
        }
        MessagePackReader reader = new MessagePackReader(lua, text, offset);
        if (limit == 0 && offset == 0) {
            return reader.all();
        }
        Object[] values = reader.values(limit);
        Object[] results = new Object[values.length + 1];
        results[0] = Numbers.of(reader.atEnd() ? -1 : reader.at());
        System.arraycopy(values, 0, results, 1, values.length);
        return results;
    }
}
