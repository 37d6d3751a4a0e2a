package understudy.server.node;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import understudy.consensus.NodeId;
import understudy.replica.NodeSettings;
import understudy.replica.Status;
import understudy.wal.WalSettings;

/** Whole nodes in this process, over real sockets and files. */
final class ClusterTest {
    private static final long STATE_BYTES = 1L << 30;

    @TempDir
    Path data;

    private final TreeMap<Integer, NodeServer> nodes = new TreeMap<>();
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private int[] ports;
    private int[] peerPorts;

    @AfterEach
    void stop() {
        nodes.values().forEach(NodeServer::stop);
        assertThat(failures, is(empty()));
    }

    private void format(int count) throws IOException {
        List<NodeId> members =
                IntStream.rangeClosed(1, count).mapToObj(NodeId::new).toList();
        List<Path> directories =
                IntStream.rangeClosed(1, count).mapToObj(this::directory).toList();
        IdentityFile.format(IdentityFile.newCluster(), members, directories);
        ports = freePorts(count + 1);
        peerPorts = freePorts(count + 1);
    }

    private Path directory(int node) {
        return data.resolve("n" + node);
    }

    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        int[] ports = new int[count];
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports[i] = sockets.get(i).getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private NodeOptions.Builder options(int node) {
        NodeOptions.Builder options = NodeOptions.of(directory(node))
                .port(ports[node])
                .peerPort(peerPorts[node])
                .stateLimitBytes(STATE_BYTES)
                .failure((stage, cause, exitCode) -> failures.add(cause));
        for (int peer = 1; peer < peerPorts.length; peer++) {
            options.peer(peer, "127.0.0.1:" + peerPorts[peer]);
        }
        return options;
    }

    private void start(int node) {
        nodes.put(node, NodeServer.start(options(node).build()));
    }

    private void end(int node) {
        nodes.remove(node).stop();
    }

    private int leader() {
        return await().atMost(20, TimeUnit.SECONDS)
                .until(
                        () -> nodes.values().stream()
                                .map(NodeServer::status)
                                .filter(status -> status.role().equals("leader") && status.serving())
                                .findFirst()
                                .map(Status::node)
                                .orElse(0),
                        not(0));
    }

    private Jedis client(int node) {
        return new Jedis(
                "127.0.0.1",
                ports[node],
                DefaultJedisClientConfig.builder()
                        .autoNegotiateProtocol(false)
                        .timeoutMillis(20_000)
                        .build());
    }

    @Test
    void oneNodeKeepsWhatItAcknowledgedOverARestart() throws IOException {
        format(1);
        start(1);
        leader();
        try (Jedis client = client(1)) {
            assertThat(client.ping(), is("PONG"));
            assertThat(client.set("k", "v"), is("OK"));
            assertThat(client.get("k"), is("v"));
            assertThat(client.incr("n"), is(1L));
            Pipeline pipeline = client.pipelined();
            List<Response<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                counts.add(pipeline.incr("n"));
            }
            pipeline.sync();
            assertThat(counts.get(1_999).get(), is(2_001L));
        }
        end(1);
        assertThat(Files.exists(directory(1).resolve("started")), is(true));
        start(1);
        leader();
        try (Jedis client = client(1)) {
            assertThat(client.get("k"), is("v"));
            assertThat(client.get("n"), is("2001"));
        }
    }

    @Test
    void threeNodesServeThroughEachAndGoOnWithoutOne() throws IOException {
        format(3);
        for (int node = 1; node <= 3; node++) {
            start(node);
        }
        int first = leader();
        for (int node = 1; node <= 3; node++) {
            try (Jedis client = client(node)) {
                assertThat(client.set("from:" + node, "v" + node), is("OK"));
            }
        }
        for (int node = 1; node <= 3; node++) {
            try (Jedis client = client(node)) {
                for (int of = 1; of <= 3; of++) {
                    assertThat(client.get("from:" + of), is("v" + of));
                }
            }
        }
        end(first);
        leader();
        for (int node : nodes.keySet()) {
            try (Jedis client = client(node)) {
                assertThat(
                        client.incr("after"),
                        is((long) List.copyOf(nodes.keySet()).indexOf(node) + 1));
            }
        }
        start(first);
        try (Jedis client = client(first)) {
            await().ignoreExceptions().atMost(20, TimeUnit.SECONDS).until(() -> "2".equals(client.get("after")));
            assertThat(client.get("from:" + first), is("v" + first));
        }
    }

    @Test
    void aNodeThatWasAwayWhileTheLogWasTrimmedTakesASnapshot() throws IOException {
        format(3);
        NodeSettings settings =
                new NodeSettings(50, 300, 600, 64, 900_000, 1_024, 50, 64, 32, 1 << 16, 64 << 10, 2_000, 0);
        for (int node = 1; node <= 3; node++) {
            nodes.put(
                    node,
                    NodeServer.start(options(node)
                            .settings(settings)
                            .wal(new WalSettings(1 << 18))
                            .build()));
        }
        int leader = leader();
        int away = leader == 3 ? 2 : 3;
        end(away);
        byte[] value = new byte[1_000];
        try (Jedis client = client(leader)) {
            for (int i = 0; i < 40; i++) {
                Pipeline pipeline = client.pipelined();
                for (int j = 0; j < 50; j++) {
                    pipeline.set(("key:" + i + ":" + j).getBytes(StandardCharsets.UTF_8), value);
                }
                pipeline.sync();
            }
            client.set("last", "here");
        }
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> nodes.get(leader).status().floorSlot() > 40);
        nodes.put(
                away,
                NodeServer.start(options(away)
                        .settings(settings)
                        .wal(new WalSettings(1 << 18))
                        .build()));
        try (Jedis client = client(away)) {
            await().ignoreExceptions().atMost(20, TimeUnit.SECONDS).until(() -> "here".equals(client.get("last")));
            assertThat(client.dbSize(), is(2_001L));
        }
        assertThat(Files.exists(directory(away).resolve("state").resolve("store-2")), is(true));
    }

    /** Bytes of a text, wherever it stands in a node's state, old pages included. */
    private void spoil(int node, String text) throws IOException {
        Path data = stateFile(node);
        String bytes = new String(Files.readAllBytes(data), StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
            for (int at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
                file.seek(at);
                file.write('#');
            }
        }
    }

    private Path stateFile(int node) throws IOException {
        Path state = directory(node).resolve("state");
        return state.resolve(Files.readString(state.resolve("CURRENT")).strip()).resolve("data.mdb");
    }

    private void write(int node, int from, int to) {
        try (Jedis client = client(node)) {
            for (int i = from; i < to; i += 100) {
                Pipeline pipeline = client.pipelined();
                for (int j = i; j < i + 100; j++) {
                    pipeline.set("key:" + j, "value of key " + j + " ".repeat(300) + "its end");
                }
                pipeline.sync();
            }
        }
    }

    private void assertServes(int node, String key, String words) {
        try (Jedis client = client(node)) {
            await().ignoreExceptions()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> client.get(key).contains(words));
            assertThat(nodes.get(node).status().repairing(), is(""));
        }
    }

    private static final NodeSettings TRIMS =
            new NodeSettings(50, 300, 600, 64, 900_000, 1_024, 50, 64, 32, 1 << 16, 64 << 10, 2_000, 0);

    private void startTrimming(int node) {
        nodes.put(
                node,
                NodeServer.start(options(node)
                        .settings(TRIMS)
                        .wal(new WalSettings(1 << 18))
                        .build()));
    }

    @Test
    void aNodeWhoseStateIsDamagedRepairsItselfWhereverTheDamageIs() throws IOException {
        format(3);
        for (int node = 1; node <= 3; node++) {
            startTrimming(node);
        }
        int leader = leader();
        int hurt = leader == 3 ? 2 : 3;
        write(leader, 0, 3_000);
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> nodes.get(hurt).status().floorSlot() > 10);

        // While it runs: the next read finds it.
        await().until(() -> nodes.get(hurt).status().committedSlot()
                == nodes.get(hurt).status().appliedSlot());
        spoil(hurt, "value of key 1234 ");
        try (Jedis client = client(hurt)) {
            // It is answered from the new state, or told that it should ask another node.
            String answer = client.get("key:1234");
            assertThat(answer, containsString("value of key 1234 "));
        } catch (JedisDataException refused) {
            assertThat(refused.getMessage(), containsString("TRYAGAIN"));
        }
        assertServes(hurt, "key:1234", "value of key 1234 ");
        Path reason = directory(hurt).resolve("state").resolve("damaged").resolve("REASON");
        assertThat(Files.readString(reason), containsString("key:1234"));

        // While it is down.
        List<Damage> damages = List.of(
                () -> spoil(hurt, "value of key 77 "),
                () -> {
                    try (RandomAccessFile file =
                            new RandomAccessFile(stateFile(hurt).toFile(), "rw")) {
                        file.setLength(file.length() / 2);
                    }
                },
                () -> Files.writeString(directory(hurt).resolve("state").resolve("CURRENT"), "nonsense"),
                () -> Files.move(
                        directory(hurt).resolve("state"), directory(hurt).resolve("lost" + System.nanoTime())));
        for (Damage damage : damages) {
            end(hurt);
            damage.strike();
            startTrimming(hurt);
            assertServes(hurt, "key:77", "value of key 77 ");
            assertServes(hurt, "key:2999", "value of key 2999 ");
        }
        try (Jedis client = client(hurt)) {
            assertThat(client.dbSize(), is(3_000L));
        }
    }

    private interface Damage {
        void strike() throws IOException;
    }

    @Test
    void theOnlyStateOfAClusterIsNotThrownAway() throws IOException {
        format(1);
        startTrimming(1);
        leader();
        write(1, 0, 2_000);
        await().atMost(20, TimeUnit.SECONDS).until(() -> nodes.get(1).status().floorSlot() > 10);
        end(1);
        Path data = stateFile(1);
        byte[] whole = Files.readAllBytes(data);
        Files.write(data, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertRefused(StartRefused.DAMAGED, options(1).settings(TRIMS), "This is the only copy");
        assertThat((long) whole.length / 2, is(Files.size(data)));
        Files.write(data, whole);
        startTrimming(1);
        leader();
        assertServes(1, "key:1999", "value of key 1999 ");
    }

    @Test
    void aSlotThatHaltsANodeTwiceIsKnownByItsNumber() throws IOException {
        Path directory = Files.createDirectories(data.resolve("notes"));
        HaltNote first = new HaltNote(directory);
        first.write(17, new StackOverflowError());
        assertThat(new HaltNote(directory).repeated(), is(org.hamcrest.Matchers.nullValue()));
        new HaltNote(directory).write(17, new StackOverflowError());
        HaltNote third = new HaltNote(directory);
        assertThat(third.repeated().slot(), is(17L));
        assertThat(third.repeated().times(), is(2));
        assertThat(third.repeated().why(), containsString("StackOverflowError"));
        third.committed(16);
        assertThat(third.repeated().slot(), is(17L));
        third.committed(17);
        assertThat(Files.exists(directory.resolve("halted")), is(false));
        Files.writeString(directory.resolve("halted"), "1");
        assertThat(new HaltNote(directory).repeated(), is(org.hamcrest.Matchers.nullValue()));
    }

    @Test
    void aNodeOfAnotherClusterIsNotLetIn() throws IOException {
        format(3);
        List<NodeId> members = List.of(new NodeId(1), new NodeId(2), new NodeId(3));
        IdentityFile.format(
                IdentityFile.newCluster(),
                members,
                List.of(data.resolve("x1"), data.resolve("x2"), data.resolve("x3")));
        start(1);
        start(2);
        leader();
        Path own = directory(3);
        NodeOptions.Builder other = NodeOptions.of(data.resolve("x3"))
                .port(ports[3])
                .peerPort(peerPorts[3])
                .stateLimitBytes(STATE_BYTES)
                .peer(1, "127.0.0.1:" + peerPorts[1])
                .peer(2, "127.0.0.1:" + peerPorts[2])
                .failure((stage, cause, exitCode) -> failures.add(cause));
        nodes.put(3, NodeServer.start(other.build()));
        try (Jedis client = client(3)) {
            Exception refused = assertThrows(Exception.class, () -> client.set("k", "v"));
            assertThat(refused.getMessage(), containsString("TRYAGAIN"));
        }
        assertThat(nodes.get(3).status().leader(), is(0));
        assertThat(nodes.get(3).status().peers().stream().anyMatch(Status.Peer::heard), is(false));
        assertThat(Files.exists(own.resolve("started")), is(false));
    }

    @Test
    void aNodeWhoseStateIsFullHaltsAndGoesOnWithMoreRoom() throws IOException {
        format(1);
        nodes.put(1, NodeServer.start(options(1).stateLimitBytes(4 << 20).build()));
        leader();
        int acknowledged = 0;
        try (Jedis client = client(1)) {
            byte[] value = new byte[100_000];
            while (acknowledged < 200) {
                client.set(("key:" + acknowledged).getBytes(StandardCharsets.UTF_8), value);
                acknowledged++;
            }
        } catch (JedisConnectionException closed) {
            // It has halted with the command unanswered.
        }
        await().until(failures::size, is(1));
        assertThat(failures.get(0).getMessage(), containsString("--state-limit"));
        failures.clear();
        end(1);
        start(1);
        leader();
        try (Jedis client = client(1)) {
            for (int i = 0; i < acknowledged; i++) {
                assertThat("key:" + i, client.strlen("key:" + i), is(100_000L));
            }
        }
    }

    @Test
    void whatKeepsANodeFromStartingIsToldWithACode() throws IOException {
        format(3);
        start(1);
        assertRefused(StartRefused.IN_USE, options(1), "in use");
        assertRefused(StartRefused.CANNOT_LISTEN, options(2).port(ports[1]), "cannot listen to clients");
        assertRefused(StartRefused.NOT_FORMATTED, NodeOptions.of(data.resolve("nowhere")), "is not there");
        Files.createDirectory(data.resolve("empty"));
        assertRefused(StartRefused.NOT_FORMATTED, NodeOptions.of(data.resolve("empty")), "not formatted");
        assertRefused(StartRefused.UNSUITABLE, NodeOptions.of(directory(2)), "where is node 1");
        assertRefused(StartRefused.UNSUITABLE, options(2).peer(9, "h:1"), "node 9");
        assertRefused(StartRefused.NO_SPACE, options(2).reserveBytes(Long.MAX_VALUE), "make room");
        end(1);
        Files.move(directory(1).resolve("promise"), directory(1).resolve("mislaid"));
        assertRefused(StartRefused.DAMAGED, options(1), "promise is gone");
        Files.move(directory(1).resolve("mislaid"), directory(1).resolve("promise"));
        Path identity = IdentityFile.in(directory(1));
        String good = Files.readString(identity);
        Files.writeString(identity, good.replace("node 1", "node 2"));
        assertRefused(StartRefused.DAMAGED, options(1), "checksum");
        Files.writeString(identity, good);
        start(1);
    }

    private static void assertRefused(int exitCode, NodeOptions.Builder options, String words) {
        StartRefused refusal = assertThrows(StartRefused.class, () -> NodeServer.start(options.build()));
        assertThat(refusal.getMessage(), containsString(words));
        assertThat(refusal.exitCode(), is(exitCode));
    }
}
