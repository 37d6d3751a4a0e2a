package understudy.sim;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.replica.NodeSettings;
import understudy.sim.world.Trace;

class RehearsalTest {
    private static final int SEEDS = 300;

    /** Seeds 1 to 300, each a cluster under faults, and every checker put to the test by some of them. */
    @Test
    void threeHundredSeedsPassAndExerciseEveryChecker() {
        Campaign campaign = new Campaign();
        for (long seed = 1; seed <= SEEDS; seed++) {
            campaign.run(seed);
        }
        List<String> failures =
                campaign.failures().stream().map(Campaign::failure).toList();
        assertThat(failures, is(empty()));
        assertThat("never put to the test", campaign.missed(), is(empty()));
        assertThat("faults that never struck", campaign.idleFaults(), is(empty()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 9, 17, 30})
    void aSeedRunsTheSameEachTimeWhetherOrNotSomebodyListens(long seed) {
        List<Trace.Event> events = new ArrayList<>();
        Rehearsal.Result first = Rehearsal.of(seed);
        Rehearsal.Result again = Rehearsal.of(seed, Draw.of(seed), events::add);
        assertThat(again.hash(), is(first.hash()));
        assertThat(again.events(), is(first.events()));
        assertThat(events.size(), is(greaterThan(1_000)));
    }

    @Test
    void aClusterThatNeverElectsFailsForWantOfProgressAndSaysHowItStands() {
        Draw draw = Draw.of(4);
        NodeSettings patient = new NodeSettings(
                50, 10_000_000, 20_000_000, 64, 900_000, 1_024, 200, 4_096, 8_192, 16 << 20, 256 << 10, 500, 0);
        Rehearsal.Result result = Rehearsal.of(4, with(draw, 3, patient, draw.maxRecordBytes()), null);
        assertThat(result.code(), is("LIVE"));
        assertThat(result.what(), containsString("role=follower"));
        assertThat(result.what(), containsString("more answers"));
    }

    @Test
    void aNodeThatStopsByItselfFailsTheSeedWithItsReason() {
        Draw draw = Draw.of(4);
        Rehearsal.Result result = Rehearsal.of(4, with(draw, 3, draw.settings(), 40), null);
        assertThat(result.code(), is("HALT"));
        assertThat(result.what(), containsString("at its start halted"));
    }

    private static Draw with(Draw draw, int nodes, NodeSettings settings, int maxRecordBytes) {
        return new Draw(
                nodes,
                settings,
                draw.segmentBytes(),
                maxRecordBytes,
                draw.weather(),
                draw.hopMicros(),
                draw.syncMicros(),
                draw.applyMicros(),
                draw.bootMicros(),
                draw.clockOffsetMicros(),
                draw.clockDriftPerMillion(),
                3,
                draw.thinkMicros(),
                draw.pipeline(),
                draw.registers(),
                draw.faults(),
                2_000_000);
    }

    @Test
    void anotherSeedIsAnotherWorld() {
        assertThat(Rehearsal.of(1).hash(), is(not(Rehearsal.of(2).hash())));
    }
}
