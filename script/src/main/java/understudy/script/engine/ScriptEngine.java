package understudy.script.engine;

/**
 * One script language. {@link #compile} is pure and bounded; a run is deterministic: source, parameters and
 * keyspace decide the outcome.
 */
public interface ScriptEngine {
    /** As it stands after {@code #!} in a script's first line. */
    String name();

    /** Syntax and resolve errors carry line and column. */
    CompiledScript compile(byte[] source) throws ScriptError;

    /** The same for the source of a library of functions, its first line included. */
    default CompiledLibrary compileLibrary(byte[] source) throws ScriptError {
        throw new ScriptError(
                ScriptError.Kind.SYNTAX, "the engine " + name() + " has no libraries of functions", 0, 0, "");
    }
}
