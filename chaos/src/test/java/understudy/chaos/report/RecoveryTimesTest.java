package understudy.chaos.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.chaos.history.Call;
import understudy.chaos.history.FaultSpan;
import understudy.chaos.history.History;
import understudy.chaos.history.Outcome;
import understudy.script.command.Reply;
import understudy.sim.check.Intent;

/** How long nobody could write. */
class RecoveryTimesTest {
    private static final long MILLI = 1_000_000;

    @TempDir
    Path folder;

    private History history;

    private void call(long fromMillis, long untilMillis, boolean write, Outcome outcome) {
        history.call(new Call(
                "counters",
                1,
                1,
                1,
                List.of("INCR", "count/0.0"),
                new Intent.Count("count/0.0", 1),
                write,
                fromMillis * MILLI,
                untilMillis * MILLI,
                outcome,
                outcome == Outcome.UNKNOWN ? null : new Reply.Whole(1)));
    }

    private void fault(String kind, long fromMillis, long untilMillis, boolean leader) {
        history.fault(new FaultSpan(kind, List.of(1), fromMillis * MILLI, untilMillis * MILLI, leader, true, ""));
    }

    private Map<String, RecoveryTimes.Quantiles> times(Runnable story) {
        Path file = folder.resolve("history.ndjson");
        history = History.create(file, Map.of());
        story.run();
        history.close();
        return RecoveryTimes.of(file).byKind();
    }

    @Test
    void onlyAnAcknowledgedWriteThatWasCalledAfterwardsCounts() {
        var times = times(() -> {
            call(990, 1_100, true, Outcome.OK); // on its way already
            call(1_010, 1_020, false, Outcome.OK); // a read
            call(1_010, 1_030, true, Outcome.UNKNOWN);
            call(1_200, 1_600, true, Outcome.OK);
            call(1_300, 1_500, true, Outcome.OK); // called later, answered first
            fault("partition", 500, 1_000, true);
        });
        assertThat(times.keySet().toString(), is("[end of partition]"));
        assertThat(times.get("end of partition").maxMillis(), is(500.0));
    }

    @Test
    void aLeaderThatIsKilledOrPausedCountsFromThatMomentToo() {
        var times = times(() -> {
            call(1_050, 1_700, true, Outcome.OK);
            fault("kill", 1_000, 3_000, true);
            call(3_001, 3_021, true, Outcome.OK);
            fault("pause", 4_000, 5_000, false);
            fault("pause", 6_000, 7_000, true);
            call(6_100, 6_300, true, Outcome.OK);
        });
        assertThat(times.keySet().toString(), is("[end of kill, end of pause, leader kill, leader pause]"));
        assertThat(times.get("leader kill").p50Millis(), is(700.0));
        assertThat(times.get("end of kill").p99Millis(), is(21.0));
        assertThat(times.get("leader pause").maxMillis(), is(300.0));
        assertThat(times.get("end of pause").count(), is(1));
        assertThat(times.get("end of pause").maxMillis(), is(1_300.0));
        // After the last of all nothing was written any more.
        assertThat(times.get("end of pause").missing(), is(1));
    }

    @Test
    void aLeaderThatIsPausedBrieflyNeedsNoSuccessor() {
        var times = times(() -> {
            fault("pause", 1_000, 1_250, true);
            call(1_260, 1_270, true, Outcome.OK);
        });
        assertThat(times.keySet().toString(), is("[end of pause]"));
    }

    @Test
    void whatMissedAndMereDelaysAreNoFaultsToRecoverFrom() {
        var times = times(() -> {
            history.fault(new FaultSpan("link", List.of(1), 1_000 * MILLI, 2_000 * MILLI, true, false, "slow"));
            fault("link", 3_000, 4_000, false);
            call(4_010, 4_020, true, Outcome.OK);
        });
        assertThat(times.get("end of link").count(), is(1));
        assertThat(times.get("end of link").maxMillis(), is(20.0));
    }

    @Test
    void whereAllAreKilledTimeRunsFromTheEnd() {
        var times = times(() -> {
            history.fault(new FaultSpan("kill", List.of(1, 2, 3), 1_000 * MILLI, 4_000 * MILLI, true, true, ""));
            call(4_010, 4_020, true, Outcome.OK);
        });
        assertThat(times.keySet().toString(), is("[end of kill]"));
    }

    @Test
    void quantilesAreOfTimesThatWereMeasured() {
        var times = times(() -> {
            for (int i = 1; i <= 200; i++) {
                fault("kill", 1_000L * i - 500, 1_000L * i, false);
                call(1_000L * i, 1_000L * i + i, true, Outcome.OK);
            }
        });
        assertThat(times.get("end of kill").count(), is(200));
        assertThat(times.get("end of kill").p50Millis(), is(100.0));
        assertThat(times.get("end of kill").p99Millis(), is(198.0));
        assertThat(times.get("end of kill").maxMillis(), is(200.0));
    }
}
