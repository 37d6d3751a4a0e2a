package understudy.server.node;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import understudy.consensus.NodeId;

/** Scripts that only read and do not end soon, at a whole node. */
final class LongReadTest {
    private static final String RUNAWAY = "while true do end";

    @TempDir
    Path data;

    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private NodeServer node;

    @BeforeEach
    void start() throws IOException {
        Path directory = data.resolve("n1");
        IdentityFile.format(IdentityFile.newCluster(), List.of(new NodeId(1)), List.of(directory));
        node = NodeServer.start(NodeOptions.of(directory)
                .port(freePort())
                .peerPort(freePort())
                .stateLimitBytes(1L << 30)
                .failure((stage, cause, exitCode) -> failures.add(cause))
                .build());
        await().atMost(20, TimeUnit.SECONDS).until(() -> node.status().serving());
    }

    @AfterEach
    void stop() {
        node.stop();
        clients.shutdownNow();
        assertThat(failures, is(empty()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Jedis client() {
        return new Jedis(
                "127.0.0.1",
                node.port(),
                DefaultJedisClientConfig.builder()
                        .autoNegotiateProtocol(false)
                        .timeoutMillis(60_000)
                        .build());
    }

    /** A script on a connection of its own; its error is the outcome. */
    private Future<String> script(String source) {
        return clients.submit(() -> {
            try (Jedis client = client()) {
                return String.valueOf(client.sendCommand(Protocol.Command.EVAL_RO, source, "0"));
            } catch (JedisDataException e) {
                return e.getMessage();
            }
        });
    }

    private static void kill(Jedis client) {
        await().atMost(20, TimeUnit.SECONDS)
                .ignoreException(JedisDataException.class)
                .until(client::scriptKill, is("OK"));
    }

    @Test
    void othersAreServedWhileAScriptRunsAndScriptKillEndsIt() throws InterruptedException, ExecutionException {
        try (Jedis client = client()) {
            client.configSet("budget-steps", "10000000000");
            JedisDataException idle = assertThrows(JedisDataException.class, client::scriptKill);
            assertThat(idle.getMessage(), is("NOTBUSY No scripts in execution right now."));
            Future<String> first = script(RUNAWAY);
            Future<String> second = script("local i = 0 while true do i = i + 1 end");
            long slowestMillis = 0;
            for (int i = 0; i < 200; i++) {
                long before = System.nanoTime();
                assertThat(client.set("key", "value" + i), is("OK"));
                assertThat(client.get("key"), is("value" + i));
                slowestMillis = Math.max(slowestMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
            }
            assertThat("it runs on", first.isDone(), is(false));
            assertThat("the slowest of 200, in ms", slowestMillis, is(lessThan(2_000L)));
            // A second may not have begun when the first is killed.
            while (!first.isDone() || !second.isDone()) {
                kill(client);
                await().atMost(20, TimeUnit.SECONDS).until(() -> first.isDone() || second.isDone());
            }
            assertThat(first.get(), startsWith("ERR Script killed by user with SCRIPT KILL. script: "));
            assertThat(first.get(), containsString(", on @user_script:1."));
            assertThat(second.get(), startsWith("ERR Script killed by user with SCRIPT KILL. script: "));
            assertThat("and the next is run", script("return tostring(1)").get().isEmpty(), is(false));
        }
    }

    @Test
    void aNodeThatStopsEndsWhatRuns() {
        try (Jedis client = client()) {
            client.configSet("budget-steps", "10000000000");
        }
        Future<String> running = script(RUNAWAY);
        try (Jedis client = client()) {
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> !running.isDone() && client.ping().equals("PONG"));
        }
        long before = System.nanoTime();
        node.stop();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before), is(lessThan(9L)));
    }

    @Test
    void aLongReadSeesEachWriteThatWasAcknowledgedBefore() {
        try (Jedis client = client();
                Jedis other = client()) {
            String slow = "local i = 0 while i < 20000 do i = i + 1 end return redis.call('get', KEYS[1])";
            for (int i = 0; i < 50; i++) {
                client.set("key", "value" + i);
                Object seen = other.sendCommand(Protocol.Command.EVAL_RO, slow, "1", "key");
                assertThat(new String((byte[]) seen, StandardCharsets.UTF_8), is("value" + i));
            }
        }
    }
}
