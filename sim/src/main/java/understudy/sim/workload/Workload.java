package understudy.sim.workload;

import understudy.sim.world.Prng;

/** Gives each client of a world its requests. */
public interface Workload {
    /** The simulator's own: everything that the product can do. */
    Workload OWN = Repertoire::new;

    /**
     * @param world the world's chance; all its clients get the same
     * @param client from 1 on
     * @param registers how many keys the clients meet on, where that is for the workload to choose
     */
    Requests of(Prng world, int client, int registers);

    /** Whether clients look once more when nobody writes any more: for what has to hold in the end. */
    default boolean looksInTheEnd() {
        return false;
    }
}
