package understudy.chaos.load;

import java.util.List;
import understudy.sim.check.Intent;
import understudy.sim.workload.Request;
import understudy.sim.world.Prng;

/** Counters that everybody adds one to. */
final class Counters implements Workload {
    private static final int CALLS_PER_KEY = 400;

    private final Groups groups = new Groups(CALLS_PER_KEY);

    @Override
    public Task next(Prng random, int client, long k) {
        String key = "count/" + groups.next() + ".0";
        return Task.write(Request.of(new Intent.Count(key, 1), "INCR", key));
    }

    @Override
    public List<Request> lastReads() {
        return groups.reads("count/", 1);
    }
}
