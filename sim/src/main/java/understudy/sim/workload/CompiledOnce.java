package understudy.sim.workload;

import java.util.Arrays;
import java.util.TreeMap;
import understudy.script.engine.CompiledLibrary;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.ScriptEngine;

/**
 * A script language that compiles each source once for a whole world: a compiled script keeps nothing of one run for
 * the next, so that the nodes, their later lives and the model may run the same one, as the threads of one node do.
 * Each state machine still keeps, pays for and forgets compiled scripts by itself. A source that does not compile is
 * tried again each time.
 */
public final class CompiledOnce implements ScriptEngine {
    private final ScriptEngine engine;
    private final TreeMap<byte[], CompiledScript> scripts = new TreeMap<>(Arrays::compareUnsigned);
    private final TreeMap<byte[], CompiledLibrary> libraries = new TreeMap<>(Arrays::compareUnsigned);

    public CompiledOnce(ScriptEngine engine) {
        this.engine = engine;
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public CompiledScript compile(byte[] source) {
        CompiledScript script = scripts.get(source);
        if (script == null) {
            script = engine.compile(source);
            scripts.put(source, script);
        }
        return script;
    }

    @Override
    public CompiledLibrary compileLibrary(byte[] source) {
        CompiledLibrary library = libraries.get(source);
        if (library == null) {
            library = engine.compileLibrary(source);
            libraries.put(source, library);
        }
        return library;
    }
}
