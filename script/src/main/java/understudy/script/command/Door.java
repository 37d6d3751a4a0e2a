package understudy.script.command;

import java.util.List;

/** What a command is refused for before it goes anywhere, in Redis's words; and which way it goes otherwise. */
public final class Door {
    /** The largest command that fits an entry of the log, all its arguments together. */
    public static final int MAX_COMMAND_BYTES = 900 << 10;

    private Door() {}

    /** @param refusal null when the command may go its way */
    public record Verdict(Kind kind, Reply refusal) {}

    public static Verdict admit(List<byte[]> arguments) {
        long bytes = 0;
        for (byte[] argument : arguments) {
            bytes += argument.length;
        }
        if (bytes > MAX_COMMAND_BYTES) {
            return new Verdict(
                    Kind.LOCAL,
                    new Reply.Failure("ERR the command has " + bytes + " bytes, the most that an entry takes is "
                            + MAX_COMMAND_BYTES));
        }
        try {
            return new Verdict(CommandTable.find(arguments).kind(), null);
        } catch (CommandError e) {
            return new Verdict(Kind.LOCAL, e.reply());
        }
    }
}
