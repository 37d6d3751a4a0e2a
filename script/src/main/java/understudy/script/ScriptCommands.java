package understudy.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.Handler;
import understudy.script.command.Integers;
import understudy.script.command.Reply;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.ScriptEngine;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;

/**
 * EVAL and KAHUNA.EVAL: finds the engine that a script's first line names, compiles, runs, and puts the result
 * into RESP's terms.
 *
 * <p>Compiled scripts are kept by their source, on this replica alone and within bounds. That
 * must not show: compiling costs the same whether it was done or not.
 */
final class ScriptCommands {
    private static final String KAHUNA = "kahuna";
    private static final int MAX_ENGINE_NAME = 32;

    private final Map<String, ScriptEngine> engines = new LinkedHashMap<>();
    private final ScriptCache cache = new ScriptCache();

    ScriptCommands(List<ScriptEngine> engines) {
        for (ScriptEngine engine : engines) {
            this.engines.put(engine.name(), engine);
        }
    }

    Map<String, Handler> handlers() {
        Map<String, Handler> handlers = new LinkedHashMap<>();
        handlers.put("eval", this::eval);
        handlers.put("kahuna.eval", this::kahunaEval);
        return handlers;
    }

    /** What a script's error is in RESP: one line that names the place. */
    static Reply.Failure failure(ScriptError error) {
        return new Reply.Failure("ERR " + error.text());
    }

    private Reply eval(Call call) {
        byte[] source = call.argument(1);
        String engine = engineOf(source);
        if (engine == null) {
            throw new CommandError("ERR Lua scripts are not there yet; a Kahuna script begins with the line #!kahuna");
        }
        long keys = whole(call.argument(2));
        if (keys < 0) {
            throw new CommandError("ERR Number of keys can't be negative");
        }
        if (keys > call.count() - 3) {
            throw new CommandError("ERR Number of keys can't be greater than number of args");
        }
        if (keys > 0) {
            throw new CommandError("ERR a " + engine
                    + " script takes no keys apart: give 0, then the names and values of its parameters");
        }
        return run(call, engine, source, 3).reply();
    }

    private Reply kahunaEval(Call call) {
        ScriptResult result = run(call, KAHUNA, call.argument(1), 2);
        List<Reply> fields = new ArrayList<>();
        add(fields, "type", bulk(result.type()));
        if (result.values().size() > 1) {
            List<Reply> values = new ArrayList<>();
            for (ScriptResult.Value value : result.values()) {
                List<Reply> one = new ArrayList<>();
                add(one, "key", value.key() == null ? Reply.NIL : new Reply.Bulk(value.key()));
                addValue(one, value);
                values.add(new Reply.Pairs(one));
            }
            add(fields, "values", new Reply.Items(values));
        } else if (result.values().isEmpty()) {
            addValue(fields, new ScriptResult.Value(null, Reply.NIL, new byte[0], -1, 0));
        } else {
            addValue(fields, result.values().get(0));
        }
        return new Reply.Pairs(fields);
    }

    private static void addValue(List<Reply> fields, ScriptResult.Value value) {
        add(fields, "value", value.reply());
        add(fields, "revision", new Reply.Whole(value.revision()));
        add(fields, "expires", new Reply.Whole(value.expiresMillis()));
    }

    private static void add(List<Reply> fields, String name, Reply value) {
        fields.add(bulk(name));
        fields.add(value);
    }

    private ScriptResult run(Call call, String name, byte[] source, int firstParameter) {
        ScriptEngine engine = engines.get(name);
        if (engine == null) {
            throw new CommandError("ERR Could not find scripting engine '" + name + "'");
        }
        if ((call.count() - firstParameter) % 2 != 0) {
            throw new CommandError("ERR parameters come as names and values in turn, the last has no value");
        }
        List<String> names = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        for (int i = firstParameter; i < call.count(); i += 2) {
            names.add(new String(call.argument(i), StandardCharsets.UTF_8));
            values.add(call.argument(i + 1));
        }
        CompiledScript script = cache.compile(engine, source, call.budget());
        ScriptResult result = script.run(call.keyspace(), call.database(), names, values);
        call.hold(result.holdMillis());
        return result;
    }

    /** The word behind {@code #!}; null when the script does not begin so. */
    private static String engineOf(byte[] source) {
        if (source.length < 2 || source[0] != '#' || source[1] != '!') {
            return null;
        }
        int end = 2;
        while (end < source.length && source[end] != '\n') {
            end++;
        }
        String line = new String(source, 2, Math.min(end - 2, MAX_ENGINE_NAME), StandardCharsets.UTF_8).strip();
        boolean isName = !line.isEmpty();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            isName &= c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
        }
        if (!isName) {
            throw new CommandError("ERR the script's first line names no engine: it is #! and a name, as #!kahuna");
        }
        return line;
    }

    private static long whole(byte[] text) {
        return Integers.whole(text);
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
    }
}
