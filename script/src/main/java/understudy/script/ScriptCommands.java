package understudy.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.script.command.Ascii;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.Handler;
import understudy.script.command.Help;
import understudy.script.command.Integers;
import understudy.script.command.Reply;
import understudy.script.command.ScriptName;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.EvalScript;
import understudy.script.engine.Explanation;
import understudy.script.engine.ScriptEngine;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.Setting;
import understudy.script.keyspace.Sources;

/**
 * EVAL, KAHUNA.EVAL and their forms by SHA-1: finds the engine that a script's first line names, compiles, runs, and
 * puts the result into RESP's terms. KAHUNA.EXPLAIN stops after compiling.
 *
 * <p>What is run in the log leaves its source in the state ({@link understudy.script.keyspace.Sources}), for the forms
 * by SHA-1. A script that never writes may also come as a read. It runs there only when the state, at the slot of the
 * read, holds its source; else it goes through the log, which then keeps it. So whoever was answered by EVAL can count
 * on EVALSHA, whichever way the answer came.
 *
 * <p>Compiled scripts are kept by their source, on this replica alone and within bounds. That
 * must not show: compiling costs the same whether it was done or not.
 */
final class ScriptCommands {
    private static final String KAHUNA = "kahuna";
    static final String LUA = "lua";
    private static final int MAX_ENGINE_NAME = 32;

    private final Map<String, ScriptEngine> engines = new LinkedHashMap<>();
    private final ScriptCache<Compiled> cache = new ScriptCache<>();
    private final FunctionCommands functions;

    /** @param sha the source's SHA-1 */
    private record Compiled(CompiledScript script, byte[] sha) {}

    ScriptCommands(List<ScriptEngine> engines) {
        for (ScriptEngine engine : engines) {
            this.engines.put(engine.name(), engine);
        }
        functions = new FunctionCommands(this.engines);
    }

    Map<String, Handler> handlers() {
        Map<String, Handler> handlers = new LinkedHashMap<>(functions.handlers());
        handlers.put("eval", this::eval);
        handlers.put("script|load", this::scriptLoad);
        handlers.put("script|exists", ScriptCommands::scriptExists);
        handlers.put("script|show", ScriptCommands::scriptShow);
        handlers.put("script|flush", ScriptCommands::scriptFlush);
        handlers.put("script|help", call -> Help.SCRIPT);
        handlers.put("kahuna.eval", this::kahunaEval);
        handlers.put("evalsha", this::evalSha);
        handlers.put("eval_ro", call -> evalReadOnly(call, call.argument(1)));
        handlers.put("evalsha_ro", call -> evalReadOnly(call, held(call, call.argument(1))));
        handlers.put("kahuna.evalsha", this::kahunaEvalSha);
        handlers.put("kahuna.explain", this::kahunaExplain);
        return handlers;
    }

    /** What a script's error is in RESP: one line that names the place. */
    static Reply.Failure failure(ScriptError error) {
        return new Reply.Failure("ERR " + error.text());
    }

    private Reply eval(Call call) {
        return eval(call, call.argument(1));
    }

    private Reply evalSha(Call call) {
        return eval(call, known(call));
    }

    private Reply scriptLoad(Call call) {
        byte[] source = call.argument(2);
        Compiled compiled = ready(call, engine(engineOf(source)), source);
        call.runs(new Call.Script(compiled.sha(), source, compiled.script().readOnly()));
        return bulk(Hex.text(compiled.sha()));
    }

    private static Reply scriptExists(Call call) {
        List<Reply> found = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            call.budget().step(1);
            byte[] sha = Hex.bytes(call.argument(i));
            boolean holds = sha != null
                    && sha.length == Sources.SHA_BYTES
                    && call.keyspace().sources().holds(sha);
            found.add(new Reply.Whole(holds ? 1 : 0));
        }
        return new Reply.Items(found);
    }

    private static Reply scriptShow(Call call) {
        byte[] source = held(call, call.argument(2));
        call.budget().allocate(source.length);
        return new Reply.Bulk(source);
    }

    private static Reply scriptFlush(Call call) {
        boolean known = call.count() == 2
                || call.count() == 3 && (Ascii.is(call.argument(2), "sync") || Ascii.is(call.argument(2), "async"));
        if (!known) {
            throw new CommandError("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
        }
        call.budget().step(call.keyspace().sources().count());
        call.keyspace().sources().clear();
        return Reply.OK;
    }

    private static byte[] known(Call call) {
        byte[] source = source(call);
        if (source == null) {
            throw new CommandError("NOSCRIPT No matching script. Please use EVAL.");
        }
        return source;
    }

    /** For what only reads: the state of a read is as good as the log's end. */
    private static byte[] held(Call call, byte[] digest) {
        byte[] sha = Hex.bytes(digest);
        byte[] source = sha == null || sha.length != Sources.SHA_BYTES
                ? null
                : call.keyspace().sources().source(sha);
        if (source == null) {
            throw new CommandError("NOSCRIPT No matching script. Please use EVAL.");
        }
        return source;
    }

    private Reply kahunaEvalSha(Call call) {
        byte[] source = source(call);
        if (source == null) {
            throw new CommandError("NOSCRIPT No matching script. Please use KAHUNA.EVAL.");
        }
        return inFull(run(call, KAHUNA, source, 2));
    }

    /** The source that the first argument is the SHA-1 of; null when the state does not hold it. */
    private static byte[] source(Call call) {
        byte[] sha = Hex.bytes(call.argument(1));
        byte[] source = sha == null || sha.length != Sources.SHA_BYTES
                ? null
                : call.keyspace().sources().source(sha);
        if (source == null && call.keyspace().readOnly()) {
            call.keyspace().mustBeLogged();
        }
        return source;
    }

    private Reply eval(Call call, byte[] source) {
        String engine = engineOf(source);
        int keys = keys(call);
        if (engine.equals(KAHUNA)) {
            noKeys(engine, keys);
            return run(call, engine, source, 3).reply();
        }
        return runWithKeys(call, engine, source, keys, true);
    }

    /** Any replica runs it that knows its source already; the log keeps the others. */
    private Reply evalReadOnly(Call call, byte[] source) {
        String engine = engineOf(source);
        int keys = keys(call);
        if (engine.equals(KAHUNA)) {
            noKeys(engine, keys);
            Compiled compiled = compile(engine(engine), source, call.budget());
            if (!compiled.script().readOnly()) {
                throw new CommandError("ERR Can not execute a script with write flag using *_ro command.");
            }
            return run(call, engine, source, 3).reply();
        }
        return runWithKeys(call, engine, source, keys, false);
    }

    private static int keys(Call call) {
        long keys = whole(call.argument(2));
        if (keys < 0) {
            throw new CommandError("ERR Number of keys can't be negative");
        }
        if (keys > call.count() - 3) {
            throw new CommandError("ERR Number of keys can't be greater than number of args");
        }
        return (int) keys;
    }

    private static void noKeys(String engine, int keys) {
        if (keys > 0) {
            throw new CommandError("ERR a " + engine
                    + " script takes no keys apart: give 0, then the names and values of its parameters");
        }
    }

    private Reply runWithKeys(Call call, String name, byte[] source, int keys, boolean mayWrite) {
        Compiled compiled = ready(call, engine(name), source);
        if (!(compiled.script() instanceof EvalScript script)) {
            throw new IllegalStateException("the engine " + name + " runs no script with keys");
        }
        if (mayWrite && !script.readOnly()) {
            call.keyspace().mustBeLogged();
        }
        if (!mayWrite && startsWithShebang(source) && !script.readOnly()) {
            throw new CommandError("ERR Can not execute a script with write flag using *_ro command.");
        }
        // What EVAL_RO runs writes nothing, whatever it says of itself.
        call.runs(new Call.Script(compiled.sha(), source, script.readOnly()));
        List<byte[]> words = call.arguments();
        return script.run(call, words.subList(3, 3 + keys), words.subList(3 + keys, words.size()), mayWrite);
    }

    private static boolean startsWithShebang(byte[] source) {
        return source.length >= 2 && source[0] == '#' && source[1] == '!';
    }

    private Reply kahunaEval(Call call) {
        return inFull(run(call, KAHUNA, call.argument(1), 2));
    }

    private static Reply inFull(ScriptResult result) {
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

    /** What can be told of a script before it runs. */
    private Reply kahunaExplain(Call call) {
        byte[] source = call.argument(1);
        Parameters parameters = Parameters.of(call, 2);
        Compiled compiled = compile(engine(KAHUNA), source, call.budget());
        Explanation told = compiled.script()
                .explain(
                        call.keyspace().settings().get(Setting.HISTORY_REVISIONS),
                        parameters.names(),
                        parameters.values());
        List<Reply> keys = new ArrayList<>();
        for (Explanation.Key key : told.keys()) {
            List<Reply> one = new ArrayList<>();
            add(one, "key", key.name() == null ? Reply.NIL : bulk(key.name()));
            add(one, "from", bulk(key.from().text()));
            add(one, "text", bulk(key.text()));
            add(one, "names", bulk(key.reach().text()));
            add(one, "space", bulk(key.ephemeral() ? "ephemeral" : "persistent"));
            add(one, "access", bulk(key.writes() ? "write" : "read"));
            add(one, "line", new Reply.Whole(key.line()));
            keys.add(new Reply.Pairs(one));
        }
        boolean bounded = told.unboundedBecause().isEmpty();
        List<Reply> fields = new ArrayList<>();
        add(fields, "sha1", bulk(Hex.text(compiled.sha())));
        add(fields, "form", bulk(told.form()));
        add(
                fields,
                "parameters",
                new Reply.Items(
                        told.parameters().stream().map(ScriptCommands::bulk).toList()));
        add(fields, "keys", new Reply.Items(keys));
        add(fields, "read-only", new Reply.Truth(compiled.script().readOnly()));
        add(fields, "steps", bounded ? new Reply.Whole(told.steps() + ScriptCache.steps(source)) : Reply.NIL);
        add(fields, "unbounded-because", bounded ? Reply.NIL : bulk(told.unboundedBecause()));
        return new Reply.Pairs(fields);
    }

    private ScriptEngine engine(String name) {
        ScriptEngine engine = engines.get(name);
        if (engine == null) {
            throw new CommandError("ERR Could not find scripting engine '" + name + "'");
        }
        return engine;
    }

    /** A script's parameters, as names and values in turn. */
    private record Parameters(List<String> names, List<byte[]> values) {
        static Parameters of(Call call, int first) {
            if ((call.count() - first) % 2 != 0) {
                throw new CommandError("ERR parameters come as names and values in turn, the last has no value");
            }
            List<String> names = new ArrayList<>();
            List<byte[]> values = new ArrayList<>();
            for (int i = first; i < call.count(); i += 2) {
                names.add(new String(call.argument(i), StandardCharsets.UTF_8));
                values.add(call.argument(i + 1));
            }
            return new Parameters(names, values);
        }
    }

    private ScriptResult run(Call call, String name, byte[] source, int firstParameter) {
        ScriptEngine engine = engine(name);
        Parameters parameters = Parameters.of(call, firstParameter);
        Keyspace keyspace = call.keyspace();
        Compiled compiled = ready(call, engine, source);
        if (!compiled.script().readOnly()) {
            keyspace.mustBeLogged();
        }
        call.runs(new Call.Script(compiled.sha(), source, compiled.script().readOnly()));
        ScriptResult result = compiled.script().run(keyspace, call.database(), parameters.names(), parameters.values());
        call.hold(result.holdMillis());
        return result;
    }

    /** Compiled; a read whose source the state does not hold goes through the log, which then keeps it. */
    private Compiled ready(Call call, ScriptEngine engine, byte[] source) {
        Keyspace keyspace = call.keyspace();
        if (keyspace.readOnly() && !keyspace.sources().holds(sha(engine, source))) {
            keyspace.mustBeLogged();
        }
        return compile(engine, source, call.budget());
    }

    private Compiled compile(ScriptEngine engine, byte[] source, Budget budget) {
        return cache.compile(engine, source, budget, text -> new Compiled(engine.compile(text), ScriptName.sha(text)));
    }

    /** The SHA-1 of a source that was compiled before; else it is computed. */
    private byte[] sha(ScriptEngine engine, byte[] source) {
        Compiled known = cache.known(engine, source);
        return known == null ? ScriptName.sha(source) : known.sha();
    }

    /** The word behind {@code #!}; Lua when the script does not begin so. */
    private static String engineOf(byte[] source) {
        if (!startsWithShebang(source)) {
            return LUA;
        }
        int end = 2;
        while (end < source.length && source[end] != '\n') {
            end++;
        }
        String line = new String(source, 2, Math.min(end - 2, MAX_ENGINE_NAME), StandardCharsets.UTF_8).strip();
        if (line.equals(LUA) || line.startsWith(LUA + " ")) {
            // What follows is Lua's to read.
            return LUA;
        }
        boolean isName = !line.isEmpty();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            isName &= c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
        }
        if (!isName) {
            throw new CommandError("ERR Invalid engine in script shebang");
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
