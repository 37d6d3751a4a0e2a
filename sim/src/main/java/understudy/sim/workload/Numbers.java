package understudy.sim.workload;

import java.util.ArrayList;
import java.util.List;
import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/**
 * Numbers of sequences, by script and by command, some with idempotency keys that a client uses for a few requests
 * behind each other. Sequences come in ages, so that fewer keys are used on one than it remembers.
 */
final class Numbers {
    private static final long REQUESTS_PER_AGE = 48;
    private static final long REQUESTS_PER_KEY = 16;
    private static final int SEQUENCES = 2;

    private static final String NEXT = """
            #!kahuna
            create sequence @name increment @increment
            return [next @name]
            """;

    private static final String NEXT_ONCE = """
            #!kahuna
            create sequence @name increment @increment
            return [next @name idempotency @key]
            """;

    private static final String RESERVE = """
            #!kahuna
            create sequence @name increment @increment
            return reserve @count of @name
            """;

    /** Fails after it has taken some: they go to the next who asks. */
    private static final String IN_VAIN = """
            #!kahuna
            create sequence @name increment @increment
            let lost = reserve @count of @name
            throw "thrown in vain"
            """;

    private final String increment;

    Numbers(Prng taste) {
        increment = Integer.toString(taste.between(1, 5));
    }

    Request next(Prng random, Unique unique, int client, long k) {
        String name = "numbers/" + random.below(SEQUENCES) + "/" + k / REQUESTS_PER_AGE;
        String keyed = "numbers/0/" + k / REQUESTS_PER_AGE;
        String key = "key/" + client + "/" + k / REQUESTS_PER_KEY;
        String count = Integer.toString(random.between(1, 5));
        Intent plain = new Intent.Draw(name, null);
        Intent once = new Intent.Draw(keyed, key);
        return switch (random.below(10)) {
            case 0, 1 -> script(NEXT, plain, name, unique);
            case 2, 3, 4 -> script(NEXT_ONCE, once, keyed, unique, "key", key);
            case 5, 6 -> script(RESERVE, plain, name, unique, "count", count);
            case 7 -> script(IN_VAIN, Intent.OTHER, name, unique, "count", count);
            case 8 ->
                random.flip()
                        ? Request.of(plain, "SEQ.NEXT", name)
                        : Request.of(once, "SEQ.NEXT", keyed, "IDEMPOTENCY", key);
            default ->
                random.flip() ? Request.of(Intent.LOOK, "SEQ.INFO", name) : Request.of(plain, "SEQ.RESERVE", name, "1");
        };
    }

    private Request script(String source, Intent intent, String name, Unique unique, String... more) {
        List<String> parameters = new ArrayList<>(List.of("name", name, "increment", increment));
        parameters.addAll(List.of(more));
        parameters.addAll(List.of("tag", unique.next()));
        return Request.script(source, intent, parameters.toArray(String[]::new));
    }
}
