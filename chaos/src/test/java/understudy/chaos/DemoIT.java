package understudy.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

final class DemoIT {
    @Test
    void theDemoShowsWhatItPromisesAndEndsWell() {
        long begin = System.nanoTime();
        try (Running demo = Jar.run("demo")) {
            int exitCode = demo.awaitEnd();
            System.out.println(demo.output());
            System.out.println("the demo took " + (System.nanoTime() - begin) / 1_000_000 + " ms");
            assertThat(demo.output(), exitCode, is(0));
            for (String shown : new String[] {
                "r0 set",
                "r-1 false",
                "somebody else directs",
                "first acknowledged write",
                "caught up",
                "none lost, none doubled"
            }) {
                assertThat(demo.output(), containsString(shown));
            }
        }
    }
}
