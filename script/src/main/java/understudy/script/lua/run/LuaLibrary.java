package understudy.script.lua.run;

import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.Commands;
import understudy.script.command.Reply;
import understudy.script.engine.CompiledLibrary;
import understudy.script.engine.ScriptLog;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.LibraryFunction;
import understudy.script.lua.server.LibraryLoad;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaTable;

/**
 * A library in Lua. What it defines is told by a run of its code, and so each call of a function begins with that run:
 * its locals are what they were when it was loaded, on every replica, whatever functions did with them since.
 */
final class LuaLibrary implements CompiledLibrary {
    private static final String SOURCE = "user_function";

    private final Commands commands;
    private final ScriptLog log;
    private final Prototype chunk;

    LuaLibrary(Commands commands, ScriptLog log, Prototype chunk) {
        this.commands = commands;
        this.log = log;
        this.chunk = chunk;
    }

    @Override
    public List<LibraryFunction> functions(Keyspace keyspace) {
        LibraryLoad load = new LibraryLoad();
        Machine machine =
                new Machine(keyspace.budget(), keyspace.stampMicros(), ServerRun.randomState(0), load.globals());
        machine.methodsOfStrings(Globals.strings());
        try {
            machine.run(chunk);
        } catch (LuaError e) {
            throw new CommandError("ERR Error registering functions: " + ServerRun.oneLine(ServerRun.text(machine, e)));
        } catch (BudgetExhausted e) {
            // Redis's word, which clients look for; there it is a matter of time.
            throw new CommandError("ERR Error registering functions: ERR FUNCTION LOAD timeout: " + SOURCE + ":"
                    + machine.lua().exhaustedLine() + ": " + e.getMessage());
        } finally {
            ServerRun.tell(machine, log);
        }
        List<LibraryFunction> functions = new ArrayList<>();
        for (LibraryLoad.Function function : load.functions()) {
            byte[] description = function.description() == null
                    ? null
                    : function.description().bytes();
            functions.add(new LibraryFunction(function.name(), description, function.flags()));
        }
        return functions;
    }

    @Override
    public Reply run(Call call, String function, List<byte[]> keys, List<byte[]> arguments, boolean mayWrite) {
        LuaTable keysTable = ServerRun.list(call.budget(), keys);
        LuaTable argumentsTable = ServerRun.list(call.budget(), arguments);
        LibraryLoad load = new LibraryLoad(function);
        ServerRun run = new ServerRun(call, commands, log, mayWrite, load.globals());
        Machine machine = run.machine();
        machine.methodsOfStrings(Globals.strings());
        return run.reply(function, SOURCE, () -> {
            machine.callChunk(chunk);
            load.close();
            // Said when it was loaded.
            machine.lua().shelves[LuaContext.Shelf.LOG.ordinal()] = null;
            Globals.complete(load.globals());
            if (load.found() == null) {
                throw new CommandError("ERR the library does not register its function '" + function + "' any more");
            }
            return load.found().call(Frame.root(machine.lua()), new Object[] {keysTable, argumentsTable});
        });
    }
}
