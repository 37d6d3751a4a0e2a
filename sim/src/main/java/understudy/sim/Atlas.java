package understudy.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import understudy.replica.Status;

/**
 * Which nodes have lost something that they were to keep, and what the others can therefore still be asked for.
 *
 * <p>A cluster survives the wounds of a minority, and no more: what a majority had promised and accepted must be
 * found on every majority. So a fault that destroys is let through while the wounded nodes are a minority, and a core
 * that is to recover alone has a majority of nodes without a wound. What does not recover then has no excuse.
 *
 * <p>A wound closes when the node itself says that it is whole, after it has had the occasion to notice: with another
 * state than the wounded one, or after a start from the wounded log.
 */
final class Atlas {
    private static final int MOST_SCRUB_SLOTS = 200;

    private final World world;
    private final Wound[] wounds;

    private static final class Wound {
        boolean ofState;

        /** Null where there was none any more. */
        Object woundedState;

        long woundedLife = -1;

        boolean open() {
            return ofState || woundedLife >= 0;
        }
    }

    Atlas(World world, int nodes) {
        this.world = world;
        wounds = new Wound[nodes + 1];
        for (int node = 0; node <= nodes; node++) {
            wounds[node] = new Wound();
        }
    }

    /** Whether this node may be wounded (again) and the cluster must still recover. */
    boolean spares(Machine machine) {
        if (!machine.isOnItsOwnDisk()) {
            return false;
        }
        int wounded = isWounded(machine) ? 0 : 1;
        for (Machine other : world.machines()) {
            wounded += isWounded(other) ? 1 : 0;
        }
        return wounded <= world.draw.nodes() - quorum();
    }

    /** Whether a stored value of this node may change with its checksum: all are whole, and compared soon. */
    boolean mayDiverge(Machine machine) {
        int scrubSlots = world.draw.settings().scrubSlots();
        boolean all = true;
        for (Machine other : world.machines()) {
            all &= other.process() != null
                    && !isWounded(other)
                    && !other.process().busy();
        }
        return all && world.draw.nodes() >= 3 && scrubSlots > 0 && scrubSlots <= MOST_SCRUB_SLOTS;
    }

    /** @param state the wounded one; null where it was lost before */
    void stateWounded(Machine machine, Object state) {
        Wound wound = wounds[machine.id];
        wound.ofState = true;
        wound.woundedState = state;
    }

    /** The log or the promises of a node that is down were spoilt. */
    void logWounded(Machine machine) {
        wounds[machine.id].woundedLife = machine.starts();
    }

    /** Whether a wound of this node is still open. */
    boolean isWounded(Machine machine) {
        Wound wound = wounds[machine.id];
        if (!wound.open() || machine.process() == null) {
            return wound.open();
        }
        Status status = machine.process().status();
        if (!status.repairing().isEmpty()) {
            return true;
        }
        Object state = machine.disk.image();
        if (state != null && state != wound.woundedState) {
            wound.ofState = false;
        }
        if (wound.woundedLife >= 0
                && machine.starts() > wound.woundedLife
                && !machine.process().impaired()) {
            wound.woundedLife = -1;
        }
        return wound.open();
    }

    /** The wanted nodes, and as many more as it takes for a majority without wounds to be among them. */
    List<Integer> core(List<Integer> wanted) {
        List<Integer> core = new ArrayList<>(wanted);
        int whole = 0;
        for (int node : wanted) {
            whole += isWounded(world.machine(node)) ? 0 : 1;
        }
        for (Machine machine : world.machines()) {
            if (whole < quorum() && !core.contains(machine.id) && !isWounded(machine)) {
                core.add(machine.id);
                whole++;
            }
        }
        Collections.sort(core);
        return core;
    }

    private int quorum() {
        return world.draw.nodes() / 2 + 1;
    }
}
