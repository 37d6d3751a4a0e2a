package understudy.server.peers;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;

final class PeerNetworkTest {
    private static final String CLUSTER = "0123456789abcdef0123456789abcdef";
    private static final PeerSettings SETTINGS = new PeerSettings(1 << 20, 4 << 20, 50, 1_000, 5, 50);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private <T> T onLoop(Callable<T> call) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.runOnContext(turn -> {
            try {
                result.complete(call.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(10, TimeUnit.SECONDS);
    }

    private static NodeId node(int id) {
        return new NodeId(id);
    }

    private static Incarnation incarnation(int id) {
        return new Incarnation(id, id * 17L);
    }

    private static Identity identity(String cluster, int id, Incarnation incarnation) {
        List<Configuration.Member> members = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            members.add(new Configuration.Member(node(i), incarnation(i)));
        }
        return new Identity(cluster, node(id), incarnation, new Configuration(members));
    }

    private static Identity identity(int id) {
        return identity(CLUSTER, id, incarnation(id));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private PeerNetwork start(Identity identity, int port, Map<NodeId, PeerAddress> addresses) throws Exception {
        PeerNetwork[] network = new PeerNetwork[1];
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        loop.runOnContext(turn -> {
            network[0] = new PeerNetwork(
                    vertx,
                    identity,
                    addresses,
                    SETTINGS,
                    (from, incarnation, frame) ->
                            received.add(identity.node() + " from " + from + ": " + frame.length + " " + frame[0]),
                    () -> loop.runOnContext(end -> network[0].flush()));
            network[0]
                    .listen("127.0.0.1", port)
                    .onSuccess(actual -> {
                        network[0].dial();
                        listening.complete(actual);
                    })
                    .onFailure(listening::completeExceptionally);
        });
        listening.get(10, TimeUnit.SECONDS);
        return network[0];
    }

    private static PeerAddress at(int port) {
        return new PeerAddress("127.0.0.1", port);
    }

    private void send(PeerNetwork from, int to, byte[] frame) throws Exception {
        onLoop(() -> {
            from.send(node(to), frame);
            return null;
        });
    }

    private static byte[] frame(int bytes, int first) {
        byte[] frame = new byte[bytes];
        frame[0] = (byte) first;
        return frame;
    }

    @Test
    void framesArriveInOrderAndAgainAfterARestart() throws Exception {
        int one = freePort();
        int two = freePort();
        PeerNetwork first = start(identity(1), one, Map.of(node(2), at(two)));
        assertThat(onLoop(() -> first.isConnected(node(2))), is(false));
        send(first, 2, frame(1, 9));
        PeerNetwork second = start(identity(2), two, Map.of(node(1), at(one)));
        await().until(() -> onLoop(() -> first.isConnected(node(2)) && second.isConnected(node(1))));
        send(first, 2, frame(1, 1));
        send(first, 2, frame(900_000, 2));
        send(second, 1, frame(3, 3));
        send(first, 2, frame(4, 4));
        await().until(received::size, is(4));
        assertThat(
                received.stream().filter(line -> line.startsWith("n2")).toList(),
                is(List.of("n2 from n1: 1 1", "n2 from n1: 900000 2", "n2 from n1: 4 4")));
        onLoop(second::close);
        await().until(() -> onLoop(() -> !first.isConnected(node(2))));
        received.clear();
        start(identity(2), two, Map.of(node(1), at(one)));
        await().until(() -> onLoop(() -> first.isConnected(node(2))));
        send(first, 2, frame(1, 5));
        await().until(() -> received.equals(List.of("n2 from n1: 1 5")));
    }

    @Test
    void strangersAreRefusedAndToldWhy() throws Exception {
        int port = freePort();
        start(identity(1), port, Map.of());
        String other = "f".repeat(32);
        assertRefused(
                port, new Handshake.Hello(other, node(2), incarnation(2), node(1)), "belongs to cluster " + other);
        assertRefused(port, new Handshake.Hello(CLUSTER, node(2), incarnation(2), node(3)), "it wants n3, this is n1");
        assertRefused(port, new Handshake.Hello(CLUSTER, node(1), incarnation(1), node(1)), "as this node does");
        assertRefused(port, new Handshake.Hello(CLUSTER, node(4), incarnation(4), node(1)), "n4 is no member");
        assertThat(
                exchange(port, new Handshake.Hello(CLUSTER, node(2), incarnation(2), node(1)).frame())
                        .refusal(),
                is(""));
    }

    @Test
    void anotherVersionAndNonsenseAreRefused() throws Exception {
        int port = freePort();
        start(identity(1), port, Map.of());
        Buffer body = Buffer.buffer().appendLong(0x554e445354554459L).appendShort((short) 99);
        assertThat(exchange(port, FrameReader.frame(body.getBytes())).refusal(), containsString("speaks version 99"));
        assertThat(
                exchange(port, Buffer.buffer("GET / HTTP/1.1\r\n\r\n")).refusal(),
                containsString("a frame of 1195725856 bytes"));
        assertThat(
                exchange(port, FrameReader.frame("hello there".getBytes(StandardCharsets.UTF_8)))
                        .refusal(),
                containsString("does not speak"));
    }

    private static void assertRefused(int port, Handshake.Hello hello, String reason) throws Exception {
        assertThat(exchange(port, hello.frame()).refusal(), containsString(reason));
    }

    /** What a caller is answered, after which a refused one finds the connection closed. */
    private static Handshake.Answer exchange(int port, Buffer hello) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello.getBytes());
            FrameReader reader = new FrameReader(Handshake.LARGEST_BYTES);
            Handshake.Answer answer = null;
            while (answer == null) {
                byte[] bytes = new byte[4096];
                int count = socket.getInputStream().read(bytes);
                assertThat("answered", count > 0, is(true));
                reader.feed(Buffer.buffer().appendBytes(bytes, 0, count));
                byte[] body = reader.next();
                answer = body == null ? null : Handshake.Answer.read(body);
            }
            if (!answer.refusal().isEmpty()) {
                assertThat(socket.getInputStream().read(), is(-1));
            }
            return answer;
        }
    }

    @Test
    void aSpoiledFrameEndsItsConnection() throws Exception {
        int port = freePort();
        start(identity(1), port, Map.of());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            Buffer sent = new Handshake.Hello(CLUSTER, node(2), incarnation(2), node(1)).frame();
            FrameReader.append(sent, frame(10, 1));
            FrameReader.append(sent, frame(10, 2));
            byte[] bytes = sent.getBytes();
            bytes[bytes.length - 1] ^= 1;
            socket.getOutputStream().write(bytes);
            socket.getInputStream().readAllBytes();
        }
        assertThat(received, is(List.of("n1 from n2: 10 1")));
    }

    @Test
    void aPeerThatIsNotTheOneDialledIsLeftAlone() throws Exception {
        int one = freePort();
        int two = freePort();
        PeerNetwork impostor = start(identity("e".repeat(32), 2, incarnation(2)), two, Map.of(node(1), at(one)));
        PeerNetwork first = start(identity(1), one, Map.of(node(2), at(two)));
        for (int i = 0; i < 20; i++) {
            assertThat(onLoop(() -> first.isConnected(node(2)) || impostor.isConnected(node(1))), is(false));
            exchange(one, new Handshake.Hello(CLUSTER, node(3), incarnation(3), node(1)).frame());
        }
        assertThat(received, is(List.of()));
    }

    @Test
    void aPeerThatDoesNotReadCostsItsQueueOnlyAndIsDialledAgain() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PeerNetwork first = start(identity(1), freePort(), Map.of(node(2), at(deaf.getLocalPort())));
            try (Socket silent = deaf.accept()) {
                silent.getOutputStream()
                        .write(new Handshake.Answer(node(2), incarnation(2), "")
                                .frame()
                                .getBytes());
                await().until(() -> onLoop(() -> first.isConnected(node(2))));
                for (int i = 0; i < 100; i++) {
                    send(first, 2, frame(500_000, 1));
                }
                await().until(() -> onLoop(() -> !first.isConnected(node(2))));
            }
            try (Socket again = deaf.accept()) {
                again.setSoTimeout(10_000);
                byte[] hello = new Handshake.Hello(CLUSTER, node(1), incarnation(1), node(2))
                        .frame()
                        .getBytes();
                assertThat(again.getInputStream().readNBytes(hello.length), is(hello));
            }
        }
    }

    @Test
    void aFrameCutAnywhereIsReadWholeAndAnAnnouncedOneCostsNothing() throws Exception {
        Buffer sent = FrameReader.append(FrameReader.append(Buffer.buffer(), frame(5, 1)), frame(300, 2));
        for (int cut = 0; cut <= sent.length(); cut++) {
            FrameReader reader = new FrameReader(1000);
            List<Integer> lengths = new ArrayList<>();
            for (Buffer piece : List.of(sent.getBuffer(0, cut), sent.getBuffer(cut, sent.length()))) {
                reader.feed(piece);
                for (byte[] body = reader.next(); body != null; body = reader.next()) {
                    lengths.add(body.length);
                }
            }
            assertThat(lengths, is(List.of(5, 300)));
        }
        FrameReader reader = new FrameReader(1000);
        reader.feed(Buffer.buffer().appendInt(1001).appendInt(0));
        assertThat(assertThrows(BadFrame.class, reader::next).getMessage(), containsString("1000 is the limit"));
    }

    @Test
    void addressesAreReadOrRefusedWithAnExample() {
        assertThat(PeerAddress.parse("db2.example:8002"), is(new PeerAddress("db2.example", 8002)));
        assertThat(PeerAddress.parse("[::1]:8002"), is(new PeerAddress("::1", 8002)));
        for (String bad : List.of("", "host", "host:", ":80", "host:0", "host:70000", "::1:8002", "host:80x")) {
            assertThat(
                    assertThrows(IllegalArgumentException.class, () -> PeerAddress.parse(bad))
                            .getMessage()
                            .length(),
                    lessThan(200));
        }
    }
}
