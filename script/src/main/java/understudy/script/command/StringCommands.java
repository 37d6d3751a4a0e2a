package understudy.script.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import understudy.script.keyspace.Entry;

/** GET, SET and their kin: whole values and parts of them. */
final class StringCommands {
    /** Redis's proto-max-bulk-len; the budget ends a command long before. */
    static final long MAX_VALUE_BYTES = 512L << 20;

    private StringCommands() {}

    static void into(Map<String, Handler> handlers) {
        handlers.put("get", call -> call.value(call.find(call.argument(1))));
        handlers.put("set", StringCommands::set);
        handlers.put("setnx", StringCommands::setIfMissing);
        handlers.put("setex", call -> setFor(call, true, "setex"));
        handlers.put("psetex", call -> setFor(call, false, "psetex"));
        handlers.put("getset", StringCommands::getAndSet);
        handlers.put("getdel", StringCommands::getAndDelete);
        handlers.put("getex", StringCommands::getAndExpire);
        handlers.put("mget", StringCommands::getMany);
        handlers.put("mset", StringCommands::setMany);
        handlers.put("msetnx", StringCommands::setManyIfMissing);
        handlers.put("append", StringCommands::append);
        handlers.put("strlen", StringCommands::length);
        handlers.put("getrange", StringCommands::range);
        handlers.put("substr", StringCommands::range);
        handlers.put("setrange", StringCommands::setRange);
    }

    private static Reply set(Call call) {
        byte[] key = call.argument(1);
        SetOptions options = SetOptions.parse(call, 3, true);
        long expiresAtMicros = options.expiresAtMicros(call, "set");
        Entry before = call.find(key);
        Reply old = options.get() ? call.value(before) : null;
        if (options.onlyIfMissing() && before != null || options.onlyIfThere() && before == null) {
            return options.get() ? old : Reply.NIL;
        }
        if (options.keepExpiry() && before != null) {
            expiresAtMicros = before.expiresAtMicros();
        }
        call.put(key, call.argument(2), expiresAtMicros);
        return options.get() ? old : Reply.OK;
    }

    private static Reply setIfMissing(Call call) {
        if (call.find(call.argument(1)) != null) {
            return new Reply.Whole(0);
        }
        call.put(call.argument(1), call.argument(2), 0);
        return new Reply.Whole(1);
    }

    private static Reply setFor(Call call, boolean seconds, String command) {
        long expiresAtMicros = Expiry.ofOption(call.argument(2), seconds, true, call, command);
        call.put(call.argument(1), call.argument(3), expiresAtMicros);
        return Reply.OK;
    }

    private static Reply getAndSet(Call call) {
        Reply old = call.value(call.find(call.argument(1)));
        call.put(call.argument(1), call.argument(2), 0);
        return old;
    }

    private static Reply getAndDelete(Call call) {
        Reply old = call.value(call.find(call.argument(1)));
        call.keyspace().delete(call.space(), call.argument(1));
        return old;
    }

    private static Reply getAndExpire(Call call) {
        byte[] key = call.argument(1);
        SetOptions options = SetOptions.parse(call, 2, false);
        Entry entry = call.find(key);
        if (entry == null) {
            return Reply.NIL;
        }
        long expiresAtMicros = options.expiresAtMicros(call, "getex");
        Reply value = call.value(entry);
        if (expiresAtMicros != 0) {
            ExpiryCommands.expireOrDelete(call, key, expiresAtMicros);
        } else if (options.persist()) {
            call.keyspace().expireAt(call.space(), key, 0);
        }
        return value;
    }

    private static Reply getMany(Call call) {
        List<Reply> values = new ArrayList<>();
        for (byte[] key : call.arguments().subList(1, call.count())) {
            call.budget().allocate(16);
            values.add(call.value(call.find(key)));
        }
        return new Reply.Items(values);
    }

    private static Reply setMany(Call call) {
        mustBePairs(call, "mset");
        for (int i = 1; i < call.count(); i += 2) {
            call.put(call.argument(i), call.argument(i + 1), 0);
        }
        return Reply.OK;
    }

    private static Reply setManyIfMissing(Call call) {
        mustBePairs(call, "msetnx");
        for (int i = 1; i < call.count(); i += 2) {
            if (call.find(call.argument(i)) != null) {
                return new Reply.Whole(0);
            }
        }
        for (int i = 1; i < call.count(); i += 2) {
            call.put(call.argument(i), call.argument(i + 1), 0);
        }
        return new Reply.Whole(1);
    }

    private static void mustBePairs(Call call, String name) {
        if (call.count() % 2 == 0) {
            throw CommandError.arity(name);
        }
    }

    private static Reply append(Call call) {
        byte[] key = call.argument(1);
        byte[] more = call.argument(2);
        Entry before = call.find(key);
        byte[] value = more;
        if (before != null) {
            mustFit((long) before.value().length + more.length);
            call.budget().allocate((long) before.value().length + more.length);
            value = Arrays.copyOf(before.value(), before.value().length + more.length);
            System.arraycopy(more, 0, value, before.value().length, more.length);
        }
        call.put(key, value, before == null ? 0 : before.expiresAtMicros());
        return new Reply.Whole(value.length);
    }

    private static Reply length(Call call) {
        Entry entry = call.find(call.argument(1));
        return new Reply.Whole(entry == null ? 0 : entry.value().length);
    }

    private static Reply range(Call call) {
        long start = Integers.whole(call.argument(2));
        long end = Integers.whole(call.argument(3));
        Entry entry = call.find(call.argument(1));
        byte[] value = entry == null ? new byte[0] : entry.value();
        if (start < 0 && end < 0 && start > end) {
            return call.bulk(new byte[0]);
        }
        long from = Math.max(0, start < 0 ? value.length + start : start);
        long to = Math.min(value.length - 1, Math.max(0, end < 0 ? value.length + end : end));
        if (from > to || value.length == 0) {
            return call.bulk(new byte[0]);
        }
        return call.bulk(Arrays.copyOfRange(value, (int) from, (int) to + 1));
    }

    private static Reply setRange(Call call) {
        byte[] key = call.argument(1);
        long offset = Integers.whole(call.argument(2));
        byte[] part = call.argument(3);
        if (offset < 0) {
            throw new CommandError("ERR offset is out of range");
        }
        Entry before = call.find(key);
        int lengthBefore = before == null ? 0 : before.value().length;
        if (part.length == 0) {
            return new Reply.Whole(lengthBefore);
        }
        mustFit(offset > MAX_VALUE_BYTES ? offset : offset + part.length);
        int length = Math.max(lengthBefore, (int) offset + part.length);
        call.budget().allocate(length);
        byte[] value = before == null ? new byte[length] : Arrays.copyOf(before.value(), length);
        System.arraycopy(part, 0, value, (int) offset, part.length);
        call.put(key, value, before == null ? 0 : before.expiresAtMicros());
        return new Reply.Whole(length);
    }

    private static void mustFit(long bytes) {
        if (bytes > MAX_VALUE_BYTES) {
            throw new CommandError("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        }
    }

    /** The options of SET and of GETEX, which share a parser in Redis too; what excludes what follows it. */
    private record SetOptions(
            boolean onlyIfMissing,
            boolean onlyIfThere,
            boolean get,
            boolean keepExpiry,
            boolean persist,
            String expiryWord,
            byte[] expiry) {

        static SetOptions parse(Call call, int from, boolean isSet) {
            boolean missing = false;
            boolean there = false;
            boolean get = false;
            boolean keep = false;
            boolean persist = false;
            String expiryWord = null;
            byte[] expiry = null;
            for (int i = from; i < call.count(); i++) {
                String word = Ascii.lower(call.argument(i));
                boolean free = expiryWord == null && !keep && !persist;
                if (isSet && word.equals("nx") && !there) {
                    missing = true;
                } else if (isSet && word.equals("xx") && !missing) {
                    there = true;
                } else if (isSet && word.equals("get")) {
                    get = true;
                } else if (isSet && word.equals("keepttl") && (free || keep)) {
                    keep = true;
                } else if (!isSet && word.equals("persist") && (free || persist)) {
                    persist = true;
                } else if (isExpiry(word) && i + 1 < call.count() && (free || word.equals(expiryWord))) {
                    expiryWord = word;
                    expiry = call.argument(++i);
                } else {
                    throw CommandError.syntax();
                }
            }
            return new SetOptions(missing, there, get, keep, persist, expiryWord, expiry);
        }

        private static boolean isExpiry(String word) {
            return word.equals("ex") || word.equals("px") || word.equals("exat") || word.equals("pxat");
        }

        /** 0 when no expiry is given. */
        long expiresAtMicros(Call call, String command) {
            if (expiryWord == null) {
                return 0;
            }
            return Expiry.ofOption(expiry, expiryWord.startsWith("ex"), !expiryWord.endsWith("at"), call, command);
        }
    }
}
