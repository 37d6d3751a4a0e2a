package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.consensus.NodeId;

/** Who is given which snapshot, and when one is given up. */
final class SnapshotExchangeTest {
    private static final NodeId FIRST = new NodeId(1);
    private static final NodeId SECOND = new NodeId(2);

    private final SnapshotExchange exchange = new SnapshotExchange();
    private final Sent sent = new Sent();
    private long nowMillis;

    private Now now() {
        return new Now(nowMillis * 1_000, 0);
    }

    private void ask(NodeId peer, long floor) {
        sent.clear();
        exchange.frame(now(), peer, new PeerFrame.SnapshotAsk(), floor, sent);
    }

    @Test
    void aSecondPeerIsOfferedTheSnapshotThatTheFirstIsReading() {
        ask(FIRST, 50);
        assertThat(sent.state, contains(instanceOf(StateWork.TakeSnapshot.class)));
        exchange.taken(new StateDone.SnapshotTaken(9, 100, 4_000), sent);
        nowMillis += 3_000;
        ask(SECOND, 90);
        // The state stage offers the one at hand; nothing takes it away from the first.
        assertThat(sent.state, contains(instanceOf(StateWork.TakeSnapshot.class)));
    }

    @Test
    void aSnapshotBehindTheLogIsTakenAnew() {
        ask(FIRST, 50);
        exchange.taken(new StateDone.SnapshotTaken(9, 100, 4_000), sent);
        ask(SECOND, 102);
        assertThat(
                sent.state,
                contains(instanceOf(StateWork.DropSnapshot.class), instanceOf(StateWork.TakeSnapshot.class)));
    }

    @Test
    void aSnapshotIsKeptWhileItIsReadAndNotMuchLonger() {
        ask(FIRST, 50);
        exchange.taken(new StateDone.SnapshotTaken(9, 100, 4_000), sent);
        for (int i = 0; i < 10; i++) {
            nowMillis += 20_000;
            exchange.frame(now(), FIRST, new PeerFrame.ChunkAsk(9, i), 50, sent);
            sent.clear();
            exchange.tick(now(), sent);
            assertThat(exchange.isServing(), is(true));
            assertThat(sent.state, is(List.of()));
        }
        nowMillis += 40_000;
        exchange.tick(now(), sent);
        assertThat(exchange.isServing(), is(false));
        assertThat(sent.state, contains(instanceOf(StateWork.DropSnapshot.class)));
    }

    @Test
    void aQuestionIsRepeatedAndAtLastGivenUp() {
        exchange.fetch(now(), FIRST, sent);
        assertThat(sent.frames, contains(new Sent.Frame(FIRST, new PeerFrame.SnapshotAsk())));
        sent.clear();
        nowMillis += 600;
        exchange.tick(now(), sent);
        assertThat(sent.frames, contains(new Sent.Frame(FIRST, new PeerFrame.SnapshotAsk())));
        nowMillis += 5_000;
        exchange.tick(now(), sent);
        assertThat(sent.state, contains(instanceOf(StateWork.DropInstall.class)));
        assertThat(exchange.fetches(1), is(false));
    }
}
