package understudy.server.lmdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.lmdbjava.ByteBufferProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;
import understudy.script.store.Cursor;
import understudy.script.store.DamagedState;
import understudy.script.store.Store;

/**
 * The state of a replica in an LMDB file.
 *
 * <p>One write transaction is open from the first change on; a commit makes it durable (LMDB syncs the data
 * before it writes the page that points to it, then that page), so that a crash at any instant leaves the last
 * commit. The flags that weaken this (NOSYNC, NOMETASYNC, MAPASYNC, WRITEMAP) are not used: after a loss of
 * power such a file may be corrupt, not just old.
 *
 * <p>What may go wrong, and the rule kept: the map is sized once, since growing it under a reader kills the
 * JVM; a full map spoils the open transaction, so that nothing of it is ever committed; LMDB's write
 * transaction belongs to the thread that began it, so another thread's use is refused; the file stays mapped
 * until the last snapshot is closed, since unmapping it under a reader kills the JVM too.
 */
public final class LmdbStore implements Store {
    /** Address space only: the file is as large as what is in it. */
    public static final long DEFAULT_MAP_BYTES = 64L << 30;

    private final Path directory;
    private final long mapBytes;
    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> records;
    private final Records form = new Records();

    /** Guarded by {@code env}: the store itself and each snapshot. */
    private int users = 1;

    /** What is committed; in use while there is no change. */
    private final Txn<ByteBuffer> committed;

    private final StoreView committedView;
    private boolean committedIsOpen = true;

    /** Null while there is no change since the last commit. */
    private Txn<ByteBuffer> open;

    private StoreView openView;
    private Thread writer;
    private RuntimeException broken;
    private boolean closed;

    private LmdbStore(Path directory, long mapBytes, Env<ByteBuffer> env) {
        this.directory = directory;
        this.mapBytes = mapBytes;
        this.env = env;
        this.records = env.openDbi((byte[]) null, DbiFlags.MDB_CREATE);
        this.committed = env.txnRead();
        this.committedView = new StoreView(records, committed, form);
    }

    /**
     * Opens the store in a directory that exists, an empty one when there is none in it.
     *
     * @param mapBytes how large the state may become; address space, not disk
     * @throws DamagedState when the file is not one of LMDB's
     */
    public static LmdbStore open(Path directory, long mapBytes) {
        Env<ByteBuffer> env = null;
        try {
            boolean fresh = !Files.exists(directory.resolve("data.mdb"));
            env = Env.create(ByteBufferProxy.PROXY_OPTIMAL)
                    .setMapSize(mapBytes)
                    .setMaxDbs(1)
                    .setMaxReaders(126)
                    .open(directory.toFile(), EnvFlags.MDB_NOTLS);
            env.readerCheck();
            LmdbStore store = new LmdbStore(directory, mapBytes, env);
            if (fresh) {
                syncDirectory(directory);
            }
            return store;
        } catch (LmdbException e) {
            if (env != null) {
                env.close();
            }
            throw new DamagedState("the state in " + directory + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] get(byte[] key) {
        return view().get(key);
    }

    @Override
    public Cursor scan(byte[] from) {
        return view().scan(from);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        beginWrite();
        openView.endCursors("a write to what it walks");
        try {
            ByteBuffer place = records.reserve(open, form.storedKey(key), Records.storedValueBytes(key, value));
            Records.writeValue(key, value, place);
        } catch (LmdbException e) {
            throw broken(e);
        }
    }

    @Override
    public void delete(byte[] key) {
        beginWrite();
        openView.endCursors("a write to what it walks");
        try {
            records.delete(open, form.storedKey(key));
        } catch (LmdbException e) {
            throw broken(e);
        }
    }

    @Override
    public void commit() {
        checkUsable();
        if (open == null) {
            return;
        }
        checkWriter();
        openView.endCursors("a commit");
        try {
            open.commit();
        } catch (LmdbException e) {
            throw broken(e);
        }
        open.close();
        open = null;
        openView = null;
        writer = null;
    }

    @Override
    public Snapshot snapshot() {
        checkUsable();
        synchronized (env) {
            users++;
        }
        return new LmdbSnapshot(this, env.txnRead(), records);
    }

    /** What was not committed is lost. The file is let go when the last snapshot is closed. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (open != null) {
            openView.endCursors("its store was closed");
            open.close();
            open = null;
        }
        committedView.endCursors("its store was closed");
        committed.close();
        release();
    }

    void release() {
        synchronized (env) {
            users--;
            if (users == 0) {
                env.close();
            }
        }
    }

    /** Makes names within a directory durable. */
    static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync the directory " + directory, e);
        }
    }

    private StoreView view() {
        checkUsable();
        if (open != null) {
            checkWriter();
            return openView;
        }
        if (!committedIsOpen) {
            committed.renew();
            committedIsOpen = true;
        }
        return committedView;
    }

    private void beginWrite() {
        checkUsable();
        if (open != null) {
            checkWriter();
            return;
        }
        if (committedIsOpen) {
            // An old reader would keep LMDB from using freed pages again.
            committedView.endCursors("a write to what it walks");
            committed.reset();
            committedIsOpen = false;
        }
        try {
            open = env.txnWrite();
        } catch (LmdbException e) {
            throw broken(e);
        }
        openView = new StoreView(records, open, form);
        writer = Thread.currentThread();
    }

    private void checkUsable() {
        if (closed) {
            throw new IllegalStateException("the store in " + directory + " is closed");
        }
        if (broken != null) {
            throw new IllegalStateException(
                    "the store in " + directory + " failed before and may not go on: " + broken.getMessage(), broken);
        }
    }

    private void checkWriter() {
        if (writer != Thread.currentThread()) {
            throw new IllegalStateException(
                    "the store in " + directory + " is being written by thread " + writer.getName()
                            + " and was used by " + Thread.currentThread().getName());
        }
    }

    private RuntimeException broken(LmdbException cause) {
        if (cause instanceof Env.MapFullException) {
            broken = new StateFull(
                    "the state in " + directory + " has reached its limit of " + mapBytes
                            + " bytes; start the node with a larger --state-limit",
                    cause);
        } else {
            broken = LmdbDamage.of(cause);
        }
        return broken;
    }
}
