package understudy.script.keyspace;

import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * What is kept for a space as a whole.
 *
 * @param flushes how often it was flushed
 * @param count its keys, those that expired and are not swept included
 * @param lastNumber the highest number given to a key of this generation
 * @param firstRevision what a name begins with whose past is not known: above all that were forgotten, where
 *     revisions never fall, else 0
 * @param aboveRevisions one more than the highest revision ever given, where revisions never fall, else 0
 */
record SpaceState(int ordinal, long flushes, long count, long lastNumber, long firstRevision, long aboveRevisions) {
    /** Generations are numbered within groups of so many spaces; the group's number stands above. */
    private static final int GROUP = 2 * Space.DATABASES;

    private static final int GROUP_BIT = 48;

    /** Tells this life of the space from those before a flush, and from all other spaces'. */
    long generation() {
        return (long) (ordinal / GROUP) << GROUP_BIT | flushes * GROUP + ordinal % GROUP;
    }

    static int ordinalOf(long generation) {
        return (int) (generation >>> GROUP_BIT) * GROUP + (int) ((generation & (1L << GROUP_BIT) - 1) % GROUP);
    }

    static SpaceState load(View view, int ordinal) {
        ByteReader record = Sealed.get(view, key(ordinal));
        if (record == null) {
            return new SpaceState(ordinal, 0, 0, 0, 0, 0);
        }
        long flushes = record.varint();
        long count = record.varint();
        long lastNumber = record.varint();
        boolean neverFalls = Space.neverFalls(ordinal);
        SpaceState state = new SpaceState(
                ordinal,
                flushes,
                count,
                lastNumber,
                neverFalls ? record.varint() : 0,
                neverFalls ? record.varint() : 0);
        record.end();
        return state;
    }

    void store(Overlay overlay) {
        if (count < 0) {
            throw new IllegalStateException("space " + ordinal + " would hold " + count + " keys");
        }
        ByteWriter record = new ByteWriter().varint(flushes).varint(count).varint(lastNumber);
        if (Space.neverFalls(ordinal)) {
            record.varint(firstRevision).varint(aboveRevisions);
        }
        Sealed.put(overlay, key(ordinal), record);
    }

    SpaceState withKey() {
        return new SpaceState(ordinal, flushes, count + 1, lastNumber + 1, firstRevision, aboveRevisions);
    }

    SpaceState withoutKey() {
        return new SpaceState(ordinal, flushes, count - 1, lastNumber, firstRevision, aboveRevisions);
    }

    SpaceState flushed() {
        return new SpaceState(ordinal, flushes + 1, 0, 0, aboveRevisions, aboveRevisions);
    }

    /** A name was given this revision. */
    SpaceState given(long revision) {
        return !Space.neverFalls(ordinal) || revision < aboveRevisions
                ? this
                : new SpaceState(ordinal, flushes, count, lastNumber, firstRevision, revision + 1);
    }

    /** A name is forgotten that had this revision. */
    SpaceState forgot(long revision) {
        return !Space.neverFalls(ordinal) || revision < firstRevision
                ? this
                : new SpaceState(ordinal, flushes, count, lastNumber, revision + 1, aboveRevisions);
    }

    private static byte[] key(int ordinal) {
        return Table.SPACES.key().int8(ordinal).toBytes();
    }
}
