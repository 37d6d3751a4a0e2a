package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.consensus.Configuration;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;

class DivergenceWatchTest {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);

    private final DivergenceWatch watch = new DivergenceWatch(
            new Configuration(List.of(
                    new Configuration.Member(ONE, new Incarnation(0, 1)),
                    new Configuration.Member(TWO, new Incarnation(0, 2)),
                    new Configuration.Member(THREE, new Incarnation(0, 3)))),
            ONE,
            "what was computed",
            1_024);

    @Test
    void aReplicaThatStandsAgainstAMajorityIsOutvoted() {
        watch.tells(TWO, 1024, "aa");
        watch.tells(ONE, 1024, "bb");
        DivergenceWatch.Verdict verdict = watch.tells(THREE, 1024, "aa");
        assertThat(verdict, is(instanceOf(DivergenceWatch.Verdict.Outvoted.class)));
        assertThat(verdict.reason(), containsString("n1 has diverged: after slot 1024"));
        assertThat(verdict.reason(), containsString("{n1=bb, n2=aa, n3=aa}"));
        assertThat("and may take the others' state", watch.mayTakeFrom(TWO), is(true));
    }

    @Test
    void theMajorityGoesOnAndTakesNothingFromTheOutvoted() {
        watch.tells(ONE, 1024, "aa");
        watch.tells(TWO, 1024, "aa");
        assertThat(watch.tells(THREE, 1024, "bb"), is(nullValue()));
        watch.forgetOwn();
        assertThat(watch.mayTakeFrom(THREE), is(false));
        assertThat("one against one, and nobody can say who is right", watch.mayTakeFrom(TWO), is(false));
    }

    @Test
    void whereNoMajorityAgreesNobodyKnows() {
        watch.tells(ONE, 1024, "aa");
        watch.tells(TWO, 1024, "bb");
        DivergenceWatch.Verdict verdict = watch.tells(THREE, 1024, "cc");
        assertThat(verdict, is(instanceOf(DivergenceWatch.Verdict.NobodyKnows.class)));
        assertThat(verdict.reason(), containsString("{n1=aa, n2=bb, n3=cc}"));
    }

    @Test
    void digestsOfDifferentSlotsAreNotCompared() {
        watch.tells(ONE, 1024, "aa");
        assertThat(watch.tells(TWO, 2048, "bb"), is(nullValue()));
        assertThat(watch.tells(THREE, 2048, "bb"), is(nullValue()));
        assertThat(watch.mayTakeFrom(TWO), is(true));
    }

    @Test
    void oneOtherOpinionOfThreeProvesNothingYet() {
        watch.tells(ONE, 1024, "aa");
        assertThat(watch.tells(TWO, 1024, "bb"), is(nullValue()));
    }

    @Test
    void whatWasToldOfAStateThatIsGoneCountsNoMore() {
        watch.tells(ONE, 1024, "bb");
        watch.forgetOwn();
        watch.tells(TWO, 1024, "aa");
        assertThat(watch.tells(THREE, 1024, "aa"), is(nullValue()));
        assertThat(watch.own().isEmpty(), is(true));
    }
}
