package understudy.sim.workload;

import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/**
 * Values that live for a span of the log's time, and looks at them that tell the time. Under half of the keys all is
 * written by scripts, which tell when; under the others commands write, too.
 */
final class Spans {
    private static final long REQUESTS_PER_AGE = 12;
    private static final int KEYS = 4;

    private static final String PUT = """
            #!kahuna
            set @key @value ex @millis
            return [@value, current_time()]
            """;

    private static final String LOOK = """
            #!kahuna
            return [get @key, current_time()]
            """;

    private final int mostMillis;

    Spans(Prng taste) {
        mostMillis = (int) taste.scaled(20, 5_000);
    }

    Request next(Prng random, Unique unique, long k) {
        int place = random.below(KEYS);
        String key = "span/" + place + "/" + k / REQUESTS_PER_AGE;
        long millis = random.scaled(1, mostMillis);
        String value = unique.next();
        if (random.below(3) > 0) {
            return Request.script(LOOK, new Intent.Span(key, null, 0), "key", key);
        }
        Intent put = new Intent.Span(key, value, millis);
        String span = Long.toString(millis);
        return place % 2 == 0 || random.flip()
                ? Request.script(PUT, put, "key", key, "value", value, "millis", span)
                : Request.of(put, "SET", key, value, "PX", span);
    }
}
