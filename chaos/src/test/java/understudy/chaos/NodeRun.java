package understudy.chaos;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import redis.clients.jedis.Jedis;
import understudy.chaos.processes.Cluster;
import understudy.chaos.processes.NodeProcess;
import understudy.client.Answer;
import understudy.client.ClientSettings;
import understudy.client.Command;
import understudy.client.Endpoint;
import understudy.client.UnderstudyClient;

/** The suite's node, without relays, for tests that read what it says and ask it themselves. */
final class NodeRun implements AutoCloseable {
    private final NodeProcess process;
    private long saidBefore;

    private NodeRun(NodeProcess process) {
        this.process = process;
    }

    /** Formats a cluster of three and starts none of its nodes. */
    static List<NodeRun> format(Path directory) {
        Jar.file();
        Cluster cluster = Cluster.format(directory, 3);
        for (NodeProcess node : cluster.nodes()) {
            cluster.reach(node, peer -> cluster.node(peer).peerPort());
        }
        return cluster.nodes().stream().map(NodeRun::new).toList();
    }

    NodeRun start(String... more) {
        saidBefore = all().length();
        process.start(more);
        awaitOutput("listens on");
        return this;
    }

    Path directory() {
        return process.directory();
    }

    int port() {
        return process.clientPort();
    }

    long pid() {
        return process.pid();
    }

    /** What it has said since its last start. */
    String output() {
        return all().substring((int) saidBefore);
    }

    void awaitOutput(String words) {
        await().atMost(Running.PATIENCE).until(() -> output().contains(words) || !process.alive());
        if (!output().contains(words)) {
            throw new IllegalStateException("it ended without saying \"" + words + "\":\n" + output());
        }
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.kill();
    }

    Jedis connect() {
        return Clients.connect(port());
    }

    /** {@code UNDERSTUDY STATUS} of this node. */
    Answer status(Vertx vertx) {
        UnderstudyClient client = new UnderstudyClient(
                vertx, List.of(new Endpoint("127.0.0.1", port())), ClientSettings.DEFAULT.withPatienceMillis(5_000));
        try {
            return client.read(Command.of("UNDERSTUDY", "STATUS"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } finally {
            client.close();
        }
    }

    private String all() {
        try {
            return Files.exists(process.log())
                    ? new String(Files.readAllBytes(process.log()), StandardCharsets.UTF_8)
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.stop();
    }
}
