package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;
import understudy.consensus.NodeId;

/** Whom a node asks for a snapshot. */
final class SnapshotExchangeTest {
    private static final NodeId STALLED = new NodeId(2);
    private static final NodeId OTHER = new NodeId(3);

    private final SnapshotExchange exchange = new SnapshotExchange();
    private final Sent sent = new Sent();

    private static Now at(long millis) {
        return new Now(millis * 1_000, millis * 1_000);
    }

    /** Until the fetch is given up. Returns when that was, in milliseconds. */
    private long giveUp(long millis) {
        while (!exchange.isIdle()) {
            millis += 100;
            exchange.tick(at(millis), sent);
        }
        return millis;
    }

    /** Seed 1541: whenever it gave up, it was the turn of the same stalled peer to offer itself. */
    @Test
    void aPeerThatWasAskedInVainIsNotAskedAgainAtOnce() {
        exchange.fetch(at(1_000), STALLED, sent);
        long millis = giveUp(1_000);
        exchange.fetch(at(millis + 10), STALLED, sent);
        assertThat("asks nobody", exchange.isIdle(), is(true));
        exchange.fetch(at(millis + 150), OTHER, sent);
        assertThat("asks the other", exchange.isIdle(), is(false));
    }

    @Test
    void aPeerThatIsTheOnlyOneIsAskedAgainSoon() {
        exchange.fetch(at(1_000), STALLED, sent);
        long millis = giveUp(1_000);
        exchange.fetch(at(millis + 2_000), STALLED, sent);
        assertThat(exchange.isIdle(), is(false));
    }
}
