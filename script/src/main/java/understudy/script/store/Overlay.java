package understudy.script.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One command's writes, in key order, above a {@link View} that they do not touch. It is flushed into the
 * store when the command succeeds and dropped when it fails, so that a command leaves all of its effects or
 * none. Reads see the command's own writes.
 */
public final class Overlay implements View {
    /** Stands for a deletion; compared by identity. */
    private static final byte[] GONE = new byte[0];

    private final View base;
    private final TreeMap<byte[], byte[]> changes = new TreeMap<>(Arrays::compareUnsigned);

    /** Since the savepoint, in turn: a key that was written, and its change from before, null for none. */
    private final ArrayList<byte[]> undo = new ArrayList<>();

    private boolean savepoint;

    public Overlay(View base) {
        this.base = base;
    }

    @Override
    public byte[] get(byte[] key) {
        byte[] changed = changes.get(key);
        if (changed != null) {
            return changed == GONE ? null : changed;
        }
        return base.get(key);
    }

    public void put(byte[] key, byte[] value) {
        // An empty value of the caller's could be any array, never the mark.
        change(key, value == GONE ? new byte[0] : value);
    }

    public void delete(byte[] key) {
        change(key, GONE);
    }

    private void change(byte[] key, byte[] value) {
        byte[] before = changes.put(key, value);
        if (savepoint) {
            undo.add(key);
            undo.add(before);
        }
    }

    /** From here on writes can be taken back by themselves, until {@link #release} or {@link #rollBack}. */
    public void savepoint() {
        if (savepoint) {
            throw new IllegalStateException("a savepoint within a savepoint");
        }
        savepoint = true;
    }

    /** Keeps what was written since the savepoint. */
    public void release() {
        savepoint = false;
        undo.clear();
    }

    /** Takes back what was written since the savepoint, and nothing else. */
    public void rollBack() {
        for (int i = undo.size() - 2; i >= 0; i -= 2) {
            if (undo.get(i + 1) == null) {
                changes.remove(undo.get(i));
            } else {
                changes.put(undo.get(i), undo.get(i + 1));
            }
        }
        release();
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Whether this key was written or deleted here. */
    public boolean changed(byte[] key) {
        return changes.containsKey(key);
    }

    /** Forgets all writes. */
    public void drop() {
        release();
        changes.clear();
    }

    /** Hands all writes on in key order, and is empty afterwards. */
    public void flush(Changes target) {
        for (Map.Entry<byte[], byte[]> change : changes.entrySet()) {
            if (change.getValue() == GONE) {
                target.delete(change.getKey());
            } else {
                target.put(change.getKey(), change.getValue());
            }
        }
        changes.clear();
    }

    @Override
    public Cursor scan(byte[] from) {
        if (changes.isEmpty()) {
            // The sweep looks into every table at every entry, and mostly finds nothing of its own.
            return base.scan(from);
        }
        return new Merged(base.scan(from), changes.tailMap(from, true));
    }

    /** Two sorted walks as one; of two equal keys the overlay's counts. */
    private static final class Merged implements Cursor {
        private final Cursor below;
        private final Iterator<Map.Entry<byte[], byte[]>> above;
        private byte[] belowKey;
        private Map.Entry<byte[], byte[]> aboveEntry;
        private byte[] key;
        private byte[] value;
        private boolean fromBelow;

        Merged(Cursor below, NavigableMap<byte[], byte[]> above) {
            this.below = below;
            this.above = above.entrySet().iterator();
            this.belowKey = below.next() ? below.key() : null;
            this.aboveEntry = this.above.hasNext() ? this.above.next() : null;
        }

        @Override
        public boolean next() {
            if (fromBelow) {
                advanceBelow();
            }
            while (true) {
                fromBelow = false;
                if (aboveEntry == null) {
                    if (belowKey == null) {
                        key = null;
                        value = null;
                        return false;
                    }
                    return takeBelow();
                }
                int order = belowKey == null ? 1 : Arrays.compareUnsigned(belowKey, aboveEntry.getKey());
                if (order < 0) {
                    return takeBelow();
                }
                if (order == 0) {
                    advanceBelow();
                }
                Map.Entry<byte[], byte[]> change = aboveEntry;
                aboveEntry = above.hasNext() ? above.next() : null;
                if (change.getValue() != GONE) {
                    key = change.getKey();
                    value = change.getValue();
                    return true;
                }
            }
        }

        /** The cursor below stays on this entry until the next call, so that its value is read only when asked for. */
        private boolean takeBelow() {
            key = belowKey;
            value = null;
            fromBelow = true;
            return true;
        }

        private void advanceBelow() {
            belowKey = below.next() ? below.key() : null;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public byte[] value() {
            return fromBelow ? below.value() : value;
        }

        @Override
        public void close() {
            below.close();
        }
    }
}
