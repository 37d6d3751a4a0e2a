package understudy.sim;

import java.util.ArrayList;
import java.util.List;
import understudy.sim.world.Network;
import understudy.sim.world.Prng;
import understudy.sim.world.Trace;

/**
 * What goes wrong, and when. Each kind of fault of a world comes as a Poisson process of its own, from a stream
 * of its own, and each fault that lasts ends by itself; {@link #rest} ends them all.
 */
final class Nemesis {
    /** The kinds of faults. */
    enum Kind {
        KILL("kill a process"),
        POWER("take the power of a node"),
        KILL_THEN_POWER("kill, let restart and answer, and only then take the power"),
        SEAM("kill at a seam of disk or output"),
        BOOT_SEAM("kill at a seam of a start"),
        KILL_ALL("kill all processes"),
        POWER_ALL("take the power of all nodes"),
        PAUSE("pause a process"),
        SLOW("slow a node down"),
        STALL("stall a disk"),
        ISOLATE("isolate a node"),
        HALVES("cut the cluster in two"),
        ONE_WAY("cut a node's sending or receiving"),
        BRIDGE("leave one node as the bridge between two halves"),
        LINKS("cut some links, each in one direction"),
        CLOG("clog a link"),
        SWIZZLE("clog nodes one by one and unclog them in another order"),
        RESETS("reset clients' connections"),
        CLOCK("set a wall clock"),
        TRANSFER("hand leadership over");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        boolean needsPeers() {
            return ordinal() >= ISOLATE.ordinal() && ordinal() <= SWIZZLE.ordinal() || this == TRANSFER;
        }
    }

    private final World world;
    private final Prng random;
    private final long[] counts = new long[Kind.values().length];
    private boolean resting;

    /** So many of the next starts die on their way. */
    private int[] fatalStarts;

    Nemesis(World world, Prng random) {
        this.world = world;
        this.random = random;
        fatalStarts = new int[world.draw.nodes() + 1];
    }

    void begin() {
        for (Draw.Fault fault : world.draw.faults()) {
            Prng own = random.split(fault.kind().name());
            next(fault, own);
        }
    }

    /** Ends all faults: whoever is down starts, whoever is paused goes on, every link carries. */
    void rest() {
        resting = true;
        fatalStarts = new int[fatalStarts.length];
        world.network.heal();
        for (Machine machine : world.machines()) {
            machine.slowness = 1;
            machine.diskStalledUntilMicros = 0;
            machine.disk.disarm();
            if (machine.process() != null) {
                machine.process().armOutput(-1);
            }
            resume(machine);
            if (machine.down()) {
                machine.start();
            }
        }
    }

    /** A process died at a seam: it starts again after a while. */
    void died(Machine machine) {
        restartLater(machine, random, 500_000);
    }

    boolean bootKills(int node) {
        if (fatalStarts[node] > 0) {
            fatalStarts[node]--;
            return true;
        }
        return false;
    }

    long count(Kind kind) {
        return counts[kind.ordinal()];
    }

    private void next(Draw.Fault fault, Prng own) {
        world.timeline.after(own.exponential(fault.everyMicros()) + 1_000, () -> {
            if (!resting) {
                strike(fault, own);
                next(fault, own);
            }
        });
    }

    private void strike(Draw.Fault fault, Prng own) {
        counts[fault.kind().ordinal()]++;
        long lasts = own.exponential(fault.lastsMicros()) + 1_000;
        Machine victim = victim(own);
        switch (fault.kind()) {
            case KILL -> {
                if (!victim.down()) {
                    victim.kill();
                    restartLater(victim, own, lasts);
                }
            }
            case POWER -> {
                victim.losePower();
                restartLater(victim, own, lasts);
            }
            case KILL_THEN_POWER -> {
                if (!victim.down()) {
                    victim.kill();
                    victim.start();
                    world.timeline.after(lasts, () -> {
                        if (!resting) {
                            victim.losePower();
                            restartLater(victim, own, own.exponential(fault.lastsMicros()));
                        }
                    });
                }
            }
            case SEAM -> {
                if (victim.process() != null) {
                    if (own.flip()) {
                        victim.disk.armKill(own.scaled(1, 200), own.flip());
                    } else {
                        victim.process().armOutput(own.scaled(1, 100));
                    }
                    powerAfterDeath[victim.id] = own.flip();
                }
            }
            case BOOT_SEAM -> {
                fatalStarts[victim.id] = own.between(1, 3);
                if (!victim.down()) {
                    victim.kill();
                }
                if (own.flip()) {
                    victim.losePower();
                }
                powerAfterDeath[victim.id] = own.flip();
                restartLater(victim, own, lasts);
            }
            case KILL_ALL, POWER_ALL -> {
                boolean atOnce = own.flip();
                for (Machine machine : world.machines()) {
                    if (fault.kind() == Kind.POWER_ALL) {
                        machine.losePower();
                    } else if (!machine.down()) {
                        machine.kill();
                    }
                    restartLater(machine, own, atOnce ? 1 : lasts);
                }
            }
            case PAUSE -> pause(victim, lasts);
            case SLOW -> {
                victim.slowness = own.scaled(2, 60);
                world.trace.add(Trace.Kind.SLOW, victim.id, 0, victim.slowness, lasts);
                world.timeline.after(lasts, () -> victim.slowness = 1);
            }
            case STALL -> {
                victim.diskStalledUntilMicros = world.timeline.nowMicros() + lasts;
                world.trace.add(Trace.Kind.STALL, victim.id, 0, lasts, 0);
            }
            case CLOG -> world.network.clog(victim.id, other(victim.id, own), world.timeline.nowMicros() + lasts);
            case SWIZZLE -> swizzle(lasts, own);
            case RESETS ->
                world.clients().get(own.below(world.clients().size())).reset();
            case CLOCK -> {
                long byMicros = own.between(-1_000_000, 1_000_000);
                victim.clock.step(byMicros);
                world.trace.add(Trace.Kind.NOTE, victim.id, 0, byMicros, 0, () -> "its wall clock is set");
            }
            case TRANSFER -> {
                for (Machine machine : world.machines()) {
                    if (machine.process() != null && !machine.process().paused()) {
                        machine.process().transferLeadership();
                    }
                }
            }
            case ISOLATE, HALVES, ONE_WAY, BRIDGE, LINKS -> partition(fault.kind(), victim.id, lasts, own);
        }
    }

    private final boolean[] powerAfterDeath = new boolean[8];

    /** Leaders are hit more often than by chance: most of what can go wrong goes wrong around them. */
    private Machine victim(Prng own) {
        if (own.chance(400_000)) {
            for (Machine machine : world.machines()) {
                if (machine.process() != null
                        && machine.process().status().role().equals("leader")) {
                    return machine;
                }
            }
        }
        return world.machine(1 + own.below(world.draw.nodes()));
    }

    private int other(int node, Prng own) {
        return 1 + (node + own.below(world.draw.nodes() - 1)) % world.draw.nodes();
    }

    private void restartLater(Machine machine, Prng own, long meanMicros) {
        if (powerAfterDeath[machine.id] && machine.down()) {
            powerAfterDeath[machine.id] = false;
            machine.losePower();
        }
        world.timeline.after(own.exponential(meanMicros) + 1_000, () -> {
            if (machine.down()) {
                machine.start();
            }
        });
    }

    private void pause(Machine machine, long micros) {
        Process process = machine.process();
        if (process == null || process.paused()) {
            return;
        }
        process.pause();
        world.trace.add(Trace.Kind.PAUSE, machine.id, 0, micros, 0);
        world.timeline.after(micros, () -> {
            if (process == machine.process()) {
                resume(machine);
            }
        });
    }

    private void resume(Machine machine) {
        if (machine.process() != null && machine.process().paused()) {
            world.trace.add(Trace.Kind.RESUME, machine.id, 0, 0, 0);
            machine.process().resume();
        }
    }

    private void partition(Kind kind, int victim, long lasts, Prng own) {
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
    }

    /** Swizzle-clogging as FoundationDB's simulator does it. */
    private void swizzle(long lasts, Prng own) {
        Network network = world.network;
        for (Machine machine : world.machines()) {
            if (own.flip()) {
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
    }
}
