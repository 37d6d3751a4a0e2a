package understudy.sim.disk;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import understudy.replica.StateHome;
import understudy.script.store.Cursor;
import understudy.script.store.MemoryStore;
import understudy.script.store.Store;

/**
 * The home of a node's state on a simulated disk, as one process has it open. Each durable step of an install
 * is an operation of its own, so that the process can die between any two.
 */
public final class SimHome implements StateHome {
    private final Disk disk;
    private final Object handle;

    SimHome(Disk disk, Object handle) {
        this.disk = disk;
        this.handle = handle;
    }

    @Override
    public Store open() {
        StateDirectory state = disk.state;
        disk.operate(handle, "open the state", () -> {
            if (state.current == null) {
                state.current = new MemoryStore();
            }
            state.currentOnDisk = state.current;
        });
        return new OpenStore(state.current);
    }

    @Override
    public Store beginInstall() {
        StateDirectory state = disk.state;
        disk.operate(handle, "begin an install", () -> state.installing = new MemoryStore());
        return new OpenStore(state.installing);
    }

    @Override
    public void finishInstall() {
        StateDirectory state = disk.state;
        if (state.installing == null) {
            throw new IllegalStateException("no install was begun that could be finished");
        }
        disk.operate(handle, "sync the installed state", () -> {
            disk.failCommit("sync the installed state");
            state.installing.commit();
        });
        disk.operate(handle, "rename CURRENT", () -> state.current = state.installing);
        disk.operate(handle, "sync the directory of CURRENT", () -> state.currentOnDisk = state.current);
        disk.operate(handle, "remove the replaced state", () -> state.installing = null);
    }

    @Override
    public void discardInstall() {
        disk.operate(handle, "discard an install", () -> disk.state.installing = null);
    }

    @Override
    public void discard(String reason) {
        StateDirectory state = disk.state;
        disk.operate(handle, "remove CURRENT", () -> {
            state.losses++;
            state.current = null;
        });
        disk.operate(handle, "sync the removal of CURRENT", () -> state.currentOnDisk = null);
    }

    @Override
    public void stop(String reason) {
        disk.operate(handle, "note that the node has stopped", () -> disk.state.stopped = reason);
    }

    @Override
    public String stopped() {
        return disk.state.stopped;
    }

    @Override
    public Spool spool() {
        return new MemorySpool();
    }

    /** A store whose commits are seams, and which a dead process cannot write to. */
    private final class OpenStore implements Store {
        private final MemoryStore store;

        OpenStore(MemoryStore store) {
            this.store = store;
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
            store.put(key, value);
        }

        @Override
        public void delete(byte[] key) {
            store.delete(key);
        }

        @Override
        public void commit() {
            disk.operate(handle, "commit the state", () -> {
                disk.failCommit("commit the state");
                store.commit();
            });
        }

        @Override
        public Snapshot snapshot() {
            return store.snapshot();
        }

        @Override
        public void close() {
            // The twin on the disk lives on; a store that was replaced is simply no longer named.
        }
    }

    private static final class MemorySpool implements Spool {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private byte[] whole;

        @Override
        public void append(byte[] more) {
            bytes.writeBytes(more);
            whole = null;
        }

        @Override
        public byte[] read(long offset, int length) {
            if (whole == null) {
                whole = bytes.toByteArray();
            }
            return Arrays.copyOfRange(whole, (int) offset, (int) Math.min(whole.length, offset + length));
        }

        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public void close() {
            bytes.reset();
            whole = null;
        }
    }
}
