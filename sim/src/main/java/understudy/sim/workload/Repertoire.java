package understudy.sim.workload;

import java.nio.charset.StandardCharsets;
import java.util.List;
import understudy.script.command.Reply;
import understudy.sim.check.Intent;
import understudy.sim.check.Operation;
import understudy.sim.world.Prng;

/**
 * What clients ask for. Few keys, so that clients meet; values and elements that are unique in the run, so that a
 * checker can tell one command from another and count what took effect.
 *
 * <p>What a client's k-th request is follows from the seed, the client and k alone: a run in which some are left out has
 * the others as they were. (Two kinds of requests go on with what they were answered, and only they: the cursor of
 * a walk, the number of a session.)
 *
 * <p>Each world has its own taste: some kinds are missing in it, others make up half of it. A fifth to a quarter
 * of what writers ask for are scripts.
 *
 * <p>Keys come in ages of some dozen requests, so that what a search must find an order for stays short.
 */
final class Repertoire implements Requests {
    /** The largest command that a node takes. */
    private static final int MOST_BYTES = 900 << 10;

    private static final long REQUESTS_PER_AGE = 24;
    private static final int LEAST_SCRIPTS_PERCENT = 18;
    private static final int MOST_SCRIPTS_PERCENT = 26;

    /** Scripts that never end by themselves are over sooner so, on every replica and in the model. */
    private static final int MOST_STEPS = 150_000;

    private static final int LEAST_STEPS = 100_000;

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

    private enum Kind {
        SET(false),
        GET(false),
        COUNT(false),
        APPEND(false),
        EXPIRY(false),
        SEVERAL(false),
        DELETE(false),
        LIST_APPEND(false),
        LIST_LOOK(false),
        STAY(false),
        WALK(false),
        COMMAND(false),
        SWAP(true),
        SCRIPT_APPEND(true),
        TRANSFER(true),
        AUDIT(true),
        FAIL(true),
        TRANSACTION(true),
        POUR(true),
        SCRIPT(true),
        LOCK(true),
        NUMBER(true),
        SPAN(true),
        LUA(true),
        FUNCTION(false);

        final boolean script;

        Kind(boolean script) {
            this.script = script;
        }
    }

    private final Prng own;
    private final int client;
    private final int registers;
    private final int[] weights = new int[Kind.values().length];
    private int weightSum;
    private final boolean large;
    private final int walkCount;
    private final boolean smallBudget;

    private final Lists lists;
    private final Bank bank;
    private final Limiter limiter;
    private final Locks locks;
    private final Numbers numbers;
    private final Spans spans;
    private final LuaScripts lua;
    private final Functions functions;
    private final Catalogue catalogue;
    private final Scripts scripts;

    // Where the client's walk stands.
    private long walk = 1;
    private String cursor = "0";
    private boolean walking;

    // Of the request at hand.
    private Prng random;
    private Unique unique;
    private long k;

    /**
     * @param world the world's; all its clients get the same
     * @param client distinguishes this client's values from all others'
     */
    Repertoire(Prng world, int client, int registers) {
        this.registers = registers;
        this.client = client;
        own = world.split(client);
        Prng taste = world.split("taste");
        for (Kind kind : Kind.values()) {
            // Those that came later draw from chance of their own: what the others draw stays as it was.
            Prng from = kind.compareTo(Kind.LOCK) >= 0 ? world.split(kind.name()) : taste;
            weights[kind.ordinal()] = from.chance(700_000) ? from.between(1, 10) : 0;
        }
        weights[Kind.GET.ordinal()] += 3;
        weights[Kind.SET.ordinal()] += 2;
        weights[Kind.APPEND.ordinal()] += 1;
        weights[Kind.TRANSFER.ordinal()] += 1;
        weights[Kind.TRANSACTION.ordinal()] += 1;
        // In a few worlds everything is removed at times: there only commands can be asked that need nothing to stay.
        boolean flushing = taste.chance(40_000);
        if (flushing) {
            for (Kind kind : Kind.values()) {
                weights[kind.ordinal()] = 0;
            }
            weights[Kind.COMMAND.ordinal()] = 5;
            weights[Kind.SCRIPT.ordinal()] = 4;
        }
        share(taste);
        large = taste.chance(80_000);
        walkCount = (int) taste.scaled(5, 300);
        smallBudget = world.split("budget").chance(970_000);
        lists = new Lists(world.split("lists"));
        bank = new Bank(world.split("bank"));
        limiter = new Limiter(world.split("limiter"));
        locks = new Locks(world.split("locks"));
        numbers = new Numbers(world.split("numbers"));
        spans = new Spans(world.split("spans"));
        lua = new LuaScripts(world.split("lua"));
        functions = new Functions(world.split("functions"));
        scripts = new Scripts(world.split("scripts"));
        catalogue = new Catalogue(flushing);
        for (int weight : weights) {
            weightSum += weight;
        }
    }

    /** What is short of its share, scripts or single commands, gets more of what the world likes of it. */
    private void share(Prng taste) {
        int all = 0;
        int scripted = 0;
        for (Kind kind : Kind.values()) {
            all += weights[kind.ordinal()];
            scripted += kind.script ? weights[kind.ordinal()] : 0;
        }
        while (scripted * 100 < all * LEAST_SCRIPTS_PERCENT || scripted * 100 > all * MOST_SCRIPTS_PERCENT) {
            boolean script = scripted * 100 < all * LEAST_SCRIPTS_PERCENT;
            Kind kind = Kind.values()[taste.below(Kind.values().length)];
            if (kind.script == script && weights[kind.ordinal()] > 0) {
                weights[kind.ordinal()]++;
                scripted += script ? 1 : 0;
                all++;
            }
        }
    }

    @Override
    public List<Request> next(long number) {
        begin(number);
        if (number == 1 && client == 1 && smallBudget) {
            String steps = Integer.toString(random.between(LEAST_STEPS, MOST_STEPS));
            return List.of(Request.of(Intent.OTHER, "CONFIG", "SET", "budget-steps", steps));
        }
        if (large && random.chance(4_000)) {
            return List.of(large());
        }
        int die = random.below(weightSum);
        for (Kind kind : Kind.values()) {
            die -= weights[kind.ordinal()];
            if (die < 0) {
                return kind == Kind.COMMAND ? catalogue.next(random, unique) : List.of(request(kind));
            }
        }
        throw new IllegalStateException("the weights sum to " + weightSum);
    }

    @Override
    public Request element(long number) {
        begin(number);
        if (weights[Kind.APPEND.ordinal()] == 0) {
            return scripts.next(random, unique);
        }
        return switch (random.below(8)) {
            case 0 -> lists.transaction(random, unique, k);
            case 1, 2 -> request(Kind.SCRIPT_APPEND);
            case 3 -> request(Kind.COUNT);
            default -> appended();
        };
    }

    @Override
    public Request look(long number) {
        begin(number);
        if (weights[Kind.APPEND.ordinal()] == 0) {
            return Request.of(Intent.LOOK, "MGET", "x" + random.below(3), "x" + random.below(3));
        }
        return switch (random.below(10)) {
            case 0 -> Request.of(Intent.LOOK, "MGET", "e0", "e1");
            case 1 -> Request.of(Intent.LOOK, "MGET", twin(8), twin(9));
            case 2, 3 -> lists.look(random, k);
            case 4 -> request(Kind.WALK);
            default -> get();
        };
    }

    @Override
    public void answered(Operation operation) {
        if (operation.intent instanceof Intent.Walk step && step.walk() == walk) {
            walking = false;
            boolean went = operation.reply instanceof Reply.Items items
                    && items.items().get(0) instanceof Reply.Bulk;
            cursor = went ? cursorOf((Reply.Items) operation.reply) : "0";
            walk += cursor.equals("0") ? 1 : 0;
        }
        catalogue.answered(operation);
    }

    @Override
    public void lost() {
        if (walking) {
            walking = false;
            walk++;
            cursor = "0";
        }
    }

    private static String cursorOf(Reply.Items items) {
        return new String(((Reply.Bulk) items.items().get(0)).bytes(), StandardCharsets.US_ASCII);
    }

    private void begin(long number) {
        k = number;
        random = own.split(number);
        unique = new Unique(client, number);
    }

    private Request request(Kind kind) {
        return switch (kind) {
            case SET -> set();
            case GET -> get();
            case COUNT -> count();
            case APPEND -> appended();
            case EXPIRY -> expiry();
            case SEVERAL ->
                switch (random.below(4)) {
                    case 0, 1 -> Request.of(Intent.OTHER, "MSET", twin(8), unique.next(), twin(9), unique.next());
                    case 2 -> Request.of(Intent.OTHER, "DEL", twin(8), twin(9));
                    default -> Request.of(Intent.LOOK, "MGET", twin(9), twin(8));
                };
            case DELETE ->
                switch (random.below(4)) {
                    case 0 -> Request.of(Intent.LOOK, "EXISTS", register());
                    case 1 -> Request.of(Intent.OTHER, "GETSET", twin(8), unique.next());
                    default -> Request.of(Intent.OTHER, random.flip() ? "DEL" : "GETDEL", register());
                };
            case LIST_APPEND -> lists.append(random, unique, k);
            case LIST_LOOK -> lists.look(random, k);
            case STAY -> {
                String key = "stay/" + client + "." + k;
                yield Request.of(new Intent.Stay(key), "SET", key, unique.next());
            }
            case WALK -> walk();
            case SWAP -> {
                String key = register();
                // What is expected was written lately, by this client or another.
                String expected = Unique.first(1 + random.below(4), Math.max(1, k - random.below(6)));
                String value = unique.next();
                yield Swap.request(random, key, expected, value);
            }
            case SCRIPT_APPEND -> {
                String key = "s" + random.below(2) + "." + age(4);
                String element = unique.next() + ";";
                Request request =
                        Request.script(APPEND, new Intent.Element(key, element), "key", key, "element", element);
                yield random.chance(200_000) ? request.inFull() : request;
            }
            case TRANSFER -> bank.transfer(random, unique);
            case AUDIT -> bank.audit(random, unique);
            case FAIL -> {
                // No number, or arithmetic on another key might come to the same.
                String value = "ghost " + unique.next();
                yield Request.script(FAIL, new Intent.Ghost(value), "key", register(), "value", value);
            }
            case TRANSACTION -> lists.transaction(random, unique, k);
            case POUR -> limiter.pour(random, unique);
            case SCRIPT -> scripts.next(random, unique);
            case LOCK -> locks.next(random, unique, client, k);
            case NUMBER -> numbers.next(random, unique, client, k);
            case SPAN -> spans.next(random, unique, k);
            case LUA -> lua.next(random, unique);
            case FUNCTION -> functions.next(random, unique);
            case COMMAND -> throw new IllegalStateException("the catalogue's requests may be several");
        };
    }

    private Request appended() {
        String key = list();
        String element = unique.next() + ";";
        return Request.of(new Intent.Element(key, element), "APPEND", key, element);
    }

    private Request count() {
        String key = counter();
        // Upwards only: so each answer of a counter is given once.
        long amount = random.flip() ? 1 : random.between(2, 9);
        return amount == 1
                ? Request.of(new Intent.Count(key, 1), "INCR", key)
                : Request.of(new Intent.Count(key, amount), "INCRBY", key, Long.toString(amount));
    }

    private Request set() {
        String value = unique.next();
        return switch (random.below(6)) {
            case 0 -> Request.of(Intent.OTHER, "SET", register(), value, "NX");
            case 1 -> Request.of(Intent.OTHER, "SET", register(), value, "XX", "GET");
            case 2 -> Request.of(Intent.OTHER, "SET", register(), value + "x".repeat(random.below(2_000)));
            case 3 -> Request.of(Intent.OTHER, "GETSET", register(), value);
            default -> Request.of(Intent.OTHER, "SET", register(), value);
        };
    }

    private Request get() {
        return switch (random.below(6)) {
            case 0 -> Request.of(Intent.LOOK, "GET", counter());
            case 1 -> Request.of(Intent.LOOK, "GET", list());
            case 2 -> Request.of(Intent.LOOK, "STRLEN", "s" + random.below(2) + "." + age(4));
            default -> Request.of(Intent.LOOK, "GET", register());
        };
    }

    private Request expiry() {
        String key = "e" + random.below(2);
        String millis = Integer.toString(random.between(1, 400));
        return switch (random.below(9)) {
            case 0, 1, 2 -> Request.of(Intent.OTHER, "SET", key, unique.next(), "PX", millis);
            case 3 -> Request.of(Intent.LOOK, "PTTL", key);
            case 4 -> Request.of(Intent.LOOK, "EXISTS", key);
            case 5 ->
                Request.script(
                        "#!kahuna\nset @key @value ex @millis nx\nreturn expires(get @key)\n",
                        Intent.OTHER,
                        "key",
                        key,
                        "value",
                        unique.next(),
                        "millis",
                        millis);
            case 6 -> Request.of(Intent.OTHER, "SET", key, unique.next(), "KEEPTTL");
            default -> Request.of(Intent.LOOK, "GET", key);
        };
    }

    /** The next step of the client's walk, or a look at its first step while one is under way. */
    private Request walk() {
        String count = Integer.toString(walkCount);
        if (walking) {
            return Request.of(Intent.LOOK, "SCAN", "0", "MATCH", "stay/*", "COUNT", count);
        }
        walking = true;
        return Request.of(new Intent.Walk(walk), "SCAN", cursor, "MATCH", "stay/*", "COUNT", count);
    }

    /** Up to the largest entry, and a little above. */
    private Request large() {
        String key = "big" + random.below(2);
        if (random.chance(400_000)) {
            return Request.of(Intent.LOOK, "GETRANGE", key, "-40", "-1");
        }
        int room = MOST_BYTES - "SET".length() - key.length();
        int size = random.chance(300_000) ? room + random.between(-1, 1) : (int) random.scaled(20_000, room);
        String value = unique.next();
        return Request.of(Intent.OTHER, "SET", key, value + "z".repeat(size - value.length()));
    }

    private String register() {
        return "r" + random.below(registers) + "." + age(1);
    }

    /** One of a few registers that are touched together. */
    private String twin(int number) {
        return "r" + number + "." + age(1);
    }

    private String counter() {
        return "c" + random.below(3) + "." + age(2);
    }

    private String list() {
        return "l" + random.below(3) + "." + age(2);
    }

    private long age(int ages) {
        return k / (REQUESTS_PER_AGE * ages);
    }
}
