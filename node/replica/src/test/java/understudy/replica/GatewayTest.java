package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.StateMachine.Outcome;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.command.Row;

/** A gateway's writes: numbered once, sent again until their outcome is known, answered once. */
final class GatewayTest {
    private static final int SELF = 1;
    private static final int LEADER = 2;
    private static final Reply OK = new Reply.Status("OK");

    private final Gateway gateway = new Gateway(SELF, 7, NodeSettings.DEFAULT);
    private final Proposals proposals = new Proposals(1 << 20, 1 << 20);
    private final Connections connections = new Connections();
    private final Sent sent = new Sent();
    private long nowMillis = -5_000;

    private Now now() {
        return new Now(nowMillis * 1_000, 0);
    }

    private void write() {
        connections.outbox(sent);
        connections.handler(new Connections.Handler() {
            @Override
            public void write(Now now, Envelope command, Connections.Slot slot) {
                gateway.submit(now, command, slot);
            }

            @Override
            public void read(Now now, Envelope command, Connections.Slot slot) {}

            @Override
            public boolean reads(Row row, List<byte[]> arguments) {
                return false;
            }

            @Override
            public Reply local(
                    Now now, Connections.Connection connection, List<byte[]> arguments, Connections.Slot slot) {
                return null;
            }
        });
        if (connections.at(1) == null) {
            connections.connected(now(), 1, "here");
        }
        connections.command(now(), 1, List.of(ascii("set"), ascii("key"), ascii("value")));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void flush(int leader) {
        gateway.flush(now(), leader, proposals, sent);
    }

    /** The numbers that were forwarded since the last call. */
    private List<Long> forwarded() {
        List<Long> numbers = new ArrayList<>();
        for (Sent.Frame frame : sent.frames) {
            for (Envelope command : ((PeerFrame.Forward) frame.frame()).commands()) {
                numbers.add(command.origin().number());
            }
        }
        sent.frames.clear();
        return numbers;
    }

    private void outcome(long number) {
        gateway.outcome(now(), new Outcome(new Origin(SELF, 7, number), OK, 0), connections);
    }

    @Test
    void commandsAreNumberedWhenTheyAreFirstSent() {
        write();
        write();
        flush(0);
        assertThat(forwarded(), is(List.of()));
        flush(LEADER);
        assertThat(forwarded(), is(List.of(1L, 2L)));
        flush(LEADER);
        assertThat(forwarded(), is(List.of()));
    }

    @Test
    void anotherLeaderIsSentEverythingWithoutAnOutcome() {
        write();
        write();
        flush(LEADER);
        outcome(1);
        write();
        forwarded();
        gateway.leaderChanged();
        flush(3);
        assertThat(forwarded(), is(List.of(2L, 3L)));
    }

    @Test
    void whatWasLostIsSentAgainAlthoughNewCommandsKeepComing() {
        write();
        flush(LEADER);
        forwarded();
        boolean again = false;
        for (int i = 0; i < 100 && !again; i++) {
            nowMillis += 10;
            write();
            flush(LEADER);
            again = forwarded().contains(1L);
        }
        assertThat(again, is(true));
    }

    @Test
    void progressOfOthersDoesNotMakeItRepeatItself() {
        for (int i = 1; i <= 100; i++) {
            write();
            flush(LEADER);
            assertThat(forwarded(), is(List.of((long) i)));
            nowMillis += 200;
            outcome(i);
        }
    }

    @Test
    void whatWasNeverSentIsToldToTryAgain() {
        write();
        nowMillis += 2_001;
        gateway.tick(now(), connections);
        assertThat(sent.replies, is(List.of(Gateway.NO_LEADER)));
        flush(LEADER);
        assertThat(forwarded(), is(List.of()));
    }

    @Test
    void whatWasSentIsToldThatItsOutcomeIsUnknownAndStaysInTheLine() {
        write();
        flush(LEADER);
        forwarded();
        nowMillis += 2_001;
        gateway.tick(now(), connections);
        assertThat(sent.replies, is(List.of(Gateway.UNKNOWN)));
        gateway.leaderChanged();
        flush(LEADER);
        assertThat(forwarded(), is(List.of(1L)));
        outcome(1);
        assertThat(sent.replies, hasSize(1));
    }

    @Test
    void whatASnapshotSkippedIsAnsweredOnce() {
        write();
        write();
        write();
        flush(LEADER);
        gateway.skippedTo(now(), 2, connections, sent);
        assertThat(sent.replies, hasSize(2));
        outcome(3);
        assertThat(sent.replies, hasSize(3));
        assertThat(sent.replies.get(2), is(OK));
    }
}
