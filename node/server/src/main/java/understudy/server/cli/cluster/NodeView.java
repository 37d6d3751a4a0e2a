package understudy.server.cli.cluster;

import io.vertx.core.Vertx;
import java.util.List;
import understudy.client.Answer;
import understudy.client.ClientSettings;
import understudy.client.Command;
import understudy.client.Endpoint;
import understudy.client.UnderstudyClient;
import understudy.client.UnderstudyFailure;
import understudy.server.cli.shell.Scripts;

/** One node of a cluster, asked for what it knows, and no other asked in its place. */
public final class NodeView {
    /** A node says within 2 s that it finds no leader. */
    private static final ClientSettings IMPATIENT = new ClientSettings(500, 3_000, 3_000);

    private final UnderstudyClient client;

    public NodeView(Vertx vertx, Endpoint endpoint) {
        this.client = new UnderstudyClient(vertx, List.of(endpoint), IMPATIENT);
    }

    /**
     * @param leader id of the leader that it follows, or is; 0 when it knows none
     * @param chosen the highest slot that it knows to be chosen
     * @param applied the highest slot that its state holds
     */
    public record Status(int id, String role, int leader, long chosen, long applied, long floor, String digest) {}

    /** What it says of itself; null when it does not answer. */
    public Status status() {
        try {
            Answer answer = Scripts.await(client.read(Command.of("UNDERSTUDY", "STATUS")));
            return new Status(
                    (int) answer.field("id").whole(),
                    answer.field("role").text(),
                    (int) answer.field("leader").whole(),
                    answer.field("chosen").whole(),
                    answer.field("applied").whole(),
                    answer.field("floor").whole(),
                    answer.field("digest").text());
        } catch (UnderstudyFailure e) {
            return null;
        }
    }

    /** Whether it answers a linearizable read, for which it needs a leader that has a majority. */
    public boolean serves() {
        return get("understudy:serves") != null;
    }

    /** A linearizable read; null when it does not answer, {@link Answer.Nil} when there is no such key. */
    public Answer get(String key) {
        try {
            return Scripts.await(client.read(Command.of("GET", key)));
        } catch (UnderstudyFailure e) {
            return null;
        }
    }

    public UnderstudyClient client() {
        return client;
    }
}
