package understudy.script.lua.run;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.Commands;
import understudy.script.command.Reply;
import understudy.script.engine.ScriptLog;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.Keyspace;
import understudy.script.lua.server.Conversation;
import understudy.script.lua.server.LogLines;
import understudy.script.lua.server.Replies;
import understudy.script.lua.value.LuaContext.Shelf;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Values;

/**
 * One run on behalf of a command, of a script or of a function. An error that is not caught ends the command in an error,
 * which undoes what was written; a table with {@code err} that is returned is a reply.
 */
final class ServerRun {
    private static final String LOADED = "[string \"";
    private static final String LOADED_END = "\"]";

    private final Machine machine;
    private final Conversation conversation;
    private final ScriptLog log;

    /** @param globals what the run begins with */
    ServerRun(Call call, Commands commands, ScriptLog log, boolean mayWrite, LuaTable globals) {
        this.log = log;
        Keyspace keyspace = call.keyspace();
        long seed = call.chance().next();
        conversation = new Conversation(commands, keyspace, call.envelope(), seed, mayWrite);
        machine = new Machine(call.budget(), keyspace.stampMicros(), randomState(seed), globals);
        machine.lua().shelves[Shelf.SERVER.ordinal()] = conversation;
    }

    Machine machine() {
        return machine;
    }

    /**
     * @param name of the script or function, for its errors
     * @param source of its lines, for its errors
     */
    Reply reply(String name, String source, Supplier<Object[]> work) {
        try {
            Object result = LuaFunction.first(machine.wholly(work));
            Reply reply = Replies.toReply(Frame.root(machine.lua()), result, conversation.protocol());
            machine.lua().settle();
            tell(machine, log);
            return reply;
        } catch (LuaError e) {
            tell(machine, log);
            throw new CommandError(oneLine(text(machine, e) + place(name, e.chunk(), e.line())));
        } catch (BudgetExhausted e) {
            tell(machine, log);
            throw new CommandError(
                    "ERR " + e.getMessage() + place(name, source, machine.lua().exhaustedLine()));
        }
    }

    /** Says what a run said, once that has ended. What is run anew elsewhere ends there. */
    static void tell(Machine machine, ScriptLog log) {
        LogLines lines = LogLines.of(Frame.root(machine.lua()));
        if (lines != null) {
            lines.tell(log);
        }
    }

    /** What a client is told of an error that was not caught, its code first. */
    static String text(Machine machine, LuaError error) {
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
    private static String place(String name, String chunk, int line) {
        if (line == 0) {
            return " script: " + name;
        }
        String source = chunk.startsWith(LOADED) && chunk.endsWith(LOADED_END)
                ? chunk.substring(LOADED.length(), chunk.length() - LOADED_END.length())
                : "@" + chunk;
        return " script: " + name + ", on " + source + ":" + line + ".";
    }

    /** Texts of Lua are bytes, one a char; a client gets them as they are. */
    static String oneLine(String text) {
        String decoded = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return decoded.replace('\r', ' ').replace('\n', ' ');
    }

    /** As PUC in Redis seeds its generator with 32 bits. */
    static long randomState(long seed) {
        return ((seed & 0xffffffffL) << 16) + 0x330E;
    }

    /** A client's words as a table. */
    static LuaTable list(Budget budget, List<byte[]> values) {
        budget.allocate(LuaTable.bytes(values.size(), 0));
        LuaTable table = new LuaTable(values.size(), 0);
        for (int i = 0; i < values.size(); i++) {
            budget.allocate(LuaString.OVERHEAD_BYTES + (long) values.get(i).length);
            table.setInt(null, i + 1, LuaString.of(values.get(i)));
        }
        return table;
    }
}
