package understudy.script.engine;

import java.util.List;
import understudy.script.keyspace.Keyspace;

/** A script ready to run, any number of times. It keeps nothing of one run for the next. */
public interface CompiledScript {
    /** It can be told from the source alone that no run writes. */
    boolean readOnly();

    /**
     * What can be told of it without running it.
     *
     * @param pastValues the most archived values that a key has
     */
    Explanation explain(long pastValues, List<String> parameterNames, List<byte[]> parameterValues);

    /**
     * Runs it; it pays from the keyspace's budget. Errors: {@link ScriptError},
     * {@link understudy.script.keyspace.BudgetExhausted}; a write on a read-only keyspace lets
     * {@link understudy.script.keyspace.NeedsLog} through.
     */
    ScriptResult run(Keyspace keyspace, int database, List<String> parameterNames, List<byte[]> parameterValues)
            throws ScriptError;
}
