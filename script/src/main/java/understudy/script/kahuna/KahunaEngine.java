package understudy.script.kahuna;

import java.util.ArrayList;
import java.util.List;
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

    /** What can be told of a script without running it; its errors are those of {@link #compile}. */
    public Explanation explain(byte[] source) {
        KahunaScript script = KahunaScript.of(source);
        return new Explanation(
                Printer.print(script.tree()),
                List.copyOf(script.names().named()),
                List.copyOf(script.names().parameters().keySet()),
                script.readOnly());
    }

    /** The words that the language gives a meaning: keywords first, then the functions, without their aliases. */
    public static List<String> vocabulary() {
        List<String> words = new ArrayList<>(TokenType.keywords().keySet());
        words.addAll(Parser.STATEMENT_WORDS);
        words.addAll(Parser.CLAUSE_WORDS);
        for (Function function : Function.values()) {
            words.add(function.mainName());
        }
        return List.copyOf(words);
    }

    /**
     * A script as it was understood.
     *
     * @param text the script, one statement a line
     * @param keys those that it names itself, in the order of their first use
     * @param parameters that it uses, with their {@code @}
     * @param readOnly no run of it writes
     */
    public record Explanation(String text, List<String> keys, List<String> parameters, boolean readOnly) {}
}
