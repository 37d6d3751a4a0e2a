package understudy.script.command;

import java.util.List;
import java.util.Map;
import understudy.script.keyspace.Locks;

/** LOCK.ACQUIRE and its kin. A lock that is not granted is nil, as SET NX answers: no error. */
final class LockCommands {
    private LockCommands() {}

    static void into(Map<String, Handler> handlers) {
        handlers.put("lock.acquire", LockCommands::acquire);
        handlers.put("lock.extend", LockCommands::extend);
        handlers.put("lock.release", LockCommands::release);
        handlers.put("lock.info", LockCommands::info);
    }

    private static Locks locks(Call call) {
        return new Locks(call.keyspace(), call.database());
    }

    private static Reply acquire(Call call) {
        long lease = Integers.whole(call.argument(3));
        return token(locks(call).acquire(call.argument(1), call.argument(2), lease));
    }

    private static Reply extend(Call call) {
        long lease = Integers.whole(call.argument(3));
        return token(locks(call).extend(call.argument(1), call.argument(2), lease));
    }

    private static Reply token(Locks.Held held) {
        return held == null ? Reply.NIL : new Reply.Whole(held.token());
    }

    private static Reply release(Call call) {
        return new Reply.Whole(locks(call).release(call.argument(1), call.argument(2)) ? 1 : 0);
    }

    private static Reply info(Call call) {
        Locks.Held held = locks(call).find(call.argument(1));
        if (held == null) {
            return new Reply.NilList();
        }
        // Rounded up: while it is held, it is so for at least 1 ms more.
        long leftMillis = (held.expiresAtMicros() - call.keyspace().stampMicros() + 999) / 1000;
        return new Reply.Pairs(List.of(
                Reply.word("owner"),
                call.bulk(held.owner()),
                Reply.word("token"),
                new Reply.Whole(held.token()),
                Reply.word("lease-ms"),
                new Reply.Whole(leftMillis),
                Reply.word("expires-at-ms"),
                new Reply.Whole(held.expiresAtMicros() / 1000)));
    }
}
