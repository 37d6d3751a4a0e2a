package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
            ONE);

    @Test
    void aReplicaThatStandsAgainstAMajorityStops() {
        watch.tells(TWO, 1024, "aa");
        watch.tells(ONE, 1024, "bb");
        IllegalStateException stop = assertThrows(IllegalStateException.class, () -> watch.tells(THREE, 1024, "aa"));
        assertThat(stop.getMessage(), containsString("n1 has diverged: after slot 1024"));
    }

    @Test
    void theMajorityGoesOn() {
        watch.tells(ONE, 1024, "aa");
        watch.tells(TWO, 1024, "aa");
        assertDoesNotThrow(() -> watch.tells(THREE, 1024, "bb"));
    }

    @Test
    void whereNoMajorityAgreesAllStop() {
        watch.tells(ONE, 1024, "aa");
        watch.tells(TWO, 1024, "bb");
        IllegalStateException stop = assertThrows(IllegalStateException.class, () -> watch.tells(THREE, 1024, "cc"));
        assertThat(stop.getMessage(), containsString("no majority agrees"));
    }

    @Test
    void digestsOfDifferentSlotsAreNotCompared() {
        watch.tells(ONE, 1024, "aa");
        assertDoesNotThrow(() -> watch.tells(TWO, 2048, "bb"));
        assertDoesNotThrow(() -> watch.tells(THREE, 2048, "bb"));
    }

    @Test
    void oneOtherOpinionOfThreeProvesNothingYet() {
        watch.tells(ONE, 1024, "aa");
        assertDoesNotThrow(() -> watch.tells(TWO, 1024, "bb"));
    }
}
