package understudy.sim.world;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private final Timeline timeline = new Timeline();
    private final List<String> ran = new ArrayList<>();

    @Test
    void eventsRunByTimeAndThenInTheOrderInWhichTheyWereAskedFor() {
        timeline.at(20, () -> ran.add("late"));
        timeline.at(10, () -> ran.add("first"));
        timeline.at(10, () -> {
            ran.add("second");
            timeline.after(0, () -> ran.add("fourth"));
        });
        timeline.at(10, () -> ran.add("third"));
        while (timeline.step(100)) {
            // all of them
        }
        assertThat(ran, contains("first", "second", "third", "fourth", "late"));
        assertThat(timeline.nowMicros(), is(100L));
    }

    @Test
    void timeStandsAtTheEventThatRuns() {
        timeline.at(30, () -> ran.add("at " + timeline.nowMicros()));
        assertThat(timeline.step(29), is(false));
        assertThat(timeline.nowMicros(), is(29L));
        assertThat(timeline.step(30), is(true));
        assertThat(ran, contains("at 30"));
    }

    @Test
    void nothingCanBeScheduledInThePast() {
        timeline.step(50);
        assertThrows(IllegalStateException.class, () -> timeline.at(49, () -> ran.add("never")));
    }
}
