package understudy.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * One node of a {@link World}: the core, driven as the loop stage drives it, over a disk that is modelled. What is
 * written waits until it is synced; a crash loses what was not, but for what the page cache happened to write out.
 * The state is a number: the slot up to which entries were applied, and the one up to which that is durable.
 */
final class Machine {
    /** A record of the log; its position is that of the life at hand. */
    private static final class Stored {
        long position;
        final int type;
        final byte[] payload;

        Stored(long position, int type, byte[] payload) {
            this.position = position;
            this.type = type;
            this.payload = payload;
        }
    }

    private record Waiting(Output.Send send, long order) {}

    /** What the state is, or was when it was made durable. */
    record State(long slot, long stampMicros) {}

    /** A peer's state on its way into this node; its floor is durable at {@code position}. */
    private record Install(State state, long position) {}

    private record Disk(Identity identity, DurableFacts facts, List<Stored> log, State durable) {}

    final int id;
    private final World world;
    private Identity identity;

    // The disk.
    private DurableFacts facts;
    private final List<Stored> log = new ArrayList<>();
    private long sequence;
    private State durable = new State(0, 0);
    private boolean damaged;
    private Disk aside;

    // What a crash ends.
    private final List<Output.Write> unsynced = new ArrayList<>();
    private final Output output = new Output();
    private final Deque<Message> toSelf = new ArrayDeque<>();
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>((a, b) -> a.send.position() != b.send.position()
            ? Long.compare(a.send.position(), b.send.position())
            : Long.compare(a.order, b.order));
    private final Deque<Output.ChosenEntry> handed = new ArrayDeque<>();
    private MultiPaxos paxos;
    private long sendOrder;
    private long handedSlot;
    private State applied;
    private long appliedPosition;
    private Install install;
    private long lives;

    // How the test wants it to behave.
    long clockOffsetMicros;
    boolean diskStalls;
    boolean appliesAtOnce = true;

    Machine(World world, int id, Identity identity) {
        this.world = world;
        this.id = id;
        this.identity = identity;
    }

    boolean isUp() {
        return paxos != null;
    }

    MultiPaxos paxos() {
        return paxos;
    }

    State applied() {
        return applied;
    }

    State durable() {
        return durable;
    }

    long handedSlot() {
        return handedSlot;
    }

    DurableFacts facts() {
        return facts;
    }

    int unsyncedWrites() {
        return unsynced.size();
    }

    boolean isInstalling() {
        return install != null;
    }

    private Step step() {
        return new Step(world.nowMicros, world.wallMicros() + clockOffsetMicros, output);
    }

    void start() {
        boolean first = facts == null;
        facts = (first ? DurableFacts.first(identity.incarnation()) : facts).nextLife();
        if (damaged) {
            damaged = false;
            facts = facts.damaged();
        }
        lives++;
        Recovery recovery = new Recovery(facts);
        sequence = 0;
        for (Stored stored : log) {
            stored.position = ++sequence;
            recovery.record(stored.position, stored.type, stored.payload);
        }
        recovery.end(sequence);
        output.clear();
        applied = durable;
        handedSlot = durable.slot();
        appliedPosition = 0;
        paxos = new MultiPaxos(
                identity,
                world.timing,
                new Prng(world.seed * 1_000_003 + id * 1_009L + lives),
                recovery,
                durable.slot(),
                durable.stampMicros());
        paxos.begin(step());
        drain();
    }

    /**
     * The process ends, with the machine.
     *
     * @param appends how many of the unsynced writes reached the disk as far as records go: a prefix
     * @param promises the same for promises, which the log stage writes at once; not fewer
     */
    void crash(int appends, int promises) {
        for (int i = 0; i < unsynced.size(); i++) {
            Output.Write write = unsynced.get(i);
            if (i < appends && write instanceof Output.Write.Append append) {
                store(append);
            } else if (i < promises && write instanceof Output.Write.Promise promise) {
                store(promise);
            }
        }
        unsynced.clear();
        toSelf.clear();
        waiting.clear();
        handed.clear();
        output.clear();
        install = null;
        paxos = null;
    }

    /** What the state was is gone, as when it is found damaged at start; log and promises are not. */
    void loseState() {
        durable = new State(0, 0);
    }

    /** The same while it runs. */
    void discardState() {
        loseState();
        act(() -> {
            applied = durable;
            handedSlot = 0;
            appliedPosition = 0;
            handed.clear();
            paxos.stateLost(step(), false);
        });
    }

    /** Its disk is lost; in its place is an empty one, of another incarnation. */
    void wipe(Incarnation fresh) {
        aside = new Disk(identity, facts, List.copyOf(log), durable);
        identity = Identity.joining(
                identity.cluster(),
                identity.node(),
                fresh,
                identity.initial().members().stream()
                        .map(Configuration.Member::node)
                        .toList());
        facts = null;
        log.clear();
        durable = new State(0, 0);
        damaged = false;
    }

    /** The disk that was lost is found, and put back in. */
    void findOldDisk() {
        identity = aside.identity();
        facts = aside.facts();
        log.clear();
        log.addAll(aside.log());
        durable = aside.durable();
    }

    Incarnation incarnation() {
        return identity.incarnation();
    }

    /** Loses records of its log that had been durable; it comes to know of it at its next start. */
    void loseRecords(Predicate<LogRecord> lost) {
        damaged |= log.removeIf(stored -> lost.test(LogRecord.decode(stored.type, stored.payload)));
    }

    /** Loses the newest record of a slot. */
    void loseNewest(long slot) {
        for (int i = log.size() - 1; i >= 0; i--) {
            if (LogRecord.decode(log.get(i).type, log.get(i).payload).slot() == slot) {
                log.remove(i);
                damaged = true;
                return;
            }
        }
        throw new AssertionError(id + " has no record of slot " + slot);
    }

    void tick() {
        act(() -> paxos.tick(step()));
    }

    void receive(NodeId from, Incarnation incarnation, Message message) {
        act(() -> paxos.receive(step(), from, incarnation, message));
    }

    /** Makes what was written durable. */
    void sync() {
        if (unsynced.isEmpty()) {
            return;
        }
        long position = 0;
        long trimBelow = 0;
        for (Output.Write write : unsynced) {
            if (write instanceof Output.Write.Append append) {
                position = append.position();
                store(append);
            } else if (write instanceof Output.Write.Promise promise) {
                position = promise.position();
                store(promise);
            } else {
                trimBelow = Math.max(trimBelow, ((Output.Write.Trim) write).position());
            }
        }
        unsynced.clear();
        long below = trimBelow;
        log.removeIf(stored -> stored.position < below);
        if (position > 0) {
            long end = position;
            act(() -> paxos.synced(step(), end));
        }
    }

    private void store(Output.Write.Append append) {
        log.add(new Stored(append.position(), append.type(), append.payload()));
        world.observer.isDurable(this, LogRecord.decode(append.type(), append.payload()));
    }

    private void store(Output.Write.Promise promise) {
        DurableFacts next = DurableFacts.decode(promise.value());
        if (facts.promised().isAbove(next.promised())) {
            throw new AssertionError(id + " promised " + facts.promised() + ", then " + next.promised());
        }
        facts = next;
    }

    /** Whether the log on the disk has a record of this slot with this entry, be it the newest or not. */
    boolean holds(long slot, Entry entry) {
        return records().stream()
                .anyMatch(record -> record.slot() == slot && record.entry().equals(entry));
    }

    List<LogRecord> records() {
        List<LogRecord> records = new ArrayList<>();
        for (Stored stored : log) {
            records.add(LogRecord.decode(stored.type, stored.payload));
        }
        return records;
    }

    long propose(byte[] payload) {
        long[] slot = new long[1];
        act(() -> slot[0] = paxos.propose(step(), payload));
        return slot[0];
    }

    boolean requestRead(long ticket) {
        boolean[] asked = new boolean[1];
        act(() -> asked[0] = paxos.requestRead(step(), ticket));
        return asked[0];
    }

    boolean transfer() {
        boolean[] done = new boolean[1];
        act(() -> done[0] = paxos.transfer(step()));
        return done[0];
    }

    /** Applies what was handed on, up to a slot. */
    void apply(long upTo) {
        while (install == null && !handed.isEmpty() && handed.peek().slot() <= upTo) {
            Output.ChosenEntry entry = handed.poll();
            if (entry.slot() != applied.slot() + 1) {
                throw new AssertionError(id + " applies " + entry.slot() + " after " + applied.slot());
            }
            applied = new State(entry.slot(), entry.entry().stampMicros());
            appliedPosition = Math.max(appliedPosition, entry.position());
            paxos.applied(entry.slot());
        }
    }

    /** Makes the state durable; false while the log is not durable as far as the state has come. */
    boolean commit(boolean holdFloor) {
        if (install != null || paxos.syncedPosition() < appliedPosition) {
            return false;
        }
        durable = applied;
        act(() -> paxos.committed(step(), durable.slot(), holdFloor));
        return true;
    }

    /** A peer's state lies on this node's disk, whole. Returns whether it is to be installed. */
    boolean snapshotReady(State state) {
        if (install != null || state.slot() <= applied.slot()) {
            return false;
        }
        install = new Install(state, Long.MAX_VALUE);
        act(() -> {
            long position = paxos.snapshotReady(step(), state.slot(), state.stampMicros());
            install = position < 0 ? null : new Install(state, position);
        });
        return install != null;
    }

    /** Makes the snapshot the state, if the floor is durable. */
    boolean switchState() {
        if (install == null || paxos.syncedPosition() < install.position()) {
            return false;
        }
        durable = install.state();
        applied = durable;
        install = null;
        handedSlot = Math.max(handedSlot, durable.slot());
        while (!handed.isEmpty() && handed.peek().slot() <= durable.slot()) {
            handed.poll();
        }
        act(() -> paxos.installed(durable.slot()));
        return true;
    }

    private void act(Runnable step) {
        step.run();
        drain();
        world.observer.stepped(this);
    }

    private void drain() {
        boolean more = true;
        while (more) {
            unsynced.addAll(output.writes);
            for (Output.Send send : output.sends) {
                waiting.add(new Waiting(send, sendOrder++));
            }
            for (Output.ChosenEntry entry : output.chosen) {
                handed(entry);
            }
            for (Output.ReadReady ready : output.reads) {
                world.observer.read(this, ready.ticket(), ready.slot());
            }
            NodeId snapshotFrom = output.snapshotFrom;
            output.clear();
            if (snapshotFrom != null) {
                world.observer.wantsSnapshot(this, snapshotFrom);
            }
            while (!waiting.isEmpty() && waiting.peek().send.position() <= paxos.syncedPosition()) {
                Output.Send send = waiting.poll().send;
                world.observer.leaves(this, send);
                if (send.to().value() == id) {
                    toSelf.add(send.message());
                } else {
                    world.send(id, identity.incarnation(), send.to().value(), send.message());
                }
            }
            more = !toSelf.isEmpty();
            if (more) {
                paxos.receive(step(), identity.node(), identity.incarnation(), toSelf.poll());
            }
        }
        if (appliesAtOnce) {
            apply(Long.MAX_VALUE);
        }
    }

    private void handed(Output.ChosenEntry entry) {
        long expected = handedSlot + 1;
        if (entry.slot() > expected
                && install != null
                && entry.slot() == install.state().slot() + 1) {
            expected = entry.slot();
        }
        if (entry.slot() != expected) {
            throw new AssertionError(id + " hands on slot " + entry.slot() + " after " + handedSlot);
        }
        handedSlot = entry.slot();
        handed.add(entry);
        world.observer.handedOn(this, entry);
    }
}
