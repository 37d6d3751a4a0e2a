package understudy.chaos;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import understudy.client.Answer;
import understudy.client.ClientSettings;
import understudy.client.Command;
import understudy.client.Endpoint;
import understudy.client.UnderstudyClient;

/** {@code understudy start}: one node of a cluster whose nodes are started one by one. */
final class NodeRun implements AutoCloseable {
    private static final int PEER_OFFSET = 1_000;

    private final Path directory;
    private final int firstPort;
    private final int id;
    private Running process;

    private NodeRun(Path directory, int firstPort, int id) {
        this.directory = directory;
        this.firstPort = firstPort;
        this.id = id;
    }

    /** Formats a cluster of three and starts none of its nodes. */
    static List<NodeRun> format(Path directory, int firstPort) {
        List<String> arguments = new ArrayList<>(List.of("format"));
        List<NodeRun> nodes = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            NodeRun node = new NodeRun(directory.resolve("n" + id), firstPort, id);
            arguments.add("--dir");
            arguments.add(node.directory.toString());
            nodes.add(node);
        }
        try (Running format = Jar.run(arguments.toArray(String[]::new))) {
            if (format.awaitEnd() != 0) {
                throw new IllegalStateException(format.output());
            }
        }
        return nodes;
    }

    NodeRun start(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("start", "--dir", directory.toString(), "--port", Integer.toString(port())));
        arguments.addAll(List.of(more));
        for (int peer = 1; peer <= 3; peer++) {
            arguments.add("--peer");
            arguments.add(peer + "=127.0.0.1:" + (firstPort + peer - 1 + PEER_OFFSET));
        }
        process = Jar.run(List.of("-Xmx256m", "-XX:+UseSerialGC"), arguments.toArray(String[]::new));
        process.awaitLine(line -> line.contains("listens on"));
        return this;
    }

    Path directory() {
        return directory;
    }

    int port() {
        return firstPort + id - 1;
    }

    Running process() {
        return process;
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

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
