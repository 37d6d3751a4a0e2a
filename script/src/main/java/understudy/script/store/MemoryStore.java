package understudy.script.store;

import java.util.ArrayList;
import java.util.Arrays;
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

    private final Records applied = new Records();

    /** Since the last commit, in turn: a key that was changed, and its value from before, null for none. */
    private final ArrayList<byte[]> undo = new ArrayList<>();

    private boolean closed;

    /** Counts keys that came and went: a walk that is under way then is of no more use. */
    private long turnover;

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
        return new Frozen(durable());
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

    /** What the disk holds, by key; a copy. */
    public TreeMap<byte[], byte[]> committed() {
        Records durable = durable();
        TreeMap<byte[], byte[]> committed = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < durable.size(); i++) {
            committed.put(durable.key(i), durable.value(i));
        }
        return committed;
    }

    private Records durable() {
        Records durable = applied.copy();
        rollBack(durable);
        return durable;
    }

    /** Ends its use; what was not committed is lost. {@link #crash} opens it again. */
    @Override
    public void close() {
        closed = true;
    }

    private void rollBack(Records records) {
        for (int i = undo.size() - 2; i >= 0; i -= 2) {
            if (undo.get(i + 1) == null) {
                records.remove(undo.get(i));
            } else {
                records.put(undo.get(i), undo.get(i + 1));
            }
        }
    }

    private void mustBeOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    private static final class Walk implements Cursor {
        private final MemoryStore owner;
        private final Records records;
        private final long turnover;
        private int next;
        private byte[] key;
        private byte[] value;

        /** @param owner of records that change; null for frozen ones */
        Walk(MemoryStore owner, Records records, byte[] from) {
            this.owner = owner;
            this.records = records;
            this.turnover = owner == null ? 0 : owner.turnover;
            this.next = records.firstFrom(from);
        }

        @Override
        public boolean next() {
            if (owner != null && owner.turnover != turnover) {
                throw new IllegalStateException("the store was written to while it was walked");
            }
            if (next == records.size()) {
                key = null;
                value = null;
                return false;
            }
            key = records.key(next);
            value = records.value(next);
            next++;
            return true;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public byte[] value() {
            return value;
        }

        @Override
        public void close() {
            key = null;
            value = null;
        }
    }

    private static final class Frozen implements Snapshot {
        private Records records;

        Frozen(Records records) {
            this.records = records;
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
            records = null;
        }

        private Records open() {
            if (records == null) {
                throw new IllegalStateException("the snapshot is closed");
            }
            return records;
        }
    }
}
