package understudy.chaos;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;

/** {@code understudy cluster} on a directory. */
final class ClusterRun implements AutoCloseable {
    private static final Pattern NODE = Pattern.compile("node (\\d+)  127\\.0\\.0\\.1:(\\d+)  process (\\d+) .*");

    private final Running launcher;
    private final int port;

    private ClusterRun(Running launcher, int port) {
        this.launcher = launcher;
        this.port = port;
    }

    static ClusterRun start(Path directory, int port) {
        return new ClusterRun(
                Jar.run("cluster", "--dir", directory.toString(), "--port", Integer.toString(port)), port);
    }

    ClusterRun awaitReady() {
        launcher.awaitLine("ready"::equals);
        return this;
    }

    Running launcher() {
        return launcher;
    }

    int port(int node) {
        return port + node - 1;
    }

    Jedis connect(int node) {
        return Clients.connect(port(node));
    }

    List<ProcessHandle> nodes() {
        List<ProcessHandle> nodes = new ArrayList<>();
        for (String line : launcher.lines()) {
            Matcher matcher = NODE.matcher(line);
            if (matcher.matches()) {
                ProcessHandle.of(Long.parseLong(matcher.group(3))).ifPresent(nodes::add);
            }
        }
        return nodes;
    }

    /** SIGKILL to the launcher and every node at once. */
    void killAll() {
        List<ProcessHandle> all = new ArrayList<>(nodes());
        launcher.kill();
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(Running.PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        launcher.close();
        await().atMost(Running.PATIENCE).until(() -> nodes().stream().noneMatch(ProcessHandle::isAlive));
    }
}
