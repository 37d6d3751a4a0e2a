package understudy.replica;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import understudy.script.StateMachine;
import understudy.script.command.CommandError;
import understudy.script.command.CommandTable;
import understudy.script.command.Envelope;
import understudy.script.command.Row;
import understudy.script.command.ScriptName;

/**
 * Which scripts and functions need not enter the log: those that this node has seen to be read-only.
 *
 * <p>Nobody says so in the request. A script that this node does not know goes through the log, where the state keeps
 * its source, and the outcome tells whether any run of it can write; from then on it is sent as a read, by its source or
 * by its digest. The guess cannot be wrong about writing, since the same source always has the same statements; and
 * where the state has dropped the source meanwhile, the read turns out to need the log and goes there.
 *
 * <p>A function goes by its name, and another one may be given that name. So here the guess may be wrong: then, too, the
 * read turns out to need the log, and the outcome there corrects the guess.
 *
 * <p>Calls in a session are not guessed at: their replies are to be found in the state.
 */
final class ScriptRoutes {
    private static final int MOST = 10_000;

    /** Read-only scripts by their SHA-1, and functions by their names, in the order in which they were seen. */
    private final LinkedHashSet<String> readOnly = new LinkedHashSet<>();

    /** Whether a command is to be sent as a read although its row says that it writes. */
    boolean reads(Row row, List<byte[]> arguments) {
        return !readOnly.isEmpty()
                && (ScriptName.isScript(row) || ScriptName.isFunction(row))
                && readOnly.contains(ScriptName.of(row, arguments));
    }

    /** Learns from what became of a command in the log. */
    void learn(Envelope command, StateMachine.Outcome outcome) {
        if (!outcome.readOnlyScript()) {
            forget(command);
            return;
        }
        readOnly.add(ScriptName.of(row(command.arguments()), command.arguments()));
        if (readOnly.size() > MOST) {
            Iterator<String> oldest = readOnly.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** A function of that name does not read only: it was another one. */
    private void forget(Envelope command) {
        Row row = readOnly.isEmpty() ? null : CommandTable.lookup(command.arguments());
        if (row != null && ScriptName.isFunction(row) && command.arguments().size() > 1) {
            readOnly.remove(ScriptName.of(row, command.arguments()));
        }
    }

    private static Row row(List<byte[]> arguments) {
        try {
            return CommandTable.find(arguments);
        } catch (CommandError e) {
            throw new IllegalStateException("a script ran by a command that there is not", e);
        }
    }
}
