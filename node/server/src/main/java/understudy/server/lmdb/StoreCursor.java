package understudy.server.lmdb;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeSet;
import org.lmdbjava.GetOp;
import org.lmdbjava.LmdbException;
import understudy.script.store.Cursor;
import understudy.script.store.DamagedState;

/**
 * Walks the records in the order of their keys.
 *
 * <p>LMDB's order is that order but among long keys with the same beginning, which it has in the order of
 * their digests (see {@link Records}). Such a group is read through, its keys sorted, and handed out; where it
 * is larger than a bound, only its smallest keys are kept, and it is read through again for the next ones. So a
 * group of any size costs bounded memory, and time that grows with the square only far above the bound.
 */
final class StoreCursor implements Cursor {
    private static final int GROUP_BYTES = 4 << 20;

    private final StoreView view;
    private final org.lmdbjava.Cursor<ByteBuffer> cursor;
    private final Records form;
    private final byte[] from;
    private boolean started;
    private boolean onRecord;
    private String ended;

    /** Long keys not handed out yet; null outside a group. */
    private TreeSet<byte[]> group;

    private boolean groupHasMore;
    private byte[] groupKey;

    StoreCursor(StoreView view, org.lmdbjava.Cursor<ByteBuffer> cursor, Records form, byte[] from) {
        this.view = view;
        this.cursor = cursor;
        this.form = form;
        this.from = from;
    }

    @Override
    public boolean next() {
        checkUsable();
        try {
            return step();
        } catch (LmdbException e) {
            throw LmdbDamage.of(e);
        }
    }

    private boolean step() {
        if (group != null) {
            return nextOfGroup();
        }
        boolean found;
        if (started) {
            found = cursor.next();
        } else {
            started = true;
            found = seekFrom();
            if (found && Records.isLong(from) && Records.isLongStored(cursor.key()) && beginsLike(cursor.key(), from)) {
                return enterGroup(from, true);
            }
        }
        return arrive(found);
    }

    @Override
    public byte[] key() {
        checkOnRecord();
        return group != null ? groupKey : Records.key(cursor.key(), cursor.val());
    }

    @Override
    public byte[] value() {
        checkOnRecord();
        if (group != null) {
            byte[] value = view.get(groupKey);
            if (value == null) {
                throw new DamagedState("the state is damaged: a key of " + groupKey.length
                        + " bytes is found by a walk and not by its name");
            }
            return value;
        }
        return Records.value(cursor.key(), cursor.val());
    }

    @Override
    public void close() {
        if (ended == null) {
            view.forget(this);
            end("it was closed");
        }
    }

    void end(String reason) {
        ended = reason;
        onRecord = false;
        cursor.close();
    }

    private boolean seekFrom() {
        if (from.length == 0) {
            return cursor.first();
        }
        ByteBuffer least = Records.isLong(from) ? form.beforeGroup(from) : form.storedKey(from);
        return cursor.get(least, GetOp.MDB_SET_RANGE);
    }

    /** The cursor has moved to a record outside a group it was in. */
    private boolean arrive(boolean found) {
        onRecord = found;
        if (found && Records.isLongStored(cursor.key())) {
            return enterGroup(Records.key(cursor.key(), cursor.val()), false);
        }
        return found;
    }

    /** Begins a group at its first stored record; {@code within} is some key with its beginning. */
    private boolean enterGroup(byte[] within, boolean bounded) {
        group = new TreeSet<>(Arrays::compareUnsigned);
        groupKey = within;
        gather(bounded ? within : null, true);
        return nextOfGroup();
    }

    private boolean nextOfGroup() {
        if (group.isEmpty() && groupHasMore) {
            gather(groupKey, false);
        }
        byte[] least = group.pollFirst();
        if (least != null) {
            groupKey = least;
            onRecord = true;
            return true;
        }
        group = null;
        return arrive(cursor.get(form.pastGroup(groupKey), GetOp.MDB_SET_RANGE));
    }

    /** Collects the smallest keys of the group above (or at) a bound. */
    private void gather(byte[] bound, boolean inclusive) {
        long bytes = 0;
        groupHasMore = false;
        boolean found = cursor.get(form.beforeGroup(groupKey), GetOp.MDB_SET_RANGE);
        while (found && Records.isLongStored(cursor.key()) && beginsLike(cursor.key(), groupKey)) {
            byte[] key = Records.key(cursor.key(), cursor.val());
            int order = bound == null ? 1 : Arrays.compareUnsigned(key, bound);
            if (order > 0 || order == 0 && inclusive) {
                group.add(key);
                bytes += key.length;
                while (bytes > GROUP_BYTES && group.size() > 1) {
                    bytes -= group.pollLast().length;
                    groupHasMore = true;
                }
            }
            found = cursor.next();
        }
    }

    private static boolean beginsLike(ByteBuffer stored, byte[] key) {
        for (int i = 0; i < Records.PREFIX_BYTES; i++) {
            if (stored.get(stored.position() + i) != key[i]) {
                return false;
            }
        }
        return true;
    }

    private void checkUsable() {
        if (ended != null) {
            throw new IllegalStateException("a cursor was used after " + ended);
        }
    }

    private void checkOnRecord() {
        checkUsable();
        if (!onRecord) {
            throw new IllegalStateException("a cursor was read where it stands on no record");
        }
    }
}
