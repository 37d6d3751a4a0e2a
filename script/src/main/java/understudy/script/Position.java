package understudy.script;

import understudy.script.keyspace.Sealed;
import understudy.script.keyspace.Table;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.Store;
import understudy.script.store.View;

/**
 * How far a state has come: stored in the same transaction as the effects of its entry, so that a restart
 * resumes exactly there.
 *
 * @param digest of all entries up to the slot, {@link EntryEffects#DIGEST_BYTES} long
 */
record Position(long slot, long stampMicros, byte[] digest) {
    /** The rules by which entries turn into effects. Raised when any of them changes. */
    static final int BEHAVIOUR = 1;

    private static final byte[] KEY = Table.APPLIED.key().toBytes();

    static Position load(View view) {
        ByteReader record = Sealed.get(view, KEY);
        if (record == null) {
            return new Position(0, 0, new byte[EntryEffects.DIGEST_BYTES]);
        }
        int behaviour = record.int32();
        if (behaviour != BEHAVIOUR) {
            throw new IllegalStateException("the state follows behaviour " + behaviour + ", this build knows "
                    + BEHAVIOUR + ": start the build that wrote it");
        }
        return new Position(record.int64(), record.int64(), record.raw(EntryEffects.DIGEST_BYTES));
    }

    void store(Store store) {
        ByteWriter record =
                new ByteWriter().int32(BEHAVIOUR).int64(slot).int64(stampMicros).raw(digest);
        store.put(KEY, Sealed.seal(KEY, record));
    }
}
