package understudy.chaos;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** One cluster, met as a stranger meets it. */
final class ClusterIT {
    @TempDir
    static Path directory;

    private static ClusterRun cluster;

    @BeforeAll
    static void start() {
        cluster =
                ClusterRun.start(directory.resolve("cluster"), Jar.freePorts()).awaitReady();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void readyStandsAloneOnALineAndEachNodeHasOne() {
        assertThat(cluster.launcher().lines(), hasItem("ready"));
        assertThat(cluster.nodes(), hasSize(3));
        assertThat(
                cluster.launcher().lines().subList(0, 3),
                everyItem(matchesPattern("node \\d  127\\.0\\.0\\.1:\\d+ .*")));
    }

    @Test
    void whatOneNodeAcknowledgedEveryOtherReads() {
        for (int writer = 1; writer <= 3; writer++) {
            try (Jedis jedis = cluster.connect(writer)) {
                jedis.set("from", "node " + writer);
            }
            for (int reader = 1; reader <= 3; reader++) {
                try (Jedis jedis = cluster.connect(reader)) {
                    assertThat(jedis.get("from"), is("node " + writer));
                }
            }
        }
    }

    @Test
    void aScriptFromAFileAnswersAndItsExitCodeTells() throws IOException {
        Path script = Files.writeString(directory.resolve("greet.kahuna"), "set @who \"hello\"\nreturn get @who\n");
        String node = "127.0.0.1:" + cluster.port(2);
        try (Running run = Jar.run("run", script.toString(), "--param", "who=lima", "--node", node)) {
            int exitCode = run.awaitEnd();
            assertThat(run.output(), exitCode, is(0));
            assertThat(run.output(), matchesPattern("r0 hello \\d+ms"));
        }
        Path wrong = Files.writeString(directory.resolve("wrong.kahuna"), "set a 1\nset b %\n");
        try (Running run = Jar.run("run", wrong.toString(), "--node", node)) {
            assertThat(run.awaitEnd(), is(1));
            assertThat(run.output(), containsString("line 2"));
            assertThat(run.output(), containsString("  2 | set b %"));
        }
    }

    @Test
    void theShellReadsAPipe() {
        try (Running shell = Jar.run("shell", "--node", "127.0.0.1:" + cluster.port(3))) {
            shell.type("set piped 1\nget piped\nget never_there\n");
            int exitCode = shell.awaitEnd();
            assertThat(shell.output(), exitCode, is(0));
            assertThat(shell.lines().get(0), matchesPattern("r0 set \\d+ms"));
            assertThat(shell.lines().get(1), matchesPattern("r0 1 \\d+ms"));
            assertThat(shell.lines().get(2), matchesPattern("r-1 not found \\d+ms"));
        }
    }

    @Test
    void aSecondClusterOnTheDirectoryIsRefusedWithAWord() {
        try (Running second =
                Jar.run("cluster", "--dir", directory.resolve("cluster").toString(), "--port", "29001")) {
            assertThat(second.awaitEnd(), is(1));
            assertThat(second.output(), containsString("already"));
        }
    }

    @Test
    void aTakenPortIsNamed() {
        String port = Integer.toString(cluster.port(1));
        try (Running second =
                Jar.run("cluster", "--dir", directory.resolve("other").toString(), "--port", port)) {
            assertThat(second.awaitEnd(), is(1));
            assertThat(second.output(), containsString("port " + port + " is taken"));
            assertThat(Files.exists(directory.resolve("other").resolve("node-1")), is(false));
        }
    }

    @Test
    void redisCliSpeaksToEachNode() {
        requireInstalled("redis-cli");
        assertThat(redis("redis-cli", 2, "set", "k", "v"), is("OK"));
        assertThat(redis("redis-cli", 3, "get", "k"), is("v"));
        assertThat(redis("redis-cli", 1, "-3", "kahuna.eval", "set city \"lima\""), containsString("Set"));
    }

    @Test
    void redisBenchmarkRunsOnEachNodeWithoutAnError() {
        requireInstalled("redis-benchmark");
        for (int node = 1; node <= 3; node++) {
            String output =
                    redis("redis-benchmark", node, "-t", "set,get,incr", "-n", "20000", "-c", "50", "-P", "16", "-q");
            System.out.println("redis-benchmark, node " + node + ": "
                    + output.replace('\r', '\n')
                            .lines()
                            .filter(line -> line.contains("requests per second"))
                            .toList());
            assertThat(output, not(containsString("rror")));
            assertThat(output, containsString("INCR"));
        }
    }

    @Test
    void sigtermEndsTheLauncherAndAllNodes() {
        try (ClusterRun other =
                ClusterRun.start(directory.resolve("third"), Jar.freePorts()).awaitReady()) {
            List<ProcessHandle> nodes = other.nodes();
            other.launcher().terminate();
            other.launcher().awaitEnd();
            assertThat(nodes.stream().noneMatch(ProcessHandle::isAlive), is(true));
        }
    }

    @Test
    void nodesDoNotOutliveAKilledLauncher() {
        try (ClusterRun other =
                ClusterRun.start(directory.resolve("fourth"), Jar.freePorts()).awaitReady()) {
            List<ProcessHandle> nodes = other.nodes();
            other.launcher().kill();
            await().atMost(Running.PATIENCE).until(() -> nodes.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    private static void requireInstalled(String program) {
        boolean there = false;
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            there |= Files.isExecutable(Path.of(folder, program));
        }
        assumeTrue(there, program + " is not installed");
    }

    private static String redis(String program, int node, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program, "-p", Integer.toString(cluster.port(node))));
        command.addAll(List.of(arguments));
        try (Running run = Running.start(command)) {
            int exitCode = run.awaitEnd();
            assertThat(run.output(), exitCode, is(0));
            return run.output();
        }
    }
}
