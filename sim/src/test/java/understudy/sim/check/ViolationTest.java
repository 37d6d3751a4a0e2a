package understudy.sim.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import understudy.consensus.MessageCodec;

/** By what the failure of one check is told from that of another. */
class ViolationTest {
    private static Violation violation(Runnable check) {
        return assertThrows(Violation.class, check::run);
    }

    private static void order(int token) {
        if (token < 0) {
            throw new Violation("LOCK", "a token is below zero");
        }
        if (token > 9) {
            throw new Violation("LOCK", "a token is above nine");
        }
    }

    @Test
    void twoChecksOfOneMethodAreTold() {
        Violation below = violation(() -> order(-1));
        Violation above = violation(() -> order(10));
        assertThat(below.where(), is("ViolationTest.order"));
        assertThat(above.where(), is(below.where()));
        assertThat(below.check(), matchesPattern("ViolationTest\\.order:\\d+"));
        assertThat(above.check(), is(not(below.check())));
        assertThat(violation(() -> order(-2)).check(), is(below.check()));
    }

    @Test
    void twoChecksInLambdasAreTold() {
        Violation first = violation(() -> {
            throw new Violation("EQ", "one");
        });
        Violation second = violation(() -> {
            throw new Violation("EQ", "two");
        });
        assertThat(first.where(), is("ViolationTest"));
        assertThat(first.check(), is(not(second.check())));
    }

    @Test
    void aHaltIsToldByTheProductsLine() {
        RuntimeException thrown = assertThrows(RuntimeException.class, () -> MessageCodec.decode(new byte[0]));
        Violation halt = Violation.halt("n1", thrown);
        assertThat(halt.where(), startsWith("MessageCodec."));
        assertThat(halt.check(), matchesPattern("MessageCodec\\..*:\\d+"));
    }

    @Test
    void whereAStackOverflowsIsNoMatter() {
        Violation halt = Violation.halt("n1", new StackOverflowError());
        assertThat(halt.check(), is(halt.where()));
    }
}
