package understudy.script.command;

import java.util.List;
import understudy.script.keyspace.Keyspace;

/**
 * What stands between a client and the log: a command that cannot work is answered here, in Redis's words, and
 * takes no place in the log. What passes is still checked when it is applied, by the state of that place.
 */
public final class Door {
    /** Whole commands larger than this do not fit into a log entry with what else goes there. */
    public static final int MAX_COMMAND_BYTES = 900 << 10;

    private Door() {}

    /**
     * @param kind which way the command goes; null when it is refused
     * @param refusal what to answer instead; null when it may pass
     * @param row what the table knows about it; null when it knows none of that name
     */
    public record Verdict(Kind kind, Reply refusal, Row row) {}

    /** The verdict under the standard limits. */
    public static Verdict admit(List<byte[]> arguments) {
        return admit(arguments, Keyspace.MAX_KEY_BYTES, MAX_COMMAND_BYTES);
    }

    /**
     * @param arguments at least one
     * @param maxKeyBytes of one key, where keys can be told by their places
     * @param maxCommandBytes of all arguments together
     */
    public static Verdict admit(List<byte[]> arguments, int maxKeyBytes, int maxCommandBytes) {
        try {
            Row row = CommandTable.find(arguments);
            checkSizes(row, arguments, maxKeyBytes, maxCommandBytes);
            if (row.name().equals("session|call")) {
                checkCall(arguments, maxKeyBytes, maxCommandBytes);
            }
            return new Verdict(row.kind(), null, row);
        } catch (CommandError e) {
            return new Verdict(null, e.reply(), CommandTable.lookup(arguments));
        }
    }

    private static void checkSizes(Row row, List<byte[]> arguments, int maxKeyBytes, int maxCommandBytes) {
        long bytes = 0;
        for (byte[] argument : arguments) {
            bytes += argument.length;
        }
        if (bytes > maxCommandBytes) {
            throw new CommandError(
                    "ERR command of " + bytes + " bytes exceeds the limit of " + maxCommandBytes + " bytes");
        }
        if (bytes <= maxKeyBytes) {
            return; // No key can be longer than all arguments together.
        }
        for (int index : KeyPlaces.of(row, arguments)) {
            int length = arguments.get(index).length;
            if (length > maxKeyBytes) {
                throw new CommandError(
                        "ERR key of " + length + " bytes exceeds the limit of " + maxKeyBytes + " bytes");
            }
        }
    }

    /** {@code SESSION CALL id number command …}: the numbers, and what may be called. */
    private static void checkCall(List<byte[]> arguments, int maxKeyBytes, int maxCommandBytes) {
        Integers.whole(arguments.get(2));
        SessionCommands.sequence(arguments.get(3));
        List<byte[]> call = arguments.subList(4, arguments.size());
        Row inner = CommandTable.find(call);
        checkSizes(inner, call, maxKeyBytes, maxCommandBytes);
        boolean logged = inner.kind() == Kind.WRITE || inner.kind() == Kind.READ;
        if (!logged || inner.name().startsWith("session|")) {
            throw new CommandError("ERR '" + inner.name() + "' cannot be called in a session");
        }
    }
}
