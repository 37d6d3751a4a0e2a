package understudy.sim.workload;

import java.util.ArrayList;
import java.util.List;
import understudy.script.StateMachine;
import understudy.script.command.Batch;
import understudy.script.command.CommandTable;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.command.Row;
import understudy.script.command.ScriptName;
import understudy.script.store.MemoryStore;
import understudy.sim.check.Intent;
import understudy.sim.check.Operation;
import understudy.sim.world.Prng;

/**
 * Every command that a client may send, drawn from the product's own table, on a few keys that nothing else touches. A
 * command that is new in the table is asked for from that day on: with keys where the table says that keys
 * stand, and some words elsewhere.
 *
 * <p>What changes the connection, a database or everything is asked for such that it disturbs nobody else: in another
 * database and back, or only in worlds where nothing needs to stay.
 */
final class Catalogue {
    private static final String[] VALUES = {
        "1", "-5", "007", "3.5", "abc", "", "9223372036854775807", "ohmytext", "mynewtext", "1e3", "x y", "10"
    };
    private static final String[] INDEXES = {"0", "1", "2", "-1", "-2", "5", "100", "-100"};
    private static final String[] SECONDS = {"1", "2", "100", "1000", "-1"};
    private static final String[] MILLIS = {"1", "30", "200", "1500", "100000", "-1"};

    private static final String WRITING = "#!kahuna\nset @key @value\nreturn get @key\n";
    private static final String READING = "get @key";

    private static final String LIBRARY =
            "#!kahuna name=catalogue\nfunction put(@key, @value) set @key @value end function take(@key) return get @key end\n";

    /** The library as FUNCTION DUMP hands it out. */
    private static final byte[] DUMP = dump();

    /** Commands and subcommands that can be called by themselves. */
    private static final List<Row> ROWS = callable();

    private static final Row SESSION_NEW = ROWS.stream()
            .filter(row -> row.name().equals("session|new"))
            .findFirst()
            .orElseThrow();

    private final boolean flushing;

    /** A session that this client opened here; 0 for none. */
    private long session;

    private long sequence;

    /** @param flushing whether FLUSHALL may be asked for */
    Catalogue(boolean flushing) {
        this.flushing = flushing;
    }

    private static List<Row> callable() {
        List<Row> rows = new ArrayList<>();
        for (Row row : CommandTable.rows()) {
            boolean container = !row.subcommands().isEmpty();
            rows.addAll(row.subcommands());
            if (!container || row.arity() == -1) {
                rows.add(row);
            }
        }
        return List.copyOf(rows);
    }

    /** All that there is to be called, by the table's names. */
    static List<String> names() {
        return ROWS.stream().map(Row::name).toList();
    }

    List<Request> next(Prng random, Unique unique) {
        Row row = ROWS.get(random.below(ROWS.size()));
        if (random.chance(100_000)) {
            return elsewhere(random, unique);
        }
        return switch (row.name()) {
            case "select", "flushdb", "reset" -> elsewhere(random, unique);
            case "flushall" -> flushing ? List.of(request(row, "flushall")) : elsewhere(random, unique);
            case "hello" ->
                List.of(
                        request(row, "HELLO", random.flip() ? "3" : "2"),
                        plain(random, unique),
                        request(row, "HELLO", "2"));
            // What is behind it on the connection is cut off.
            case "quit" -> random.chance(300_000) ? List.of(request(row, "quit")) : List.of(plain(random, unique));
            default -> List.of(one(row, random, unique));
        };
    }

    /** In another database, and back. A connection that breaks forgets where it was. */
    private List<Request> elsewhere(Prng random, Unique unique) {
        List<Request> requests = new ArrayList<>();
        requests.add(Request.of(Intent.OTHER, "SELECT", Integer.toString(1 + random.below(15))));
        for (int i = random.below(3); i >= 0; i--) {
            requests.add(plain(random, unique));
        }
        if (random.chance(300_000)) {
            requests.add(Request.of(Intent.OTHER, "FLUSHDB"));
        }
        requests.add(
                random.chance(200_000) ? Request.of(Intent.OTHER, "RESET") : Request.of(Intent.OTHER, "SELECT", "0"));
        return requests;
    }

    /** A command that leaves the connection as it is and no more than a few keys changed. */
    private Request plain(Prng random, Unique unique) {
        while (true) {
            Row row = ROWS.get(random.below(ROWS.size()));
            String name = row.name();
            boolean far = name.startsWith("flush") || name.startsWith("session|");
            if (!far && !List.of("select", "reset", "hello", "quit").contains(name)) {
                return one(row, random, unique);
            }
        }
    }

    /** Takes note of the session that it was given. */
    void answered(Operation operation) {
        boolean opened = operation.intent instanceof Intent.Opens;
        if (opened && operation.reply instanceof Reply.Whole whole) {
            session = whole.value();
            sequence = 0;
        } else if (operation.intent instanceof Intent.Ends) {
            session = 0;
        }
    }

    private Request one(Row row, Prng random, Unique unique) {
        String key = key(random);
        String other = key(random);
        String value = value(random, unique);
        return switch (row.name()) {
            case "ping" -> random.flip() ? request(row, "PING") : request(row, "PING", value);
            case "auth" -> request(row, "AUTH", "default", "anything");
            case "command", "client|list", "client|id", "client|info", "client|getname" -> words(row, random);
            case "client|setname" -> words(row, random, "sim" + random.below(9));
            case "client|setinfo" -> words(row, random, random.flip() ? "LIB-NAME" : "LIB-VER", "sim");
            case "client|no-evict", "client|no-touch" -> words(row, random, random.flip() ? "on" : "OFF");
            case "command|docs", "command|info" -> words(row, random, "get", "config|get");
            case "command|getkeys" -> words(row, random, "MSET", key, value, other, value);
            case "command|list" -> words(row, random, "FILTERBY", "PATTERN", "ge*");
            case "config|get" -> words(row, random, one(random, "*", "history-*", "session-ttl"));
            case "config|set" -> setting(row, random);
            case "flushall" -> request(row, "FLUSHALL");
            case "info" -> random.flip() ? request(row, "INFO") : request(row, "INFO", "understudy");
            case "debug" -> request(row, "DEBUG", "PROTOCOL", one(random, "map", "bignum", "verbatim"));
            case "memory|usage" -> words(row, random, key);
            case "set" -> set(row, random, key, value);
            case "setex" -> request(row, "SETEX", key, one(random, SECONDS), value);
            case "psetex" -> request(row, "PSETEX", key, one(random, MILLIS), value);
            case "getex" -> getAndExpire(row, random, key);
            case "getrange", "substr" -> words(row, random, key, one(random, INDEXES), one(random, INDEXES));
            case "setrange" -> words(row, random, key, Integer.toString(random.below(40)), value);
            case "incr", "decr" -> words(row, random, number(random));
            case "incrby", "decrby" -> words(row, random, number(random), Integer.toString(random.between(-9, 99)));
            case "incrbyfloat" -> words(row, random, number(random), one(random, "0.5", "-1.25", "3", "1e2"));
            case "lcs" ->
                random.flip()
                        ? words(row, random, key, other)
                        : words(row, random, key, other, one(random, "LEN", "IDX", "idx"));
            case "expire", "expireat" ->
                expire(row, random, key, row.name().endsWith("at") ? "1900000000" : null, SECONDS);
            case "pexpire", "pexpireat" ->
                expire(row, random, key, row.name().endsWith("at") ? "1900000000000" : null, MILLIS);
            case "copy" ->
                random.flip()
                        ? words(row, random, key, other, "REPLACE")
                        : words(row, random, key, other, "DB", Integer.toString(random.below(3)));
            case "lock.acquire", "lock.extend" ->
                words(row, random, key, one(random, "ann", "bob"), one(random, "1", "30", "200", "1500"));
            case "lock.release" -> words(row, random, key, one(random, "ann", "bob"));
            case "seq.create" ->
                random.flip()
                        ? words(row, random, sequence(random))
                        : words(row, random, sequence(random), "INITIAL", "10", "increment", "2", "MAX", "100");
            case "seq.alter" ->
                words(
                        row,
                        random,
                        sequence(random),
                        "INCREMENT",
                        Integer.toString(random.between(1, 3)),
                        "MAX",
                        "none");
            case "seq.next" ->
                random.flip()
                        ? words(row, random, sequence(random))
                        : words(row, random, sequence(random), "IDEMPOTENCY", value);
            case "seq.reserve" -> words(row, random, sequence(random), Integer.toString(random.between(1, 9)));
            case "seq.info", "seq.delete" -> words(row, random, sequence(random));
            case "keys" -> words(row, random, one(random, "x*", "x[1-3]", "n?", "e*"));
            case "scan" -> words(row, random, "0", "MATCH", one(random, "x*", "n*"), "COUNT", "50");
            case "eval" -> Request.script(WRITING, Intent.OTHER, "key", key, "value", value);
            case "evalsha" -> words(row, random, sha(WRITING), "0", "key", key, "value", value);
            case "eval_ro" -> LuaScripts.look(random, key, other);
            case "evalsha_ro" -> words(row, random, sha(LuaScripts.LOOK), "2", key, other, "100");
            case "script|show" -> words(row, random, sha(LuaScripts.LOOK));
            case "kahuna.eval" -> words(row, random, READING, "key", key);
            case "kahuna.evalsha" -> words(row, random, sha(READING), "key", key);
            case "fcall" -> words(row, random, one(random, "put", "Put"), "1", key, value);
            case "fcall_ro" -> words(row, random, one(random, "take", "TAKE"), "0", key);
            case "function|load" ->
                random.flip() ? words(row, random, "REPLACE", LIBRARY) : words(row, random, LIBRARY);
            case "function|delete" -> words(row, random, "catalogue");
            case "function|flush" -> words(row, random, one(random, "SYNC", "async"));
            case "function|list" -> words(row, random, "LIBRARYNAME", one(random, "cat*", "*", "x"), "withcode");
            case "function|restore" -> restore(row, random);
            case "kahuna.explain" -> words(row, random, WRITING, "key", key);
            case "session|new" -> new Request(request(row, "SESSION", "NEW").arguments(), new Intent.Opens());
            case "session|call", "session|ack", "session|end" ->
                session == 0 ? one(SESSION_NEW, random, unique) : inSession(row, random, key, value);
            default -> byTheTable(row, random, unique);
        };
    }

    private static Request restore(Row row, Prng random) {
        List<byte[]> arguments = new ArrayList<>(words(row, random, "", one(random, "FLUSH", "append", "Replace"))
                .arguments());
        arguments.set(2, DUMP);
        return new Request(arguments, Intent.OTHER);
    }

    private static byte[] dump() {
        StateMachine machine = new StateMachine(new MemoryStore());
        Envelope load = asked("FUNCTION", "LOAD", LIBRARY);
        machine.apply(1, 1, Batch.encode(List.of(load)));
        return ((Reply.Bulk) machine.read(asked("FUNCTION", "DUMP")).reply()).bytes();
    }

    private static Envelope asked(String... words) {
        return new Envelope(
                new Origin(1, 1, 1),
                0,
                0,
                "default",
                0,
                2,
                null,
                Request.of(Intent.OTHER, words).arguments());
    }

    private Request inSession(Row row, Prng random, String key, String value) {
        return switch (row.name()) {
            case "session|call" ->
                random.flip()
                        ? words(row, random, Long.toString(session), Long.toString(++sequence), "APPEND", key, value)
                        : words(row, random, Long.toString(session), Long.toString(++sequence), "GET", key);
            case "session|ack" -> words(row, random, Long.toString(session), Long.toString(Math.max(1, sequence)));
            default -> new Request(words(row, random, Long.toString(session)).arguments(), new Intent.Ends());
        };
    }

    /** As many arguments as the row asks for at least, keys where it says so. */
    private Request byTheTable(Row row, Prng random, Unique unique) {
        int named = row.name().indexOf('|') < 0 ? 1 : 2;
        int count = Math.max(named, Math.abs(row.arity())) + (row.arity() < 0 ? random.below(3) : 0);
        for (Row.KeySpec spec : row.keys()) {
            if (spec.step() > 1 && (count - spec.first()) % spec.step() != 0) {
                count++;
            }
        }
        List<String> arguments = new ArrayList<>();
        for (int i = named; i < count; i++) {
            arguments.add(isKey(row, i, count) ? key(random) : value(random, unique));
        }
        return words(row, random, arguments.toArray(String[]::new));
    }

    private static boolean isKey(Row row, int index, int count) {
        for (Row.KeySpec spec : row.keys()) {
            int last = spec.last() < 0 ? count + spec.last() : spec.first() + spec.last();
            if (index >= spec.first() && index <= last && (index - spec.first()) % spec.step() == 0) {
                return true;
            }
        }
        return false;
    }

    private Request set(Row row, Prng random, String key, String value) {
        List<String> words = new ArrayList<>(List.of(key, value));
        switch (random.below(8)) {
            case 0 -> words.add("NX");
            case 1 -> words.add("XX");
            case 2 -> words.add("get");
            case 3 -> words.add("KeepTTL");
            case 4 -> words.addAll(List.of("EX", one(random, SECONDS)));
            case 5 -> words.addAll(List.of("PX", one(random, MILLIS)));
            case 6 -> words.addAll(List.of("PXAT", "1900000000000", "GET"));
            default -> {}
        }
        return words(row, random, words.toArray(String[]::new));
    }

    private Request getAndExpire(Row row, Prng random, String key) {
        return switch (random.below(4)) {
            case 0 -> words(row, random, key);
            case 1 -> words(row, random, key, "PERSIST");
            case 2 -> words(row, random, key, "EX", one(random, SECONDS));
            default -> words(row, random, key, "PX", one(random, MILLIS));
        };
    }

    private Request expire(Row row, Prng random, String key, String at, String[] spans) {
        String when = at == null ? one(random, spans) : at;
        return random.flip()
                ? words(row, random, key, when)
                : words(row, random, key, when, one(random, "NX", "XX", "GT", "lt"));
    }

    /** Nothing that would stop the world: sessions live for a while, scripts have the steps that they need. */
    private Request setting(Row row, Prng random) {
        return switch (random.below(6)) {
            case 0 -> words(row, random, "history-revisions", Integer.toString(random.below(20)));
            case 1 -> words(row, random, "history-age", one(random, "1s", "100ms", "1h"));
            case 2 -> words(row, random, "tombstone-age", one(random, "1s", "5s", "1h"));
            case 3 -> words(row, random, "session-ttl", one(random, "15s", "40s", "1d"));
            case 4 -> words(row, random, "session-replies", Integer.toString(random.between(8, 300)));
            default -> words(row, random, "budget-steps", one(random, "150000", "400000", "1000000"));
        };
    }

    private static Request request(Row row, String... words) {
        Intent intent = switch (row.kind()) {
            case READ, LOCAL, ADMIN -> Intent.LOOK;
            case WRITE -> Intent.OTHER;
        };
        return Request.of(intent, words);
    }

    /** The row's name in some case, and the words behind it. */
    private static Request words(Row row, Prng random, String... words) {
        List<String> all = new ArrayList<>();
        boolean upper = random.flip();
        for (String name : row.name().split("\\|")) {
            // A session's calls are told by their capitals.
            all.add(upper || row.name().startsWith("session") ? capitals(name) : name);
        }
        all.addAll(List.of(words));
        return request(row, all.toArray(String[]::new));
    }

    private static String capitals(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
        }
        return text.toString();
    }

    private static String sha(String source) {
        return ScriptName.hexOf(Request.bytes(source));
    }

    private static String key(Prng random) {
        return "x" + random.below(5);
    }

    /** Few, so that one is there when it is asked for. */
    private static String sequence(Prng random) {
        return "x" + random.below(2);
    }

    private static String number(Prng random) {
        return random.chance(800_000) ? "n" + random.below(2) : key(random);
    }

    private static String value(Prng random, Unique unique) {
        return random.flip() ? unique.next() : one(random, VALUES);
    }

    private static String one(Prng random, String... words) {
        return words[random.below(words.length)];
    }
}
