package understudy.sim.disk;

import understudy.script.store.MemoryStore;
import understudy.sim.world.Prng;

/**
 * The directory of a node's stores: the one that {@code CURRENT} names, in the cache and on the disk, and the one
 * that an install is filling.
 */
final class StateDirectory {
    /** What CURRENT names for the processes; null before the first start. */
    MemoryStore current;

    /** What CURRENT names on the disk. */
    MemoryStore currentOnDisk;

    /** What an install left or is filling; null when there is none. */
    MemoryStore installing;

    /** A process is gone: what no commit covers is forgotten. */
    void crash() {
        crash(current);
        if (currentOnDisk != current) {
            crash(currentOnDisk);
        }
        crash(installing);
    }

    /** A commit is synced before it returns, so power takes nothing but an unsynced change of CURRENT. */
    void losePower(Prng random) {
        if (current != currentOnDisk) {
            if (random.flip()) {
                current = currentOnDisk;
            } else {
                currentOnDisk = current;
            }
        }
    }

    private static void crash(MemoryStore store) {
        if (store != null) {
            store.crash();
        }
    }
}
