package understudy.sim.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import understudy.script.command.Reply;
import understudy.sim.check.Intent.LockAct;

/**
 * LOCK: two owners never held a lock at one time, in the log's time, and fencing tokens only rise.
 *
 * <p>From answers alone, without the model. Each tells who held the lock when: a <em>sighting</em>. Of these it
 * follows: a token has one owner; who is seen later has no lower token; and while a lease runs that was granted or
 * extended, nobody else is seen and the lock is not seen free, unless its owner freed it. A client does not always
 * know whether it did: an unlock of unknown outcome, or one that says no token, excuses its owner. Times are in
 * milliseconds, so what was seen within the same one proves nothing of an order.
 */
public final class Leases {
    private static final long UNKNOWN_TIME = -1;

    private final Marks marks;

    public Leases(Marks marks) {
        this.marks = marks;
    }

    /** @param owner null where the lock was seen to be free; then the token is -1 */
    private record Sighting(Operation operation, long millis, long token, String owner) {}

    /** A lease that runs until {@code untilMillis} at least. */
    private record Lease(Operation operation, long millis, long untilMillis, long token, String owner) {}

    private static final class History {
        final List<Sighting> sightings = new ArrayList<>();
        final List<Lease> leases = new ArrayList<>();

        /** When a token was given back. */
        final TreeMap<Long, Long> freed = new TreeMap<>();

        /** They may have freed whatever they held. */
        final TreeSet<String> mayHaveFreed = new TreeSet<>();
    }

    public void check(List<Operation> history) {
        TreeMap<String, History> locks = new TreeMap<>();
        for (Operation operation : history) {
            if (operation.intent instanceof Intent.Lock lock && !operation.refused()) {
                note(locks.computeIfAbsent(lock.name(), name -> new History()), operation, lock);
            }
        }
        for (History lock : locks.values()) {
            oneOwnerEach(lock);
            risingTokens(lock);
            leasesHold(lock);
        }
    }

    private void note(History lock, Operation operation, Intent.Lock intent) {
        boolean told = operation.acknowledged() && !(operation.reply instanceof Reply.Failure);
        if (!told) {
            if (intent.act() == LockAct.FREE) {
                lock.mayHaveFreed.add(intent.owner());
            }
            return;
        }
        if (!operation.isScript()) {
            if (operation.reply instanceof Reply.Whole whole) {
                plain(lock, operation, intent, whole.value());
            }
            return;
        }
        List<Reply> answer = ((Reply.Items) operation.reply).items();
        boolean done = ((Reply.Truth) answer.get(0)).value();
        long millis = ((Reply.Whole) answer.get(1)).value();
        long token = ((Reply.Whole) answer.get(2)).value();
        String owner = answer.get(3) instanceof Reply.Bulk bulk ? Replies.text(bulk.bytes()) : null;
        lock.sightings.add(new Sighting(operation, millis, token, owner));
        if (!done) {
            marks.hit(Mark.LOCK_REFUSED);
            return;
        }
        switch (intent.act()) {
            case TAKE, EXTEND -> {
                marks.hit(Mark.LOCKED);
                if (!intent.owner().equals(owner)) {
                    throw new Violation("LOCK", operation + ": granted, and " + owner + " holds it");
                }
                lock.leases.add(new Lease(operation, millis, millis + intent.leaseMillis(), token, owner));
            }
            case FREE -> lock.freed.put(token, millis);
            case LOOK -> {}
        }
    }

    /** A command's answer tells no time. */
    private static void plain(History lock, Operation operation, Intent.Lock intent, long answer) {
        if (intent.act() == LockAct.TAKE) {
            lock.sightings.add(new Sighting(operation, UNKNOWN_TIME, answer, intent.owner()));
        } else if (intent.act() == LockAct.FREE && answer == 1) {
            lock.mayHaveFreed.add(intent.owner());
        }
    }

    private static void oneOwnerEach(History lock) {
        TreeMap<Long, Sighting> byToken = new TreeMap<>();
        for (Sighting sighting : lock.sightings) {
            if (sighting.owner != null) {
                Sighting other = byToken.putIfAbsent(sighting.token, sighting);
                if (other != null && !other.owner.equals(sighting.owner)) {
                    throw new Violation(
                            "LOCK",
                            "token " + sighting.token + " has two owners: " + sighting.operation + " and "
                                    + other.operation);
                }
            }
        }
    }

    private void risingTokens(History lock) {
        List<Sighting> byTime = lock.sightings.stream()
                .filter(sighting -> sighting.owner != null && sighting.millis != UNKNOWN_TIME)
                .sorted(Comparator.comparingLong(Sighting::millis).thenComparingLong(Sighting::token))
                .toList();
        Sighting highest = null;
        for (Sighting sighting : byTime) {
            if (highest != null && sighting.token < highest.token) {
                throw new Violation("LOCK", "a token fell: " + sighting.operation + " after " + highest.operation);
            }
            if (highest != null && sighting.token > highest.token) {
                marks.hit(Mark.LOCK_PASSED_ON);
            }
            highest = sighting;
        }
    }

    private static void leasesHold(History lock) {
        for (Lease lease : lock.leases) {
            if (lock.mayHaveFreed.contains(lease.owner)) {
                continue;
            }
            long freed = lock.freed.getOrDefault(lease.token, Long.MAX_VALUE);
            for (Sighting sighting : lock.sightings) {
                boolean within = sighting.millis > lease.millis && sighting.millis < Math.min(lease.untilMillis, freed);
                if (within && sighting.token != lease.token) {
                    throw new Violation(
                            "LOCK",
                            "a lock was not its owner's while the lease ran until " + lease.untilMillis + ": "
                                    + lease.operation + ", then " + sighting.operation);
                }
            }
        }
    }
}
