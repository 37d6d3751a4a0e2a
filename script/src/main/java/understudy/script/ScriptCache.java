package understudy.script;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import understudy.script.engine.ScriptEngine;
import understudy.script.keyspace.Budget;

/** What was compiled, by engine and source, the oldest forgotten first. */
final class ScriptCache<T> {
    private static final int MAX_SCRIPTS = 500;

    /** Compiled, a source takes up to some thirty times its size, and a node has several of these. */
    private static final long MAX_SOURCE_BYTES = 1L << 20;

    /** What compiling costs, cached or not. */
    private static final int BASE_STEPS = 50;

    private static final int SOURCE_BYTES_PER_STEP = 4;
    private static final long BYTES_PER_SOURCE_BYTE = 4;

    private final LinkedHashMap<Name, T> compiled = new LinkedHashMap<>();
    private long sourceBytes;

    /** What compiling a source costs. */
    static long steps(byte[] source) {
        return BASE_STEPS + source.length / SOURCE_BYTES_PER_STEP;
    }

    /** Null when it was not compiled before, or is forgotten. */
    T known(ScriptEngine engine, byte[] source) {
        return compiled.get(new Name(engine.name(), source));
    }

    T compile(ScriptEngine engine, byte[] source, Budget budget, Function<byte[], T> compiler) {
        budget.step(steps(source));
        budget.allocate(source.length * BYTES_PER_SOURCE_BYTE);
        Name name = new Name(engine.name(), source);
        T known = compiled.get(name);
        if (known != null) {
            return known;
        }
        T fresh = compiler.apply(source);
        compiled.put(name, fresh);
        sourceBytes += source.length;
        Iterator<Map.Entry<Name, T>> oldest = compiled.entrySet().iterator();
        while (compiled.size() > MAX_SCRIPTS || sourceBytes > MAX_SOURCE_BYTES) {
            sourceBytes -= oldest.next().getKey().source.length;
            oldest.remove();
        }
        return fresh;
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
