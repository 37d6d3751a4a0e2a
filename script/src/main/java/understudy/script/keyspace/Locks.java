package understudy.script.keyspace;

import java.util.Arrays;

/**
 * Named locks with a lease, over a space of their own. A lock that is held is a name there: its value is the owner,
 * its expiry the end of the lease, its revision the <em>fencing token</em>. So all that is said of keys holds for locks:
 * a lease ends at its stamp in the log and not by a clock, what fails leaves nothing, snapshots carry them.
 *
 * <p>The rules: at each stamp a lock has one owner or none, and whoever is granted it anew gets a higher token than
 * anybody before, whatever came between: the end of a lease, an unlock, a flush of the database, or so long a time
 * that the lock was forgotten. While it is remembered ({@code tombstone-age}) tokens go 0, 1, 2 …; one that was
 * forgotten goes on above every token that was forgotten in its database, for which one number a database is kept,
 * however many locks there ever were. An unlock ends the lease rather than deleting the name, since a deletion would
 * take a revision.
 *
 * <p>What a lock does not do: stop anybody who does not ask for it. Whoever writes elsewhere under a lock passes the
 * token on, and what is written to refuses lower ones.
 */
public final class Locks {
    public static final int MAX_OWNER_BYTES = 1024;

    /** A hundred years: more is a mistake in the unit. */
    public static final long MAX_LEASE_MILLIS = 3_155_760_000_000L;

    private final Keyspace keys;
    private final Space space;

    public Locks(Keyspace keys, int database) {
        this.keys = keys;
        this.space = new Space(database, Space.Holds.LOCKS);
    }

    /**
     * A lock that is held.
     *
     * @param token rises with each grant; neither locking again nor extending changes it
     * @param expiresAtMicros from this stamp on it is free
     */
    public record Held(byte[] owner, long token, long expiresAtMicros) {}

    /**
     * Takes a lock that is free. Its own owner keeps it, with the same token, and the lease begins anew; that makes
     * it safe to ask again.
     *
     * @param leaseMillis how long, from the stamp on
     * @return null when somebody else holds it
     */
    public Held acquire(byte[] name, byte[] owner, long leaseMillis) {
        checkOwner(name, owner);
        long untilMicros = untilMicros(leaseMillis);
        Entry entry = keys.find(space, name);
        if (entry != null) {
            return renewed(name, entry, owner, untilMicros);
        }
        long token = keys.put(space, name, owner, untilMicros, false);
        return new Held(owner, token, untilMicros);
    }

    /** Lets the lease of a lock begin anew that is still held; null where the owner holds it no longer. */
    public Held extend(byte[] name, byte[] owner, long leaseMillis) {
        checkOwner(name, owner);
        long untilMicros = untilMicros(leaseMillis);
        Entry entry = keys.find(space, name);
        return entry == null ? null : renewed(name, entry, owner, untilMicros);
    }

    /** False when the owner does not hold it: then nothing happens. */
    public boolean release(byte[] name, byte[] owner) {
        checkOwner(name, owner);
        Entry entry = keys.find(space, name);
        return entry != null && Arrays.equals(entry.value(), owner) && keys.expireAt(space, name, keys.stampMicros());
    }

    /** Null when it is free. */
    public Held find(byte[] name) {
        checkName(name);
        Entry entry = keys.find(space, name);
        return entry == null ? null : new Held(entry.value(), entry.revision(), entry.expiresAtMicros());
    }

    private Held renewed(byte[] name, Entry entry, byte[] owner, long untilMicros) {
        if (!Arrays.equals(entry.value(), owner)) {
            return null;
        }
        keys.expireAt(space, name, untilMicros);
        return new Held(owner, entry.revision(), untilMicros);
    }

    private void checkOwner(byte[] name, byte[] owner) {
        keys.mustBeLogged();
        checkName(name);
        if (owner.length == 0 || owner.length > MAX_OWNER_BYTES) {
            throw new KeyspaceError(
                    "owner of " + owner.length + " bytes: a lock's owner has from 1 to " + MAX_OWNER_BYTES + " bytes");
        }
    }

    private static void checkName(byte[] name) {
        if (name.length == 0) {
            throw new KeyspaceError("the lock's name is empty");
        }
    }

    private long untilMicros(long leaseMillis) {
        if (leaseMillis <= 0 || leaseMillis > MAX_LEASE_MILLIS) {
            throw new KeyspaceError(
                    "lease of " + leaseMillis + " ms: it must be from 1 to " + MAX_LEASE_MILLIS + " milliseconds");
        }
        return keys.stampMicros() + leaseMillis * 1000;
    }
}
