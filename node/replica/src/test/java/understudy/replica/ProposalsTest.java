package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;

/** What the leader takes, in which order, and what it refuses at its door. */
final class ProposalsTest {
    private static final int LARGEST = 10_000;

    private final Proposals proposals = new Proposals(1 << 20, LARGEST);

    private static Envelope command(int node, long life, long number, byte[]... arguments) {
        return new Envelope(new Origin(node, life, number), 0, 0, "default", 0, 2, null, List.of(arguments));
    }

    private static List<Envelope> numbers(int node, long life, long from, long to) {
        List<Envelope> commands = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            commands.add(command(node, life, number, "ping".getBytes(StandardCharsets.US_ASCII)));
        }
        return commands;
    }

    private List<Long> taken() {
        List<Long> numbers = new ArrayList<>();
        while (!proposals.isEmpty()) {
            for (Envelope envelope : Batch.decode(proposals.nextBatch(1 << 20))) {
                numbers.add(envelope.origin().number());
            }
        }
        return numbers;
    }

    @Test
    void numbersAreTakenInOrderOnceAndWithoutGaps() {
        proposals.offer(1, numbers(2, 1, 1, 3));
        proposals.offer(1, numbers(2, 1, 2, 4));
        proposals.offer(1, numbers(2, 1, 6, 7));
        assertThat(taken(), is(List.of(1L, 2L, 3L, 4L)));
        proposals.offer(1, numbers(2, 1, 1, 7));
        assertThat(taken(), is(List.of(5L, 6L, 7L)));
    }

    @Test
    void aLateFrameOfLongAgoDoesNotBlockTheGateway() {
        // The first that this leadership hears is a frame that was long under way; its commands are done.
        proposals.offer(1, numbers(2, 1, 1, 3));
        proposals.offer(10, numbers(2, 1, 10, 11));
        assertThat(taken(), is(List.of(1L, 2L, 3L, 10L, 11L)));
    }

    @Test
    void aLaterLifeBeginsAnewAndAnEarlierOneIsOver() {
        proposals.offer(1, numbers(2, 1, 1, 3));
        proposals.offer(1, numbers(2, 2, 1, 1));
        proposals.offer(1, numbers(2, 1, 4, 4));
        assertThat(taken(), is(List.of(1L, 2L, 3L, 1L)));
    }

    @Test
    void whatDoesNotFitALogEntryIsRefusedAndUsesItsNumberUp() {
        byte[][] tiny = new byte[LARGEST][];
        for (int i = 0; i < tiny.length; i++) {
            tiny[i] = new byte[0];
        }
        proposals.offer(1, List.of(command(2, 1, 1, tiny), command(2, 1, 2, new byte[LARGEST])));
        proposals.offer(1, numbers(2, 1, 3, 3));
        List<Envelope> batch = Batch.decode(proposals.nextBatch(1 << 20));
        assertThat(batch.size(), is(3));
        assertThat(batch.get(0).refused(), startsWith("ERR command of"));
        assertThat(batch.get(1).refused(), startsWith("ERR command of"));
        assertThat(batch.get(2).refused(), is(nullValue()));
    }

    @Test
    void noBatchIsLargerThanWasAskedFor() {
        for (int arguments = 0; arguments < 40; arguments++) {
            byte[][] some = new byte[arguments][];
            for (int i = 0; i < arguments; i++) {
                some[i] = new byte[i * 7];
            }
            proposals.reset();
            proposals.offer(1, List.of(command(Integer.MAX_VALUE, Long.MAX_VALUE, 1, some)));
            proposals.offer(1, numbers(1, 1, 1, 20));
            proposals.offer(1, List.of(command(3, Long.MAX_VALUE, 1, new byte[LARGEST])));
            while (!proposals.isEmpty()) {
                assertThat(proposals.nextBatch(LARGEST).length, is(lessThanOrEqualTo(LARGEST)));
            }
        }
    }

    @Test
    void aFullLeaderAnswersTryAgain() {
        Proposals small = new Proposals(200, LARGEST);
        small.offer(1, numbers(2, 1, 1, 5));
        List<Envelope> batch = Batch.decode(small.nextBatch(1 << 20));
        assertThat(batch.size(), is(5));
        assertThat(batch.get(0).refused(), is(nullValue()));
        assertThat(batch.get(4).refused(), startsWith("TRYAGAIN"));
    }

    @Test
    void aDiskThatIsNearlyFullRefusesWritesUntilThereIsRoomAgain() {
        proposals.room(false);
        proposals.offer(1, numbers(2, 1, 1, 1));
        Envelope refused = Batch.decode(proposals.nextBatch(1 << 20)).get(0);
        assertThat(refused.refused(), startsWith("OOM the disk of the leader is nearly full"));
        assertThat("its number is used up", refused.origin().number(), is(1L));

        proposals.room(true);
        proposals.offer(2, numbers(2, 1, 2, 2));
        assertThat(Batch.decode(proposals.nextBatch(1 << 20)).get(0).refused(), nullValue());
    }
}
