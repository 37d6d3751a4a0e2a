package understudy.chaos.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class HaltsTest {
    @Test
    void aNodeWhoseDiskFailsItMayHalt() {
        assertDoesNotThrow(() -> Halts.require("node 1", 7));
        assertDoesNotThrow(() -> Halts.require("node 1", 70));
    }

    @Test
    void anyOtherEndIsASurpriseThatNamesTheCode() {
        for (int code : new int[] {0, 1, 5, 9, 134, 137}) {
            Surprise surprise = assertThrows(Surprise.class, () -> Halts.require("node 1", code));
            assertThat(surprise.getMessage(), containsString("node 1 ended with exit code " + code + ","));
        }
    }
}
