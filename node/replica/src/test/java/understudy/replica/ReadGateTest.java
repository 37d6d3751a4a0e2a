package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.consensus.Ballot;
import understudy.consensus.Configuration;
import understudy.consensus.DurableFacts;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.Message;
import understudy.consensus.MultiPaxos;
import understudy.consensus.NodeId;
import understudy.consensus.Output;
import understudy.consensus.Prng;
import understudy.consensus.Recovery;
import understudy.consensus.Step;
import understudy.script.command.Envelope;
import understudy.script.command.Reply;
import understudy.script.command.Row;

/** Reads of a follower: what is asked of the leader, and which answer serves whom. */
final class ReadGateTest {
    private static final NodeId LEADER = new NodeId(2);
    private static final Incarnation ITS_INCARNATION = new Incarnation(1, 2);
    private static final Configuration THREE = new Configuration(List.of(
            new Configuration.Member(new NodeId(1), new Incarnation(1, 1)),
            new Configuration.Member(LEADER, ITS_INCARNATION),
            new Configuration.Member(new NodeId(3), new Incarnation(1, 3))));

    private final Output output = new Output();
    private final Sent sent = new Sent();
    private final MultiPaxos paxos = new MultiPaxos(
            new Identity("c", new NodeId(1), new Incarnation(1, 1), THREE),
            NodeSettings.DEFAULT.timing(),
            new Prng(1),
            new Recovery(DurableFacts.first(new Incarnation(1, 1)).nextLife()),
            0,
            0);
    private final Connections connections = new Connections();
    private long nowMillis = 1_000;

    private Now now() {
        return new Now(nowMillis * 1_000, nowMillis * 1_000);
    }

    private Step step() {
        return new Step(nowMillis * 1_000, nowMillis * 1_000, output);
    }

    private void hearLeader() {
        paxos.receive(step(), LEADER, ITS_INCARNATION, new Message.Heartbeat(new Ballot(1, 2), 0, 0));
    }

    private ReadGate gate(long life) {
        return new ReadGate(NodeSettings.DEFAULT, life, new Incarnation(1, 1));
    }

    private void submit(ReadGate gate) {
        connect(gate);
        ask("key");
    }

    private void connect(ReadGate gate) {
        connections.outbox(sent);
        connections.handler(new Connections.Handler() {
            @Override
            public void write(Now now, Envelope command, Connections.Slot slot) {}

            @Override
            public void read(Now now, Envelope command, Connections.Slot slot) {
                gate.submit(now, command, slot);
            }

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
        connections.connected(now(), 1, "here");
    }

    private void ask(String key) {
        connections.command(
                now(), 1, List.of("get".getBytes(StandardCharsets.US_ASCII), key.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The keys that the state was asked for, in order, since the last call. */
    private List<String> run(ReadGate gate, long slot) {
        sent.state.clear();
        gate.run(slot, sent);
        List<String> keys = new ArrayList<>();
        for (StateWork work : sent.state) {
            for (StateWork.Ask ask : ((StateWork.Read) work).asks()) {
                keys.add(new String(ask.command().arguments().get(1), StandardCharsets.US_ASCII));
            }
        }
        return keys;
    }

    /** The tickets that were asked of the leader since the last call. */
    private List<Long> asked(ReadGate gate) {
        output.clear();
        gate.flush(now(), paxos, step());
        List<Long> tickets = new ArrayList<>();
        for (Output.Send send : output.sends) {
            if (send.message() instanceof Message.ReadIndex question) {
                tickets.add(question.ticket());
            }
        }
        return tickets;
    }

    @Test
    void aSlowAnswerServesTheReadsThatWereAskedFor() {
        hearLeader();
        ReadGate gate = gate(1);
        submit(gate);
        long first = asked(gate).get(0);
        // A round trip takes longer than the time after which the question is repeated, and more reads come.
        for (int i = 0; i < 3; i++) {
            nowMillis += 150;
            hearLeader();
            submit(gate);
            assertThat(asked(gate), is(List.of(first)));
        }
        gate.answered(now(), first, 7);
        gate.run(7, sent);
        assertThat(sent.state, hasSize(1));
        assertThat("reads served", ((StateWork.Read) sent.state.get(0)).asks(), hasSize(1));
        // The others came after the question and have one of their own.
        assertThat(asked(gate).equals(List.of(first)), is(false));
    }

    @Test
    void anAnswerToAnEarlierLifeIsNotMistakenForOne() {
        hearLeader();
        ReadGate before = gate(1);
        submit(before);
        long old = asked(before).get(0);
        ReadGate after = gate(2);
        submit(after);
        asked(after);
        after.answered(now(), old, 5);
        after.run(5, sent);
        assertThat(sent.state, hasSize(0));
    }

    @Test
    void aReadThatMustAskAgainIsNotOvertakenByTheNextOfItsConnection() {
        hearLeader();
        ReadGate gate = gate(1);
        connect(gate);
        ask("first");
        gate.answered(now(), asked(gate).get(0), 9);
        ask("second");
        long outdated = asked(gate).get(0);
        // Slot 9 went down with its leader. The answer to the second read's question comes after all.
        nowMillis += 150;
        hearLeader();
        long ticket = asked(gate).get(0);
        gate.answered(now(), outdated, 5);
        assertThat("of slot 5", run(gate, 5), is(List.of()));
        gate.answered(now(), ticket, 8);
        assertThat("of slot 8", run(gate, 8), is(List.of("first", "second")));
    }

    @Test
    void aReadThatALostStateDidNotAnswerIsNotOvertakenByTheNextOfItsConnection() {
        hearLeader();
        ReadGate gate = gate(1);
        connect(gate);
        ask("first");
        gate.answered(now(), asked(gate).get(0), 3);
        assertThat("of slot 3", run(gate, 3), is(List.of("first")));
        ask("second");
        long outdated = asked(gate).get(0);
        gate.stateLost();
        long ticket = asked(gate).get(0);
        gate.answered(now(), outdated, 4);
        assertThat("of slot 4", run(gate, 4), is(List.of()));
        gate.answered(now(), ticket, 4);
        assertThat("of slot 4, asked for anew", run(gate, 4), is(List.of("first", "second")));
    }

    @Test
    void readsWhoseSlotNeverComesAreToldWithinTheLimit() {
        hearLeader();
        ReadGate gate = gate(1);
        submit(gate);
        gate.answered(now(), asked(gate).get(0), 7);
        long begun = nowMillis;
        while (sent.replies.isEmpty() && nowMillis - begun < 10_000) {
            nowMillis += 10;
            asked(gate);
            gate.tick(now(), connections);
        }
        assertThat(nowMillis - begun <= NodeSettings.DEFAULT.noLeaderMillis() + 20, is(true));
    }

    /** Seed 1532: a read saw slot 493, and the long one behind it the state of slot 489, which was all it had been promised. */
    @Test
    void aLongReadSeesNoLessThanThoseBeforeItOnItsConnection() {
        hearLeader();
        ReadGate gate = gate(1);
        submit(gate);
        gate.answered(now(), asked(gate).get(0), 5);
        gate.run(9, sent);
        gate.answers(now(), new StateDone.Answers(List.of(new StateDone.Answer(1, null, 0, true))), connections, null);
        assertThat(gate.longReads().wantedSlot(now()), is(9L));
    }
}
