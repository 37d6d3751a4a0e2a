package understudy.sim.world;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import org.junit.jupiter.api.Test;

class PrngTest {
    @Test
    void theSameSeedGivesTheSameNumbersOnEveryMachine() {
        Prng random = new Prng(42);
        long first = random.next();
        assertThat(new Prng(42).next(), is(first));
        assertThat(new Prng(43).next(), is(not(first)));
        assertThat("golden", Long.toHexString(new Prng(1).next()), is("cfc5d07f6f03c29b"));
    }

    @Test
    void aSplitDependsOnThePurposeAndNotOnWhatWasDrawn() {
        Prng untouched = new Prng(7);
        Prng drawnFrom = new Prng(7);
        for (int i = 0; i < 100; i++) {
            drawnFrom.next();
        }
        assertThat(drawnFrom.split("disk").next(), is(untouched.split("disk").next()));
        assertThat(
                untouched.split("disk").next(),
                is(not(untouched.split("network").next())));
        assertThat(untouched.split(1).next(), is(not(untouched.split(2).next())));
    }

    @Test
    void everyDrawLiesWithinItsBounds() {
        Prng random = new Prng(9);
        long sum = 0;
        for (int i = 0; i < 20_000; i++) {
            assertThat(random.below(7), is(allOf(greaterThanOrEqualTo(0), lessThan(7))));
            assertThat(random.between(-3, 3), is(allOf(greaterThanOrEqualTo(-3), lessThanOrEqualTo(3))));
            assertThat(random.scaled(10, 100_000), is(allOf(greaterThanOrEqualTo(10L), lessThanOrEqualTo(100_000L))));
            sum += random.exponential(1_000);
        }
        assertThat("the mean of an exponential draw", sum / 20_000, is(allOf(greaterThan(950L), lessThan(1_050L))));
    }

    @Test
    void aChanceComesAsOftenAsItSays() {
        Prng random = new Prng(11);
        int hits = 0;
        for (int i = 0; i < 100_000; i++) {
            hits += random.chance(250_000) ? 1 : 0;
        }
        assertThat(hits, is(allOf(greaterThan(24_000), lessThan(26_000))));
        assertThat(random.chance(0), is(false));
        assertThat(random.chance(Prng.MILLION), is(true));
    }
}
