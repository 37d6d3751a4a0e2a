package understudy.script.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.Space;

/** What goes through a database as a whole. Each key on the way is paid for. */
final class WalkCommands {
    private static final int DEFAULT_COUNT = 10;

    private WalkCommands() {}

    static void into(Map<String, Handler> handlers) {
        handlers.put("keys", WalkCommands::keys);
        handlers.put("scan", WalkCommands::scan);
        handlers.put("randomkey", WalkCommands::randomKey);
        handlers.put("dbsize", call -> new Reply.Whole(call.keyspace().count(call.space())));
        handlers.put("flushdb", WalkCommands::flushDatabase);
        handlers.put("flushall", WalkCommands::flushAll);
    }

    private static Reply keys(Call call) {
        Glob pattern = Glob.of(call.argument(1));
        List<Reply> found = new ArrayList<>();
        try (Keyspace.Scan scan = call.keyspace().scan(call.space(), pattern.prefix(), null)) {
            while (scan.next()) {
                byte[] key = scan.key();
                if (pattern.isAll() || pattern.matches(key, call.budget())) {
                    found.add(call.bulk(key));
                }
            }
        }
        return new Reply.Items(found);
    }

    /**
     * A cursor is one more than the number of the key to look at next: keys get rising numbers when they come to
     * be and keep them, and the walk goes down, so it ends, sees what was there all along, and can be taken up
     * by any node at any time.
     */
    private static Reply scan(Call call) {
        long cursor = cursor(call.argument(1));
        Glob pattern = null;
        String type = null;
        long count = DEFAULT_COUNT;
        for (int i = 2; i < call.count(); i += 2) {
            byte[] word = call.argument(i);
            if (i + 1 == call.count()) {
                throw CommandError.syntax();
            }
            if (Ascii.is(word, "count")) {
                count = Integers.whole(call.argument(i + 1));
                if (count < 1) {
                    throw CommandError.syntax();
                }
            } else if (Ascii.is(word, "match")) {
                Glob given = Glob.of(call.argument(i + 1));
                pattern = given.isAll() ? null : given;
            } else if (Ascii.is(word, "type")) {
                type = Ascii.lower(call.argument(i + 1));
            } else {
                throw CommandError.syntax();
            }
        }
        List<Reply> found = new ArrayList<>();
        long next = 0;
        try (Keyspace.NumberedScan walk = call.keyspace().byNumber(call.space(), cursor)) {
            for (long visited = 0; walk.step(); visited++) {
                if (visited == count) {
                    next = walk.number() + 1;
                    break;
                }
                if (walk.entry() != null
                        && (type == null || walk.entry().type().text().equals(type))
                        && (pattern == null || pattern.matches(walk.key(), call.budget()))) {
                    found.add(call.bulk(walk.key()));
                }
            }
        }
        return new Reply.Items(
                List.of(new Reply.Bulk(Ascii.bytes(Long.toUnsignedString(next))), new Reply.Items(found)));
    }

    /** An unsigned number of 64 bits; nothing is 0, as in Redis. No walk gives out one of more than 63: such a one begins at the top. */
    private static long cursor(byte[] text) {
        long value = 0;
        boolean valid = text.length <= 20;
        for (int i = 0; valid && i < text.length; i++) {
            int digit = text[i] - '0';
            valid = digit >= 0 && digit <= 9 && Long.compareUnsigned(value, Long.divideUnsigned(-1 - digit, 10)) <= 0;
            value = value * 10 + digit;
        }
        if (!valid) {
            throw new CommandError("ERR invalid cursor");
        }
        return value < 0 ? Long.MAX_VALUE : value;
    }

    private static Reply randomKey(Call call) {
        byte[] key = call.keyspace().anyKey(call.space(), call.chance());
        return key == null ? Reply.NIL : call.bulk(key);
    }

    private static Reply flushDatabase(Call call) {
        checkFlushOptions(call);
        clear(call, call.database());
        return Reply.OK;
    }

    private static Reply flushAll(Call call) {
        checkFlushOptions(call);
        for (int database = 0; database < Space.DATABASES; database++) {
            clear(call, database);
        }
        return Reply.OK;
    }

    private static void clear(Call call, int database) {
        for (Space.Holds holds : Space.Holds.values()) {
            call.keyspace().clear(new Space(database, holds));
        }
    }

    /** ASYNC and SYNC are the same here: a number changes at once, records go in bounded steps. */
    private static void checkFlushOptions(Call call) {
        boolean known = call.count() == 1
                || call.count() == 2 && (Ascii.is(call.argument(1), "async") || Ascii.is(call.argument(1), "sync"));
        if (!known) {
            throw CommandError.syntax();
        }
    }
}
