package understudy.sim.check;

import java.util.ArrayList;
import java.util.List;
import understudy.script.store.Cursor;
import understudy.script.store.MemoryStore;
import understudy.script.store.Store;

/** A store that remembers what was written to it, commit by commit, so that each state can be had again in order. */
final class Recording implements Store {
    private record Change(byte[] key, byte[] value) {}

    private final MemoryStore store;
    private final List<List<Change>> commits = new ArrayList<>();
    private List<Change> open = new ArrayList<>();

    Recording(MemoryStore store) {
        this.store = store;
    }

    /** Writes to another store, which holds the state before, what the so-many-th commit brought, 1 being the first. */
    void replay(long commit, MemoryStore target) {
        for (Change change : commits.get(Math.toIntExact(commit - 1))) {
            if (change.value == null) {
                target.delete(change.key);
            } else {
                target.put(change.key, change.value);
            }
        }
        target.commit();
    }

    @Override
    public byte[] get(byte[] key) {
        return store.get(key);
    }

    @Override
    public Cursor scan(byte[] from) {
        return store.scan(from);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        open.add(new Change(key, value));
        store.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
        open.add(new Change(key, null));
        store.delete(key);
    }

    @Override
    public void commit() {
        commits.add(open);
        open = new ArrayList<>();
        store.commit();
    }

    @Override
    public Snapshot snapshot() {
        return store.snapshot();
    }

    @Override
    public void close() {
        store.close();
    }
}
