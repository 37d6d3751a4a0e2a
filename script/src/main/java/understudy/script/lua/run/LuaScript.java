package understudy.script.lua.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.Commands;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.command.ScriptName;
import understudy.script.engine.EvalScript;
import understudy.script.engine.Explanation;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.Keyspace;
import understudy.script.lua.server.Conversation;
import understudy.script.lua.server.Replies;
import understudy.script.lua.value.LuaContext.Shelf;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Values;

/**
 * A script in Lua, ready to run. Threads may share it: nothing in it changes. An error that the script does not catch
 * ends the command in an error, which undoes what the script wrote; a table with {@code err} that it returns is a reply.
 */
final class LuaScript implements EvalScript {
    private static final String SOURCE = "user_script";
    private static final String LOADED = "[string \"";
    private static final String LOADED_END = "\"]";

    private final Commands commands;
    private final byte[] source;
    private final Prototype chunk;
    private final boolean noWrites;
    private final String sha;

    LuaScript(Commands commands, byte[] source, Prototype chunk, boolean noWrites) {
        this.commands = commands;
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
        Keyspace keyspace = call.keyspace();
        long seed = call.chance().next();
        Conversation conversation = new Conversation(commands, keyspace, call.envelope(), seed, mayWrite && !noWrites);
        LuaTable keysTable = list(keyspace, keys);
        LuaTable argumentsTable = list(keyspace, arguments);
        Machine machine = new Machine(
                call.budget(), keyspace.stampMicros(), randomState(seed), Globals.ofServer(keysTable, argumentsTable));
        machine.lua().shelves[Shelf.SERVER.ordinal()] = conversation;
        try {
            Object result = LuaFunction.first(machine.run(chunk));
            Reply reply = Replies.toReply(Frame.root(machine.lua()), result, conversation.protocol());
            machine.lua().settle();
            return reply;
        } catch (LuaError e) {
            throw new CommandError(oneLine(text(machine, e) + place(e.chunk(), e.line())));
        } catch (BudgetExhausted e) {
            throw new CommandError(
                    "ERR " + e.getMessage() + place(SOURCE, machine.lua().exhaustedLine()));
        }
    }

    private static String text(Machine machine, LuaError error) {
        LuaString own = Replies.errorText(error.value());
        if (own != null) {
            return own.toString();
        }
        LuaString text = Values.text(error.value());
        if (text == null && error.value() instanceof LuaTable) {
            return "ERR unknown error";
        }
        return "ERR " + (text == null ? machine.lua().raw(error.value()) : text);
    }

    /** The name of the chunk as it was given: a chunk that the script loaded is named by its source. */
    private String place(String chunk, int line) {
        if (line == 0) {
            return " script: " + sha;
        }
        String name = chunk.startsWith(LOADED) && chunk.endsWith(LOADED_END)
                ? chunk.substring(LOADED.length(), chunk.length() - LOADED_END.length())
                : "@" + chunk;
        return " script: " + sha + ", on " + name + ":" + line + ".";
    }

    /** Texts of Lua are bytes, one a char; a client gets them as they are. */
    private static String oneLine(String text) {
        String decoded = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return decoded.replace('\r', ' ').replace('\n', ' ');
    }

    /** As PUC in Redis seeds its generator with 32 bits. */
    private static long randomState(long seed) {
        return ((seed & 0xffffffffL) << 16) + 0x330E;
    }

    private static LuaTable list(Keyspace keyspace, List<byte[]> values) {
        keyspace.budget().allocate(LuaTable.bytes(values.size(), 0));
        LuaTable table = new LuaTable(values.size(), 0);
        for (int i = 0; i < values.size(); i++) {
            keyspace.budget().allocate(LuaString.OVERHEAD_BYTES + (long) values.get(i).length);
            table.setInt(null, i + 1, LuaString.of(values.get(i)));
        }
        return table;
    }
}
