package understudy.sim;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.sim.parallel.Workers;
import understudy.sim.plan.Scenario;
import understudy.sim.plan.ScenarioText;
import understudy.sim.world.Trace;

class RehearsalTest {
    /** How many seeds the build rehearses; {@code -Pnightly} asks for more. */
    private static final int SEEDS = Integer.getInteger("understudy.seeds", 500);

    /** Two hundred seeds use 210 commands and words of 213; a few of those are rare. */
    private static final int SEEDS_THAT_COVER = 200;

    private static final int LEAST_COVERED = 205;

    /** Each seed a cluster under faults, and every checker put to the test by some of them. */
    @Test
    void allSeedsPassAndExerciseEveryChecker() throws InterruptedException {
        Campaign campaign = new Campaign();
        Workers.run(
                1,
                SEEDS,
                Runtime.getRuntime().availableProcessors(),
                campaign::rehearse,
                (result, stop) -> campaign.add(result));
        List<String> failures =
                campaign.failures().stream().map(Campaign::failure).toList();
        assertThat(failures, is(empty()));
        assertThat("never put to the test", campaign.missed(), is(empty()));
        assertThat("faults that never struck", campaign.idleFaults(), is(empty()));
        assertThat("too many searches were given up", campaign.unsure(), is(false));
        if (SEEDS >= SEEDS_THAT_COVER) {
            assertThat("commands and words used", campaign.covered(), is(greaterThanOrEqualTo(LEAST_COVERED)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 9, 17, 30})
    void aSeedRunsTheSameEachTimeWhetherOrNotSomebodyListens(long seed) {
        List<Trace.Event> events = new ArrayList<>();
        Rehearsal.Result first = Rehearsal.of(seed);
        Rehearsal.Result again = Rehearsal.of(Scenario.of(seed), events::add);
        assertThat(again.hash(), is(first.hash()));
        assertThat(again.events(), is(first.events()));
        assertThat(events.size(), is(greaterThan(1_000)));
    }

    @Test
    void aClusterThatNeverElectsFailsForWantOfProgressAndSaysHowItStands() {
        Rehearsal.Result result = Rehearsal.of(ScenarioText.parse("""
                        seed 4
                        knob nodes 3
                        knob settings.electionMinMillis 10000000
                        knob settings.electionMaxMillis 20000000
                        knob faultsMicros 2000000
                        """), null);
        assertThat(result.code(), is("LIVE"));
        assertThat(result.what(), containsString("role=follower"));
        assertThat(result.what(), containsString("more answers"));
    }

    @Test
    void aNodeThatStopsByItselfFailsTheSeedWithItsReason() {
        Rehearsal.Result result = Rehearsal.of(ScenarioText.parse("seed 4\nknob maxRecordBytes 40\n"), null);
        assertThat(result.code(), is("HALT"));
        assertThat(result.what(), containsString("at its start halted"));
    }

    @Test
    void aFaultThatFindsNothingToStrikeIsNotCounted() {
        Rehearsal.Result result = Rehearsal.of(ScenarioText.parse("""
                        seed 4
                        knob nodes 2
                        knob faultsMicros 6000000
                        knob lengthMicros 8000000
                        at 3.000000 s  kill n1 for 2.000000 s  dice 1
                        at 3.100000 s  kill n1 for 0.100000 s  dice 2
                        at 3.200000 s  pause n1 for 0.100000 s  dice 3
                        at 4.000000 s  wipe n2 for 0.100000 s  dice 4
                        at 4.500000 s  isolate n2 for 0.100000 s  dice 5
                        """), null);
        assertThat(result.what(), is(nullValue()));
        assertThat(result.faults().get("kill"), is(1L));
        assertThat(result.faults().get("isolate"), is(1L));
        assertThat(result.kindsStruck(), is(2L));
    }

    @Test
    void anotherSeedIsAnotherWorld() {
        assertThat(Rehearsal.of(1).hash(), is(not(Rehearsal.of(2).hash())));
    }
}
