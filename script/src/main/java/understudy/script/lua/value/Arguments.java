package understudy.script.lua.value;

/**
 * What library functions ask of their arguments, with PUC's texts where they do not get it. An absent argument is
 * {@code no value}, not {@code nil}. Indexes count from 0 here, from 1 in the texts.
 */
public final class Arguments {
    private Arguments() {}

    public static Object at(Object[] arguments, int index) {
        return index < arguments.length ? arguments[index] : null;
    }

    public static double number(LuaContext lua, Object[] arguments, int index, String function) {
        if (index < arguments.length) {
            return number(lua, arguments[index], index, function);
        }
        throw wrongType(lua, arguments, index, function, "number");
    }

    /** Of an argument that is there. */
    public static double number(LuaContext lua, Object argument, int index, String function) {
        if (argument instanceof Double number) {
            return number;
        }
        Double number = Values.toNumber(lua, argument);
        if (number == null) {
            throw wrongType(lua, argument, index, function, "number");
        }
        return number;
    }

    /** {@code luaL_checkint}: towards zero, the low 32 bits. */
    public static int integer(LuaContext lua, Object[] arguments, int index, String function) {
        return Numbers.toInt(number(lua, arguments, index, function));
    }

    public static int integer(LuaContext lua, Object[] arguments, int index, String function, int absent) {
        return at(arguments, index) == null ? absent : integer(lua, arguments, index, function);
    }

    /** {@code luaL_checkinteger} of a machine with 64 bits. */
    public static long whole(LuaContext lua, Object[] arguments, int index, String function) {
        return Numbers.toLong(number(lua, arguments, index, function));
    }

    public static long whole(LuaContext lua, Object[] arguments, int index, String function, long absent) {
        return at(arguments, index) == null ? absent : whole(lua, arguments, index, function);
    }

    /** A string, or a number's text. */
    public static LuaString string(LuaContext lua, Object[] arguments, int index, String function) {
        if (index < arguments.length) {
            return string(lua, arguments[index], index, function);
        }
        throw wrongType(lua, arguments, index, function, "string");
    }

    /** Of an argument that is there. */
    public static LuaString string(LuaContext lua, Object argument, int index, String function) {
        if (argument instanceof LuaString text) {
            return text;
        }
        LuaString text = Values.text(lua, argument);
        if (text == null) {
            throw wrongType(lua, argument, index, function, "string");
        }
        return text;
    }

    public static LuaString string(LuaContext lua, Object[] arguments, int index, String function, LuaString absent) {
        return at(arguments, index) == null ? absent : string(lua, arguments, index, function);
    }

    public static LuaTable table(LuaContext lua, Object[] arguments, int index, String function) {
        if (at(arguments, index) instanceof LuaTable table) {
            return table;
        }
        throw wrongType(lua, arguments, index, function, "table");
    }

    /** A function: what only can be called does not do. */
    public static LuaFunction function(LuaContext lua, Object[] arguments, int index, String function) {
        if (at(arguments, index) instanceof LuaFunction found) {
            return found;
        }
        throw wrongType(lua, arguments, index, function, "function");
    }

    /** Any value, nil too, but not none. */
    public static Object any(LuaContext lua, Object[] arguments, int index, String function) {
        if (index < arguments.length) {
            return arguments[index];
        }
        throw lua.argumentError(index + 1, function, "value expected");
    }

    public static LuaError wrongType(LuaContext lua, Object[] arguments, int index, String function, String expected) {
        if (index < arguments.length) {
            return wrongType(lua, arguments[index], index, function, expected);
        }
        return lua.argumentError(index + 1, function, expected + " expected, got no value");
    }

    /** Of an argument that is there. */
    public static LuaError wrongType(LuaContext lua, Object argument, int index, String function, String expected) {
        return lua.argumentError(index + 1, function, expected + " expected, got " + Values.typeName(argument));
    }
}
