package understudy.script.lua.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Call;
import understudy.script.command.Commands;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.command.ScriptName;
import understudy.script.engine.EvalScript;
import understudy.script.engine.Explanation;
import understudy.script.engine.ScriptLog;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.Keyspace;
import understudy.script.lua.value.LuaTable;

/** A script in Lua, ready to run. Threads may share it: nothing in it changes. */
final class LuaScript implements EvalScript {
    private static final String SOURCE = "user_script";

    private final Commands commands;
    private final ScriptLog log;
    private final byte[] source;
    private final Prototype chunk;
    private final boolean noWrites;
    private final String sha;

    LuaScript(Commands commands, ScriptLog log, byte[] source, Prototype chunk, boolean noWrites) {
        this.commands = commands;
        this.log = log;
        this.source = source;
        this.chunk = chunk;
        this.noWrites = noWrites;
        this.sha = ScriptName.hexOf(source);
    }

    /** Only what it says of itself can be relied on: a name of a command may come from anywhere. */
    @Override
    public boolean readOnly() {
        return noWrites;
    }

    @Override
    public Explanation explain(long pastValues, List<String> parameterNames, List<byte[]> parameterValues) {
        return new Explanation(
                new String(source, StandardCharsets.UTF_8),
                List.of(),
                List.of(),
                0,
                "a script in Lua: only a run can tell");
    }

    /** The names are its KEYS, the values its ARGV. */
    @Override
    public ScriptResult run(
            Keyspace keyspace, int database, List<String> parameterNames, List<byte[]> parameterValues) {
        List<byte[]> keys = new ArrayList<>();
        parameterNames.forEach(name -> keys.add(name.getBytes(StandardCharsets.UTF_8)));
        List<byte[]> words = List.of("eval".getBytes(StandardCharsets.US_ASCII));
        Envelope command = new Envelope(new Origin(0, 0, 0), 0, 0, "default", database, 2, null, words);
        Reply reply = run(new Call(keyspace, null, command, keyspace.stampMicros()), keys, parameterValues, !noWrites);
        byte[] text = reply instanceof Reply.Bulk bulk ? bulk.bytes() : new byte[0];
        return new ScriptResult("Get", reply, List.of(new ScriptResult.Value(null, reply, text, -1, 0)), 0);
    }

    @Override
    public Reply run(Call call, List<byte[]> keys, List<byte[]> arguments, boolean mayWrite) {
        LuaTable keysTable = ServerRun.list(call.budget(), keys);
        LuaTable argumentsTable = ServerRun.list(call.budget(), arguments);
        ServerRun run =
                new ServerRun(call, commands, log, mayWrite && !noWrites, Globals.ofServer(keysTable, argumentsTable));
        return run.reply(sha, SOURCE, () -> run.machine().callChunk(chunk));
    }
}
