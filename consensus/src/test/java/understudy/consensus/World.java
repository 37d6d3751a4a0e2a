package understudy.consensus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A cluster in a test's hand: time, a network whose every message waits to be delivered, dropped or repeated, and
 * {@link Machine}s. Nothing happens by itself. It checks on the way what must hold in any run: one value per ballot
 * and slot, at most one value chosen per slot (counted from the records that became durable), what is handed on
 * was chosen before, and what is acknowledged is durable.
 */
final class World {
    /** A message under way. */
    record Packet(int from, Incarnation incarnation, int to, Message message) {}

    /** Follows what happens. */
    static class Observer {
        void isDurable(Machine machine, LogRecord record) {}

        void leaves(Machine machine, Output.Send send) {}

        void handedOn(Machine machine, Output.ChosenEntry entry) {}

        void read(Machine machine, long ticket, long slot) {}

        void wantsSnapshot(Machine machine, NodeId source) {}

        void stepped(Machine machine) {}
    }

    private record Vote(Ballot ballot, long slot) implements Comparable<Vote> {
        @Override
        public int compareTo(Vote other) {
            int bySlot = Long.compare(slot, other.slot);
            return bySlot != 0 ? bySlot : ballot.compareTo(other.ballot);
        }
    }

    static final Timing TIMING = new Timing(50_000, 300_000, 600_000, 8, 64, 1 << 20, 8, 1 << 20, 1 << 16, 1 << 20);

    /** The true time at which a world begins, microseconds since 1970. */
    static final long EPOCH_MICROS = 1_700_000_000_000_000L;

    final Timing timing;
    final long seed;
    final Configuration configuration;
    final Observer observer;
    final List<Machine> machines = new ArrayList<>();
    final List<Packet> net = new ArrayList<>();
    final TreeMap<Long, Entry> chosen = new TreeMap<>();

    /** The monotonic clock; its origin means nothing, so it may begin below 0. */
    long nowMicros;

    private final long startMicros;
    private final TreeMap<Vote, Entry> proposals = new TreeMap<>();
    private final TreeMap<Vote, List<Configuration.Member>> votes = new TreeMap<>();

    /** Who votes in which slot, as it follows from what is chosen without a gap. */
    private Membership membership;

    private long chosenThrough;
    private final TreeMap<Long, Long> stamps = new TreeMap<>();
    private final boolean[][] cut;
    private final List<Observer> watchers = new ArrayList<>();

    World(int size, Timing timing, long seed, long startMicros) {
        this.timing = timing;
        this.seed = seed;
        this.nowMicros = startMicros;
        this.startMicros = startMicros;
        this.cut = new boolean[size + 1][size + 1];
        List<Configuration.Member> members = new ArrayList<>();
        for (int id = 1; id <= size; id++) {
            members.add(new Configuration.Member(new NodeId(id), new Incarnation(seed, id)));
        }
        configuration = new Configuration(members);
        membership = Membership.initial(configuration);
        observer = new Check();
        for (Configuration.Member member : members) {
            machines.add(new Machine(
                    this,
                    member.node().value(),
                    new Identity("c", member.node(), member.incarnation(), configuration)));
        }
    }

    void watch(Observer watcher) {
        watchers.add(watcher);
    }

    long wallMicros() {
        return EPOCH_MICROS + nowMicros - startMicros;
    }

    Machine machine(int id) {
        return machines.get(id - 1);
    }

    void cut(int from, int to, boolean broken) {
        cut[from][to] = broken;
    }

    boolean isCut(int from, int to) {
        return cut[from][to];
    }

    void send(int from, Incarnation incarnation, int to, Message message) {
        if (!cut[from][to]) {
            net.add(new Packet(from, incarnation, to, MessageCodec.decode(MessageCodec.encode(message))));
        }
    }

    /** Delivers the packet; whoever calls has taken it from the net, or not, to deliver it again. */
    void deliver(Packet packet) {
        Machine to = machine(packet.to());
        if (to.isUp() && !cut[packet.from()][packet.to()]) {
            to.receive(new NodeId(packet.from()), packet.incarnation(), packet.message());
        }
    }

    /** Delivers and syncs until nothing is under way. */
    void settle() {
        for (int i = 0; i < 100_000; i++) {
            boolean idle = true;
            while (!net.isEmpty()) {
                deliver(net.remove(0));
                idle = false;
            }
            for (Machine machine : machines) {
                if (machine.isUp() && !machine.diskStalls && machine.unsyncedWrites() > 0) {
                    machine.sync();
                    idle = false;
                }
            }
            if (idle) {
                return;
            }
        }
        throw new AssertionError("the cluster does not come to rest");
    }

    /** All is well for a while: every node's clock ticks each 10 ms, and everything arrives at once. */
    void run(long micros) {
        for (long end = nowMicros + micros; nowMicros < end; ) {
            nowMicros += 10_000;
            for (Machine machine : machines) {
                if (machine.isUp()) {
                    machine.tick();
                }
            }
            settle();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The invariants, then everybody who watches. */
    private final class Check extends Observer {
        @Override
        void isDurable(Machine machine, LogRecord record) {
            if (record instanceof LogRecord.Accept accept) {
                Vote vote = new Vote(accept.ballot(), accept.slot());
                List<Configuration.Member> by = votes.computeIfAbsent(vote, none -> new ArrayList<>());
                by.add(new Configuration.Member(new NodeId(machine.id), machine.incarnation()));
                Configuration holding = membership.at(accept.slot());
                long count = by.stream()
                        .filter(member -> holding.counts(member.node(), member.incarnation()))
                        .map(Configuration.Member::node)
                        .distinct()
                        .count();
                if (count >= holding.quorum()) {
                    Entry before = chosen.putIfAbsent(accept.slot(), accept.entry());
                    while (chosen.containsKey(chosenThrough + 1)) {
                        Entry entry = chosen.get(++chosenThrough);
                        if (entry.reconfigures()) {
                            membership = membership.after(chosenThrough, Membership.Readmission.of(entry), 1);
                        }
                    }
                    if (before != null && !before.equals(accept.entry())) {
                        throw new AssertionError("slot " + accept.slot() + " is chosen twice: " + before + " and "
                                + accept.entry() + " in " + accept.ballot());
                    }
                }
            }
            watchers.forEach(watcher -> watcher.isDurable(machine, record));
        }

        @Override
        void leaves(Machine machine, Output.Send send) {
            if (send.message() instanceof Message.Accept m) {
                Entry before = proposals.putIfAbsent(new Vote(m.ballot(), m.slot()), m.entry());
                if (before != null && !before.equals(m.entry())) {
                    throw new AssertionError("ballot " + m.ballot() + " has two values for slot " + m.slot());
                }
            } else if (send.message() instanceof Message.Accepted m) {
                acknowledged(machine, m);
            } else if (send.message() instanceof Message.Promise m
                    && machine.facts().promised().isBelow(m.ballot())) {
                throw new AssertionError(machine.id + " promises " + m.ballot() + ", its disk knows "
                        + machine.facts().promised());
            } else if (send.message() instanceof Message.Prepare m
                    && machine.facts().promised().isBelow(m.ballot())) {
                throw new AssertionError(machine.id + " asks in " + m.ballot() + ", which a crash would forget");
            }
            watchers.forEach(watcher -> watcher.leaves(machine, send));
        }

        private void acknowledged(Machine machine, Message.Accepted m) {
            if (machine.facts().promised().isBelow(m.ballot())) {
                throw new AssertionError(machine.id + " accepts in " + m.ballot() + ", its disk knows "
                        + machine.facts().promised());
            }
            // A record of a higher ballot may have come meanwhile; and what the state holds may have been trimmed.
            Entry proposed = proposals.get(new Vote(m.ballot(), m.slot()));
            boolean kept = m.slot() <= machine.durable().slot() && proposed.equals(chosen.get(m.slot()));
            if (!kept && !machine.holds(m.slot(), proposed)) {
                throw new AssertionError(machine.id + " acknowledges slot " + m.slot() + " in " + m.ballot() + " with "
                        + proposed + ", its disk has it not");
            }
        }

        @Override
        void handedOn(Machine machine, Output.ChosenEntry entry) {
            Entry value = chosen.get(entry.slot());
            if (value == null
                    || !new String(value.forState().payload(), StandardCharsets.UTF_8)
                            .equals(new String(entry.entry().payload(), StandardCharsets.UTF_8))) {
                throw new AssertionError(machine.id + " hands on slot " + entry.slot() + " with " + entry.entry()
                        + ", chosen is " + value);
            }
            long stamp = entry.entry().stampMicros();
            Long before = stamps.putIfAbsent(entry.slot(), stamp);
            if (before != null && before != stamp) {
                throw new AssertionError("slot " + entry.slot() + " has two stamps: " + before + " and " + stamp);
            }
            Long last = stamps.get(entry.slot() - 1);
            if (last != null && (stamp < last || stamp == last && entry.entry().payload().length > 0)) {
                throw new AssertionError(
                        "time stands still: slot " + entry.slot() + " is stamped " + stamp + " after " + last);
            }
            watchers.forEach(watcher -> watcher.handedOn(machine, entry));
        }

        @Override
        void read(Machine machine, long ticket, long slot) {
            watchers.forEach(watcher -> watcher.read(machine, ticket, slot));
        }

        @Override
        void wantsSnapshot(Machine machine, NodeId source) {
            watchers.forEach(watcher -> watcher.wantsSnapshot(machine, source));
        }

        @Override
        void stepped(Machine machine) {
            watchers.forEach(watcher -> watcher.stepped(machine));
        }
    }
}
