package understudy.sim;

import java.util.ArrayList;
import java.util.List;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;
import understudy.replica.Boot;
import understudy.replica.ForeignDisk;
import understudy.replica.Status;
import understudy.sim.check.Violation;
import understudy.sim.disk.Disk;
import understudy.sim.disk.DiskFault;
import understudy.sim.disk.ProcessDied;
import understudy.sim.world.NodeClock;
import understudy.sim.world.Prng;
import understudy.sim.world.Trace;
import understudy.wal.LogFull;
import understudy.wal.WalSettings;

/** A machine of the cluster: a disk and clocks that outlive the processes which run on it, one at a time. */
final class Machine {
    final int id;
    Identity identity;
    Disk disk;
    final NodeClock clock;
    private Disk ownDisk;
    private final World world;
    private final Prng random;

    /** 1 for a machine in good health; all its stages take so many times longer. */
    long slowness = 1;

    /** The log's disk finishes no sync until then. */
    long diskStalledUntilMicros;

    /** The state's disk finishes nothing until then. */
    long stateStalledUntilMicros;

    /** Whether the guard of the disk finds room on it. */
    boolean roomy = true;

    /** Counts starts; a start that was killed before it was up counts too. */
    private long life;

    private int wipes;
    private Process process;
    private boolean starting;
    private long stateLossesSeen;

    Machine(World world, Identity identity, Prng random) {
        this.world = world;
        this.identity = identity;
        this.random = random;
        id = identity.node().value();
        ownDisk = new Disk(random.split("disk"));
        disk = ownDisk;
        Prng clocks = random.split("clock");
        long offset = world.draw.clockOffsetMicros();
        long drift = world.draw.clockDriftPerMillion();
        clock = new NodeClock(world.timeline, clocks.between(-offset, offset), clocks.between(-drift, drift));
    }

    /** The process that runs, or null. */
    Process process() {
        return process;
    }

    boolean down() {
        return process == null && !starting;
    }

    /** Starts a process; it is up after a while. */
    void start() {
        if (!down()) {
            throw new IllegalStateException("n" + id + " runs already");
        }
        starting = true;
        long starts = ++life;
        world.trace.add(Trace.Kind.BOOT, id, 0, starts, 0);
        long delay = random.exponential(world.draw.bootMicros()) + 1_000;
        world.timeline.after(delay, () -> {
            if (starting && life == starts) {
                up();
            }
        });
    }

    private void up() {
        starting = false;
        Prng own = random.split("life").split(life);
        clock.restart(own.below(1_000_000_000_000L));
        disk.attach();
        if (world.bootKills(id)) {
            disk.armKill(1 + own.scaled(1, 60), own.flip());
        }
        Boot.Node node;
        try {
            node = Boot.up(
                    identity,
                    world.draw.settings(),
                    disk.segments(world.draw.maxRecordBytes()),
                    new WalSettings(world.draw.segmentBytes()),
                    disk.promiseFile(),
                    disk.home(),
                    world.engines,
                    own.next(),
                    clock.now());
            if (disk.stateLosses() != stateLossesSeen) {
                stateLossesSeen = disk.stateLosses();
                world.witness.stateLost(id);
            }
            Status status = node.loop().status();
            world.witness.booted(id, disk.copy(), status.appliedSlot(), status.digest());
        } catch (ProcessDied death) {
            disk.detach();
            world.died(this, death.getMessage());
            return;
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException | Error halt) {
            if (halt instanceof ForeignDisk && disk != ownDisk) {
                disk.detach();
                world.refused(this, halt.getMessage());
                return;
            }
            if (diedOfItsDisk(halt)) {
                disk.detach();
                world.died(this, "at its start: " + halt.getMessage());
                return;
            }
            throw Violation.halt("n" + id + " at its start", halt);
        }
        process = new Process(world, this, life, own.split("process"), node);
        world.trace.add(
                Trace.Kind.UP,
                id,
                0,
                life,
                process.status().appliedSlot(),
                () -> "applied up to slot " + process.status().appliedSlot());
        process.begin();
        process.room(roomy);
    }

    /** Whether a process ended as it has to when its disk fails it. */
    boolean diedOfItsDisk(Throwable death) {
        return DiskFault.isCauseOf(death) || death instanceof LogFull && disk.full;
    }

    /** Kills what runs here; what it wrote can be read by the next process. */
    void kill() {
        world.trace.add(Trace.Kind.KILL, id, 0, life, 0);
        Process was = process;
        process = null;
        starting = false;
        disk.detach();
        if (was != null) {
            was.die();
        }
    }

    /** Somebody plugs another node's disk in; nothing runs here. */
    void plug(Disk other) {
        if (!down()) {
            throw new IllegalStateException("n" + id + " runs on its disk");
        }
        disk = other;
    }

    /** The disk is gone with all that was on it; what comes in its place is to be readmitted. Nothing runs here. */
    void wipe(Incarnation fresh) {
        List<NodeId> members = new ArrayList<>();
        for (Configuration.Member member : identity.initial().members()) {
            members.add(member.node());
        }
        identity = Identity.joining(identity.cluster(), identity.node(), fresh, members);
        ownDisk = new Disk(random.split("disk").split(life));
        disk = ownDisk;
        wipes++;
    }

    /** How often. */
    int wipes() {
        return wipes;
    }

    boolean isOnItsOwnDisk() {
        return disk == ownDisk;
    }

    void plugOwn() {
        if (disk != ownDisk) {
            if (!down()) {
                kill();
            }
            disk = ownDisk;
        }
    }

    /** Takes the power away, where nothing runs or after killing what does: what was not synced is in doubt. */
    void losePower() {
        if (!down()) {
            kill();
        }
        world.trace.add(Trace.Kind.POWER_LOSS, id, 0, life, 0);
        long lost = disk.recordsLost();
        long torn = disk.recordsTorn();
        disk.losePower();
        world.trace.add(Trace.Kind.SPOILT, id, 0, disk.recordsLost() - lost, disk.recordsTorn() - torn);
    }

    /** A process came upon a seam at which it was to die. */
    void died(Process who, String where) {
        if (who == process) {
            kill();
            world.died(this, where);
        }
    }

    ProcessDied deathAtOutput() {
        return disk.deathNow("in the midst of a step's outputs");
    }

    /** How often it was started. */
    long starts() {
        return life;
    }

    long life() {
        return process == null ? 0 : process.life();
    }
}
