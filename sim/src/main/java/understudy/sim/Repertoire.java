package understudy.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/**
 * What clients ask for. Few keys, so that clients meet; values and elements that are unique in the run, so that a
 * checker can tell one command from another and count what took effect.
 *
 * <p>The kinds: registers with compare-and-set, counters, bank transfers by script whose accounts always sum to
 * zero, append-only strings by command and by script, keys that expire, and several keys at once.
 */
final class Repertoire {
    /** A command and what it is for. */
    record Piece(List<byte[]> arguments, Intent intent) {}

    static final int ACCOUNTS = 5;

    private static final String TRANSFER = """
            #!kahuna
            let from = get @from
            let have = to_int(from)
            let amount = to_int(@amount)
            if have + 500 >= amount then
              let to = get @to
              let gets = to_int(to)
              set @from have - amount
              set @to gets + amount
              return 1
            end
            return 0
            """;

    private static final String AUDIT = """
            #!kahuna
            let sum = 0
            let a = get a0
            let sum = sum + to_int(a)
            let a = get a1
            let sum = sum + to_int(a)
            let a = get a2
            let sum = sum + to_int(a)
            let a = get a3
            let sum = sum + to_int(a)
            let a = get a4
            let sum = sum + to_int(a)
            return sum
            """;

    private static final String SWAP = """
            #!kahuna
            let now = get @key
            if now == @expected then
              set @key @next
              return "swapped"
            end
            return now
            """;

    private static final String APPEND = """
            #!kahuna
            let list = get @key
            if list == null then
              set @key @element
            else
              set @key concat(list, @element)
            end
            return rev(list)
            """;

    private static final String FAIL = """
            #!kahuna
            set @key @value
            throw "never mind"
            """;

    private final Prng random;
    private final int registers;
    private final int[] weights = new int[Kind.values().length];
    private int weightSum;
    private long unique;

    private enum Kind {
        SET,
        GET,
        SWAP,
        INCR,
        INCRBY,
        APPEND,
        SCRIPT_APPEND,
        TRANSFER,
        AUDIT,
        EXPIRY,
        SEVERAL,
        DELETE,
        FAIL
    }

    /** @param own distinguishes this client's values from all others' */
    Repertoire(Prng random, int own, int registers) {
        this.registers = registers;
        this.random = random.split(own);
        unique = own * 1_000_000L;
        // All clients of a world share its taste.
        Prng taste = random.split("taste");
        for (Kind kind : Kind.values()) {
            weights[kind.ordinal()] = taste.chance(750_000) ? taste.between(1, 10) : 0;
        }
        weights[Kind.GET.ordinal()] += 3;
        weights[Kind.SET.ordinal()] += 2;
        weights[Kind.TRANSFER.ordinal()] += 1;
        weights[Kind.APPEND.ordinal()] += 1;
        for (int weight : weights) {
            weightSum += weight;
        }
    }

    Piece next() {
        int die = random.below(weightSum);
        for (Kind kind : Kind.values()) {
            die -= weights[kind.ordinal()];
            if (die < 0) {
                return piece(kind);
            }
        }
        throw new IllegalStateException("the weights sum to " + weightSum);
    }

    /** A write that can be told from any other: what a session or the end of a run asks for. */
    Piece element() {
        return appended("l" + random.below(3));
    }

    /** A read. */
    Piece look() {
        return random.chance(800_000) ? get() : piece(Intent.LOOK, "MGET", register(), "e0", register());
    }

    private Piece piece(Kind kind) {
        return switch (kind) {
            case SET -> set();
            case GET -> get();
            case SWAP ->
                script(
                        SWAP,
                        Intent.OTHER,
                        "key",
                        register(),
                        "expected",
                        Long.toString(unique - random.below(4)),
                        "next",
                        fresh());
            case INCR -> {
                String key = "c" + random.below(3);
                yield piece(new Intent.Count(key, 1), "INCR", key);
            }
            case INCRBY -> {
                String key = "c" + random.below(3);
                // Upwards only: so each answer of a counter is given once.
                long amount = random.between(2, 9);
                yield piece(new Intent.Count(key, amount), "INCRBY", key, Long.toString(amount));
            }
            case APPEND -> appended("l" + random.below(3));
            case SCRIPT_APPEND -> {
                String key = "s" + random.below(2);
                String element = fresh() + ";";
                yield script(APPEND, new Intent.Element(key, element), "key", key, "element", element);
            }
            case TRANSFER -> {
                int from = random.below(ACCOUNTS);
                int to = (from + 1 + random.below(ACCOUNTS - 1)) % ACCOUNTS;
                yield script(
                        TRANSFER,
                        Intent.OTHER,
                        "from",
                        "a" + from,
                        "to",
                        "a" + to,
                        "amount",
                        Integer.toString(random.between(1, 200)),
                        "tag",
                        fresh());
            }
            case AUDIT -> script(AUDIT, Intent.AUDIT, "tag", fresh());
            case EXPIRY -> expiry();
            case SEVERAL ->
                random.flip()
                        ? piece(Intent.OTHER, "MSET", register(), fresh(), register(), fresh(), "a-tag", fresh())
                        : piece(Intent.LOOK, "MGET", register(), register(), "e0", "c0", "nothing");
            case DELETE ->
                random.flip()
                        ? piece(Intent.OTHER, "DEL", register(), "no-such-" + fresh())
                        : piece(Intent.LOOK, "EXISTS", register(), "e1");
            case FAIL -> {
                String value = fresh();
                yield script(FAIL, new Intent.Ghost(value), "key", register(), "value", value);
            }
        };
    }

    private Piece appended(String key) {
        String element = fresh() + ";";
        return piece(new Intent.Element(key, element), "APPEND", key, element);
    }

    private Piece set() {
        return switch (random.below(6)) {
            case 0 -> piece(Intent.OTHER, "SET", register(), fresh(), "NX");
            case 1 -> piece(Intent.OTHER, "SET", register(), fresh(), "XX", "GET");
            case 2 -> piece(Intent.OTHER, "SET", register(), fresh() + "x".repeat(random.below(2_000)));
            default -> piece(Intent.OTHER, "SET", register(), fresh());
        };
    }

    private Piece get() {
        return switch (random.below(5)) {
            case 0 -> piece(Intent.LOOK, "GET", "c" + random.below(3));
            case 1 -> piece(Intent.LOOK, "GET", "l" + random.below(3));
            case 2 -> piece(Intent.LOOK, "STRLEN", "s" + random.below(2));
            default -> piece(Intent.LOOK, "GET", register());
        };
    }

    private Piece expiry() {
        String key = "e" + random.below(2);
        return switch (random.below(5)) {
            case 0, 1 -> piece(Intent.OTHER, "SET", key, fresh(), "PX", Integer.toString(random.between(1, 400)));
            case 2 -> piece(Intent.LOOK, "PTTL", key);
            case 3 -> piece(Intent.LOOK, "EXISTS", key);
            default -> piece(Intent.LOOK, "GET", key);
        };
    }

    private String register() {
        return "r" + random.below(registers);
    }

    private String fresh() {
        return Long.toString(++unique);
    }

    private static Piece script(String source, Intent intent, String... parameters) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes("EVAL"));
        arguments.add(bytes(source));
        arguments.add(bytes("0"));
        for (String parameter : parameters) {
            arguments.add(bytes(parameter));
        }
        return new Piece(arguments, intent);
    }

    private static Piece piece(Intent intent, String... words) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(bytes(word));
        }
        return new Piece(arguments, intent);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
