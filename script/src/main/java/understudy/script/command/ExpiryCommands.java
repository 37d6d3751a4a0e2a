package understudy.script.command;

import java.util.Map;
import understudy.script.keyspace.Entry;

/** EXPIRE, TTL and their kin. */
final class ExpiryCommands {
    private ExpiryCommands() {}

    static void into(Map<String, Handler> handlers) {
        handlers.put("expire", call -> expire(call, true, true, "expire"));
        handlers.put("pexpire", call -> expire(call, false, true, "pexpire"));
        handlers.put("expireat", call -> expire(call, true, false, "expireat"));
        handlers.put("pexpireat", call -> expire(call, false, false, "pexpireat"));
        handlers.put("ttl", call -> remaining(call, 1000));
        handlers.put("pttl", call -> remaining(call, 1));
        handlers.put("expiretime", call -> time(call, 1000));
        handlers.put("pexpiretime", call -> time(call, 1));
        handlers.put("persist", ExpiryCommands::persist);
    }

    /** Sets an expiry; one that lies in the past removes the key at once. */
    static void expireOrDelete(Call call, byte[] key, long expiresAtMicros) {
        if (expiresAtMicros <= call.keyspace().stampMicros()) {
            call.keyspace().delete(call.space(), key);
        } else {
            call.keyspace().expireAt(call.space(), key, expiresAtMicros);
        }
    }

    private static Reply expire(Call call, boolean seconds, boolean relative, String command) {
        byte[] key = call.argument(1);
        Conditions conditions = Conditions.parse(call);
        long wanted = Expiry.ofCommand(call.argument(2), seconds, relative, call, command);
        Entry entry = call.find(key);
        if (entry == null || !conditions.allow(entry.expiresAtMicros(), wanted)) {
            return new Reply.Whole(0);
        }
        expireOrDelete(call, key, wanted);
        return new Reply.Whole(1);
    }

    private static Reply remaining(Call call, int unitMillis) {
        Entry entry = call.find(call.argument(1));
        if (entry == null) {
            return new Reply.Whole(-2);
        }
        if (entry.expiresAtMicros() == 0) {
            return new Reply.Whole(-1);
        }
        long millis = entry.expiresAtMicros() / 1000 - call.nowMillis();
        return new Reply.Whole((millis + unitMillis / 2) / unitMillis);
    }

    private static Reply time(Call call, int unitMillis) {
        Entry entry = call.find(call.argument(1));
        if (entry == null) {
            return new Reply.Whole(-2);
        }
        if (entry.expiresAtMicros() == 0) {
            return new Reply.Whole(-1);
        }
        return new Reply.Whole((entry.expiresAtMicros() / 1000 + unitMillis / 2) / unitMillis);
    }

    private static Reply persist(Call call) {
        Entry entry = call.find(call.argument(1));
        if (entry == null || entry.expiresAtMicros() == 0) {
            return new Reply.Whole(0);
        }
        call.keyspace().expireAt(call.space(), call.argument(1), 0);
        return new Reply.Whole(1);
    }

    /** NX, XX, GT and LT. */
    private record Conditions(boolean none, boolean some, boolean later, boolean sooner) {
        static Conditions parse(Call call) {
            boolean none = false;
            boolean some = false;
            boolean later = false;
            boolean sooner = false;
            for (int i = 3; i < call.count(); i++) {
                byte[] word = call.argument(i);
                if (Ascii.is(word, "nx")) {
                    none = true;
                } else if (Ascii.is(word, "xx")) {
                    some = true;
                } else if (Ascii.is(word, "gt")) {
                    later = true;
                } else if (Ascii.is(word, "lt")) {
                    sooner = true;
                } else {
                    throw new CommandError("ERR Unsupported option " + CommandTable.oneLine(word, 128));
                }
            }
            if (none && (some || later || sooner)) {
                throw new CommandError("ERR NX and XX, GT or LT options at the same time are not compatible");
            }
            if (later && sooner) {
                throw new CommandError("ERR GT and LT options at the same time are not compatible");
            }
            return new Conditions(none, some, later, sooner);
        }

        /** No expiry counts as one infinitely far away. */
        boolean allow(long current, long wanted) {
            return !(none && current != 0)
                    && !(some && current == 0)
                    && !(later && (current == 0 || wanted <= current))
                    && !(sooner && current != 0 && wanted >= current);
        }
    }
}
