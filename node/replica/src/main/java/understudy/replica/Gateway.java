package understudy.replica;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.consensus.NodeId;
import understudy.script.StateMachine.Outcome;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;

/**
 * The writes of this node's clients, on their way through the log.
 *
 * <p>A write gets its number when it is first sent to a leader. From then on it is sent again, in order, until its
 * outcome is known: the replicated state executes each number of a gateway once. Before that it is only waiting,
 * and a client that is told {@code TRYAGAIN} knows that nothing happened and never will.
 *
 * <p>A read whose script the state does not hold brings the script here, to be kept; then it is a read again
 * ({@link #load}).
 *
 * <p>A client that waits in vain is told {@code UNKNOWN}; its command stays in the line, since the numbers behind
 * it would be a gap without it.
 */
final class Gateway {
    static final Reply NO_LEADER = new Reply.Failure("TRYAGAIN no leader was reached in time, nothing was done");
    static final Reply UNKNOWN = new Reply.Failure(
            "UNKNOWN outcome: no leader answered in time; the command may or may not have taken effect");
    private static final Reply UNKNOWN_SNAPSHOT = new Reply.Failure(
            "UNKNOWN outcome: this node caught up by a snapshot that does not say what the command answered");
    private static final byte[] SCRIPT = "script".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOAD = "load".getBytes(StandardCharsets.US_ASCII);
    private static final int FORWARD_BYTES = 512 << 10;

    private final ScriptRoutes routes = new ScriptRoutes();
    private final int node;
    private long life;
    private final long noLeaderMicros;
    private final long resendMicros;

    private final Deque<Pending> unsent = new ArrayDeque<>();
    private final Deque<Pending> sent = new ArrayDeque<>();
    private final Deque<Pending> fresh = new ArrayDeque<>();
    private final TreeMap<Long, Pending> recalls = new TreeMap<>();
    private final Deque<Pending> loaded = new ArrayDeque<>();
    private long lastNumber;
    private long recallTickets;
    private long progressMicros;
    private long resentMicros;
    private boolean resend;

    private static final class Pending {
        Envelope command;
        Connections.Slot slot;
        final long sinceMicros;

        /** What the client has sent, where the command only makes it possible; else null. */
        final Envelope read;

        Pending(Envelope command, Connections.Slot slot, long sinceMicros, Envelope read) {
            this.command = command;
            this.slot = slot;
            this.sinceMicros = sinceMicros;
            this.read = read;
        }
    }

    Gateway(int node, long life, NodeSettings settings) {
        this.node = node;
        this.life = life;
        this.noLeaderMicros = settings.noLeaderMillis() * 1_000L;
        this.resendMicros = settings.electionMinMillis() * 1_000L;
    }

    /** Which scripts need not come here. */
    ScriptRoutes routes() {
        return routes;
    }

    /** A client's write; its envelope has no origin yet. */
    void submit(Now now, Envelope command, Connections.Slot slot) {
        unsent.add(new Pending(command, slot, now.monotonicMicros(), null));
    }

    /** A read that brings a script which the state does not hold: has it kept. What runs long must not run in the log. */
    void load(Now now, Envelope read, Connections.Slot slot) {
        List<byte[]> load = List.of(SCRIPT, LOAD, read.arguments().get(1));
        Envelope command =
                new Envelope(read.origin(), 0, 0, read.principal(), read.database(), read.protocol(), null, load);
        unsent.add(new Pending(command, slot, now.monotonicMicros(), read));
    }

    /** Reads whose scripts are kept now go on. */
    void readOn(Now now, ReadGate reads) {
        while (!loaded.isEmpty()) {
            Pending pending = loaded.poll();
            reads.submit(now, pending.read, pending.slot);
        }
    }

    /** There is another leader than before: it is sent everything again. */
    void leaderChanged() {
        resend = true;
    }

    /**
     * Sends what waits, numbered, to the leader.
     *
     * @param leader 0 when there is none
     */
    void flush(Now now, int leader, Proposals proposals, Outbox out) {
        if (leader == 0) {
            return;
        }
        while (!unsent.isEmpty()) {
            Pending pending = unsent.poll();
            pending.command = withOrigin(pending.command, new Origin(node, life, ++lastNumber));
            if (sent.isEmpty() && fresh.isEmpty()) {
                progressMicros = now.monotonicMicros();
                resentMicros = progressMicros;
            }
            fresh.add(pending);
        }
        boolean late = leader != node
                && !sent.isEmpty()
                && now.monotonicMicros() - Math.max(progressMicros, resentMicros) > resendMicros;
        if (resend || late) {
            resend = false;
            resentMicros = now.monotonicMicros();
            sent.addAll(fresh);
            fresh.clear();
            send(now, leader, sent, proposals, out);
        } else if (!fresh.isEmpty()) {
            Deque<Pending> news = new ArrayDeque<>(fresh);
            sent.addAll(fresh);
            fresh.clear();
            send(now, leader, news, proposals, out);
        }
    }

    private void send(Now now, int leader, Deque<Pending> commands, Proposals proposals, Outbox out) {
        if (commands.isEmpty()) {
            return;
        }
        long oldest = sent.peek().command.origin().number();
        List<Envelope> batch = new ArrayList<>();
        long bytes = 0;
        for (Pending pending : commands) {
            if (bytes > FORWARD_BYTES) {
                deliver(leader, oldest, batch, proposals, out);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(pending.command);
            bytes += Proposals.bytes(pending.command);
        }
        deliver(leader, oldest, batch, proposals, out);
    }

    private void deliver(int leader, long oldest, List<Envelope> batch, Proposals proposals, Outbox out) {
        if (leader == node) {
            proposals.offer(oldest, batch);
        } else {
            out.send(new NodeId(leader), PeerFrame.encode(new PeerFrame.Forward(oldest, batch)));
        }
    }

    private static Envelope withOrigin(Envelope command, Origin origin) {
        return new Envelope(
                origin,
                command.session(),
                command.sequence(),
                command.principal(),
                command.database(),
                command.protocol(),
                command.refused(),
                command.arguments());
    }

    /** A node that joins knows what to number its commands under when it is readmitted; before, it sends none. */
    void life(long number) {
        if (number != life && lastNumber > 0) {
            throw new IllegalStateException(
                    "commands were numbered under " + life + ", and " + number + " is the life now");
        }
        life = number;
    }

    /** This node has applied a command of its own. */
    void outcome(Now now, Outcome outcome, Connections connections) {
        if (outcome.origin().node() != node || outcome.origin().life() != life) {
            return;
        }
        Pending pending = sent.peek();
        long expected = pending == null ? 0 : pending.command.origin().number();
        if (expected != outcome.origin().number()) {
            throw new IllegalStateException("number " + outcome.origin().number()
                    + " of this gateway was executed, but " + expected + " is the oldest that waits");
        }
        sent.poll();
        progressMicros = now.monotonicMicros();
        routes.learn(pending.command, outcome);
        if (pending.slot == null) {
            return;
        }
        if (pending.read != null && !(outcome.reply() instanceof Reply.Failure)) {
            loaded.add(pending);
        } else {
            connections.answer(now, pending.slot, outcome.reply(), outcome.holdMillis());
        }
    }

    /** The state was replaced by one that has executed this gateway's commands up to a number; -1: of a later life. */
    void skippedTo(Now now, long number, Connections connections, Outbox out) {
        while (!sent.isEmpty() && (number < 0 || sent.peek().command.origin().number() <= number)) {
            Pending pending = sent.poll();
            progressMicros = now.monotonicMicros();
            if (pending.slot == null) {
                continue;
            }
            if (pending.read != null) {
                loaded.add(pending);
            } else if (pending.command.session() != 0) {
                recalls.put(++recallTickets, pending);
                out.state(new StateWork.Recall(recallTickets, pending.command.session(), pending.command.sequence()));
            } else {
                connections.answer(now, pending.slot, UNKNOWN_SNAPSHOT, 0);
            }
        }
    }

    /** The state was lost with these questions in its line; the one that has taken its place is asked again. */
    void recallAgain(Outbox out) {
        for (Map.Entry<Long, Pending> recall : recalls.entrySet()) {
            Envelope command = recall.getValue().command;
            out.state(new StateWork.Recall(recall.getKey(), command.session(), command.sequence()));
        }
    }

    void recalled(Now now, StateDone.Recalled recalled, Connections connections) {
        Pending pending = recalls.remove(recalled.ticket());
        if (pending != null) {
            connections.answer(now, pending.slot, recalled.reply() == null ? UNKNOWN_SNAPSHOT : recalled.reply(), 0);
        }
    }

    /** Tells clients that have waited too long how things stand. */
    void tick(Now now, Connections connections) {
        while (!unsent.isEmpty() && now.monotonicMicros() - unsent.peek().sinceMicros > noLeaderMicros) {
            Pending pending = unsent.poll();
            connections.answer(now, pending.slot, NO_LEADER, 0);
        }
        if (now.monotonicMicros() - progressMicros > noLeaderMicros) {
            for (Pending pending : sent) {
                if (pending.slot != null && now.monotonicMicros() - pending.sinceMicros > noLeaderMicros) {
                    connections.answer(now, pending.slot, pending.read == null ? UNKNOWN : NO_LEADER, 0);
                    pending.slot = null;
                }
            }
        }
    }

    int waiting() {
        return unsent.size() + sent.size() + loaded.size();
    }
}
