package understudy.sim.check.linear;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.sim.check.linear.Verdict.Answer;
import understudy.sim.world.Prng;

/** Small histories of one register that holds a number, and what is special about searching them. */
class LinearizabilityTest {
    private static final long PLENTY = 1_000_000;

    /** @param write false for a read */
    private record Act(boolean write, int value) {}

    private static final class Register implements Model<Act> {
        @Override
        public int initial() {
            return 0;
        }

        @Override
        public boolean reads(Act act) {
            return !act.write;
        }

        @Override
        public int step(int state, Act act) {
            return act.write || act.value == state ? act.value : IMPOSSIBLE;
        }
    }

    private final List<Span<Act>> history = new ArrayList<>();

    private void write(int value, long call, long end) {
        history.add(new Span<>(new Act(true, value), call, end));
    }

    private void read(int value, long call, long end) {
        history.add(new Span<>(new Act(false, value), call, end));
    }

    private Verdict verdict(long maxSteps) {
        return Linearizability.check(new Register(), history, maxSteps);
    }

    private Answer answer() {
        return verdict(PLENTY).answer();
    }

    @Test
    void nothingIsLinearizable() {
        assertThat(answer(), is(Answer.LINEARIZABLE));
    }

    @Test
    void aReadSeesWhatWasWrittenBefore() {
        write(1, 10, 20);
        read(1, 30, 40);
        assertThat(answer(), is(Answer.LINEARIZABLE));
        read(0, 50, 60);
        assertThat(answer(), is(Answer.NOT_LINEARIZABLE));
    }

    @Test
    void aReadBesideAWriteMaySeeEither() {
        write(1, 10, 50);
        read(0, 20, 30);
        read(1, 35, 40);
        assertThat(answer(), is(Answer.LINEARIZABLE));
    }

    @Test
    void twoReadsBesideAWriteDoNotGoBackInTime() {
        write(1, 10, 50);
        read(1, 20, 30);
        read(0, 35, 40);
        assertThat(answer(), is(Answer.NOT_LINEARIZABLE));
    }

    @Test
    void intervalsAreClosedSoWhatMeetsAtOneInstantOverlaps() {
        write(1, 10, 20);
        read(0, 20, 30);
        assertThat(answer(), is(Answer.LINEARIZABLE));
    }

    @Test
    void aWriteOfUnknownOutcomeMayTakeEffectLateOrNever() {
        write(1, 10, Span.NEVER);
        read(0, 20, 30);
        read(1, 40, 50);
        assertThat(answer(), is(Answer.LINEARIZABLE));
        read(0, 60, 70);
        assertThat(answer(), is(Answer.NOT_LINEARIZABLE));
    }

    @Test
    void aWriteOfUnknownOutcomeTakesEffectOnce() {
        write(1, 10, Span.NEVER);
        write(2, 12, 20);
        read(1, 25, 30);
        write(3, 35, 40);
        read(1, 45, 50);
        assertThat(answer(), is(Answer.NOT_LINEARIZABLE));
    }

    @Test
    void equalWritesOfUnknownOutcomeEachTakeEffectOnce() {
        write(1, 5, Span.NEVER);
        write(1, 10, Span.NEVER);
        write(2, 12, 20);
        read(1, 25, 30);
        write(3, 35, 40);
        read(1, 45, 50);
        assertThat(answer(), is(Answer.LINEARIZABLE));
        write(3, 55, 60);
        read(1, 65, 70);
        assertThat(answer(), is(Answer.NOT_LINEARIZABLE));
    }

    @Test
    void manyEqualUnknownActionsDoNotMultiplyTheSearch() {
        for (int i = 0; i < 60; i++) {
            write(1, i, Span.NEVER);
        }
        for (int i = 0; i < 30; i++) {
            write(2, 100 + 10 * i, 103 + 10 * i);
            read(1, 104 + 10 * i, 106 + 10 * i);
        }
        read(7, 1_000, 1_010);
        Verdict verdict = verdict(PLENTY);
        assertThat(verdict.answer(), is(Answer.NOT_LINEARIZABLE));
        assertThat(verdict.steps(), is(lessThan(200_000L)));
    }

    @Test
    void theOrderFoundExplainsEachAnswer() {
        write(1, 10, 50);
        write(2, 10, 50);
        read(2, 20, 30);
        read(1, 35, 60);
        Verdict verdict = verdict(PLENTY);
        assertThat(verdict.order(), is(List.of(1, 2, 0, 3)));
        assertThat(verdict.stuckAt(), is(-1));
    }

    @Test
    void aRefutationShowsTheLongestBeginningAndWhereItEnds() {
        write(1, 10, 20);
        read(1, 30, 40);
        read(5, 50, 60);
        read(1, 70, 80);
        Verdict verdict = verdict(PLENTY);
        assertThat(verdict.order(), is(List.of(0, 1)));
        assertThat(verdict.stuckAt(), is(2));
    }

    /** Ten writes at once and a read of what none wrote: every subset and order of them has to be looked at. */
    private void hard() {
        for (int i = 1; i <= 12; i++) {
            write(i, 10, 100);
        }
        read(99, 110, 120);
    }

    @Test
    void aSearchThatIsGivenUpSaysUnknownAndNeverYes() {
        hard();
        assertThat(verdict(100).answer(), is(Answer.UNKNOWN));
        assertThat(verdict(100).steps(), is(lessThanOrEqualTo(100L)));
        assertThat(answer(), is(Answer.NOT_LINEARIZABLE));
    }

    @Test
    void aHardPartDoesNotHideThatItsNeighbourIsWrong() {
        hard();
        List<Span<Act>> wrong = List.of(new Span<>(new Act(false, 3), 10, 20));
        Linearizability.Result result = Linearizability.check(Register::new, List.of(history, wrong), 2_000);
        assertThat(result.answer(), is(Answer.NOT_LINEARIZABLE));
        assertThat(result.refuted(), is(1));
        assertThat(result.undecided(), is(1));
    }

    @Test
    void oneUndecidedPartLeavesTheWholeUndecided() {
        hard();
        List<Span<Act>> right = List.of(new Span<>(new Act(true, 3), 10, 20));
        Linearizability.Result result = Linearizability.check(Register::new, List.of(history, right), 500);
        assertThat(result.answer(), is(Answer.UNKNOWN));
        assertThat(result.undecided(), is(1));
    }

    /** K4: a recorder that forgets what is of unknown outcome must not make a bad history look good, nor a good one bad. */
    @Test
    void forgettingUnknownOutcomesChangesVerdicts() {
        write(1, 10, Span.NEVER);
        read(1, 20, 30);
        assertThat(answer(), is(Answer.LINEARIZABLE));
        history.remove(0);
        assertThat(answer(), is(Answer.NOT_LINEARIZABLE));
    }

    @Test
    void nothingReturnsBeforeItIsCalled() {
        assertThrows(IllegalArgumentException.class, () -> write(1, 20, 10));
    }

    /** Against a search by brute force over all orders and all choices of what unknown writes did. */
    @Test
    void smallRandomHistoriesAreJudgedAsByTryingAllOrders() {
        Prng random = new Prng(7);
        int good = 0;
        int bad = 0;
        for (int round = 0; round < 4_000; round++) {
            history.clear();
            for (int i = 0; i < 6; i++) {
                long call = random.below(30);
                boolean write = random.flip();
                boolean unknown = write && random.chance(250_000);
                Act act = new Act(write, random.below(3));
                history.add(new Span<>(act, call, unknown ? Span.NEVER : call + random.below(12)));
            }
            boolean linearizable = someOrder(0, 0);
            good += linearizable ? 1 : 0;
            bad += linearizable ? 0 : 1;
            assertThat(history.toString(), answer(), is(linearizable ? Answer.LINEARIZABLE : Answer.NOT_LINEARIZABLE));
        }
        assertThat(good > 400 && bad > 400, is(true));
    }

    private boolean someOrder(int placed, int state) {
        boolean all = true;
        for (int i = 0; i < history.size(); i++) {
            all &= (placed >> i & 1) == 1 || !history.get(i).returns();
        }
        if (all) {
            return true;
        }
        for (int i = 0; i < history.size(); i++) {
            if ((placed >> i & 1) == 1) {
                continue;
            }
            boolean first = true;
            for (int j = 0; j < history.size(); j++) {
                boolean waits = (placed >> j & 1) == 0 && j != i;
                first &= !waits
                        || history.get(j).returnMicros() >= history.get(i).callMicros();
            }
            int after = new Register().step(state, history.get(i).action());
            if (first && after >= 0 && someOrder(placed | 1 << i, after)) {
                return true;
            }
        }
        return false;
    }
}
