package understudy.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import understudy.consensus.Incarnation;
import understudy.consensus.MultiPaxos;
import understudy.consensus.Step;
import understudy.script.command.CommandError;
import understudy.script.command.CommandTable;
import understudy.script.command.Envelope;
import understudy.script.command.Reply;
import understudy.script.command.Row;
import understudy.script.command.ScriptName;

/**
 * Reads: none enters the log, each is linearizable. Those that wait share one ticket; with it comes the slot that
 * must be applied before they run. Reads that arrive while a ticket is out wait for the next: its round must
 * begin after they came.
 */
final class ReadGate {
    private static final long RETRY_MICROS = 100_000;

    private final long noLeaderMicros;
    private final List<Waiting> waiting = new ArrayList<>();
    private List<Waiting> asked = new ArrayList<>();
    private final Deque<Ready> ready = new ArrayDeque<>();
    private final TreeMap<Long, Running> running = new TreeMap<>();
    private final LongReads longReads = new LongReads();

    /** By connection and ticket: what was found behind a read that still runs. */
    private final TreeMap<Long, TreeMap<Long, Parked>> parked = new TreeMap<>();

    private long ticket;
    private long askedMicros;
    private long asks;

    /** A read of a client's. */
    record Waiting(Envelope command, Connections.Slot slot, long sinceMicros) {}

    /**
     * @param slot the state runs it after this slot. Where it is begun anew, that is on a state that holds it: what the
     *     connection sent before it may have been answered by that much, which can be more than it was promised
     */
    private record Running(Waiting read, long slot) {}

    private record Parked(Waiting read, StateDone.Answer answer) {}

    private record Ready(long slot, List<Waiting> reads, long sinceMicros) {}

    ReadGate(NodeSettings settings, long life, Incarnation incarnation) {
        this.noLeaderMicros = settings.noLeaderMillis() * 1_000L;
        this.ticket = incarnation.firstNumber(life);
    }

    void submit(Now now, Envelope command, Connections.Slot slot) {
        waiting.add(new Waiting(command, slot, now.monotonicMicros()));
    }

    /** Asks for a read index where reads wait and no question is out, or none that is still worth waiting for. */
    void flush(Now now, MultiPaxos paxos, Step step) {
        // The slot may have been a tick that went down with its leader: then nothing fills it until the next write.
        if (!ready.isEmpty() && now.monotonicMicros() - ready.peek().sinceMicros() > RETRY_MICROS) {
            beginAnew(List.of());
        }
        if (asked.isEmpty() && !waiting.isEmpty()) {
            asked.addAll(waiting);
            waiting.clear();
            ask(now, paxos, step, ++ticket);
        } else if (!asked.isEmpty() && now.monotonicMicros() - askedMicros > RETRY_MICROS) {
            // The same question, for the same reads: what came later may not be served by the answer to the first.
            ask(now, paxos, step, ticket);
        }
    }

    private void ask(Now now, MultiPaxos paxos, Step step, long asking) {
        askedMicros = now.monotonicMicros();
        paxos.requestRead(step, asking);
    }

    /** The answer to a question; -1: ask again. */
    void answered(Now now, long answeredTicket, long slot) {
        if (answeredTicket != ticket || asked.isEmpty()) {
            return;
        }
        if (slot >= 0) {
            ready.add(new Ready(slot, asked, now.monotonicMicros()));
            asked = new ArrayList<>();
        }
    }

    /** Runs the reads whose slot is on its way to the state. */
    void run(long handedSlot, Outbox out) {
        while (!ready.isEmpty() && ready.peek().slot() <= handedSlot) {
            List<StateWork.Ask> batch = new ArrayList<>();
            Ready next = ready.poll();
            for (Waiting read : next.reads()) {
                asks++;
                if (longReads.precedes(read)) {
                    longReads.add(asks, read, handedSlot);
                } else {
                    running.put(asks, new Running(read, handedSlot));
                    batch.add(new StateWork.Ask(asks, read.command()));
                }
            }
            if (!batch.isEmpty()) {
                out.state(new StateWork.Read(batch));
            }
        }
    }

    /** Asks for a state for what takes long, or for the commit that must come first. */
    void hold(Now now, ApplyLine line, MultiPaxos paxos, Outbox out) {
        long slot = longReads.wantedSlot(now);
        if (slot == 0) {
            return;
        }
        if (line.committingSlot() < slot) {
            line.commitSoon();
            line.move(now, paxos, out);
        }
        if (line.committingSlot() >= slot) {
            longReads.request(now, slot, out);
        }
    }

    /** The state's answer. What turned out to need the log goes there. */
    void answers(Now now, StateDone.Answers answers, Connections connections, Gateway gateway) {
        for (StateDone.Answer answer : answers.answers()) {
            Running asked = running.remove(answer.ticket());
            if (answer.takesLong() || longReads.precedes(asked.read())) {
                longReads.add(answer.ticket(), asked.read(), asked.slot());
            } else {
                inOrder(now, asked.read(), answer, connections, gateway);
            }
        }
    }

    /**
     * Answers, unless an earlier read of the connection still runs: should its state be lost, it is asked anew and sees a
     * later one, and then so must this one.
     */
    private void inOrder(Now now, Waiting read, StateDone.Answer answer, Connections connections, Gateway gateway) {
        if (longReads.runsBefore(answer.ticket(), read)) {
            parked.computeIfAbsent(read.slot().connection().id, connection -> new TreeMap<>())
                    .put(answer.ticket(), new Parked(read, answer));
        } else {
            answer(now, read, answer, connections, gateway);
        }
    }

    /** A read of this connection has ended: those that were found behind it may be answered. */
    private void release(Now now, Waiting ended, Connections connections, Gateway gateway) {
        long connection = ended.slot().connection().id;
        TreeMap<Long, Parked> behind = parked.get(connection);
        while (behind != null && !behind.isEmpty() && !longReads.runsBefore(behind.firstKey(), ended)) {
            Parked next = behind.pollFirstEntry().getValue();
            answer(now, next.read(), next.answer(), connections, gateway);
        }
        if (behind != null && behind.isEmpty()) {
            parked.remove(connection);
        }
    }

    private void answer(Now now, Waiting read, StateDone.Answer answer, Connections connections, Gateway gateway) {
        if (answer.reply() != null) {
            connections.answer(now, read.slot(), whole(now, read.command(), answer.reply()), answer.holdMillis());
        } else if (ScriptName.readsBySource(row(read.command()))) {
            gateway.load(now, read.command(), read.slot());
        } else {
            gateway.submit(now, read.command(), read.slot());
        }
    }

    /** With what the state cannot know. */
    private Reply whole(Now now, Envelope command, Reply reply) {
        boolean isStats = reply instanceof Reply.Pairs && row(command).name().equals(FunctionStats.COMMAND);
        return isStats ? FunctionStats.with(reply, longReads.scripts(), now) : reply;
    }

    private static Row row(Envelope command) {
        try {
            return CommandTable.find(command.arguments());
        } catch (CommandError e) {
            throw new IllegalStateException("a read ran by a command that there is not", e);
        }
    }

    /** A reader's answer. */
    void answered(Now now, StateDone.Answer answer, Connections connections, Gateway gateway) {
        Waiting read = longReads.take(answer.ticket());
        if (read != null) {
            inOrder(now, read, answer, connections, gateway);
            release(now, read, connections, gateway);
        }
    }

    /** A reader has found damage in a state that is this node's no more: its read is answered so. */
    void refused(Now now, long asked, Reply why, Connections connections, Gateway gateway) {
        answered(now, new StateDone.Answer(asked, why, 0, false), connections, gateway);
    }

    LongReads longReads() {
        return longReads;
    }

    /** What the state was asked it will not answer: these reads ask for their slot anew. */
    void stateLost() {
        TreeMap<Long, Waiting> unanswered = longReads.stateLost();
        running.forEach((asked, one) -> unanswered.put(asked, one.read()));
        running.clear();
        parked.values().forEach(behind -> behind.forEach((asked, one) -> unanswered.put(asked, one.read())));
        parked.clear();
        beginAnew(List.copyOf(unanswered.values()));
    }

    /**
     * Where some reads must ask again, so must all that came after them: commands of one connection take effect in
     * order, and a read that overtakes another shows its client less than the other has shown it.
     *
     * @param first those that came before all that are here
     */
    private void beginAnew(List<Waiting> first) {
        List<Waiting> again = new ArrayList<>(first);
        while (!ready.isEmpty()) {
            again.addAll(ready.poll().reads());
        }
        again.addAll(asked);
        // The answer to the question that is out comes to nobody: the next has another ticket.
        asked = new ArrayList<>();
        waiting.addAll(0, again);
    }

    void tick(Now now, Connections connections) {
        expire(now, waiting, connections);
        expire(now, asked, connections);
        for (Ready some : ready) {
            expire(now, some.reads(), connections);
        }
    }

    int waiting() {
        int count = waiting.size() + asked.size() + running.size() + longReads.size();
        for (Ready some : ready) {
            count += some.reads().size();
        }
        for (TreeMap<Long, Parked> behind : parked.values()) {
            count += behind.size();
        }
        return count;
    }

    private void expire(Now now, List<Waiting> reads, Connections connections) {
        if (reads.isEmpty() || now.monotonicMicros() - reads.get(0).sinceMicros() <= noLeaderMicros) {
            return;
        }
        List<Waiting> late = new ArrayList<>();
        reads.removeIf(read -> {
            boolean tooLate = now.monotonicMicros() - read.sinceMicros() > noLeaderMicros;
            if (tooLate) {
                late.add(read);
            }
            return tooLate;
        });
        for (Waiting read : late) {
            connections.answer(now, read.slot(), Gateway.NO_LEADER, 0);
        }
    }
}
