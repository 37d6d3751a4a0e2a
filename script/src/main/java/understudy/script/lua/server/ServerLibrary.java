package understudy.script.lua.server;

import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Reply;
import understudy.script.command.ScriptName;
import understudy.script.engine.ScriptLog;
import understudy.script.lua.library.Builtin;
import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.NumberText;
import understudy.script.lua.value.Numbers;
import understudy.script.lua.value.Values;

/**
 * The table {@code redis}, which is {@code server} too. Its functions find the run's {@link Conversation} on the shelf
 * {@link LuaContext.Shelf#SERVER}. Texts are Valkey's.
 *
 * <p>A script is replicated as itself, so what asks for another replication is checked and changes nothing.
 */
public final class ServerLibrary {
    static final String REDIS_VERSION = "7.2.4";

    private static final int BYTES_PER_STEP = 64;
    private static final int ARGUMENT_BYTES = 16;

    private ServerLibrary() {}

    /** All that a script that runs has. */
    public static void addTo(LuaTable globals) {
        LuaTable library = new LuaTable(0, 32);
        constants(library);
        Builtin.many(library, "call", (lua, arguments) -> call(lua, arguments, true));
        Builtin.many(library, "pcall", (lua, arguments) -> call(lua, arguments, false));
        Builtin.one(library, "error_reply", (lua, arguments) -> {
            LuaString text = only(arguments);
            return text == null ? wrongArgument(lua) : Replies.error(lua, withMark(text));
        });
        Builtin.one(library, "status_reply", (lua, arguments) -> {
            LuaString text = only(arguments);
            return text == null ? wrongArgument(lua) : Replies.status(lua, text);
        });
        Builtin.one(library, "sha1hex", (lua, arguments) -> {
            if (arguments.length != 1) {
                throw refusal(lua, "wrong number of arguments");
            }
            LuaString text = Values.text(arguments[0]);
            LuaString source = text == null ? LuaString.EMPTY : text;
            lua.step(4 + source.length() / 16);
            lua.allocate(40 + LuaString.OVERHEAD_BYTES);
            return LuaString.of(ScriptName.hexOf(source.bytes()));
        });
        log(library);
        Builtin.many(library, "setresp", ServerLibrary::setResp);
        Builtin.many(library, "set_repl", ServerLibrary::setRepl);
        Builtin.one(library, "replicate_commands", (lua, arguments) -> Boolean.TRUE);
        Builtin.one(library, "breakpoint", (lua, arguments) -> Boolean.FALSE);
        Builtin.many(library, "debug", (lua, arguments) -> LuaFunction.NOTHING);
        Builtin.one(library, "acl_check_cmd", ServerLibrary::aclCheck);
        globals.setString(null, "redis", library);
        globals.setString(null, "server", library);
        unwrapErrors(globals);
    }

    /** {@code log} as the code that loads functions has it too. */
    static void log(LuaTable library) {
        Builtin.many(library, "log", ServerLibrary::log);
    }

    /** What both a script and the code that loads functions may know. */
    public static void constants(LuaTable library) {
        number(library, "LOG_DEBUG", 0);
        number(library, "LOG_VERBOSE", 1);
        number(library, "LOG_NOTICE", 2);
        number(library, "LOG_WARNING", 3);
        number(library, "REPL_NONE", 0);
        number(library, "REPL_AOF", 1);
        number(library, "REPL_SLAVE", 2);
        number(library, "REPL_REPLICA", 2);
        number(library, "REPL_ALL", 3);
        text(library, "REDIS_VERSION", REDIS_VERSION);
        number(library, "REDIS_VERSION_NUM", 0x00070204);
        text(library, "SERVER_NAME", "valkey");
        text(library, "VALKEY_VERSION", "8.0.0");
        number(library, "VALKEY_VERSION_NUM", 0x00080000);
    }

    private static void number(LuaTable library, String name, int value) {
        library.setString(null, name, Numbers.of(value));
    }

    private static void text(LuaTable library, String name, String value) {
        library.setString(null, name, LuaString.of(value));
    }

    private static Conversation conversation(LuaContext lua) {
        Conversation conversation = (Conversation) lua.kept(LuaContext.Shelf.SERVER);
        if (conversation == null) {
            throw new IllegalStateException("a script calls the server and the run has no conversation with it");
        }
        return conversation;
    }

    // ---------------------------------------------------------------- commands

    private static Object[] call(LuaContext lua, Object[] arguments, boolean raises) {
        String fault = null;
        List<byte[]> words = null;
        if (arguments.length == 0) {
            fault = "Please specify at least one argument for this call";
        } else {
            words = words(lua, arguments);
            if (words == null) {
                fault = "Command arguments must be strings or integers";
            }
        }
        Object value;
        if (fault != null) {
            value = Replies.error(lua, LuaString.of(fault));
        } else {
            List<byte[]> command = words;
            Conversation conversation = conversation(lua);
            Reply reply = lua.outside(() -> conversation.call(command));
            value = Replies.toLua(lua, reply, conversation.protocol());
        }
        if (raises && Replies.errorText(value) != null) {
            throw lua.error(value);
        }
        return new Object[] {value};
    }

    /** Null when one is neither string nor number. */
    private static List<byte[]> words(LuaContext lua, Object[] arguments) {
        List<byte[]> words = new ArrayList<>(arguments.length);
        for (Object argument : arguments) {
            LuaString text;
            if (argument instanceof LuaString string) {
                text = string;
            } else if (argument instanceof Double number) {
                lua.step(NumberText.steps(number));
                text = NumberText.argument(number);
            } else {
                return null;
            }
            lua.step(1 + text.length() / BYTES_PER_STEP);
            lua.allocate(ARGUMENT_BYTES);
            words.add(text.bytes());
        }
        return words;
    }

    private static Object aclCheck(LuaContext lua, Object[] arguments) {
        if (arguments.length == 0) {
            throw refusal(lua, "Please specify at least one argument for this call");
        }
        List<byte[]> words = words(lua, arguments);
        if (words == null) {
            throw refusal(lua, "Command arguments must be strings or integers");
        }
        Boolean allowed = conversation(lua).isAllowed(words);
        if (allowed == null) {
            throw refusal(lua, "Invalid command passed to server.acl_check_cmd()");
        }
        return allowed;
    }

    /** An error with its code, as a table: what {@code redis.call} raises too. */
    static LuaError refusal(LuaContext lua, String words) {
        return lua.error((Object) Replies.error(lua, LuaString.of(words)));
    }

    // ---------------------------------------------------------------- replies

    private static LuaString only(Object[] arguments) {
        return arguments.length == 1 && arguments[0] instanceof LuaString text ? text : null;
    }

    private static LuaTable wrongArgument(LuaContext lua) {
        return Replies.error(lua, LuaString.of("wrong number or type of arguments"));
    }

    private static LuaString withMark(LuaString text) {
        return text.length() > 0 && text.byteAt(0) == '-'
                ? text
                : LuaString.ofByte('-').concat(text);
    }

    // ---------------------------------------------------------------- settings of the run

    private static Object[] log(LuaContext lua, Object[] arguments) {
        if (arguments.length < 2) {
            throw refusal(lua, "server.log() requires two arguments or more.");
        }
        Double level = Values.toNumber(arguments[0]);
        if (level == null) {
            throw refusal(lua, "First argument must be a number (log level).");
        }
        int number = Numbers.toInt(level);
        if (number < 0 || number > 3) {
            throw refusal(lua, "Invalid log level.");
        }
        LogLines.add(lua, ScriptLog.Level.values()[number], arguments);
        return LuaFunction.NOTHING;
    }

    private static Object[] setResp(LuaContext lua, Object[] arguments) {
        if (arguments.length != 1) {
            throw refusal(lua, "server.setresp() requires one argument.");
        }
        Double version = Values.toNumber(arguments[0]);
        if (version == null || (version != 2 && version != 3)) {
            throw refusal(lua, "RESP version must be 2 or 3.");
        }
        conversation(lua).protocol(Numbers.toInt(version));
        return LuaFunction.NOTHING;
    }

    private static Object[] setRepl(LuaContext lua, Object[] arguments) {
        if (arguments.length != 1) {
            throw refusal(lua, "server.set_repl() requires one argument.");
        }
        Double flags = Values.toNumber(arguments[0]);
        if (flags != null && (Numbers.toInt(flags) & ~3) != 0) {
            throw refusal(lua, "Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
        }
        return LuaFunction.NOTHING;
    }

    // ---------------------------------------------------------------- pcall

    /** {@code pcall} hands an error table's text on, not the table: scripts print it. {@code xpcall} does not. */
    private static void unwrapErrors(LuaTable globals) {
        LuaFunction plain = (LuaFunction) globals.getString("pcall");
        if (plain == null) {
            throw new IllegalStateException("the server's library needs the base library's pcall");
        }
        Builtin.many(globals, "pcall", (lua, arguments) -> {
            Arguments.any(lua, arguments, 0, "pcall");
            Object[] results = plain.call(lua, arguments);
            if (results.length > 1 && results[0] == Boolean.FALSE) {
                LuaString text = Replies.errorText(results[1]);
                if (text != null) {
                    results[1] = text;
                }
            }
            return results;
        });
    }
}
