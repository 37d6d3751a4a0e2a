package understudy.chaos.relays;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that are sockets of this test, and what the relay between them does to what they say. */
final class RelayTest {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int SILENCE_MILLIS = 150;

    private ServerSocket second;
    private Relays relays;
    private Relay relay;

    @BeforeEach
    void open() throws IOException {
        second = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        second.setSoTimeout(PATIENCE_MILLIS);
        relays = new Relays(List.of(1, second.getLocalPort()), 7);
        relay = relays.relay(1, 2);
    }

    @AfterEach
    void close() throws IOException {
        relays.close();
        second.close();
    }

    /** A connection through the relay, from both sides. */
    private record Line(Socket near, Socket far) implements AutoCloseable {
        void say(String text) throws IOException {
            near.getOutputStream().write(text.getBytes(US_ASCII));
        }

        void answer(String text) throws IOException {
            far.getOutputStream().write(text.getBytes(US_ASCII));
        }

        String heard(int bytes) throws IOException {
            return new String(far.getInputStream().readNBytes(bytes), US_ASCII);
        }

        String answered(int bytes) throws IOException {
            return new String(near.getInputStream().readNBytes(bytes), US_ASCII);
        }

        void requireSilence() throws IOException {
            far.setSoTimeout(SILENCE_MILLIS);
            assertThrows(
                    SocketTimeoutException.class, () -> far.getInputStream().read());
            far.setSoTimeout(PATIENCE_MILLIS);
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }

    private Line connect() throws IOException {
        Socket near = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        Socket far = second.accept();
        near.setSoTimeout(PATIENCE_MILLIS);
        far.setSoTimeout(PATIENCE_MILLIS);
        return new Line(near, far);
    }

    @Test
    void whatIsSaidArrivesAndSoDoesTheAnswer() throws IOException {
        try (Line line = connect()) {
            line.say("hello");
            assertThat(line.heard(5), is("hello"));
            line.answer("yes");
            assertThat(line.answered(3), is("yes"));
            assertThat(relay.passedBytes(), is(5L));
        }
    }

    @Test
    void megabytesArriveInOrderWhateverTheReadersPace() throws Exception {
        byte[] sent = new byte[8 << 20];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31 ^ i >> 9);
        }
        try (Line line = connect()) {
            Thread writer = new Thread(() -> {
                try {
                    line.near().getOutputStream().write(sent);
                    line.near().shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            byte[] arrived = line.far().getInputStream().readNBytes(sent.length);
            assertThat(Arrays.equals(arrived, sent), is(true));
            writer.join();
        }
    }

    @Test
    void theEndOfOneSideEndsTheOther() throws IOException {
        try (Line line = connect()) {
            line.say("last words");
            line.near().close();
            assertThat(line.heard(10), is("last words"));
            assertThat(line.far().getInputStream().read(), is(-1));
        }
    }

    @Test
    void aSilentLinkHoldsWhatIsSaidAndDeliversItLate() throws IOException {
        try (Line line = connect()) {
            relay.pass(Passage.SILENT);
            line.say("are you there?");
            line.requireSilence();
            relay.pass(Passage.OPEN);
            assertThat(line.heard(14), is("are you there?"));
        }
    }

    @Test
    void aConnectionMadeInSilenceSpeaksAfterIt() throws IOException {
        relay.pass(Passage.SILENT);
        try (Line line = connect()) {
            line.say("hello");
            line.requireSilence();
            relay.pass(Passage.OPEN);
            assertThat(line.heard(5), is("hello"));
        }
    }

    @Test
    void oneDirectionIsCutAndTheOtherIsNot() throws IOException {
        try (ServerSocket first = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Relays both = new Relays(List.of(first.getLocalPort(), second.getLocalPort()), 7)) {
            first.setSoTimeout(PATIENCE_MILLIS);
            both.relay(1, 2).pass(Passage.SILENT);
            try (Socket there = new Socket(
                            InetAddress.getLoopbackAddress(), both.relay(1, 2).port());
                    Socket back = new Socket(
                            InetAddress.getLoopbackAddress(), both.relay(2, 1).port());
                    Socket atSecond = second.accept();
                    Socket atFirst = first.accept()) {
                there.getOutputStream().write('x');
                back.getOutputStream().write('y');
                assertThat(atFirst.getInputStream().read(), is((int) 'y'));
                atSecond.setSoTimeout(SILENCE_MILLIS);
                assertThrows(
                        SocketTimeoutException.class,
                        () -> atSecond.getInputStream().read());
            }
        }
    }

    @Test
    void aRefusingLinkResetsOldConnectionsAndNewOnes() throws IOException {
        try (Line line = connect()) {
            line.say("x");
            assertThat(line.heard(1), is("x"));
            relay.pass(Passage.REFUSING);
            assertThrows(IOException.class, () -> requireOpen(line.near()));
            assertThrows(IOException.class, () -> requireOpen(line.far()));
            assertThrows(IOException.class, () -> {
                try (Socket again = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
                    requireOpen(again);
                }
            });
        }
        relay.pass(Passage.OPEN);
        try (Line line = connect()) {
            line.say("y");
            assertThat(line.heard(1), is("y"));
        }
    }

    @Test
    void whatIsImposedTwiceHoldsUntilBothAreLifted() throws IOException {
        try (Line line = connect()) {
            relays.impose(1, 2, Passage.SILENT);
            relays.impose(1, 2, Passage.slow(1, 0));
            line.say("a");
            assertThat(line.heard(1), is("a"));
            relays.lift(1, 2, Passage.slow(1, 0));
            line.say("b");
            line.requireSilence();
            relays.lift(1, 2, Passage.SILENT);
            assertThat(line.heard(1), is("b"));
        }
        assertThrows(IllegalStateException.class, () -> relays.lift(1, 2, Passage.SILENT));
    }

    @Test
    void aSlowLinkIsLateAndKeepsTheOrder() throws IOException {
        relay.pass(Passage.slow(120, 60));
        try (Line line = connect()) {
            long begin = System.nanoTime();
            for (String word : List.of("one,", "two,", "three")) {
                line.say(word);
            }
            assertThat(line.heard(13), is("one,two,three"));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin), is(greaterThanOrEqualTo(120L)));
            line.answer("ok");
            assertThat(line.answered(2), is("ok"));
        }
    }

    @Test
    void aNarrowLinkTakesItsTime() throws IOException {
        relay.pass(Passage.narrow(100_000));
        try (Line line = connect()) {
            long begin = System.nanoTime();
            line.say("x".repeat(40_000));
            assertThat(line.heard(40_000).length(), is(40_000));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin), is(greaterThanOrEqualTo(390L)));
        }
    }

    @Test
    void whatWaitedOnASlowLinkDoesNotWaitWhenItIsMended() throws IOException {
        relay.pass(Passage.slow(60_000, 0));
        try (Line line = connect()) {
            line.say("held");
            line.requireSilence();
            relay.pass(Passage.OPEN);
            line.say(" up");
            assertThat(line.heard(7), is("held up"));
        }
    }

    @Test
    void aResetStrikesInTheMidstOfWhatIsSaid() throws IOException {
        try (Line line = connect()) {
            relay.resetAfter(6);
            line.say("abcdefghij");
            assertThrows(IOException.class, () -> requireOpen(line.near()));
            assertThat(relay.resets(), is(1L));
            assertThat(relay.passedBytes(), is(10L));
        }
        try (Line line = connect()) {
            line.say("whole");
            assertThat(line.heard(5), is("whole"));
        }
    }

    @Test
    void oneBitFlipsAndNoMore() throws IOException {
        try (Line line = connect()) {
            relay.flipAfter(4);
            line.say("aa");
            line.say("aaaaaa");
            String heard = line.heard(8);
            assertThat(heard.substring(0, 4) + heard.substring(5), is("aaaaaaa"));
            assertThat(Integer.bitCount(heard.charAt(4) ^ 'a'), is(1));
            line.say("aaaaaaaaaa");
            assertThat(line.heard(10), is("aaaaaaaaaa"));
            assertThat(relay.flips(), is(1L));
        }
    }

    @Test
    void whatWasDisarmedDoesNotStrike() throws IOException {
        try (Line line = connect()) {
            relay.flipAfter(2);
            relay.resetAfter(2);
            relay.disarm();
            line.say("abcdef");
            assertThat(line.heard(6), is("abcdef"));
            assertThat(relay.flips() + relay.resets(), is(0L));
        }
    }

    @Test
    void whereNobodyListensConnectionsEnd() throws IOException {
        second.close();
        try (Socket near = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
            near.setSoTimeout(PATIENCE_MILLIS);
            assertThrows(IOException.class, () -> requireOpen(near));
        }
    }

    @Test
    void aWriterIsHeldUpByALinkThatPassesNothing() throws Exception {
        Line line = connect();
        relay.pass(Passage.SILENT);
        Thread writer = new Thread(() -> {
            try {
                line.near().getOutputStream().write(new byte[64 << 20]);
            } catch (IOException e) {
                // The test is over.
            }
        });
        writer.start();
        writer.join(300);
        assertThat(writer.isAlive(), is(true));
        assertThat(relay.passedBytes(), is(lessThan(64L << 20)));
        line.close();
        writer.join();
    }

    /** Fails when the connection is no more. */
    private static void requireOpen(Socket socket) throws IOException {
        if (socket.getInputStream().readAllBytes().length >= 0) {
            throw new IOException("it has ended in good order");
        }
    }
}
