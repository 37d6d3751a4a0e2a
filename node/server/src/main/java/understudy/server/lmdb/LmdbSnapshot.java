package understudy.server.lmdb;

import java.nio.ByteBuffer;
import org.lmdbjava.Dbi;
import org.lmdbjava.Txn;
import understudy.script.store.Cursor;
import understudy.script.store.Store;

/** The last commit, held still by a read transaction; of use to one thread, any one. */
final class LmdbSnapshot implements Store.Snapshot {
    private final LmdbStore store;
    private final Txn<ByteBuffer> transaction;
    private final StoreView view;
    private boolean closed;

    LmdbSnapshot(LmdbStore store, Txn<ByteBuffer> transaction, Dbi<ByteBuffer> records) {
        this.store = store;
        this.transaction = transaction;
        this.view = new StoreView(records, transaction, new Records());
    }

    @Override
    public byte[] get(byte[] key) {
        checkOpen();
        return view.get(key);
    }

    @Override
    public Cursor scan(byte[] from) {
        checkOpen();
        return view.scan(from);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        view.endCursors("its snapshot was closed");
        transaction.close();
        store.release();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("a snapshot was used after it was closed");
        }
    }
}
