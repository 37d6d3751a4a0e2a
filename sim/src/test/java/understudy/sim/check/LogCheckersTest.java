package understudy.sim.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Each checker of log and state lets a good history pass and fails a doctored one. */
class LogCheckersTest {
    private static final byte[] A = {1};
    private static final byte[] B = {2};

    private final Marks marks = new Marks();
    private final ChosenLog log = new ChosenLog(marks);
    private final Applications applications = new Applications(3, marks);

    private static void fails(String code, org.junit.jupiter.api.function.Executable doctored) {
        assertThat(assertThrows(Violation.class, doctored).code(), is(code));
    }

    @Test
    void twoNodesThatHandOnTheSameAgree() {
        log.handed(1, 1, 10, A, 100);
        log.handed(2, 1, 10, A, 200);
        log.handed(1, 1, 10, A, 300);
        assertThat(marks.hits(Mark.AGREED), is(1L));
        assertThat(marks.hits(Mark.HANDED_AGAIN), is(1L));
        assertThat(log.at(1).firstMicros(), is(100L));
    }

    @Test
    void anotherPayloadOrStampForAChosenSlotIsDisagreement() {
        log.handed(1, 1, 10, A, 100);
        fails("AGR", () -> log.handed(2, 1, 10, B, 200));
        fails("AGR", () -> log.handed(2, 1, 11, A, 200));
    }

    @Test
    void aSlotBeyondTheEndOfTheLogIsAGap() {
        log.handed(1, 1, 10, A, 100);
        fails("GAP", () -> log.handed(1, 3, 10, A, 100));
    }

    @Test
    void slotsAreHandedAndAppliedOneByOne() {
        applications.handed(1, 1);
        applications.handed(1, 2);
        applications.applied(1, 1, "x");
        fails("GAP", () -> applications.handed(1, 2));
        fails("GAP", () -> applications.handed(1, 4));
        fails("GAP", () -> applications.applied(1, 1, "x"));
        fails("GAP", () -> applications.applied(1, 3, "x"));
        applications.applied(1, 2, "y");
        fails("GAP", () -> applications.applied(1, 3, "never handed on"));
    }

    @Test
    void differentDigestsAfterTheSameSlotAreNoticed() {
        applications.handed(1, 1);
        applications.applied(1, 1, "x");
        applications.handed(2, 1);
        fails("EQ", () -> applications.applied(2, 1, "y"));
        applications.switched(3, 1, "x");
        assertThat(marks.hits(Mark.DIGESTS), is(greaterThan(0L)));
    }

    @Test
    void aSnapshotWithAnotherDigestIsNoticed() {
        applications.handed(1, 1);
        applications.applied(1, 1, "x");
        fails("EQ", () -> applications.switched(3, 1, "y"));
    }

    @Test
    void aCommitThatIsGoneAfterARestartIsALoss() {
        for (long slot = 1; slot <= 5; slot++) {
            applications.handed(1, slot);
            applications.applied(1, slot, "d" + slot);
        }
        applications.committed(1, 4);
        fails("DUR", () -> applications.booted(1, 3, "d3"));
        applications.booted(1, 5, "d5");
        fails("EQ", () -> applications.booted(1, 5, "other"));
        fails("GAP", () -> applications.handed(1, 5));
        applications.handed(1, 6);
    }

    @Test
    void aSnapshotNeverBringsANodeBack() {
        applications.handed(1, 1);
        applications.handed(1, 2);
        applications.applied(1, 1, "x");
        applications.applied(1, 2, "y");
        fails("GAP", () -> applications.switched(1, 2, "y"));
        applications.switched(1, 7, "z");
        applications.handed(1, 8);
    }
}
