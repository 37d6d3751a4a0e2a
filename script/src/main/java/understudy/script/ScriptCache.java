package understudy.script;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.ScriptEngine;
import understudy.script.keyspace.Budget;

/** Compiled scripts by engine and SHA-1 of their source, the oldest forgotten first. */
final class ScriptCache {
    private static final int MAX_SCRIPTS = 500;
    private static final long MAX_SOURCE_BYTES = 8L << 20;

    /** What compiling costs, cached or not. */
    private static final int BASE_STEPS = 50;

    private static final int SOURCE_BYTES_PER_STEP = 4;
    private static final long BYTES_PER_SOURCE_BYTE = 4;

    private final LinkedHashMap<String, Compiled> scripts = new LinkedHashMap<>();
    private long sourceBytes;

    CompiledScript compile(ScriptEngine engine, byte[] source, Budget budget) {
        budget.step(BASE_STEPS + source.length / SOURCE_BYTES_PER_STEP);
        budget.allocate(source.length * BYTES_PER_SOURCE_BYTE);
        String name = engine.name() + ' ' + sha1(source);
        Compiled known = scripts.get(name);
        if (known != null) {
            return known.script();
        }
        CompiledScript script = engine.compile(source);
        scripts.put(name, new Compiled(script, source.length));
        sourceBytes += source.length;
        Iterator<Map.Entry<String, Compiled>> oldest = scripts.entrySet().iterator();
        while (scripts.size() > MAX_SCRIPTS || sourceBytes > MAX_SOURCE_BYTES) {
            sourceBytes -= oldest.next().getValue().sourceBytes();
            oldest.remove();
        }
        return script;
    }

    private static String sha1(byte[] source) {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-1").digest(source);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
        return Hex.text(hash);
    }

    private record Compiled(CompiledScript script, int sourceBytes) {}
}
