package understudy.sim;

import java.util.ArrayList;
import java.util.List;
import understudy.consensus.Incarnation;
import understudy.consensus.Message;
import understudy.consensus.MessageCodec;
import understudy.sim.disk.Disk;
import understudy.sim.plan.Fault;
import understudy.sim.plan.FaultKind;
import understudy.sim.plan.Scenario;
import understudy.sim.world.Network;
import understudy.sim.world.Prng;
import understudy.sim.world.Trace;

/**
 * Lets a scenario's faults strike, each at its instant. What a fault leaves open follows from its own dice, so that
 * one that is taken out of a scenario leaves all others as they were. {@link #choose} ends them all, for a core of
 * nodes; the others are out of its way, dead or not, until {@link #heal}.
 */
final class Nemesis {
    private static final int MOST_WIPES = 3;
    private static final long USUAL_STEP_MICROS = 1_000_000;

    /** Of a wall clock that somebody sets by hand. */
    private static final long LONGEST_STEP_MICROS = 300_000_000;

    private static final long FOR_EVER_MICROS = 3_600_000_000L;

    /** Values under such keys nobody reads: a client that reads what has diverged is told it. */
    private static final String STAY = "stay/";

    private final World world;
    private final Prng random;
    private final long[] counts = new long[FaultKind.values().length];
    private final boolean[] powerAfterDeath;
    private boolean resting;

    /** Strikes when the others are healed; null for none. */
    private Fault divergence;

    /** Whose stored state was changed so that only others can tell; and from which slot on they must have. */
    private Machine diverged;

    private long toldSlot;

    /** So many of the next starts die on their way. */
    private int[] fatalStarts;

    private final boolean[] dieAtInstall;
    private Duel duel;

    /** Nodes that stay dead. */
    private final boolean[] dead;

    Nemesis(World world, Prng random) {
        this.world = world;
        this.random = random;
        int places = world.draw.nodes() + 1;
        fatalStarts = new int[places];
        powerAfterDeath = new boolean[places];
        dead = new boolean[places];
        dieAtInstall = new boolean[places];
    }

    void begin(Scenario scenario) {
        for (Fault fault : scenario.faults()) {
            if (fault.node() <= world.draw.nodes()
                    && (world.draw.nodes() > 1 || !fault.kind().needsPeers())) {
                world.timeline.at(fault.atMicros(), () -> {
                    if (!resting) {
                        strike(fault, new Prng(fault.dice()));
                    }
                });
            }
        }
    }

    /** Ends all faults; the core is healed and starts, and whoever is not of it is out of the way, or in it. */
    void choose(List<Integer> core, Scenario.Outside outside) {
        resting = true;
        java.util.Arrays.fill(dieAtInstall, false);
        if (duel != null) {
            duel.end();
        }
        fatalStarts = new int[fatalStarts.length];
        world.network.heal();
        for (Machine machine : world.machines()) {
            mend(machine);
            if (!core.contains(machine.id)) {
                leaveOut(machine, outside);
            } else if (machine.down()) {
                machine.start();
            }
        }
    }

    private void leaveOut(Machine machine, Scenario.Outside outside) {
        dead[machine.id] = outside == Scenario.Outside.DEAD;
        if (outside == Scenario.Outside.DEAD) {
            if (!machine.down()) {
                machine.kill();
            }
            return;
        }
        if (outside == Scenario.Outside.STALLED) {
            stall(machine, FOR_EVER_MICROS, random.split("stalled").split(machine.id));
        }
        for (Machine other : world.machines()) {
            if (other != machine) {
                if (outside == Scenario.Outside.DEAF || outside == Scenario.Outside.CUT) {
                    world.network.cutOff(other.id, machine.id);
                }
                if (outside == Scenario.Outside.MUTE || outside == Scenario.Outside.CUT) {
                    world.network.cutOff(machine.id, other.id);
                }
            }
        }
        if (machine.down()) {
            machine.start();
        }
    }

    /** Those that were left out are healed too. */
    void heal() {
        world.network.heal();
        for (Machine machine : world.machines()) {
            dead[machine.id] = false;
            endStall(machine);
            if (machine.down()) {
                machine.start();
            }
        }
    }

    private void mend(Machine machine) {
        machine.plugOwn();
        machine.slowness = 1;
        endStall(machine);
        machine.disk.disarm();
        machine.clock.thaw();
        roomy(machine, true);
        if (machine.process() != null) {
            machine.process().armOutput(-1);
        }
        resume(machine);
    }

    /**
     * A stored value changes with its checksum, where that is to happen. Only the comparison of what is stored tells; until
     * then it goes on to whoever takes a snapshot, and what has gone on to a majority is right. So it strikes when all
     * are healed and nobody is about to take one.
     */
    void diverge() {
        if (divergence != null) {
            Machine victim = world.machine(divergence.node());
            Object state = victim.disk.image();
            boolean struck = world.atlas.mayDiverge(victim)
                    && victim.disk.changeStateSilently(STAY, new Prng(divergence.dice())) != null;
            if (struck) {
                diverged = victim;
                counts[FaultKind.DIVERGE.ordinal()]++;
                toldSlot = world.judge.mustReach() + 2L * world.draw.settings().scrubSlots();
                world.atlas.stateWounded(victim, state);
                world.trace.add(Trace.Kind.NOTE, victim.id, 0, 4, 0, () -> "a stored value changes");
            }
        }
    }

    /** Whose state has diverged; null where none has. */
    Machine diverged() {
        return diverged;
    }

    /** Whether all that is stored need not have been compared yet. */
    boolean mayDiffer() {
        return diverged != null && world.judge.mustReach() <= toldSlot;
    }

    /** A process died at a seam: it starts again after a while. */
    void died(Machine machine) {
        restartLater(machine, random, 500_000);
    }

    /** A node has taken the lead. */
    void leads(Machine machine) {
        if (duel != null && !resting) {
            duel.leads(machine);
        }
    }

    /** A node stands for election. */
    void stands(Machine machine) {
        if (duel != null && !resting) {
            duel.stands(machine);
        }
    }

    /** A node is about to take over a snapshot's state. */
    void installs(Machine machine) {
        if (dieAtInstall[machine.id]) {
            dieAtInstall[machine.id] = false;
            Prng own = random.split("install").split(world.timeline.nowMicros());
            boolean power = own.flip();
            world.timeline.after(own.exponential(3 * world.draw.applyMicros() + world.draw.syncMicros()) + 1, () -> {
                if (!resting) {
                    takeDown(machine, power);
                    restartLater(machine, own, 200_000);
                }
            });
        }
    }

    boolean bootKills(int node) {
        if (fatalStarts[node] > 0) {
            fatalStarts[node]--;
            return true;
        }
        return false;
    }

    long count(FaultKind kind) {
        return counts[kind.ordinal()];
    }

    private void strike(Fault fault, Prng own) {
        Machine victim = victim(fault);
        world.trace.add(
                Trace.Kind.FAULT,
                victim.id,
                0,
                fault.kind().ordinal(),
                fault.lastsMicros(),
                () -> fault.kind().tag());
        if (strikes(fault, victim, fault.lastsMicros(), own)) {
            counts[fault.kind().ordinal()]++;
        }
    }

    /** @return false when there was nothing to strike, or it may not be struck: that counts as no fault */
    private boolean strikes(Fault fault, Machine victim, long lasts, Prng own) {
        boolean runs = victim.process() != null;
        return switch (fault.kind()) {
            case KILL -> kill(victim, lasts, own);
            case POWER -> {
                boolean up = !victim.down();
                takeDown(victim, true);
                restartLater(victim, own, lasts);
                yield up;
            }
            case KILL_THEN_POWER -> killThenTakePower(victim, lasts, own);
            case SEAM -> runs && armSeam(victim, own);
            case BOOT_SEAM -> {
                fatalStarts[victim.id] = own.between(1, 3);
                takeDown(victim, own.flip());
                powerAfterDeath[victim.id] = own.flip();
                restartLater(victim, own, lasts);
                yield true;
            }
            case KILL_ALL, POWER_ALL -> takeAllDown(fault.kind() == FaultKind.POWER_ALL, lasts, own);
            case PAUSE -> pause(victim, lasts);
            case SLOW -> {
                victim.slowness = own.scaled(2, 60);
                world.trace.add(Trace.Kind.SLOW, victim.id, 0, victim.slowness, lasts);
                world.timeline.after(lasts, () -> victim.slowness = 1);
                yield runs;
            }
            case STALL -> {
                stall(victim, lasts, own);
                yield runs;
            }
            case SYNC_ERROR -> {
                failSync(victim, lasts, own);
                yield runs;
            }
            case DISK_FULL -> {
                roomy(victim, false);
                // Now and then the guard looks too late.
                victim.disk.full = own.flip();
                world.timeline.after(lasts, () -> roomy(victim, true));
                yield runs;
            }
            case LOG_ROT -> spoilLog(victim, Disk.Spoil.ROT, lasts, own);
            case LOG_LOST -> spoilLog(victim, Disk.Spoil.LOST, lasts, own);
            case LOG_MISDIRECTED -> spoilLog(victim, Disk.Spoil.MISDIRECTED, lasts, own);
            case PROMISE_ROT -> spoilPromise(victim, lasts, own);
            case WIPE -> wipe(victim, lasts, own);
            case STATE_ROT -> rotState(victim, own);
            case DIVERGE -> {
                // It strikes later, and counts then.
                divergence = fault;
                yield false;
            }
            case STATE_LOST -> loseState(victim, lasts, own);
            case SWAP -> swap(victim, world.machine(other(victim.id, own)), lasts);
            case STARVE_KIND -> starveKind(lasts, own);
            case STARVE_SLOTS -> starveSlots(lasts, own);
            case FLIP -> {
                world.network.flipping(own.between(10_000, 300_000));
                world.timeline.after(lasts, () -> world.network.flipping(0));
                yield true;
            }
            case LATE_KIND -> lateKind(lasts, own);
            case ECHO -> {
                world.network.echoing(own.between(20_000, 200_000), own.scaled(10_000, 3_000_000));
                world.timeline.after(lasts, () -> world.network.echoing(0, 0));
                yield true;
            }
            case DUEL -> beginDuel(lasts, own);
            case INSTALL_SEAM -> {
                dieAtInstall[victim.id] = true;
                yield partition(FaultKind.ISOLATE, victim.id, lasts + 1_000_000, own);
            }
            case CLOG -> {
                world.network.clog(victim.id, other(victim.id, own), world.timeline.nowMicros() + lasts);
                yield true;
            }
            case SWIZZLE -> swizzle(lasts, own);
            case RESETS ->
                world.clients().get(own.below(world.clients().size())).reset();
            case CLOCK -> {
                long most = own.chance(100_000) ? LONGEST_STEP_MICROS : USUAL_STEP_MICROS;
                long byMicros = own.between(-most, most);
                victim.clock.step(byMicros);
                world.trace.add(Trace.Kind.NOTE, victim.id, 0, byMicros, 0, () -> "its wall clock is set");
                yield true;
            }
            case CLOCK_FREEZE -> {
                victim.clock.freeze();
                world.timeline.after(lasts, victim.clock::thaw);
                yield true;
            }
            case TRANSFER -> transfer();
            case ISOLATE, HALVES, ONE_WAY, BRIDGE, LINKS -> partition(fault.kind(), victim.id, lasts, own);
        };
    }

    private boolean kill(Machine victim, long lasts, Prng own) {
        if (victim.down()) {
            return false;
        }
        victim.kill();
        restartLater(victim, own, lasts);
        return true;
    }

    private boolean killThenTakePower(Machine victim, long lasts, Prng own) {
        if (victim.down()) {
            return false;
        }
        victim.kill();
        victim.start();
        world.timeline.after(lasts, () -> {
            if (!resting) {
                takeDown(victim, true);
                restartLater(victim, own, lasts);
            }
        });
        return true;
    }

    private boolean armSeam(Machine victim, Prng own) {
        if (own.flip()) {
            victim.disk.armKill(own.scaled(1, 200), own.flip());
        } else {
            victim.process().armOutput(own.scaled(1, 100));
        }
        powerAfterDeath[victim.id] = own.flip();
        return true;
    }

    private boolean takeAllDown(boolean power, long lasts, Prng own) {
        boolean atOnce = own.flip();
        boolean any = false;
        for (Machine machine : world.machines()) {
            any |= !machine.down();
            takeDown(machine, power);
            restartLater(machine, own, atOnce ? 1 : lasts);
        }
        return any;
    }

    /** What a disk that fails has not taken is soon gone for good, in half of the cases: then the power goes. */
    private void failSync(Machine victim, long lasts, Prng own) {
        if (own.chance(300_000)) {
            victim.disk.failNextCommit();
        } else {
            victim.disk.failNextSync();
        }
        if (own.flip()) {
            world.timeline.after(lasts, () -> {
                if (!resting) {
                    takeDown(victim, true);
                    restartLater(victim, own, lasts);
                }
            });
        }
    }

    private boolean spoilPromise(Machine victim, long lasts, Prng own) {
        // A second place may not rot before the first is written anew.
        if (!world.atlas.spares(victim) || world.atlas.isWounded(victim)) {
            return false;
        }
        takeDown(victim, own.flip());
        boolean spoilt = victim.disk.spoilPromise(own);
        if (spoilt) {
            world.atlas.logWounded(victim);
        }
        restartLater(victim, own, lasts);
        return spoilt;
    }

    private boolean wipe(Machine victim, long lasts, Prng own) {
        if (!world.atlas.spares(victim) || victim.wipes() >= MOST_WIPES) {
            return false;
        }
        takeDown(victim, own.flip());
        Incarnation fresh = new Incarnation(own.next(), own.next());
        world.trace.add(Trace.Kind.NOTE, victim.id, 0, 2, 0, () -> "its disk is gone");
        world.witness.wiped(victim.id, fresh);
        victim.wipe(fresh);
        world.atlas.logWounded(victim);
        restartLater(victim, own, lasts);
        return true;
    }

    private boolean rotState(Machine victim, Prng own) {
        if (!world.atlas.spares(victim)) {
            return false;
        }
        Object state = victim.disk.image();
        boolean rots = victim.disk.rotState(own) != null;
        if (rots) {
            world.atlas.stateWounded(victim, state);
        }
        return rots;
    }

    private boolean loseState(Machine victim, long lasts, Prng own) {
        if (!world.atlas.spares(victim)) {
            return false;
        }
        takeDown(victim, false);
        world.atlas.stateWounded(victim, victim.disk.image());
        victim.disk.loseState();
        restartLater(victim, own, lasts);
        return true;
    }

    private boolean starveSlots(long lasts, Prng own) {
        long every = own.between(2, 9);
        long rest = own.below(every);
        starve(
                (from, to, frame) -> frame[0] < MessageCodec.KINDS_END
                        && MessageCodec.decode(frame) instanceof Message.Accept accept
                        && accept.slot() % every == rest,
                lasts);
        return true;
    }

    private boolean beginDuel(long lasts, Prng own) {
        if (duel != null && !duel.isOver()) {
            return false;
        }
        duel = new Duel(world, own.split("duel"));
        duel.begin(2 * lasts + 3_000_000);
        return true;
    }

    private boolean transfer() {
        boolean any = false;
        for (Machine machine : world.machines()) {
            if (machine.process() != null && !machine.process().paused()) {
                any |= machine.process().leads();
                machine.process().transferLeadership();
            }
        }
        return any;
    }

    private Machine victim(Fault fault) {
        if (fault.orLeader()) {
            for (Machine machine : world.machines()) {
                if (machine.process() != null && machine.process().leads()) {
                    return machine;
                }
            }
        }
        return world.machine(fault.node());
    }

    private void roomy(Machine machine, boolean roomy) {
        machine.disk.full &= !roomy;
        machine.roomy = roomy;
        if (machine.process() != null) {
            machine.process().room(roomy);
        }
    }

    private boolean spoilLog(Machine victim, Disk.Spoil how, long lasts, Prng own) {
        if (!world.atlas.spares(victim)) {
            return false;
        }
        takeDown(victim, own.flip());
        String what = victim.disk.spoilLog(how, own);
        if (what != null) {
            world.trace.add(Trace.Kind.NOTE, victim.id, 0, 3, how.ordinal(), () -> what);
            world.atlas.logWounded(victim);
        }
        restartLater(victim, own, lasts);
        return what != null;
    }

    /** Log and state lie on one disk or on two: 0 stalls the log's, 1 the state's, 2 both. */
    private void stall(Machine machine, long micros, Prng own) {
        int what = own.below(3);
        long untilMicros = world.timeline.nowMicros() + micros;
        if (what != 1) {
            machine.diskStalledUntilMicros = untilMicros;
        }
        if (what != 0) {
            machine.stateStalledUntilMicros = untilMicros;
        }
        world.trace.add(Trace.Kind.STALL, machine.id, 0, micros, what);
    }

    private static void endStall(Machine machine) {
        machine.diskStalledUntilMicros = 0;
        machine.stateStalledUntilMicros = 0;
    }

    private static void takeDown(Machine machine, boolean power) {
        if (power) {
            machine.losePower();
        } else if (!machine.down()) {
            machine.kill();
        }
    }

    /** Two nodes come back with each other's disks; later somebody notices. */
    private boolean swap(Machine one, Machine two, long lasts) {
        if (one.disk.isBlank() || two.disk.isBlank() || !one.isOnItsOwnDisk() || !two.isOnItsOwnDisk()) {
            return false;
        }
        takeDown(one, false);
        takeDown(two, false);
        Disk first = one.disk;
        one.plug(two.disk);
        two.plug(first);
        one.start();
        two.start();
        world.timeline.after(lasts + 500_000, () -> {
            for (Machine machine : List.of(one, two)) {
                machine.plugOwn();
                if (machine.down() && !dead[machine.id]) {
                    machine.start();
                }
            }
        });
        return true;
    }

    /** One kind of frame is lost, on all links, to one node or from one node. */
    private boolean starveKind(long lasts, Prng own) {
        List<Byte> kinds = world.network.kindsSeen();
        if (kinds.isEmpty()) {
            return false;
        }
        byte kind = kind(kinds, own);
        int manner = own.below(3);
        int node = 1 + own.below(world.draw.nodes());
        starve((from, to, frame) -> frame[0] == kind && (manner == 0 || (manner == 1 ? from : to) == node), lasts);
        return true;
    }

    private byte kind(List<Byte> seen, Prng own) {
        byte any = seen.get(own.below(seen.size()));
        byte drawn = (byte) world.draw.frameKind();
        return seen.contains(drawn) ? drawn : any;
    }

    private void starve(Network.Filter filter, long lasts) {
        world.network.starve(filter);
        world.timeline.after(lasts, () -> world.network.feed(filter));
    }

    /** Frames of one kind are held back, on all links, to one node or from one node; others pass them. */
    private boolean lateKind(long lasts, Prng own) {
        List<Byte> kinds = world.network.kindsSeen();
        if (kinds.isEmpty()) {
            return false;
        }
        byte kind = kind(kinds, own);
        int manner = own.below(3);
        int node = 1 + own.below(world.draw.nodes());
        long meanMicros = own.scaled(20_000, 2_000_000);
        Prng dice = own.split("late");
        Network.Lag lag = (from, to, frame) -> frame[0] == kind && (manner == 0 || (manner == 1 ? from : to) == node)
                ? dice.exponential(meanMicros)
                : 0;
        world.network.slow(lag);
        world.timeline.after(lasts + 500_000, () -> world.network.speedUp(lag));
        return true;
    }

    private int other(int node, Prng own) {
        return 1 + (node + own.below(world.draw.nodes() - 1)) % world.draw.nodes();
    }

    /** Kills a node, or takes its power; it comes back. */
    void crash(Machine machine, boolean power, long meanMicros) {
        if (!machine.down()) {
            takeDown(machine, power);
            restartLater(machine, random, meanMicros);
        }
    }

    private void restartLater(Machine machine, Prng own, long meanMicros) {
        if (powerAfterDeath[machine.id] && machine.down()) {
            powerAfterDeath[machine.id] = false;
            machine.losePower();
        }
        world.timeline.after(own.exponential(meanMicros) + 1_000, () -> {
            if (machine.down() && !dead[machine.id]) {
                machine.start();
            }
        });
    }

    boolean pause(Machine machine, long micros) {
        Process process = machine.process();
        if (process == null || process.paused()) {
            return false;
        }
        process.pause();
        world.trace.add(Trace.Kind.PAUSE, machine.id, 0, micros, 0);
        world.timeline.after(micros, () -> {
            if (process == machine.process()) {
                resume(machine);
            }
        });
        return true;
    }

    private void resume(Machine machine) {
        if (machine.process() != null && machine.process().paused()) {
            world.trace.add(Trace.Kind.RESUME, machine.id, 0, 0, 0);
            machine.process().resume();
        }
    }

    private boolean partition(FaultKind kind, int victim, long lasts, Prng own) {
        List<int[]> cuts = new ArrayList<>();
        int nodes = world.draw.nodes();
        boolean[] left = new boolean[nodes + 1];
        for (int node = 1; node <= nodes; node++) {
            left[node] = own.flip();
        }
        boolean sending = own.flip();
        boolean both = own.chance(700_000);
        for (int from = 1; from <= nodes; from++) {
            for (int to = 1; to <= nodes; to++) {
                boolean cut = from != to
                        && switch (kind) {
                            case ISOLATE -> from == victim || to == victim;
                            case HALVES -> both ? left[from] != left[to] : left[from] && !left[to];
                            case ONE_WAY -> sending ? from == victim : to == victim;
                            case BRIDGE -> from != victim && to != victim && left[from] != left[to];
                            default -> own.chance(300_000);
                        };
                if (cut && !world.network.cut(from, to)) {
                    cuts.add(new int[] {from, to});
                }
            }
        }
        for (int[] cut : cuts) {
            world.network.cutOff(cut[0], cut[1]);
        }
        world.timeline.after(lasts, () -> {
            if (!resting) {
                for (int[] cut : cuts) {
                    world.network.mend(cut[0], cut[1]);
                }
            }
        });
        return !cuts.isEmpty();
    }

    /** Swizzle-clogging as FoundationDB's simulator does it. */
    private boolean swizzle(long lasts, Prng own) {
        Network network = world.network;
        boolean any = false;
        for (Machine machine : world.machines()) {
            if (own.flip()) {
                any = true;
                long start = own.below(lasts / 2 + 1);
                long end = lasts / 2 + own.below(lasts / 2 + 1);
                world.timeline.after(start, () -> {
                    if (!resting) {
                        long until = world.timeline.nowMicros() + end - start;
                        for (int peer = 1; peer <= world.draw.nodes(); peer++) {
                            if (peer != machine.id) {
                                network.clog(machine.id, peer, until);
                                network.clog(peer, machine.id, until);
                            }
                        }
                    }
                });
            }
        }
        return any;
    }
}
