package understudy.sim.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.consensus.Ballot;
import understudy.consensus.Configuration;
import understudy.consensus.DurableFacts;
import understudy.consensus.Entry;
import understudy.consensus.Incarnation;
import understudy.consensus.LogRecord;
import understudy.consensus.NodeId;
import understudy.replica.LogWork;
import understudy.sim.disk.Disk;
import understudy.sim.world.Prng;
import understudy.wal.TwoSlots;
import understudy.wal.Wal;
import understudy.wal.WalSettings;

/** What the acceptors' disks say, with good and with doctored histories of three nodes. */
class VotesTest {
    private static final Ballot LOW = new Ballot(1, 1);
    private static final Ballot HIGH = new Ballot(2, 2);
    private static final byte[] A = {1};
    private static final byte[] B = {2};

    private final Marks marks = new Marks();
    static final Configuration TRIO = new Configuration(List.of(
            new Configuration.Member(new NodeId(1), new Incarnation(1, 1)),
            new Configuration.Member(new NodeId(2), new Incarnation(1, 2)),
            new Configuration.Member(new NodeId(3), new Incarnation(1, 3))));

    private final Votes votes = new Votes(TRIO, marks);

    private static void fails(String code, org.junit.jupiter.api.function.Executable doctored) {
        assertThat(assertThrows(Violation.class, doctored).code(), is(code));
    }

    private static LogWork.Append accept(long slot, Ballot ballot, byte[] payload) {
        LogRecord record = new LogRecord.Accept(slot, ballot, new Entry(10, payload));
        return new LogWork.Append(1, record.type(), record.encode());
    }

    private static LogWork.Promise promise(Ballot ballot) {
        return new LogWork.Promise(1, facts(ballot, 1).encode());
    }

    private static DurableFacts facts(Ballot promised, long floorSlot) {
        return new DurableFacts(promised, floorSlot, floorSlot, 1, new Incarnation(1, 1));
    }

    private void accepts(int node, long slot, Ballot ballot, byte[] payload) {
        LogWork work = accept(slot, ballot, payload);
        votes.asked(node, work);
        votes.synced(node, List.of(work));
    }

    /** A disk as a node's that starts with this promise and these records. */
    private static Disk disk(DurableFacts facts, LogWork.Append... records) {
        Disk disk = new Disk(new Prng(1));
        disk.attach();
        TwoSlots.open(disk.promiseFile()).store(facts.encode());
        Wal wal = Wal.open(disk.segments(1 << 16), WalSettings.DEFAULT, (sequence, type, payload) -> {});
        for (LogWork.Append record : records) {
            wal.append(record.type(), record.payload());
        }
        wal.sync();
        disk.detach();
        return disk;
    }

    @Test
    void whatAMajorityHasDurablyAcceptedIsChosen() {
        accepts(1, 1, LOW, A);
        accepts(2, 1, LOW, A);
        votes.handed(3, 1, 10, A, 0);
        assertThat(votes.highestChosen(), is(1L));
    }

    @Test
    void oneVoteOrVotesInTwoBallotsAreNoMajority() {
        accepts(1, 1, LOW, A);
        accepts(2, 1, HIGH, A);
        fails("DUR", () -> votes.handed(1, 1, 10, A, 0));
    }

    @Test
    void anAcceptThatIsNotSyncedDoesNotCount() {
        accepts(1, 1, LOW, A);
        votes.asked(2, accept(1, LOW, A));
        fails("DUR", () -> votes.handed(1, 1, 10, A, 0));
        fails("DUR", () -> votes.saysAccepted(2, LOW, 1));
        votes.synced(2, List.of(accept(1, LOW, A)));
        votes.saysAccepted(2, LOW, 1);
        votes.handed(1, 1, 10, A, 0);
    }

    @Test
    void anotherValueThanTheChosenOneIsNeitherAppliedNorAcceptedAnew() {
        accepts(1, 1, LOW, A);
        accepts(2, 1, LOW, A);
        fails("AGR", () -> votes.handed(3, 1, 10, B, 0));
        fails("AGR", () -> votes.asked(3, accept(1, HIGH, B)));
    }

    @Test
    void theChosenValueMayBeAcceptedAgainInAHigherBallot() {
        accepts(1, 1, LOW, A);
        accepts(2, 1, LOW, A);
        accepts(3, 1, HIGH, A);
        assertThat(marks.hits(Mark.REPROPOSED), is(1L));
    }

    @Test
    void whoKnowsWhatIsChosenMayVoteForItBeforeTheBallotsOwnerHasWrittenIt() {
        accepts(1, 1, LOW, A);
        fails("DUR", () -> votes.saysAccepted(1, HIGH, 1));
        accepts(2, 1, LOW, A);
        votes.saysAccepted(1, HIGH, 1);
    }

    @Test
    void aBallotHasOneValueForASlot() {
        votes.asked(1, accept(1, LOW, A));
        fails("PRM", () -> votes.asked(2, accept(1, LOW, B)));
    }

    @Test
    void aPromiseNeverFallsAndNothingIsAcceptedBelowIt() {
        votes.asked(1, promise(HIGH));
        fails("PRM", () -> votes.asked(1, promise(LOW)));
        fails("PRM", () -> votes.asked(1, accept(1, LOW, A)));
        fails("DUR", () -> votes.saysPromised(1, HIGH));
        votes.synced(1, List.of(promise(HIGH)));
        votes.saysPromised(1, HIGH);
    }

    @Test
    void aPromiseThatIsForgottenOverARestartIsNoticed() {
        votes.asked(1, promise(HIGH));
        votes.synced(1, List.of(promise(HIGH)));
        fails("PRM", () -> votes.booted(1, disk(facts(LOW, 1))));
        votes.booted(1, disk(facts(HIGH, 1)));
    }

    @Test
    void aSyncedAcceptThatIsGoneAfterARestartIsALossUnlessItLiesBelowTheFloor() {
        accepts(1, 1, LOW, A);
        accepts(1, 2, LOW, B);
        fails("DUR", () -> votes.booted(1, disk(facts(LOW, 1), accept(1, LOW, A))));
        votes.booted(1, disk(facts(LOW, 2), accept(2, LOW, B)));
    }

    @Test
    void anUnsyncedAcceptThatSurvivedCountsFromTheRestartOn() {
        accepts(1, 1, LOW, A);
        votes.asked(2, accept(1, LOW, A));
        votes.booted(2, disk(facts(LOW, 1), accept(1, LOW, A)));
        assertThat(marks.hits(Mark.ACCEPT_SURVIVED), is(1L));
        votes.handed(1, 1, 10, A, 0);
    }

    @Test
    void anUnsyncedAcceptThatWasLostNeverCounts() {
        accepts(1, 1, LOW, A);
        votes.asked(2, accept(1, LOW, A));
        votes.booted(2, disk(facts(LOW, 1)));
        assertThat(marks.hits(Mark.ACCEPT_LOST), is(1L));
        fails("DUR", () -> votes.handed(1, 1, 10, A, 0));
    }

    @Test
    void aStampMayRiseAboveTheChosenOneOnlyToKeepTheOrder() {
        accepts(1, 1, LOW, A);
        accepts(2, 1, LOW, A);
        votes.handed(1, 1, 21, A, 20);
        fails("AGR", () -> votes.handed(1, 1, 22, A, 20));
        fails("AGR", () -> votes.handed(1, 1, 20, A, 20));
    }

    @Test
    void aRecordThatIsReadBackAsAnotherOneOrWasNeverWrittenIsNoticed() {
        accepts(1, 1, LOW, A);
        fails("CRC", () -> votes.booted(1, disk(facts(LOW, 1), accept(1, LOW, B))));
        fails("CRC", () -> votes.booted(1, disk(facts(LOW, 1), accept(1, HIGH, A))));
        fails("CRC", () -> votes.booted(1, disk(facts(LOW, 1), accept(1, LOW, A), accept(2, LOW, A))));
        votes.booted(1, disk(facts(LOW, 1), accept(1, LOW, A)));
        assertThat(marks.hits(Mark.READ_BACK), is(greaterThan(0L)));
    }

    @Test
    void aFreshIncarnationsVotesCountFromTwoHundredAndFiftySixSlotsAfterItsReadmissionOn() {
        Incarnation fresh = new Incarnation(2, 3);
        votes.wiped(3, fresh);
        readmits(1, fresh);
        for (long slot : new long[] {2, 256}) {
            accepts(1, slot, LOW, A);
            accepts(3, slot, LOW, A);
            fails("CFG", () -> votes.handed(1, slot, 10, A, 0));
        }
        accepts(1, 257, LOW, A);
        accepts(3, 257, LOW, A);
        votes.handed(1, 257, 10, A, 0);
    }

    @Test
    void aReadmissionWhileAnotherOneWaitsChangesNothing() {
        votes.wiped(3, new Incarnation(2, 3));
        readmits(1, new Incarnation(2, 3));
        votes.wiped(3, new Incarnation(3, 3));
        readmits(2, new Incarnation(3, 3));
        accepts(1, 258, LOW, A);
        accepts(3, 258, LOW, A);
        fails("DUR", () -> votes.handed(1, 258, 10, A, 0));
    }

    /** That node 3 is another one from now on is chosen in a slot, by nodes 1 and 2. */
    private void readmits(long slot, Incarnation fresh) {
        byte[] change = ByteBuffer.allocate(36)
                .putInt(3)
                .putLong(1)
                .putLong(3)
                .putLong(fresh.high())
                .putLong(fresh.low())
                .array();
        LogRecord record = new LogRecord.Accept(slot, LOW, new Entry(10, change, true));
        LogWork work = new LogWork.Append(1, record.type(), record.encode());
        for (int node = 1; node <= 2; node++) {
            votes.asked(node, work);
            votes.synced(node, List.of(work));
        }
    }
}
