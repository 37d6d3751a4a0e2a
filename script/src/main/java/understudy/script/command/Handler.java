package understudy.script.command;

/**
 * What a command does. Ends in its reply, or in {@link CommandError},
 * {@link understudy.script.keyspace.BudgetExhausted}, {@link understudy.script.keyspace.KeyspaceError} or
 * another error of our own that the caller knows; then nothing of it remains.
 */
public interface Handler {
    Reply run(Call call);
}
