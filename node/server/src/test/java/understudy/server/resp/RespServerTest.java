package understudy.server.resp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;

/** The client port over real sockets, with a stand-in behind it that answers PING at once and holds HOLD back. */
final class RespServerTest {
    private static final RespLimits LIMITS =
            new RespLimits(3, 1 << 20, 1 << 20, 8 << 20, 64 << 10, 1 << 16, 1 << 16, 1 << 20, 64 << 20);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final StandIn standIn = new StandIn();
    private RespServer server;
    private int port;
    private int flushes;

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void start(RespLimits limits) throws Exception {
        server = new RespServer(
                vertx,
                limits,
                standIn,
                () -> loop.runOnContext(turn -> {
                    flushes++;
                    server.flush();
                }));
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        loop.runOnContext(turn -> server.listen("127.0.0.1", 0)
                .onSuccess(listening::complete)
                .onFailure(listening::completeExceptionally));
        port = listening.get(10, TimeUnit.SECONDS);
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

    /** All on the loop's thread. */
    private final class StandIn implements Commands {
        final Map<Long, ArrayDeque<Long>> owed = new HashMap<>();
        final List<Long> gone = new ArrayList<>();
        int commands;

        @Override
        public void connected(long connection, String address) {
            owed.put(connection, new ArrayDeque<>());
        }

        @Override
        public void command(long connection, List<byte[]> arguments) {
            commands++;
            String name = new String(arguments.get(0), StandardCharsets.UTF_8);
            switch (name) {
                case "HOLD" -> owed.get(connection).add(1000L);
                case "BIG" -> server.reply(connection, new Reply.Bulk(new byte[100_000]), 2);
                case "FLOOD" -> {
                    for (int i = 0; i < 80; i++) {
                        server.reply(connection, new Reply.Bulk(new byte[100_000]), 2);
                    }
                }
                case "QUIT" -> {
                    server.reply(connection, Reply.OK, 2);
                    server.close(connection);
                }
                default -> server.reply(connection, new Reply.Status(name), 2);
            }
        }

        void release(long connection) {
            while (owed.get(connection).poll() != null) {
                server.reply(connection, new Reply.Status("HELD"), 2);
            }
        }

        @Override
        public void disconnected(long connection) {
            gone.add(connection);
        }

        @Override
        public long waitingBytes(long connection) {
            return owed.get(connection).stream().mapToLong(Long::longValue).sum();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    private static String readToEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPipelineIsAnsweredInOneWrite() throws Exception {
        start(LIMITS);
        try (Socket client = connect()) {
            send(client, "*1\r\n$4\r\nPING\r\n".repeat(100));
            assertThat(read(client, 700), is("+PING\r\n".repeat(100)));
            assertThat(onLoop(() -> flushes), lessThan(20));
        }
    }

    @Test
    void quitIsAnsweredBeforeTheConnectionEnds() throws Exception {
        start(LIMITS);
        try (Socket client = connect()) {
            send(client, "PING\r\nQUIT\r\nPING\r\n");
            assertThat(readToEnd(client), is("+PING\r\n+OK\r\n"));
        }
        await().until(() -> onLoop(() -> standIn.gone.equals(List.of(1L))));
    }

    @Test
    void aProtocolErrorIsToldAfterTheRepliesBeforeIt() throws Exception {
        start(LIMITS);
        try (Socket client = connect()) {
            send(client, "PING\r\nHOLD\r\n*1\r\n$2147483648\r\n");
            assertThat(read(client, 7), is("+PING\r\n"));
            await().until(() -> onLoop(() -> standIn.commands == 2));
            onLoop(() -> {
                standIn.release(1);
                return null;
            });
            assertThat(readToEnd(client), is("+HELD\r\n-ERR Protocol error: invalid bulk length\r\n"));
        }
    }

    @Test
    void aMillionNestedArraysCostTheirConnectionOnly() throws Exception {
        start(LIMITS);
        try (Socket hostile = connect();
                Socket other = connect()) {
            try {
                send(hostile, "*1\r\n".repeat(1_000_000));
                assertThat(readToEnd(hostile), is("-ERR Protocol error: expected '$', got '*'\r\n"));
            } catch (IOException reset) {
                // It went on sending after it was refused.
            }
            send(other, "PING\r\n");
            assertThat(read(other, 7), is("+PING\r\n"));
        }
    }

    @Test
    void aClientThatIsOwedTooMuchIsNotReadFrom() throws Exception {
        start(LIMITS);
        try (Socket client = connect()) {
            send(client, "HOLD\r\n".repeat(500));
            await().until(() -> onLoop(() -> standIn.commands == 66));
            send(client, "HOLD\r\n");
            assertThat(onLoop(() -> standIn.commands), is(66));
            for (int released = 0; released < 501; ) {
                int before = released;
                released = onLoop(() -> {
                    standIn.release(1);
                    return standIn.commands;
                });
                int seen = released;
                if (seen < 501 && seen == before) {
                    await().until(() -> onLoop(() -> standIn.commands > seen));
                }
            }
            onLoop(() -> {
                standIn.release(1);
                return null;
            });
            assertThat(read(client, 501 * 7), is("+HELD\r\n".repeat(501)));
        }
    }

    @Test
    void aClientThatDoesNotReadIsNotReadFromAndCostsALimitedSum() throws Exception {
        start(LIMITS);
        try (Socket slow = connect();
                Socket other = connect()) {
            int asked = 2_000;
            Thread sender = new Thread(() -> {
                try {
                    send(slow, "BIG\r\n".repeat(asked));
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            sender.start();
            send(other, "PING\r\n");
            assertThat(read(other, 7), is("+PING\r\n"));
            assertThat(onLoop(() -> standIn.commands), lessThan(asked));
            InputStream in = slow.getInputStream();
            long expected = asked * (100_000L + "$100000\r\n\r\n".length());
            for (long total = 0; total < expected; ) {
                total += in.skip(Math.min(expected - total, 1 << 20));
            }
            sender.join();
        }
    }

    @Test
    void aClientThatLeavesTooMuchUnreadIsClosed() throws Exception {
        start(LIMITS);
        try (Socket slow = connect()) {
            send(slow, "FLOOD\r\n");
            await().until(() -> onLoop(() -> standIn.gone.equals(List.of(1L))));
            assertThat(onLoop(server::clients), is(0));
        }
    }

    @Test
    @SuppressWarnings("try") // two and three are only held open
    void oneClientTooManyIsToldSo() throws Exception {
        start(LIMITS);
        try (Socket one = connect();
                Socket two = connect();
                Socket three = connect()) {
            await().until(() -> onLoop(server::clients), is(3));
            try (Socket four = connect()) {
                assertThat(readToEnd(four), is("-ERR max number of clients reached\r\n"));
            }
            one.close();
            await().until(() -> onLoop(server::clients), is(2));
            try (Socket four = connect()) {
                send(four, "PING\r\n");
                assertThat(read(four, 7), is("+PING\r\n"));
            }
        }
    }

    @Test
    void whenAllHoldTooMuchTheDearestGoes() throws Exception {
        start(new RespLimits(10, 1 << 20, 1 << 20, 8 << 20, 64 << 10, 1 << 16, 1 << 16, 1 << 20, 5_000_000));
        List<Socket> large = new ArrayList<>();
        try (Socket small = connect()) {
            send(small, "*1\r\n$100\r\nabc");
            String half = "*2\r\n$1000000\r\n" + "x".repeat(990_000);
            for (int i = 0; i < 6; i++) {
                large.add(connect());
                send(large.get(i), half);
            }
            await().until(() -> onLoop(() -> !standIn.gone.isEmpty()));
            send(small, "x".repeat(97) + "\r\n");
            assertThat(read(small, 100), startsWith("+abcxxx"));
            assertThat(onLoop(() -> standIn.gone), not(hasItem(1L)));
        } finally {
            for (Socket socket : large) {
                socket.close();
            }
        }
    }

    @Test
    void aServerThatStopsTakesNoMore() throws Exception {
        start(LIMITS);
        try (Socket client = connect()) {
            send(client, "HOLD\r\n");
            await().until(() -> onLoop(server::owes));
            onLoop(() -> {
                server.stopAccepting();
                return null;
            });
            try (Socket late = connect()) {
                assertThat(readToEnd(late), is("-ERR the server is stopping\r\n"));
            }
            onLoop(() -> {
                standIn.release(1);
                return null;
            });
            assertThat(read(client, 7), is("+HELD\r\n"));
            onLoop(() -> server.close());
            assertThat(readToEnd(client), is(""));
        }
    }

    /** Pooled memory that is lent to sockets and never given back would end this in silence. */
    @Test
    void halfAMillionPingsLeaveNoDirectMemoryBehind() throws Exception {
        start(LIMITS);
        long before = directBytes();
        try (Socket client = connect()) {
            String batch = "*1\r\n$4\r\nPING\r\n".repeat(1_000);
            for (int i = 0; i < 500; i++) {
                send(client, batch);
                assertThat(client.getInputStream().skip(7_000), is(7_000L));
            }
        }
        assertThat(directBytes() - before, lessThan(32L << 20));
    }

    private static long directBytes() {
        return io.netty.util.internal.PlatformDependent.usedDirectMemory()
                + java.lang.management.ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class)
                        .stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(java.lang.management.BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }
}
