package understudy.chaos.load;

import java.util.List;
import understudy.sim.workload.Request;
import understudy.sim.world.Prng;

/** What clients ask for, one task after the other. All of a workload's clients share one object and one thread. */
interface Workload {
    /**
     * @param client whose task it is
     * @param k how many it had before
     */
    Task next(Prng random, int client, long k);

    /** What is to be read when all is over. */
    List<Request> lastReads();
}
