package understudy.server.cli;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import understudy.consensus.NodeId;
import understudy.server.node.IdentityFile;

/** A node as a process of its own: how it ends, and what it then still has. */
final class StartTest {
    @TempDir
    Path data;

    private final List<Process> processes = new ArrayList<>();
    private int port;

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--add-") || flag.startsWith("--enable-") || flag.startsWith("--sun-")) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "start"));
        command.addAll(
                List.of("--dir", data.resolve("n1").toString(), "--port", Integer.toString(port), "--peer-port", "0"));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    private Jedis client() {
        return await().ignoreExceptions()
                .atMost(30, TimeUnit.SECONDS)
                .until(
                        () -> {
                            Jedis client = new Jedis(
                                    "127.0.0.1",
                                    port,
                                    DefaultJedisClientConfig.builder()
                                            .autoNegotiateProtocol(false)
                                            .timeoutMillis(20_000)
                                            .build());
                            client.get("is it up?");
                            return client;
                        },
                        client -> true);
    }

    @Test
    void aNodeEndsWellOnSigtermAndKeepsAllOnSigkill() throws Exception {
        IdentityFile.format(IdentityFile.newCluster(), List.of(new NodeId(1)), List.of(data.resolve("n1")));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process first = start();
        try (Jedis client = client()) {
            client.set("first", "kept");
        }
        first.destroy();
        assertThat(first.waitFor(20, TimeUnit.SECONDS), is(true));
        assertThat(first.exitValue(), is(0));

        Process second = start();
        try (Jedis client = client()) {
            assertThat(client.get("first"), is("kept"));
            client.set("second", "kept");
            second.destroyForcibly().waitFor();
        }

        Process third = start("--until-input-ends");
        try (Jedis client = client()) {
            assertThat(client.get("second"), is("kept"));
        }
        try (OutputStream input = third.getOutputStream()) {
            assertThat(third.isAlive(), is(true));
            input.flush();
        }
        assertThat(third.waitFor(20, TimeUnit.SECONDS), is(true));
        assertThat(third.exitValue(), is(0));
    }
}
