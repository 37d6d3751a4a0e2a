package understudy.sim.workload;

import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/** Leaky buckets by script: who wants a place asks, and the log's time decides. */
public final class Limiter {
    private static final int BUCKETS = 2;
    private static final String POUR = """
            #!kahuna
            let now = current_time()
            let last = to_int(get (concat(@bucket, "/since")))
            let level = to_int(get @bucket)
            let leak = to_int(@leak)
            let leaked = (now - last) / leak
            if leaked >= level then
              let level = 0
              let last = now
            else
              let level = level - leaked
              let last = last + leaked * leak
            end
            if level >= to_int(@capacity) then
              return [0, now]
            end
            set @bucket level + 1
            set (concat(@bucket, "/since")) last
            return [1, now]
            """;

    private final long capacity;
    private final long leakMillis;

    public Limiter(Prng taste) {
        capacity = taste.between(1, 4);
        leakMillis = taste.scaled(20, 3_000);
    }

    public Request pour(Prng random, Unique unique) {
        String bucket = "limit/" + random.below(BUCKETS);
        return Request.script(
                POUR,
                new Intent.Pour(bucket, capacity, leakMillis),
                "bucket",
                bucket,
                "capacity",
                Long.toString(capacity),
                "leak",
                Long.toString(leakMillis),
                "tag",
                unique.next());
    }
}
