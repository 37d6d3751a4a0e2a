package understudy.script.lua.run;

import java.util.TreeMap;
import understudy.script.command.Authorizer;
import understudy.script.command.Commands;
import understudy.script.engine.CompiledLibrary;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.ScriptEngine;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptLog;
import understudy.script.lua.syntax.LuaSyntaxError;

/** Lua 5.1 as Redis and Valkey have it. It holds no state of runs: the cache of compiled scripts is the caller's. */
public final class LuaEngine implements ScriptEngine {
    private static final String CHUNK = "@user_script";
    private static final String LIBRARY_CHUNK = "@user_function";

    private final Commands commands;
    private final ScriptLog log;

    public LuaEngine() {
        this(ScriptLog.NONE);
    }

    /** @param log where scripts' own log lines go */
    public LuaEngine(ScriptLog log) {
        this(Authorizer.ALL, log);
    }

    /** @param authorizer asked for each command that a script calls */
    LuaEngine(Authorizer authorizer, ScriptLog log) {
        this.log = log;
        this.commands = new Commands(authorizer, new TreeMap<>());
    }

    @Override
    public String name() {
        return "lua";
    }

    @Override
    public CompiledScript compile(byte[] source) {
        Shebang shebang = Shebang.of(source);
        try {
            return new LuaScript(commands, log, source, Chunks.compile(shebang.body(), CHUNK), shebang.noWrites());
        } catch (LuaSyntaxError e) {
            throw new ScriptError(
                    ScriptError.Kind.SYNTAX, "Error compiling script (new function): " + e.getMessage(), 0, 0, "");
        }
    }

    @Override
    public CompiledLibrary compileLibrary(byte[] source) {
        try {
            return new LuaLibrary(commands, log, Chunks.compile(Shebang.body(source), LIBRARY_CHUNK));
        } catch (LuaSyntaxError e) {
            throw new ScriptError(ScriptError.Kind.SYNTAX, "Error compiling function: " + e.getMessage(), 0, 0, "");
        }
    }
}
