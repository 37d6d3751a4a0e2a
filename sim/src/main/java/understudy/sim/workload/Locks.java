package understudy.sim.workload;

import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/**
 * Locks with a lease, by script and by command: a few owners take them from each other. A lock's lease is the same
 * whoever asks and whenever, so that whoever knows of one grant knows until when it held at least. Each script answers
 * whether it had what it wanted, the log's time, and who holds the lock by then: the fencing token and the owner.
 */
public final class Locks {
    private static final int LOCKS = 8;

    /** Half of all requests are for these; the others stand free for long, so that they are forgotten at times. */
    private static final int HOT_LOCKS = 2;

    /** Requests that a client makes as one owner. */
    private static final long REQUESTS_PER_OWNER = 8;

    private static final String TAKE = """
            #!kahuna
            let now = current_time()
            let token = lock @name @owner for @lease
            let holder = get lock @name
            return [token != null, now, rev(holder), holder]
            """;

    private static final String EXTEND = """
            #!kahuna
            let extended = extend lock @name @owner for @lease
            let holder = get lock @name
            return [extended != null, current_time(), rev(holder), holder]
            """;

    private static final String FREE = """
            #!kahuna
            let holder = get lock @name
            if unlock @name @owner then
              return [true, current_time(), rev(holder), holder]
            end
            return [false, current_time(), rev(holder), holder]
            """;

    private static final String LOOK = """
            #!kahuna
            let holder = get lock @name
            return [true, current_time(), rev(holder), holder]
            """;

    private final long[] leaseMillis = new long[LOCKS];

    public Locks(Prng taste) {
        for (int i = 0; i < LOCKS; i++) {
            leaseMillis[i] = taste.scaled(20, 4_000);
        }
    }

    public Request next(Prng random, Unique unique, int client, long k) {
        int number = random.below(random.flip() ? HOT_LOCKS : LOCKS);
        String name = "lock/" + number;
        String owner = "owner/" + client + "/" + k / REQUESTS_PER_OWNER;
        long lease = leaseMillis[number];
        String millis = Long.toString(lease);
        return switch (random.below(12)) {
            case 0, 1, 2, 3 -> script(TAKE, Intent.LockAct.TAKE, name, owner, lease, unique);
            case 4, 5 -> script(EXTEND, Intent.LockAct.EXTEND, name, owner, lease, unique);
            case 6, 7 -> script(FREE, Intent.LockAct.FREE, name, owner, lease, unique);
            case 8, 9 -> script(LOOK, Intent.LockAct.LOOK, name, owner, lease, unique);
            case 10 ->
                Request.of(
                        new Intent.Lock(name, owner, lease, Intent.LockAct.TAKE), "LOCK.ACQUIRE", name, owner, millis);
            default ->
                random.flip()
                        ? Request.of(
                                new Intent.Lock(name, owner, lease, Intent.LockAct.FREE), "LOCK.RELEASE", name, owner)
                        : Request.of(Intent.LOOK, "LOCK.INFO", name);
        };
    }

    private static Request script(
            String source, Intent.LockAct act, String name, String owner, long leaseMillis, Unique unique) {
        return Request.script(
                source,
                new Intent.Lock(name, owner, leaseMillis, act),
                "name",
                name,
                "owner",
                owner,
                "lease",
                Long.toString(leaseMillis),
                "tag",
                unique.next());
    }
}
