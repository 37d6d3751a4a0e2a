package understudy.script.lua.run;

import static understudy.script.lua.run.Primitive.list;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import understudy.script.lua.syntax.LuaSyntaxError;
import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.NumberText;
import understudy.script.lua.value.Numbers;
import understudy.script.lua.value.Values;

/** The functions without a table. What touches files, and {@code print}, is not among them. */
final class BaseLibrary {
    private static final LuaString METATABLE = LuaString.of("__metatable");

    /** More values than this at once do not fit on PUC's stack. */
    private static final int MAX_VALUES = 8_000;

    /** How often an error handler may fail before that is the error. */
    private static final int MAX_HANDLER_ERRORS = 20;

    private static final int COMPILE_STEPS = 50;

    /** The parser descends 200 levels of the language, the compiler 600 of the tree: short sources have fewer. */
    private static final int COMPILE_DEPTH = 1_400;

    private static final int COMPILE_DEPTH_OF_NOTHING = 100;

    private static final int COMPILE_BYTES_PER_BYTE = 24;

    /** Loops over {@code pairs} know it and walk the table themselves. */
    static final LuaFunction NEXT = new Next();

    /** What {@code ipairs} iterates with. */
    static final LuaFunction NEXT_ITEM = Primitive.of("ipairs_aux", BaseLibrary::nextItem);

    static {
        // Runs share them, so no run may number them.
        NEXT.serial(Lua.FIRST_SERIAL - 1);
        NEXT_ITEM.serial(Lua.FIRST_SERIAL - 2);
    }

    private BaseLibrary() {}

    static void addTo(LuaTable globals) {
        globals.setString(null, "_G", globals);
        globals.setString(null, "_VERSION", LuaString.of("Lua 5.1"));
        globals.setString(null, "next", NEXT);
        globals.setString(null, "type", new Type());
        Primitive.add(globals, "assert", BaseLibrary::affirm);
        Primitive.add(globals, "collectgarbage", BaseLibrary::collectgarbage);
        Primitive.add(globals, "error", BaseLibrary::error);
        Primitive.add(globals, "gcinfo", (frame, arguments) -> list(Numbers.of(kilobytes(frame))));
        Primitive.add(globals, "getfenv", BaseLibrary::getfenv);
        Primitive.add(globals, "getmetatable", BaseLibrary::getmetatable);
        Primitive.add(globals, "ipairs", BaseLibrary::ipairs);
        Primitive.add(globals, "load", BaseLibrary::load);
        Primitive.add(globals, "loadstring", BaseLibrary::loadstring);
        Primitive.add(globals, "newproxy", BaseLibrary::newproxy);
        Primitive.add(globals, "pairs", BaseLibrary::pairs);
        Primitive.add(globals, "pcall", BaseLibrary::pcall);
        Primitive.add(globals, "rawequal", BaseLibrary::rawequal);
        Primitive.add(globals, "rawget", BaseLibrary::rawget);
        Primitive.add(globals, "rawset", BaseLibrary::rawset);
        Primitive.add(globals, "select", BaseLibrary::select);
        Primitive.add(globals, "setfenv", BaseLibrary::setfenv);
        Primitive.add(globals, "setmetatable", BaseLibrary::setmetatable);
        Primitive.add(globals, "tonumber", BaseLibrary::tonumber);
        Primitive.add(globals, "tostring", BaseLibrary::tostring);
        Primitive.add(globals, "unpack", BaseLibrary::unpack);
        Primitive.add(globals, "xpcall", BaseLibrary::xpcall);
    }

    // Errors

    private static Object[] affirm(Frame frame, Object[] arguments) {
        if (Values.isTrue(Arguments.any(frame, arguments, 0, "assert"))) {
            return arguments;
        }
        LuaString message = Arguments.string(frame, arguments, 1, "assert", LuaString.of("assertion failed!"));
        throw frame.error(message.toString());
    }

    private static Object[] error(Frame frame, Object[] arguments) {
        Object value = Arguments.at(arguments, 0);
        int level = Arguments.integer(frame, arguments, 1, "error", 1);
        LuaString text = Values.text(frame, value);
        if (text == null || level <= 0) {
            throw frame.error(value);
        }
        Frame at = frame.level(level);
        String place = at == null ? "" : at.place();
        throw place.isEmpty() ? frame.error((Object) text) : frame.error((Object) frame.text(place + text));
    }

    private static Object[] pcall(Frame frame, Object[] arguments) {
        Object function = Arguments.any(frame, arguments, 0, "pcall");
        try {
            Object[] results = Operations.call(
                    frame.library(), function, Arrays.copyOfRange(arguments, 1, arguments.length), null);
            return succeeded(results);
        } catch (LuaError e) {
            return list(Boolean.FALSE, e.value());
        }
    }

    private static Object[] succeeded(Object[] results) {
        Object[] all = new Object[results.length + 1];
        all[0] = Boolean.TRUE;
        System.arraycopy(results, 0, all, 1, results.length);
        return all;
    }

    /** The handler runs when the stack is unwound already: nothing in this sandbox can look at it. */
    private static Object[] xpcall(Frame frame, Object[] arguments) {
        Object handler = Arguments.any(frame, arguments, 1, "xpcall");
        Object value;
        boolean overflow;
        try {
            return succeeded(Operations.call(frame.library(), arguments[0], Node.NOTHING, null));
        } catch (LuaError e) {
            value = e.value();
            overflow = frame.lua.overflowed(e);
        }
        boolean outer = frame.lua.handlesOverflow;
        frame.lua.handlesOverflow = outer || overflow;
        try {
            for (int i = 0; i < MAX_HANDLER_ERRORS; i++) {
                try {
                    return list(
                            Boolean.FALSE,
                            LuaFunction.first(Operations.call(frame.library(), handler, new Object[] {value}, null)));
                } catch (LuaError e) {
                    value = e.value();
                }
            }
        } finally {
            frame.lua.handlesOverflow = outer;
        }
        return list(Boolean.FALSE, LuaString.of("error in error handling"));
    }

    // Tables

    private static final class Next extends LuaFunction {
        @Override
        public Object[] call(LuaContext lua, Object[] arguments) {
            LuaTable table = Arguments.table(lua, arguments, 0, "next");
            int position = table.behind(Arguments.at(arguments, 1));
            if (position < 0) {
                throw lua.error((Object) LuaString.of("invalid key to 'next'"));
            }
            int found = table.position(lua, position);
            if (found < 0) {
                return list((Object) null);
            }
            return list(table.keyAt(found), table.valueAt(found));
        }

        @Override
        public String name() {
            return "next";
        }
    }

    private static final class Type extends LuaFunction {
        private static final LuaString NIL = LuaString.of("nil");
        private static final LuaString BOOLEAN = LuaString.of("boolean");
        private static final LuaString NUMBER = LuaString.of("number");
        private static final LuaString STRING = LuaString.of("string");
        private static final LuaString TABLE = LuaString.of("table");
        private static final LuaString FUNCTION = LuaString.of("function");

        @Override
        public Object[] call(LuaContext lua, Object[] arguments) {
            return list(call1(lua, Arguments.any(lua, arguments, 0, "type")));
        }

        @Override
        public Object call1(LuaContext lua, Object a) {
            if (a == null) {
                return NIL;
            }
            if (a instanceof Double) {
                return NUMBER;
            }
            if (a instanceof LuaString) {
                return STRING;
            }
            if (a instanceof LuaTable) {
                return TABLE;
            }
            if (a instanceof Boolean) {
                return BOOLEAN;
            }
            return a instanceof LuaFunction ? FUNCTION : LuaString.of(Values.typeName(a));
        }

        @Override
        public String name() {
            return "type";
        }
    }

    private static Object[] nextItem(Frame frame, Object[] arguments) {
        int i = Arguments.integer(frame, arguments, 1, "ipairs") + 1;
        Object value = Arguments.table(frame, arguments, 0, "ipairs").getInt(i);
        return value == null ? Node.NOTHING : list(Numbers.of(i), value);
    }

    private static Object[] ipairs(Frame frame, Object[] arguments) {
        return list(NEXT_ITEM, Arguments.table(frame, arguments, 0, "ipairs"), Numbers.ZERO);
    }

    private static Object[] pairs(Frame frame, Object[] arguments) {
        return list(NEXT, Arguments.table(frame, arguments, 0, "pairs"), null);
    }

    private static Object[] rawequal(Frame frame, Object[] arguments) {
        Object a = Arguments.any(frame, arguments, 0, "rawequal");
        Object b = Arguments.any(frame, arguments, 1, "rawequal");
        frame.lua.lookAt(a);
        return list(Values.rawEqual(a, b));
    }

    private static Object[] rawget(Frame frame, Object[] arguments) {
        LuaTable table = Arguments.table(frame, arguments, 0, "rawget");
        Object key = Arguments.any(frame, arguments, 1, "rawget");
        frame.lua.lookAt(key);
        return list(table.get(key));
    }

    private static Object[] rawset(Frame frame, Object[] arguments) {
        LuaTable table = Arguments.table(frame, arguments, 0, "rawset");
        Object key = Arguments.any(frame, arguments, 1, "rawset");
        frame.lua.lookAt(key);
        table.set(frame, key, Arguments.any(frame, arguments, 2, "rawset"));
        return list(table);
    }

    private static Object[] unpack(Frame frame, Object[] arguments) {
        LuaTable table = Arguments.table(frame, arguments, 0, "unpack");
        int first = Arguments.integer(frame, arguments, 1, "unpack", 1);
        int last =
                Arguments.at(arguments, 2) == null ? table.length() : Arguments.integer(frame, arguments, 2, "unpack");
        if (first > last) {
            return Node.NOTHING;
        }
        long count = (long) last - first + 1;
        if (count + arguments.length > MAX_VALUES) {
            throw frame.error("too many results to unpack");
        }
        frame.step(count >> 2);
        Object[] results = new Object[(int) count];
        for (int i = 0; i < results.length; i++) {
            results[i] = table.getInt(first + i);
        }
        return results;
    }

    private static Object[] getmetatable(Frame frame, Object[] arguments) {
        Object of = Arguments.any(frame, arguments, 0, "getmetatable");
        LuaTable metatable = Operations.metatable(frame, of);
        if (metatable == null) {
            return list((Object) null);
        }
        Object shown = metatable.getString(METATABLE);
        return list(shown == null ? metatable : shown);
    }

    private static Object[] setmetatable(Frame frame, Object[] arguments) {
        LuaTable table = Arguments.table(frame, arguments, 0, "setmetatable");
        Object metatable = Arguments.at(arguments, 1);
        if (arguments.length < 2 || metatable != null && !(metatable instanceof LuaTable)) {
            throw frame.argumentError(2, "setmetatable", "nil or table expected");
        }
        if (table.metatable() != null && table.metatable().getString(METATABLE) != null) {
            throw frame.error("cannot change a protected metatable");
        }
        if (table.readOnly()) {
            throw LuaError.bare("Attempt to modify a readonly table");
        }
        table.metatable((LuaTable) metatable);
        return list(table);
    }

    private static Object[] newproxy(Frame frame, Object[] arguments) {
        Object of = Arguments.at(arguments, 0);
        frame.allocate(Userdata.BYTES);
        if (!Values.isTrue(of)) {
            return list(new Userdata(null));
        }
        if (of instanceof Userdata other && other.metatable() != null) {
            return list(new Userdata(other.metatable()));
        }
        if (of != Boolean.TRUE) {
            throw frame.argumentError(1, "newproxy", "boolean or proxy expected");
        }
        frame.allocate(LuaTable.bytes(0, 0));
        return list(new Userdata(new LuaTable()));
    }

    // Text

    private static Object[] tostring(Frame frame, Object[] arguments) {
        Object value = Arguments.any(frame, arguments, 0, "tostring");
        frame.allocate(LuaString.OVERHEAD_BYTES);
        return list(frame.lua.shown(frame, value));
    }

    private static Object[] tonumber(Frame frame, Object[] arguments) {
        int base = Arguments.integer(frame, arguments, 1, "tonumber", 10);
        if (base == 10) {
            return list(Values.toNumber(frame, Arguments.any(frame, arguments, 0, "tonumber")));
        }
        LuaString text = Arguments.string(frame, arguments, 0, "tonumber");
        if (base < 2 || base > 36) {
            throw frame.argumentError(2, "tonumber", "base out of range");
        }
        frame.step(text.length() >> 3);
        return list(NumberText.number(text, base));
    }

    // Varargs

    private static Object[] select(Frame frame, Object[] arguments) {
        int count = arguments.length;
        if (count > 0 && arguments[0] instanceof LuaString text && text.length() > 0 && text.byteAt(0) == '#') {
            return list(Numbers.of(count - 1));
        }
        int from = Arguments.integer(frame, arguments, 0, "select");
        if (from < 0) {
            from += count;
        } else if (from > count) {
            from = count;
        }
        if (from < 1) {
            throw frame.argumentError(1, "select", "index out of range");
        }
        frame.step(count - from >> 3);
        return Arrays.copyOfRange(arguments, from, count);
    }

    // Sources

    private static Object[] loadstring(Frame frame, Object[] arguments) {
        LuaString source = Arguments.string(frame, arguments, 0, "loadstring");
        return compile(frame, source.bytes(), Arguments.string(frame, arguments, 1, "loadstring", source));
    }

    private static Object[] load(Frame frame, Object[] arguments) {
        LuaFunction reader = Arguments.function(frame, arguments, 0, "load");
        LuaString name = Arguments.string(frame, arguments, 1, "load", LuaString.of("=(load)"));
        LuaString source = LuaString.EMPTY;
        StringBuilder text = new StringBuilder();
        Frame own = frame.library();
        while (true) {
            Object piece;
            try {
                piece = reader.call0(own);
            } catch (LuaError e) {
                return list(null, e.value());
            }
            LuaString part = Values.text(piece);
            if (piece == null || (part != null && part.length() == 0)) {
                break;
            }
            if (part == null) {
                return list(
                        null,
                        frame.error("reader function must return a string").value());
            }
            frame.allocate(part.length());
            text.append(part);
        }
        if (text.length() > 0) {
            source = LuaString.of(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
        return compile(frame, source.bytes(), name);
    }

    private static Object[] compile(Frame frame, byte[] source, LuaString name) {
        frame.step(COMPILE_STEPS + source.length);
        frame.allocate(Closure.BYTES + (long) COMPILE_BYTES_PER_BYTE * source.length);
        try {
            int levels = Math.min(COMPILE_DEPTH, COMPILE_DEPTH_OF_NOTHING + 2 * source.length);
            Prototype chunk = frame.withRoom(levels, () -> Chunks.compile(source, name.toString()));
            if (chunk.weak) {
                frame.lua.expectWeakTables();
            }
            return list(new Closure(chunk, Node.NOTHING, frame.lua.globals));
        } catch (LuaSyntaxError e) {
            return list(null, LuaString.of(e.getMessage()));
        }
    }

    // Globals

    /** The closure of a level or of an argument; null for a function that is not Lua's. */
    private static Closure function(Frame frame, Object argument, int level) {
        if (argument instanceof LuaFunction) {
            return argument instanceof Closure closure ? closure : null;
        }
        if (level < 0) {
            throw frame.argumentError(1, "getfenv", "level must be non-negative");
        }
        if (level == 0) {
            return null;
        }
        if (!frame.hasLevel(level)) {
            throw frame.argumentError(1, "getfenv", "invalid level");
        }
        Frame at = frame.level(level);
        if (at == null) {
            throw frame.error("no function environment for tail call at level " + level);
        }
        return at.closure;
    }

    private static Object[] getfenv(Frame frame, Object[] arguments) {
        Object of = Arguments.at(arguments, 0);
        int level = of instanceof LuaFunction ? 0 : Arguments.integer(frame, arguments, 0, "getfenv", 1);
        Closure closure = function(frame, of, level);
        return list(closure == null ? frame.lua.globals : closure.environment);
    }

    private static Object[] setfenv(Frame frame, Object[] arguments) {
        LuaTable environment = Arguments.table(frame, arguments, 1, "setfenv");
        Object of = arguments[0];
        int level = of instanceof LuaFunction ? 0 : Arguments.integer(frame, arguments, 0, "setfenv");
        Closure closure = function(frame, of, level);
        if (of instanceof Double && level == 0) {
            frame.lua.globals = environment;
            return Node.NOTHING;
        }
        if (closure == null) {
            throw frame.error("'setfenv' cannot change environment of given object");
        }
        closure.environment = environment;
        return list(closure);
    }

    // Memory

    private static double kilobytes(Frame frame) {
        return StrictMath.floor(frame.lua.bytesUsed() / 1024.0);
    }

    private static Object[] collectgarbage(Frame frame, Object[] arguments) {
        String option = Arguments.string(frame, arguments, 0, "collectgarbage", LuaString.of("collect"))
                .toString();
        Arguments.integer(frame, arguments, 1, "collectgarbage", 0);
        return switch (option) {
            case "collect" -> {
                frame.lua.sweep(frame);
                yield list(Numbers.ZERO);
            }
            case "stop", "restart" -> list(Numbers.ZERO);
            case "count" -> list(Numbers.of(frame.lua.bytesUsed() / 1024.0));
            case "step" -> list(Boolean.FALSE);
            case "setpause", "setstepmul" -> list(Numbers.of(200));
            default -> throw frame.argumentError(1, "collectgarbage", "invalid option '" + option + "'");
        };
    }
}
