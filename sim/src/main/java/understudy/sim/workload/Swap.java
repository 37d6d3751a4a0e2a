package understudy.sim.workload;

import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/** Compare and set by script, in the two ways in which people write it. */
public final class Swap {
    private static final String SWAP = """
            #!kahuna
            let now = get @key
            if now == @expected then
              set @key @next
              return "swapped"
            end
            return now
            """;

    private static final String SWAP_AT_ONCE = """
            #!kahuna
            if set @key @next cmp @expected then return "swapped" end
            return get @key
            """;

    private Swap() {}

    public static Request request(Prng random, String key, String expected, String value) {
        return Request.script(
                random.flip() ? SWAP : SWAP_AT_ONCE,
                new Intent.Swap(key, expected, value),
                "key",
                key,
                "expected",
                expected,
                "next",
                value);
    }
}
