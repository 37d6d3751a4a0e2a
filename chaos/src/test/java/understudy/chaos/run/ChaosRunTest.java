package understudy.chaos.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import understudy.chaos.schedule.Kind;

final class ChaosRunTest {
    @Test
    void aKindThatNeverStruckIsToldWithTheReason() {
        List<String> told = ChaosRun.toothless(
                Set.of(Kind.KILL, Kind.DISK, Kind.WIPE, Kind.ROT),
                Map.of(Kind.KILL, 3),
                Map.of("disk full: takes root", 2, "wipe: nothing was there", 1));
        assertThat(
                told,
                contains(
                        containsString("'disk' struck: disk full: takes root"),
                        containsString("'wipe' struck: wipe: nothing was there"),
                        containsString("'rot' struck: none was dealt or begun: give it more minutes")));
    }

    @Test
    void whereAllStruckNothingIsTold() {
        assertThat(ChaosRun.toothless(Set.of(Kind.KILL), Map.of(Kind.KILL, 1), Map.of()), is(empty()));
    }

    @Test
    void aRunWithoutAnyFaultIsNoTest() {
        assertThat(
                ChaosRun.toothless(Set.of(Kind.values()), Map.of(), Map.of()), contains(startsWith("no fault struck")));
    }
}
