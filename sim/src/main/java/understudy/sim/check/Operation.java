package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.List;
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

    /** The node said that nothing happened and never will. */
    public boolean refused() {
        return reply instanceof Reply.Failure failure
                && (failure.text().startsWith("TRYAGAIN") || failure.text().startsWith("OOM the disk"));
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

    /** Whether it runs a script. */
    public boolean isScript() {
        String name = new String(arguments.get(0), StandardCharsets.US_ASCII);
        return name.startsWith("EV") || name.startsWith("KAHUNA.");
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
