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
 */
record SpaceState(int ordinal, long flushes, long count, long lastNumber) {
    private static final int SPACES = 2 * Space.DATABASES;

    /** Tells this life of the space from those before a flush, and from all other spaces'. */
    long generation() {
        return flushes * SPACES + ordinal;
    }

    static int ordinalOf(long generation) {
        return (int) (generation % SPACES);
    }

    static SpaceState load(View view, int ordinal) {
        ByteReader record = Sealed.get(view, key(ordinal));
        if (record == null) {
            return new SpaceState(ordinal, 0, 0, 0);
        }
        SpaceState state = new SpaceState(ordinal, record.varint(), record.varint(), record.varint());
        record.end();
        return state;
    }

    void store(Overlay overlay) {
        if (count < 0) {
            throw new IllegalStateException("space " + ordinal + " would hold " + count + " keys");
        }
        Sealed.put(
                overlay,
                key(ordinal),
                new ByteWriter().varint(flushes).varint(count).varint(lastNumber));
    }

    SpaceState withKey() {
        return new SpaceState(ordinal, flushes, count + 1, lastNumber + 1);
    }

    SpaceState withoutKey() {
        return new SpaceState(ordinal, flushes, count - 1, lastNumber);
    }

    SpaceState flushed() {
        return new SpaceState(ordinal, flushes + 1, 0, 0);
    }

    private static byte[] key(int ordinal) {
        return Table.SPACES.key().int8(ordinal).toBytes();
    }
}
