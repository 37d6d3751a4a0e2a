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
}
