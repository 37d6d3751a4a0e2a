package understudy.chaos.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import understudy.sim.check.Intent;
import understudy.sim.workload.Request;
import understudy.sim.workload.Swap;
import understudy.sim.workload.Unique;
import understudy.sim.world.Prng;

/**
 * Registers: few keys, read, set, compared and set by many, each write with a value that nobody else writes. Reads are
 * served where the client is connected, so what a node shows that has been left behind is seen here.
 */
final class Registers implements Workload {
    private static final int KEYS = 6;
    private static final int CALLS_PER_KEY = 80;

    private final Groups groups = new Groups(KEYS * CALLS_PER_KEY);
    private final Map<String, String> written = new HashMap<>();

    @Override
    public Task next(Prng random, int client, long k) {
        String place = groups.next() + "." + random.below(KEYS);
        String key = "r" + place;
        String value = new Unique(client, k).next();
        int kind = random.below(100);
        if (kind < 40) {
            return Task.read(Request.of(Intent.LOOK, "GET", key));
        } else if (kind < 46) {
            return Task.write(Request.of(Intent.OTHER, "INCR", "c" + place));
        } else if (kind < 50) {
            return Task.read(Request.of(Intent.LOOK, "GET", "c" + place));
        } else if (kind < 53) {
            return Task.write(Request.of(Intent.OTHER, "DEL", key));
        }
        String before = written.put(key, value);
        if (kind < 75 && before != null) {
            return Task.write(Swap.request(random, key, before, value));
        } else if (kind < 80) {
            return Task.write(Request.of(Intent.OTHER, "SET", key, value, "NX"));
        } else if (kind < 85) {
            return Task.write(Request.of(Intent.OTHER, "GETSET", key, value));
        }
        return Task.write(Request.of(Intent.OTHER, "SET", key, value));
    }

    /** Reads a register that is in use, and counts for nothing in its age. */
    Task look(Prng random) {
        return Task.read(Request.of(Intent.LOOK, "GET", "r" + groups.now() + "." + random.below(KEYS)));
    }

    @Override
    public List<Request> lastReads() {
        List<Request> reads = new ArrayList<>(groups.reads("r", KEYS));
        reads.addAll(groups.reads("c", KEYS));
        return reads;
    }
}
