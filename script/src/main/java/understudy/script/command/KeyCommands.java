package understudy.script.command;

import java.util.Arrays;
import java.util.Map;
import understudy.script.keyspace.Entry;
import understudy.script.keyspace.Space;

/** What concerns keys whatever they hold. */
final class KeyCommands {
    /** Up to here Redis keeps a string beside its header. */
    private static final int MAX_EMBEDDED_BYTES = 44;

    /** Of a key's record and its place in the order of scans, beside name and value. */
    private static final int RECORD_BYTES = 80;

    private KeyCommands() {}

    static void into(Map<String, Handler> handlers) {
        handlers.put("del", KeyCommands::delete);
        handlers.put("unlink", KeyCommands::delete);
        handlers.put("exists", KeyCommands::countThere);
        handlers.put("touch", KeyCommands::countThere);
        handlers.put("type", KeyCommands::type);
        handlers.put("rename", call -> rename(call, false));
        handlers.put("renamenx", call -> rename(call, true));
        handlers.put("copy", KeyCommands::copy);
        handlers.put("object|encoding", KeyCommands::encoding);
        handlers.put("object|refcount", call -> of(call, new Reply.Whole(1)));
        handlers.put("object|idletime", KeyCommands::idleTime);
        handlers.put("object|freq", KeyCommands::frequency);
        handlers.put("object|help", call -> Help.OBJECT);
        handlers.put("memory|usage", KeyCommands::memoryUsage);
        handlers.put("memory|help", call -> Help.MEMORY);
    }

    /** An estimate that is the same everywhere: name and value, and what a record takes beside them. */
    private static Reply memoryUsage(Call call) {
        if (call.count() != 3 && call.count() != 5) {
            throw CommandError.syntax();
        }
        if (call.count() == 5) {
            if (!Ascii.is(call.argument(3), "samples")) {
                throw CommandError.syntax();
            }
            if (Integers.whole(call.argument(4)) < 0) {
                throw CommandError.syntax();
            }
        }
        byte[] key = call.argument(2);
        Entry entry = call.find(key);
        return entry == null ? Reply.NIL : new Reply.Whole(RECORD_BYTES + key.length + entry.value().length);
    }

    private static Reply delete(Call call) {
        long deleted = 0;
        for (byte[] key : call.arguments().subList(1, call.count())) {
            if (call.keyspace().delete(call.space(), key) >= 0) {
                deleted++;
            }
        }
        return new Reply.Whole(deleted);
    }

    private static Reply countThere(Call call) {
        long there = 0;
        for (byte[] key : call.arguments().subList(1, call.count())) {
            if (call.find(key) != null) {
                there++;
            }
        }
        return new Reply.Whole(there);
    }

    private static Reply type(Call call) {
        Entry entry = call.find(call.argument(1));
        return new Reply.Status(entry == null ? "none" : entry.type().text());
    }

    private static Reply rename(Call call, boolean onlyIfFree) {
        byte[] from = call.argument(1);
        byte[] to = call.argument(2);
        Entry entry = call.find(from);
        if (entry == null) {
            throw new CommandError("ERR no such key");
        }
        if (Arrays.equals(from, to)) {
            return onlyIfFree ? new Reply.Whole(0) : Reply.OK;
        }
        if (onlyIfFree && call.find(to) != null) {
            return new Reply.Whole(0);
        }
        call.put(to, entry.value(), entry.expiresAtMicros());
        call.keyspace().delete(call.space(), from);
        return onlyIfFree ? new Reply.Whole(1) : Reply.OK;
    }

    private static Reply copy(Call call) {
        Space target = call.space();
        boolean replace = false;
        for (int i = 3; i < call.count(); i++) {
            if (Ascii.is(call.argument(i), "replace")) {
                replace = true;
            } else if (Ascii.is(call.argument(i), "db") && i + 1 < call.count()) {
                target = database(call.argument(++i));
            } else {
                throw CommandError.syntax();
            }
        }
        byte[] from = call.argument(1);
        byte[] to = call.argument(2);
        if (target.equals(call.space()) && Arrays.equals(from, to)) {
            throw new CommandError("ERR source and destination objects are the same");
        }
        Entry entry = call.find(from);
        if (entry == null || !replace && call.keyspace().find(target, to) != null) {
            return new Reply.Whole(0);
        }
        call.keyspace().put(target, to, entry.value(), entry.expiresAtMicros(), false);
        return new Reply.Whole(1);
    }

    private static Space database(byte[] text) {
        long number = Integers.whole(text);
        if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
            throw new CommandError(
                    "ERR value is out of range, value must between " + Integer.MIN_VALUE + " and " + Integer.MAX_VALUE);
        }
        if (number < 0 || number >= Space.DATABASES) {
            throw new CommandError("ERR DB index is out of range");
        }
        return Space.persistent((int) number);
    }

    private static Reply of(Call call, Reply reply) {
        return call.find(call.argument(2)) == null ? Reply.NIL : reply;
    }

    private static Reply encoding(Call call) {
        Entry entry = call.find(call.argument(2));
        if (entry == null) {
            return Reply.NIL;
        }
        String encoding =
                Integers.isWhole(entry.value()) ? "int" : entry.value().length <= MAX_EMBEDDED_BYTES ? "embstr" : "raw";
        return new Reply.Bulk(Ascii.bytes(encoding));
    }

    private static Reply idleTime(Call call) {
        Entry entry = call.find(call.argument(2));
        if (entry == null) {
            return Reply.NIL;
        }
        return new Reply.Whole((call.keyspace().stampMicros() - entry.modifiedMicros()) / 1_000_000);
    }

    private static Reply frequency(Call call) {
        if (call.find(call.argument(2)) == null) {
            return Reply.NIL;
        }
        throw new CommandError("ERR An LFU maxmemory policy is not selected, access frequency not tracked. "
                + "Please note that when switching between policies at runtime LRU and LFU data will take some "
                + "time to adjust.");
    }
}
