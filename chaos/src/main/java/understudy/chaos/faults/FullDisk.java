package understudy.chaos.faults;

import java.util.Set;
import understudy.chaos.processes.NodeProcess;

/**
 * A disk that is full, or nearly. Above its reserve a node refuses writes while it leads; in its reserve it stops by
 * itself; and where the space is gone between two of its looks, a write fails, which ends it. It must not be damaged.
 */
final class FullDisk implements Fault {
    private final NodeProcess node;
    private final SmallDisk disk;
    private final long leftBytes;

    FullDisk(NodeProcess node, SmallDisk disk, long leftBytes) {
        this.node = node;
        this.disk = disk;
        this.leftBytes = leftBytes;
    }

    @Override
    public String begin() {
        disk.fill(leftBytes);
        return (leftBytes >> 20) + " MiB left on its disk";
    }

    @Override
    public void heal() {
        disk.empty();
        if (!node.alive()) {
            try {
                Halts.require(node);
            } finally {
                node.start();
            }
        }
    }

    @Override
    public Set<Integer> lateEnds() {
        return Halts.EXIT_CODES;
    }
}
