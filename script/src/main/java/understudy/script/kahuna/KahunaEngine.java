package understudy.script.kahuna;

import understudy.script.engine.CompiledScript;
import understudy.script.engine.ScriptEngine;

/** Kahuna Script. It holds no state: the cache of compiled scripts belongs to whoever calls. */
public final class KahunaEngine implements ScriptEngine {
    @Override
    public String name() {
        return "kahuna";
    }

    @Override
    public CompiledScript compile(byte[] source) {
        return KahunaScript.of(source);
    }
}
