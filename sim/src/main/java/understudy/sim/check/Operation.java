package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import understudy.script.command.Ascii;
import understudy.script.command.Reply;

/**
 * A client's command and what became of it. Times are the client's: when it sent the command, when it had the
 * answer.
 */
public final class Operation {
    /** What the client knows. */
    public enum Outcome {
        PENDING,
        ANSWERED,
        /** The connection ended first: it may have happened, once or not at all. */
        CUT
    }

    public final long id;
    public final int client;
    public final int node;
    /** Connections are numbered through the world; commands of one are answered in order. */
    public final long connection;

    public final List<byte[]> arguments;
    public final Intent intent;
    public final long callMicros;
    /** Of its connection when it was sent; {@link ConnectionState} finds out. */
    public int database;
    /** Of its connection when it was sent, 2 or 3. */
    public int protocol = 2;

    public long returnMicros = -1;
    public Reply reply;
    public Outcome outcome = Outcome.PENDING;

    public Operation(
            long id, int client, int node, long connection, List<byte[]> arguments, Intent intent, long callMicros) {
        this.id = id;
        this.client = client;
        this.node = node;
        this.connection = connection;
        this.arguments = arguments;
        this.intent = intent;
        this.callMicros = callMicros;
    }

    /** It is {@code SESSION CALL id number command}. */
    public boolean isSessionCall() {
        return arguments.size() > 4 && is(arguments.get(0), "SESSION") && is(arguments.get(1), "CALL");
    }

    /** The command itself, also where a session calls it. */
    public List<byte[]> command() {
        return isSessionCall() ? arguments.subList(4, arguments.size()) : arguments;
    }

    /** It ran a script, or a function of a library, wherever the text came from: there was one. */
    public boolean ranScript() {
        boolean missing = reply instanceof Reply.Failure failure
                && (failure.text().startsWith("NOSCRIPT")
                        || failure.text().startsWith("ERR Function not found")
                        || failure.text().startsWith("ERR wrong number of arguments"));
        return asksForScript() && !missing;
    }

    /** It asks for a script or a function to be run. */
    public boolean asksForScript() {
        String name = Ascii.lower(command().get(0));
        return name.startsWith("eval") || name.startsWith("kahuna.eval") || name.startsWith("fcall");
    }

    /** It runs a script that it brings along. */
    public boolean isScript() {
        byte[] name = command().get(0);
        return is(name, "EVAL") || is(name, "KAHUNA.EVAL");
    }

    private static boolean is(byte[] bytes, String text) {
        return Arrays.equals(bytes, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The node said that nothing happened and never will. */
    public boolean refused() {
        return isRefusal(reply);
    }

    /** Whether a reply says so. */
    static boolean isRefusal(Reply reply) {
        return reply instanceof Reply.Failure failure
                && (failure.text().startsWith("TRYAGAIN")
                        || failure.text().startsWith("OOM the disk")
                        || isKilled(reply));
    }

    /** Whether a script ended since somebody wanted it to; only one that reads can. */
    static boolean isKilled(Reply reply) {
        return reply instanceof Reply.Failure failure && failure.text().startsWith("ERR Script killed by user");
    }

    /** Nobody knows whether it happened: the connection ended, or the node said so. */
    public boolean unknown() {
        return outcome != Outcome.ANSWERED
                || reply instanceof Reply.Failure failure && failure.text().startsWith("UNKNOWN");
    }

    /** It was answered, and the answer is that of its execution. */
    public boolean acknowledged() {
        return !unknown() && !refused();
    }

    @Override
    public String toString() {
        return "operation " + id + " of client " + client + " on n" + node + " at " + callMicros + " us: "
                + Replies.command(arguments)
                + switch (outcome) {
                    case PENDING -> ", unanswered";
                    case CUT -> ", cut off";
                    case ANSWERED -> " -> " + Replies.text(reply) + " at " + returnMicros + " us";
                };
    }
}
