package understudy.script.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs commands on the state: finds the row, asks the authorizer, calls the handler. A script's inner calls
 * come this way too. Handlers of what this package may not know, as EVAL, are handed in.
 */
public final class Commands {
    private final Authorizer authorizer;
    private final Map<String, Handler> handlers = new LinkedHashMap<>();

    /** @param more by full name, {@code eval} */
    public Commands(Authorizer authorizer, Map<String, Handler> more) {
        this.authorizer = authorizer;
        StringCommands.into(handlers);
        CounterCommands.into(handlers);
        LcsCommand.into(handlers);
        ExpiryCommands.into(handlers);
        KeyCommands.into(handlers);
        WalkCommands.into(handlers);
        SettingCommands.into(handlers);
        SessionCommands.into(handlers);
        LockCommands.into(handlers);
        SequenceCommands.into(handlers);
        handlers.putAll(more);
    }

    /**
     * @throws CommandError and the errors that {@link Handler} names: what the command wrote is to be dropped
     */
    public Reply run(Call call) {
        Row row = CommandTable.find(call.arguments());
        Handler handler = handlers.get(row.name());
        if (handler == null) {
            throw new CommandError("ERR '" + row.name() + "' is answered by a node about itself, not by the log");
        }
        authorizer.authorize(call.principal(), row, call.arguments());
        return handler.run(call);
    }

    /** Whether a principal may run a command now. */
    public boolean isAllowed(String principal, Row row, List<byte[]> arguments) {
        try {
            authorizer.authorize(principal, row, arguments);
            return true;
        } catch (CommandError e) {
            return false;
        }
    }
}
