package understudy.script.lua.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.script.keyspace.Libraries;
import understudy.script.keyspace.LibraryFunction;
import understudy.script.lua.library.Builtin;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Values;

/**
 * A library of functions on its way into a run. It goes in two phases, on the same globals, since functions keep the
 * globals that they were made with:
 *
 * <ol>
 *   <li>The library's code runs and registers its functions. It finds nothing but {@code redis} and {@code server}, and
 *       of these {@code register_function}, {@code log} and the constants.
 *   <li>After {@link #close} the globals are filled with all that functions may use. One of them is called then. A
 *       {@code redis} that the code kept in a local is still that of the first phase.
 * </ol>
 */
public final class LibraryLoad {
    private static final String REGISTER = "register_function";
    private static final String NAME = "function_name";
    private static final String CALLBACK = "callback";

    /** Without objects, which belong to one run. */
    private static final LuaTable CONSTANTS = new LuaTable(0, 32);

    static {
        ServerLibrary.constants(CONSTANTS);
    }

    /**
     * @param flags in the order of {@link LibraryFunction#FLAGS}
     * @param description null for none
     */
    public record Function(String name, LuaFunction callback, List<String> flags, LuaString description) {}

    private final LuaTable globals = new LuaTable(0, 2);
    private final String wanted;
    private LuaFunction found;
    // By name in lower case: no two may differ by case alone.
    private final Map<String, Function> functions = new LinkedHashMap<>();
    private boolean closed;

    /** A load that is to tell of all functions. */
    public LibraryLoad() {
        this(null);
    }

    /**
     * A load after the first one, of the same code: only one of the functions is looked for, and nothing is checked again.
     *
     * @param wanted its name as it was registered
     */
    public LibraryLoad(String wanted) {
        this.wanted = wanted;
        LuaTable server = CONSTANTS.copy();
        ServerLibrary.log(server);
        Builtin.many(server, REGISTER, this::register);
        globals.setString(null, "redis", server);
        globals.setString(null, "server", server);
        LuaTable complaining = Protection.complaining();
        complaining.makeReadOnly();
        for (LuaTable table : new LuaTable[] {server, globals}) {
            table.metatable(complaining);
            table.makeReadOnly();
        }
    }

    /** What the library's code runs with. */
    public LuaTable globals() {
        return globals;
    }

    /** Those registered so far, in that order. */
    public List<Function> functions() {
        return List.copyOf(functions.values());
    }

    /** The function that was looked for; null when it was not registered. */
    public LuaFunction found() {
        return found;
    }

    /** Ends the first phase: nothing is registered any more. */
    public void close() {
        closed = true;
    }

    // ---------------------------------------------------------------- register_function

    private Object[] register(LuaContext lua, Object[] arguments) {
        if (closed) {
            throw ServerLibrary.refusal(lua, "server.register_function can only be called on FUNCTION LOAD command");
        }
        lua.step(10);
        if (wanted != null) {
            find(arguments);
            return LuaFunction.NOTHING;
        }
        if (arguments.length < 1 || arguments.length > 2) {
            throw ServerLibrary.refusal(lua, "wrong number of arguments to server.register_function");
        }
        Function function = arguments.length == 1 ? named(lua, arguments[0]) : positional(lua, arguments);
        if (!Libraries.isName(function.name())) {
            throw ServerLibrary.refusal(
                    lua,
                    "Library names can only contain letters, numbers, or underscores(_) and must be at least one"
                            + " character long");
        }
        lua.allocate(128 + function.name().length());
        if (functions.putIfAbsent(lower(function.name()), function) != null) {
            throw ServerLibrary.refusal(lua, "Function already exists in the library");
        }
        return LuaFunction.NOTHING;
    }

    /** They were all checked when the library was loaded. */
    private void find(Object[] arguments) {
        Object name = null;
        Object callback = null;
        if (arguments.length == 2) {
            name = arguments[0];
            callback = arguments[1];
        } else if (arguments.length == 1 && arguments[0] instanceof LuaTable given) {
            for (int at = given.position(0); at >= 0; at = given.position(at + 1)) {
                if (given.keyAt(at) instanceof LuaString key) {
                    name = isWord(key, NAME) ? given.valueAt(at) : name;
                    callback = isWord(key, CALLBACK) ? given.valueAt(at) : callback;
                }
            }
        }
        if (callback instanceof LuaFunction function && isSame(name)) {
            found = function;
        }
    }

    private boolean isSame(Object name) {
        LuaString text = Values.text(name);
        return text != null
                && text.length() == wanted.length()
                && text.toString().equals(wanted);
    }

    /** Whether the bytes spell a word that is given in lower case. */
    private static boolean isWord(LuaString text, String word) {
        if (text.length() != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            int c = text.byteAt(i);
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Function positional(LuaContext lua, Object[] arguments) {
        LuaString name = Values.text(arguments[0]);
        if (name == null) {
            throw ServerLibrary.refusal(lua, "first argument to server.register_function must be a string");
        }
        if (!(arguments[1] instanceof LuaFunction callback)) {
            throw ServerLibrary.refusal(lua, "second argument to server.register_function must be a function");
        }
        return new Function(name.toString(), callback, List.of(), null);
    }

    private static Function named(LuaContext lua, Object argument) {
        if (!(argument instanceof LuaTable given)) {
            throw ServerLibrary.refusal(
                    lua,
                    "calling server.register_function with a single argument is only applicable to Lua table"
                            + " (representing named arguments).");
        }
        LuaString name = null;
        LuaString description = null;
        LuaFunction callback = null;
        List<String> flags = List.of();
        for (int at = given.position(lua, 0); at >= 0; at = given.position(lua, at + 1)) {
            lua.step(1);
            LuaString key = Values.text(given.keyAt(at));
            if (key == null) {
                throw ServerLibrary.refusal(
                        lua, "named argument key given to server.register_function is not a string");
            }
            Object value = given.valueAt(at);
            switch (lower(key.toString())) {
                case NAME -> name = text(lua, value, "function_name");
                case "description" -> description = text(lua, value, "description");
                case CALLBACK -> {
                    if (!(value instanceof LuaFunction function)) {
                        throw ServerLibrary.refusal(
                                lua, "callback argument given to server.register_function must be a function");
                    }
                    callback = function;
                }
                case "flags" -> flags = flags(lua, value);
                default -> throw ServerLibrary.refusal(lua, "unknown argument given to server.register_function");
            }
        }
        if (name == null) {
            throw ServerLibrary.refusal(lua, "server.register_function must get a function name argument");
        }
        if (callback == null) {
            throw ServerLibrary.refusal(lua, "server.register_function must get a callback argument");
        }
        return new Function(name.toString(), callback, flags, description);
    }

    private static LuaString text(LuaContext lua, Object value, String what) {
        LuaString text = Values.text(value);
        if (text == null) {
            throw ServerLibrary.refusal(lua, what + " argument given to server.register_function must be a string");
        }
        return text;
    }

    private static List<String> flags(LuaContext lua, Object value) {
        if (!(value instanceof LuaTable table)) {
            throw ServerLibrary.refusal(
                    lua, "flags argument to server.register_function must be a table representing function flags");
        }
        List<String> given = new ArrayList<>();
        for (int i = 1; table.getInt(i) != null; i++) {
            lua.step(1);
            String flag = table.getInt(i) instanceof LuaString text ? lower(text.toString()) : "";
            if (!LibraryFunction.FLAGS.contains(flag)) {
                throw ServerLibrary.refusal(lua, "unknown flag given");
            }
            if (!given.contains(flag)) {
                given.add(flag);
            }
        }
        return LibraryFunction.FLAGS.stream().filter(given::contains).toList();
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return lower.toString();
    }
}
