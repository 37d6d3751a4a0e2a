package understudy.script.kahuna;

import java.util.ArrayList;
import java.util.List;
import understudy.script.engine.CompiledLibrary;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.ScriptEngine;
import understudy.script.engine.ScriptError;

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

    @Override
    public CompiledLibrary compileLibrary(byte[] source) {
        try {
            return KahunaLibrary.of(source);
        } catch (ScriptError e) {
            throw new ScriptError(
                    e.kind(),
                    "Error compiling function: " + e.message(),
                    e.line(),
                    e.column(),
                    e.sourceLine(),
                    e.hint());
        }
    }

    /** The words that the language gives a meaning: keywords first, then the functions, without their aliases. */
    public static List<String> vocabulary() {
        List<String> words = new ArrayList<>(keywords());
        for (Function function : Function.values()) {
            words.add(function.mainName());
        }
        return List.copyOf(words);
    }

    /** The words that have a meaning somewhere, in lower case. Not all of them are reserved. */
    public static List<String> keywords() {
        List<String> words = new ArrayList<>(TokenType.keywords().keySet());
        words.addAll(Parser.STATEMENT_WORDS);
        words.addAll(Parser.CLAUSE_WORDS);
        return List.copyOf(words);
    }

    /** The names of all functions, aliases too. */
    public static List<String> functions() {
        return Function.names();
    }
}
