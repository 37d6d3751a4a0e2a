package understudy.script.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The in-memory twin of LMDB, for tests and the simulator. It models two states: <em>applied</em>, what the
 * writer sees, and <em>committed</em>, what a synced disk holds. {@link #crash} throws away what lies between
 * them, which is what a power loss does to LMDB with synced commits: there is nothing in between, such as a
 * commit that is half there.
 *
 * <p>An undo log remembers, change by change, what stood there before, so that commits and crashes cost as much as
 * there are changes, not as there are keys. A snapshot copies.
 */
public final class MemoryStore implements Store {
    public static final int MAX_KEY_BYTES = 80 << 10;

    private final TreeMap<byte[], byte[]> applied;

    /** Since the last commit, in turn: a key that was changed, and its value from before, null for none. */
    private final ArrayList<byte[]> undo = new ArrayList<>();

    private boolean closed;

    /** Counts keys that came and went: a walk that is under way then is of no more use. */
    private long turnover;

    public MemoryStore() {
        this(new TreeMap<>(Arrays::compareUnsigned));
    }

    private MemoryStore(TreeMap<byte[], byte[]> applied) {
        this.applied = applied;
    }

    @Override
    public byte[] get(byte[] key) {
        mustBeOpen();
        return applied.get(key);
    }

    @Override
    public Cursor scan(byte[] from) {
        mustBeOpen();
        return new Walk(this, applied, from);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        mustBeOpen();
        if (key.length == 0 || key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes is not within 1.." + MAX_KEY_BYTES);
        }
        byte[] before = applied.put(key, value);
        if (before == null) {
            turnover++;
        }
        changed(key, before);
    }

    @Override
    public void delete(byte[] key) {
        mustBeOpen();
        byte[] before = applied.remove(key);
        if (before != null) {
            turnover++;
            changed(key, before);
        }
    }

    private void changed(byte[] key, byte[] before) {
        undo.add(key);
        undo.add(before);
    }

    @Override
    public void commit() {
        mustBeOpen();
        undo.clear();
    }

    /** Power is lost and comes back: the store holds what was committed last. */
    public void crash() {
        rollBack(applied);
        turnover++;
        undo.clear();
        closed = false;
    }

    @Override
    public Snapshot snapshot() {
        mustBeOpen();
        return new Frozen(committed());
    }

    /**
     * The disk holds other bytes under a key than were committed; nobody was told. What was written since, and is not
     * committed yet, is not on the disk and stays.
     */
    public void spoil(byte[] key, byte[] value) {
        for (int i = 0; i < undo.size(); i += 2) {
            if (Arrays.equals(undo.get(i), key)) {
                undo.set(i + 1, value);
                return;
            }
        }
        applied.put(key, value);
    }

    /** What the disk holds, by key; not to be changed. */
    public TreeMap<byte[], byte[]> committed() {
        TreeMap<byte[], byte[]> committed = new TreeMap<>(applied);
        rollBack(committed);
        return committed;
    }

    /** Ends its use; what was not committed is lost. {@link #crash} opens it again. */
    @Override
    public void close() {
        closed = true;
    }

    private void rollBack(TreeMap<byte[], byte[]> map) {
        for (int i = undo.size() - 2; i >= 0; i -= 2) {
            if (undo.get(i + 1) == null) {
                map.remove(undo.get(i));
            } else {
                map.put(undo.get(i), undo.get(i + 1));
            }
        }
    }

    private void mustBeOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /** Most walks look at one record or two; the map's own iterator, which costs more to begin, is for the rest. */
    private static final class Walk implements Cursor {
        private static final int STEPS_ALONE = 2;

        private final MemoryStore owner;
        private final TreeMap<byte[], byte[]> map;
        private final long turnover;
        private final byte[] from;
        private int steps;
        private Iterator<Map.Entry<byte[], byte[]>> rest;
        private Map.Entry<byte[], byte[]> current;

        /** @param owner of a map that changes; null for a frozen one */
        Walk(MemoryStore owner, TreeMap<byte[], byte[]> map, byte[] from) {
            this.owner = owner;
            this.map = map;
            this.from = from;
            this.turnover = owner == null ? 0 : owner.turnover;
        }

        @Override
        public boolean next() {
            if (owner != null && owner.turnover != turnover) {
                throw new IllegalStateException("the store was written to while it was walked");
            }
            if (rest != null) {
                current = rest.hasNext() ? rest.next() : null;
            } else if (steps == 0) {
                steps = 1;
                current = map.ceilingEntry(from);
            } else if (current == null) {
                return false;
            } else if (steps < STEPS_ALONE) {
                steps++;
                current = map.higherEntry(current.getKey());
            } else {
                rest = map.tailMap(current.getKey(), false).entrySet().iterator();
                current = rest.hasNext() ? rest.next() : null;
            }
            return current != null;
        }

        @Override
        public byte[] key() {
            return current.getKey();
        }

        @Override
        public byte[] value() {
            return current.getValue();
        }

        @Override
        public void close() {
            current = null;
        }
    }

    private static final class Frozen implements Snapshot {
        private TreeMap<byte[], byte[]> map;

        Frozen(TreeMap<byte[], byte[]> map) {
            this.map = map;
        }

        @Override
        public byte[] get(byte[] key) {
            return open().get(key);
        }

        @Override
        public Cursor scan(byte[] from) {
            return new Walk(null, open(), from);
        }

        @Override
        public void close() {
            map = null;
        }

        private TreeMap<byte[], byte[]> open() {
            if (map == null) {
                throw new IllegalStateException("the snapshot is closed");
            }
            return map;
        }
    }
}
