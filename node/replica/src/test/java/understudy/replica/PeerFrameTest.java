package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import understudy.consensus.Ballot;
import understudy.consensus.Message;
import understudy.consensus.Prng;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;

/** Frames between nodes: what was written is read, and nothing else is. */
final class PeerFrameTest {
    private static final List<PeerFrame> FRAMES = List.of(
            new PeerFrame.Core(new Message.Chosen(new Ballot(3, 1), 9)),
            new PeerFrame.Forward(
                    4,
                    List.of(new Envelope(
                            new Origin(1, 2, 4),
                            0,
                            0,
                            "default",
                            3,
                            2,
                            null,
                            List.of("get".getBytes(StandardCharsets.US_ASCII), new byte[] {0, -1})))),
            new PeerFrame.SnapshotAsk(),
            new PeerFrame.SnapshotOffer(1, 2, 3),
            new PeerFrame.ChunkAsk(1, 2),
            new PeerFrame.Chunk(1, 10, 4, new byte[] {1, 2, 3}),
            new PeerFrame.Digest(1024, "0123456789abcdef0123456789abcdef"),
            new PeerFrame.Stored(4096, "0123456789abcdef0123456789abcdef"),
            new PeerFrame.DigestAsk(),
            new PeerFrame.Digests(new TreeMap<>(Map.of(16L, "aa", 32L, "bb")), new TreeMap<>(Map.of(64L, "cc"))));

    @Test
    void everyFrameComesBackAsItWas() {
        for (PeerFrame frame : FRAMES) {
            byte[] bytes = PeerFrame.encode(frame);
            assertThat(PeerFrame.encode(PeerFrame.decode(bytes)), is(bytes));
            assertThat(
                    PeerFrame.decode(bytes).getClass().getName(),
                    is(frame.getClass().getName()));
        }
        assertThat("kinds", FRAMES.size(), is(PeerFrame.class.getPermittedSubclasses().length));
    }

    @Test
    void truncatedFramesAreRefusedOrReadAsShorterOnes() {
        for (PeerFrame frame : FRAMES) {
            byte[] bytes = PeerFrame.encode(frame);
            for (int length = 0; length < bytes.length; length++) {
                readOrRefused(Arrays.copyOf(bytes, length));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> PeerFrame.decode(new byte[0]));
    }

    @Test
    void garbageIsRefusedAsSuch() {
        Prng prng = new Prng(5);
        for (int i = 0; i < 50_000; i++) {
            byte[] garbage = new byte[(int) prng.below(60)];
            for (int k = 0; k < garbage.length; k++) {
                garbage[k] = (byte) prng.nextLong();
            }
            if (garbage.length > 0) {
                garbage[0] = (byte) prng.below(40);
            }
            readOrRefused(garbage);
        }
    }

    private static void readOrRefused(byte[] bytes) {
        try {
            PeerFrame.decode(bytes);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage().isEmpty(), is(false));
        }
    }
}
