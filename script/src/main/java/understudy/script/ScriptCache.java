package understudy.script;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import understudy.script.command.ScriptName;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.ScriptEngine;
import understudy.script.keyspace.Budget;

/** Compiled scripts by engine and source, the oldest forgotten first. */
final class ScriptCache {
    private static final int MAX_SCRIPTS = 500;
    private static final long MAX_SOURCE_BYTES = 8L << 20;

    /** What compiling costs, cached or not. */
    private static final int BASE_STEPS = 50;

    private static final int SOURCE_BYTES_PER_STEP = 4;
    private static final long BYTES_PER_SOURCE_BYTE = 4;

    private final LinkedHashMap<Name, Compiled> scripts = new LinkedHashMap<>();
    private long sourceBytes;

    /** @param sha the source's SHA-1 */
    record Compiled(CompiledScript script, byte[] sha, int sourceBytes) {}

    /** What compiling a source costs. */
    static long steps(byte[] source) {
        return BASE_STEPS + source.length / SOURCE_BYTES_PER_STEP;
    }

    /** The SHA-1 of a source that was compiled before; else it is computed. */
    byte[] sha(ScriptEngine engine, byte[] source) {
        Compiled known = scripts.get(new Name(engine.name(), source));
        return known == null ? ScriptName.sha(source) : known.sha();
    }

    Compiled compile(ScriptEngine engine, byte[] source, Budget budget) {
        budget.step(steps(source));
        budget.allocate(source.length * BYTES_PER_SOURCE_BYTE);
        Name name = new Name(engine.name(), source);
        Compiled known = scripts.get(name);
        if (known != null) {
            return known;
        }
        Compiled script = new Compiled(engine.compile(source), ScriptName.sha(source), source.length);
        scripts.put(name, script);
        sourceBytes += source.length;
        Iterator<Map.Entry<Name, Compiled>> oldest = scripts.entrySet().iterator();
        while (scripts.size() > MAX_SCRIPTS || sourceBytes > MAX_SOURCE_BYTES) {
            sourceBytes -= oldest.next().getValue().sourceBytes();
            oldest.remove();
        }
        return script;
    }

    /** The whole source, not a digest of it: comparing is cheaper than digesting. */
    private static final class Name {
        private final String engine;
        private final byte[] source;
        private final int hash;

        Name(String engine, byte[] source) {
            this.engine = engine;
            this.source = source;
            hash = Arrays.hashCode(source);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Name name
                    && name.hash == hash
                    && name.engine.equals(engine)
                    && Arrays.equals(name.source, source);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
