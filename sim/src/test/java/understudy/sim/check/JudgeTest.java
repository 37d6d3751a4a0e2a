package understudy.sim.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import understudy.consensus.Ballot;
import understudy.consensus.Entry;
import understudy.consensus.LogRecord;
import understudy.consensus.Message;
import understudy.consensus.MessageCodec;
import understudy.replica.LogWork;
import understudy.replica.StateWork;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.store.MemoryStore;

/** What only all checkers together can see. */
class JudgeTest {
    private static final long START = 1_800_000_000_000_000L;
    private static final Ballot BALLOT = new Ballot(1, 1);

    private final Judge judge = new Judge(VotesTest.TRIO, new Clocks() {
        @Override
        public long nowMicros() {
            return 1_000_000;
        }

        @Override
        public long lowestWallMicros() {
            return START - 100;
        }

        @Override
        public long lowestNowMicros() {
            return START + 60_000_000;
        }

        @Override
        public long highestWallMicros() {
            return START + 1_000_100;
        }

        @Override
        public long highestMedianMicros(int nodes) {
            return START + 1_000_100;
        }
    });

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] increment() {
        Envelope envelope =
                new Envelope(new Origin(1, 1, 1), 0, 0, "default", 0, 2, null, List.of(bytes("INCR"), bytes("c")));
        return Batch.encode(List.of(envelope));
    }

    private void accepted(int node, long stampMicros) {
        LogRecord record = new LogRecord.Accept(1, BALLOT, new Entry(stampMicros, increment()));
        LogWork work = new LogWork.Append(1, record.type(), record.encode());
        judge.asked(node, work);
        judge.synced(node, List.of(work));
    }

    private void handed(long stampMicros) {
        accepted(1, stampMicros);
        accepted(2, stampMicros);
        judge.handed(1, new StateWork.Apply(1, stampMicros, increment()));
    }

    private static void fails(String code, org.junit.jupiter.api.function.Executable doctored) {
        assertThat(assertThrows(Violation.class, doctored).code(), is(code));
    }

    @Test
    void aStampThatNoClockShowedIsNoticed() {
        fails("TIME", () -> handed(1_149));
    }

    @Test
    void aStampFromTheFutureIsNoticed() {
        fails("TIME", () -> handed(START + 2_000_000));
    }

    @Test
    void aStampThatLagsBehindAllClocksIsNoticedWhenFaultsAreOver() {
        judge.calm();
        fails("TIME", () -> handed(START));
    }

    @Test
    void anAnswerThatLeavesBeforeTheDiskHasItIsNoticed() {
        byte[] frame = MessageCodec.encode(new Message.Accepted(BALLOT, 1, 0));
        fails("DUR", () -> judge.sent(1, 2, frame));
        accepted(1, START);
        judge.sent(1, 2, frame);
        fails("DUR", () -> judge.sent(2, 1, frame));
    }

    @Test
    void aStateThatDiffersFromTheModelsInOneByteIsNoticed() {
        handed(START);
        Reference reference = new Reference(judge.log(), new Applications(3, new Marks()), new Marks());
        reference.check(List.of(cut()));
        MemoryStore state = (MemoryStore) reference.state();
        judge.verdict(List.of(cut()), Map.of(1, state));
        state.put(new byte[] {(byte) 0xFE}, new byte[] {1});
        fails("EQ", () -> judge.verdict(List.of(cut()), Map.of(1, state)));
    }

    private static Operation cut() {
        Operation operation =
                new Operation(1, 1, 1, 1, List.of(bytes("INCR"), bytes("c")), new Intent.Count("c", 1), 1);
        operation.outcome = Operation.Outcome.CUT;
        operation.returnMicros = 2;
        return operation;
    }
}
