package understudy.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A random run of a cluster of one to five nodes, all of it from one seed: messages are delivered in any order,
 * lost and repeated, links break one way or both, disks sync when they like, nodes crash with some of what was not
 * synced, clocks jump, states are committed, logs trimmed, snapshots installed. {@link World} checks on the way what must hold;
 * here it is checked besides that a read sees all that anybody had learned when it was asked, and that a healed cluster
 * goes on.
 */
final class Schedule {
    /** What happened in a run, to see that runs are about something. */
    static final class Tally {
        long leaderships;
        long chosen;
        long reads;
        long snapshots;
        long crashesWhileInstalling;
        long lostStates;
        long overtaken;
        long damaged;
        long repaired;
        long wiped;
        long readmitted;

        void add(Tally other) {
            leaderships += other.leaderships;
            chosen += other.chosen;
            reads += other.reads;
            snapshots += other.snapshots;
            crashesWhileInstalling += other.crashesWhileInstalling;
            lostStates += other.lostStates;
            overtaken += other.overtaken;
            damaged += other.damaged;
            repaired += other.repaired;
            wiped += other.wiped;
            readmitted += other.readmitted;
        }
    }

    final Tally tally = new Tally();
    final List<String> trace = new ArrayList<>();

    private final boolean tracing;
    private final Prng prng;
    private final World world;
    private final int size;
    private final long lossPerMille;

    /** How much goes wrong in this run, 0 to 3 thirds of the most. */
    private final long crashes;

    private final long cuts;

    /** Messages that arrive long after anybody counts on them. */
    private final List<World.Packet> astray = new ArrayList<>();

    /** Per ticket: what a read must see. */
    private final TreeMap<Long, Long> tickets = new TreeMap<>();

    /** Per node: whose snapshot it wants. */
    private final TreeMap<Integer, Integer> wanted = new TreeMap<>();

    private final TreeMap<Integer, Ballot> leading = new TreeMap<>();
    private long ticket;
    private long learned;
    private int values;

    /** The node that loses things on its disk, as often as it likes; two might have been all that knew something. */
    private int victim;

    private boolean impaired;
    private boolean joining;

    Schedule(long seed, boolean tracing) {
        this.tracing = tracing;
        prng = new Prng(seed);
        size = 1 + (int) prng.below(5);
        Timing timing = new Timing(
                50_000,
                300_000,
                600_000,
                1 + (int) prng.below(8),
                2 + (int) prng.below(60),
                50 + prng.below(2_000),
                (int) (prng.below(3) == 0 ? prng.below(10) : 0),
                prng.below(3) == 0 ? 60 : 1 << 20,
                20 + (int) prng.below(200),
                20 + prng.below(400));
        lossPerMille = prng.below(3) == 0 ? prng.below(300) : prng.below(20);
        crashes = prng.below(4);
        cuts = prng.below(4);
        world = new World(size, timing, seed, (prng.below(3) - 1) * 1_000_000_000_000L);
        world.watch(new Watcher());
        for (Machine machine : world.machines) {
            machine.clockOffsetMicros = clock();
            machine.start();
        }
    }

    private long clock() {
        return prng.below(4) == 0 ? (prng.below(7_200) - 3_600) * 1_000_000L : prng.below(100_000);
    }

    void run(int events) {
        if (prng.below(4) != 0) {
            world.run(700_000);
        }
        for (int i = 0; i < events; i++) {
            event();
        }
        heal();
    }

    private Machine any() {
        return world.machines.get((int) prng.below(size));
    }

    private void event() {
        long die = prng.below(1_000);
        Machine machine = any();
        if (die < 520) {
            for (long i = prng.below(6); i >= 0; i--) {
                network();
            }
        } else if (die < 600) {
            time(machine);
        } else if (die < 730) {
            if (machine.isUp()) {
                machine.sync();
            }
        } else if (die < 830) {
            for (long i = prng.below(3); i >= 0; i--) {
                propose();
            }
        } else if (die < 850) {
            if (prng.below(3) < crashes) {
                crash(machine);
            }
        } else if (die < 890) {
            restart(machine);
        } else if (die < 920) {
            if (machine.isUp()) {
                read(machine);
            }
        } else if (die < 940) {
            if (machine.isUp()) {
                machine.commit(prng.below(4) == 0);
            }
        } else if (die < 965) {
            snapshot(machine);
        } else if (die < 980) {
            if (prng.below(3) < cuts) {
                cut();
            }
        } else if (die < 988) {
            for (Machine one : world.machines) {
                world.machines.forEach(other -> world.cut(one.id, other.id, false));
            }
        } else if (die < 991) {
            if (machine.isUp() && machine.transfer()) {
                note(machine, "hands over");
            }
        } else if (die < 995) {
            machine.clockOffsetMicros = clock();
        } else {
            machine.appliesAtOnce = !machine.appliesAtOnce;
        }
    }

    private void network() {
        if (world.net.isEmpty()) {
            time(any());
            return;
        }
        if (!astray.isEmpty() && prng.below(60) == 0) {
            world.deliver(astray.remove((int) prng.below(astray.size())));
        }
        // Mostly in order, sometimes not at all.
        long reach = prng.below(3) == 0 ? world.net.size() : Math.min(3, world.net.size());
        int at = (int) prng.below(reach);
        World.Packet packet = world.net.get(at);
        if (prng.below(20) != 0) {
            world.net.remove(at);
        }
        if (prng.below(40) == 0) {
            astray.add(packet);
            return;
        }
        if (prng.below(1_000) >= lossPerMille) {
            if (tracing) {
                trace.add(packet.from() + "->" + packet.to() + " " + packet.message());
            }
            world.deliver(packet);
        }
    }

    private void time(Machine machine) {
        world.nowMicros += 1 + prng.below(prng.below(10) == 0 ? 400_000 : 20_000);
        if (prng.below(4) == 0) {
            if (machine.isUp()) {
                machine.tick();
            }
        } else {
            world.machines.stream().filter(Machine::isUp).forEach(Machine::tick);
        }
    }

    private void propose() {
        for (Machine machine : world.machines) {
            if (machine.isUp() && machine.paxos().canPropose() && prng.below(2) == 0) {
                long slot = machine.propose(World.bytes("v" + ++values));
                note(machine, "proposes v" + values + " in slot " + slot);
                return;
            }
        }
    }

    private void crash(Machine machine) {
        if (!machine.isUp()) {
            return;
        }
        int writes = machine.unsyncedWrites();
        int appends = (int) prng.below(writes + 1);
        int promises = appends + (int) prng.below(writes - appends + 1);
        note(machine, "crashes, keeps " + appends + " and " + promises + " of " + writes);
        tally.crashesWhileInstalling += machine.isInstalling() ? 1 : 0;
        machine.crash(appends, promises);
        wanted.remove(machine.id);
        leading.remove(machine.id);
    }

    private void restart(Machine machine) {
        if (machine.isUp()) {
            return;
        }
        if (size >= 3 && prng.below(6) == 0 && (victim == 0 || victim == machine.id)) {
            victim = machine.id;
            switch ((int) prng.below(4)) {
                case 0 -> {
                    tally.lostStates++;
                    note(machine, "loses its state");
                    machine.loseState();
                }
                case 1 -> loseRecords(machine);
                case 2 -> {
                    tally.wiped++;
                    note(machine, "is wiped");
                    machine.wipe(new Incarnation(prng.nextLong(), machine.id));
                }
                default -> {
                    tally.lostStates++;
                    note(machine, "loses its state");
                    machine.loseState();
                    loseRecords(machine);
                }
            }
        }
        note(machine, "starts");
        machine.start();
    }

    private void loseRecords(Machine machine) {
        long of = 1 + prng.below(4);
        long newest = prng.below(3) == 0 ? Long.MAX_VALUE : learned - prng.below(10);
        machine.loseRecords(record -> record.slot() >= newest || prng.below(of) == 0);
        note(machine, "loses records");
    }

    private void read(Machine machine) {
        tickets.put(++ticket, learned);
        machine.requestRead(ticket);
    }

    private void snapshot(Machine machine) {
        if (!machine.isUp()) {
            return;
        }
        Integer source = wanted.remove(machine.id);
        if (source != null && machine.snapshotReady(world.machine(source).durable())) {
            note(machine, "takes the state of " + source);
        } else if (machine.switchState()) {
            tally.snapshots++;
            note(machine, "switches");
        } else if (source != null) {
            wanted.put(machine.id, source);
        }
    }

    private void cut() {
        Machine one = any();
        Machine other = any();
        if (one != other) {
            boolean broken = prng.below(3) != 0;
            world.cut(one.id, other.id, broken);
            if (prng.below(2) == 0) {
                world.cut(other.id, one.id, broken);
            }
        }
    }

    /** All is well from here on: the cluster must come to agree, and take one more value. */
    private void heal() {
        trace.add("healed");
        for (Machine machine : world.machines) {
            world.machines.forEach(other -> world.cut(machine.id, other.id, false));
            machine.appliesAtOnce = true;
            if (!machine.isUp()) {
                machine.start();
            }
            machine.apply(Long.MAX_VALUE);
        }
        Machine leader = null;
        for (int i = 0; i < 100 && (leader == null || !leader.paxos().canPropose()); i++) {
            calm();
            leader = leader();
        }
        if (leader == null || !leader.paxos().canPropose()) {
            throw new AssertionError("no leader takes a value long after the last fault: " + stands());
        }
        long slot = leader.propose(World.bytes("last"));
        for (int i = 0;
                i < 50 && world.machines.stream().anyMatch(m -> m.applied().slot() < slot);
                i++) {
            calm();
        }
        for (Machine machine : world.machines) {
            if (machine.applied().slot() < slot) {
                throw new AssertionError(machine.id + " does not come to know slot " + slot + ": " + stands());
            }
        }
        for (int i = 0;
                i < 50 && world.machines.stream().anyMatch(m -> m.paxos().isImpaired());
                i++) {
            calm();
        }
        if (world.machines.stream().anyMatch(m -> m.paxos().isImpaired())) {
            throw new AssertionError("a node stays impaired: " + stands());
        }
        for (int i = 0;
                i < 50 && !world.machines.stream().allMatch(m -> m.paxos().isReadmitted());
                i++) {
            calm();
        }
        if (!world.machines.stream().allMatch(m -> m.paxos().isReadmitted())) {
            throw new AssertionError("a node is not readmitted: " + stands());
        }
        tally.chosen = world.chosen.size();
    }

    private void calm() {
        world.run(100_000);
        for (Machine machine : world.machines) {
            Integer source = wanted.remove(machine.id);
            if (source != null && machine.snapshotReady(world.machine(source).durable())) {
                world.settle();
            }
            machine.switchState();
            machine.commit(false);
        }
    }

    private Machine leader() {
        return world.machines.stream()
                .filter(machine -> machine.paxos().isServing())
                .reduce((a, b) -> a.paxos().leaderBallot().isAbove(b.paxos().leaderBallot()) ? a : b)
                .orElse(null);
    }

    private List<String> stands() {
        List<String> stands = new ArrayList<>();
        for (Machine machine : world.machines) {
            MultiPaxos paxos = machine.paxos();
            stands.add(machine.id + " " + paxos.role() + " " + paxos.leaderBallot() + " promised " + paxos.promised()
                    + " chosen " + paxos.chosenSlot() + " applied "
                    + machine.applied().slot() + " floor "
                    + paxos.floorSlot() + (paxos.isImpaired() ? " impaired" : "")
                    + (paxos.isReadmitted() ? "" : " outside"));
        }
        return stands;
    }

    private void note(Machine machine, String what) {
        if (tracing) {
            trace.add(machine.id + " " + what);
        }
    }

    private final class Watcher extends World.Observer {
        @Override
        void handedOn(Machine machine, Output.ChosenEntry entry) {
            learned = Math.max(learned, entry.slot());
            note(machine, "learns " + entry.slot());
        }

        @Override
        void read(Machine machine, long answered, long slot) {
            Long least = tickets.get(answered);
            if (slot >= 0 && slot < least) {
                throw new AssertionError(
                        machine.id + " reads at slot " + slot + ", slot " + least + " was known when it asked");
            }
            tally.reads += slot >= 0 ? 1 : 0;
        }

        @Override
        void wantsSnapshot(Machine machine, NodeId source) {
            if (!machine.isInstalling()) {
                wanted.put(machine.id, source.value());
            }
        }

        @Override
        void stepped(Machine machine) {
            if (machine.id == victim) {
                boolean outside = !machine.paxos().isReadmitted();
                tally.readmitted += joining && !outside ? 1 : 0;
                joining = outside;
                boolean before = impaired;
                impaired = machine.paxos().isImpaired();
                tally.damaged += impaired && !before ? 1 : 0;
                tally.repaired += before && !impaired ? 1 : 0;
            }
            boolean leads = machine.paxos().role() == MultiPaxos.Role.LEADER;
            Ballot ballot = machine.paxos().leaderBallot();
            if (leads && !ballot.equals(leading.get(machine.id))) {
                leading.put(machine.id, ballot);
                tally.leaderships++;
                note(machine, "leads in " + ballot);
            } else if (!leads && leading.remove(machine.id) != null) {
                tally.overtaken++;
                note(machine, "leads no more");
            }
        }
    }
}
