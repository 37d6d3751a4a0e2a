package understudy.server.lmdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lmdbjava.Dbi;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;
import understudy.script.store.Cursor;

/** Reads within one LMDB transaction. */
final class StoreView {
    private final Dbi<ByteBuffer> records;
    private final Txn<ByteBuffer> transaction;
    private final Records form;
    private final List<StoreCursor> cursors = new ArrayList<>();

    StoreView(Dbi<ByteBuffer> records, Txn<ByteBuffer> transaction, Records form) {
        this.records = records;
        this.transaction = transaction;
        this.form = form;
    }

    byte[] get(byte[] key) {
        ByteBuffer stored = form.storedKey(key);
        try {
            ByteBuffer value = records.get(transaction, stored);
            return value == null ? null : Records.value(stored, value);
        } catch (LmdbException e) {
            throw LmdbDamage.of(e);
        }
    }

    Cursor scan(byte[] from) {
        try {
            StoreCursor cursor = new StoreCursor(this, records.openCursor(transaction), form, from);
            cursors.add(cursor);
            return cursor;
        } catch (LmdbException e) {
            throw LmdbDamage.of(e);
        }
    }

    void forget(StoreCursor cursor) {
        cursors.remove(cursor);
    }

    /** LMDB's cursors do not outlive a write to what they walk: ours say so from then on. */
    void endCursors(String reason) {
        while (!cursors.isEmpty()) {
            cursors.remove(cursors.size() - 1).end(reason);
        }
    }
}
