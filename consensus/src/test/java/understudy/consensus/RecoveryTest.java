package understudy.consensus;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node refuses to start with: a disk that contradicts itself must not vote. */
final class RecoveryTest {
    private static final Incarnation INCARNATION = new Incarnation(1, 1);
    private static final NodeId SELF = new NodeId(1);
    private static final Configuration ALONE = new Configuration(List.of(new Configuration.Member(SELF, INCARNATION)));

    private static void accept(Recovery recovery, long position, long slot, Ballot ballot) {
        LogRecord record = new LogRecord.Accept(slot, ballot, new Entry(slot, new byte[] {1}));
        recovery.record(position, record.type(), record.encode());
    }

    private static Recovery promised(Ballot ballot, long floor) {
        return new Recovery(new DurableFacts(ballot, floor, floor, 1, INCARNATION));
    }

    private static MultiPaxos start(Recovery recovery, Incarnation own, long appliedSlot) {
        return new MultiPaxos(new Identity("c", SELF, own, ALONE), World.TIMING, new Prng(1), recovery, appliedSlot, 0);
    }

    @Test
    void anAcceptAboveThePromiseMeansThatThePromiseFileIsOld() {
        Recovery recovery = promised(new Ballot(3, 1), 1);
        accept(recovery, 1, 1, new Ballot(3, 1));
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> accept(recovery, 2, 2, new Ballot(4, 1)));
        assertThat(refused.getMessage(), containsString("slot 2 was accepted in ballot 4.1"));
        assertThat(refused.getMessage(), containsString("knows 3.1"));
    }

    @Test
    void acceptsOfASlotOnlyRise() {
        Recovery recovery = promised(new Ballot(5, 1), 1);
        accept(recovery, 1, 1, new Ballot(4, 1));
        assertThrows(IllegalStateException.class, () -> accept(recovery, 2, 1, new Ballot(3, 1)));
    }

    @Test
    void aPromiseFileOfAnotherIncarnationIsRefused() {
        IllegalStateException refused = assertThrows(
                IllegalStateException.class, () -> start(promised(Ballot.NONE, 1), new Incarnation(2, 2), 0));
        assertThat(refused.getMessage(), containsString("the promise file belongs to incarnation"));
    }

    @Test
    void aStateAheadOfTheLogIsRefused() {
        Recovery recovery = promised(new Ballot(1, 1), 1);
        accept(recovery, 1, 1, new Ballot(1, 1));
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> start(recovery, INCARNATION, 2));
        assertThat(refused.getMessage(), containsString("the state holds slot 2, the log from slot 1 on does not"));
    }

    @Test
    void aNodeAloneThatLostItsStateSaysSo() {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> start(promised(new Ballot(1, 1), 5), INCARNATION, 0));
        assertThat(refused.getMessage(), containsString("the state is lost"));
        assertThat(refused.getMessage(), containsString("Restore a backup"));
    }

    @Test
    void recordsBelowTheFloorAreLeftOut() {
        Recovery recovery = promised(new Ballot(1, 1), 3);
        for (int slot = 1; slot <= 4; slot++) {
            accept(recovery, slot, slot, new Ballot(1, 1));
        }
        MultiPaxos paxos = start(recovery, INCARNATION, 4);
        assertThat(paxos.floorSlot(), is(3L));
        assertThat(paxos.chosenSlot(), is(4L));
        assertThat(paxos.syncedPosition(), is(4L));
    }

    @Test
    void positionsGoOnAfterRecordsThatAreNotTheCores() {
        Recovery recovery = promised(new Ballot(1, 1), 1);
        accept(recovery, 1, 1, new Ballot(1, 1));
        recovery.end(9);
        assertThat(start(recovery, INCARNATION, 1).syncedPosition(), is(9L));
    }
}
