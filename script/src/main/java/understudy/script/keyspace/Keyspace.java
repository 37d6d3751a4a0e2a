package understudy.script.keyspace;

import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * One command's (or script's) view of all databases. What it writes lands in an ordered overlay above the
 * store's open transaction; the caller flushes it on success and drops it on error. The stamp stands still.
 */
public final class Keyspace {
    private Keyspace() {
        throw new UnsupportedOperationException("being built");
    }

    /** A keyspace whose writes land in {@code overlay}. */
    public static Keyspace writing(Overlay overlay, long stampMicros, Budget budget) {
        throw new UnsupportedOperationException("being built");
    }

    /** A keyspace on which every write throws {@link NeedsLog}. */
    public static Keyspace reading(View view, long stampMicros, Budget budget) {
        throw new UnsupportedOperationException("being built");
    }

    public long stampMicros() {
        throw new UnsupportedOperationException("being built");
    }

    public Budget budget() {
        throw new UnsupportedOperationException("being built");
    }

    public boolean readOnly() {
        throw new UnsupportedOperationException("being built");
    }

    /** Null when the key is missing, or expired at the stamp. */
    public Entry find(Space space, byte[] key) {
        throw new UnsupportedOperationException("being built");
    }

    /** Of the live key, its tombstone or its expired remains; -1 when it never existed or the tombstone aged out. */
    public long revision(Space space, byte[] key) {
        throw new UnsupportedOperationException("being built");
    }

    /**
     * Writes a string and returns its revision.
     *
     * @param expiresAtMicros 0 for never
     * @param keepHistory archive what this write replaces
     */
    public long put(Space space, byte[] key, byte[] value, long expiresAtMicros, boolean keepHistory) {
        throw new UnsupportedOperationException("being built");
    }

    /** Returns the tombstone's revision; -1 when the key was missing. */
    public long delete(Space space, byte[] key) {
        throw new UnsupportedOperationException("being built");
    }

    /** False when the key is missing; 0 makes it stay. The revision does not change. */
    public boolean expireAt(Space space, byte[] key, long expiresAtMicros) {
        throw new UnsupportedOperationException("being built");
    }

    /** The archived or current value of a revision; null when it was never there or is no longer kept. */
    public Entry atRevision(Space space, byte[] key, long revision) {
        throw new UnsupportedOperationException("being built");
    }

    /** The value visible at an earlier time; null when there was none or it is no longer kept. */
    public Entry asOf(Space space, byte[] key, long stampMicros) {
        throw new UnsupportedOperationException("being built");
    }

    /** Live keys in unsigned byte order, own writes seen; each key visited costs. Writing ends the walk's use. */
    public Scan scan(Space space, byte[] prefix, byte[] afterExclusiveOrNull) {
        throw new UnsupportedOperationException("being built");
    }

    /** How many keys there are, expired ones counted until they are swept. */
    public long count(Space space) {
        throw new UnsupportedOperationException("being built");
    }

    /** Drops all keys of a space at once; their records are swept later, in bounded steps. */
    public void clear(Space space) {
        throw new UnsupportedOperationException("being built");
    }

    /** A walk over live keys. */
    public interface Scan extends AutoCloseable {
        boolean next();

        byte[] key();

        Entry entry();

        @Override
        void close();
    }
}
