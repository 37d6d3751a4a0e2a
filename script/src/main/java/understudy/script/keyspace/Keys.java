package understudy.script.keyspace;

import java.util.Arrays;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;

/** How the records of user keys are named in the store, and how a name is taken apart again. */
final class Keys {
    /** Tag and generation, before the user's key. */
    static final int KEY_AT = 9;

    /** Tag, due time and generation, before the user's key. */
    private static final int DUE_KEY_AT = 17;

    private Keys() {}

    static byte[] record(long generation, byte[] key) {
        return Table.KEYS.key(8 + key.length).int64(generation).raw(key).toBytes();
    }

    /** The first name that a generation can have in a table. */
    static byte[] first(Table table, long generation) {
        return table.key().int64(generation).toBytes();
    }

    static byte[] order(long generation, long number) {
        return Table.ORDER.key().int64(generation).int64(~number).toBytes();
    }

    static long numberOf(byte[] orderKey) {
        return ~new ByteReader(orderKey, KEY_AT, orderKey.length).int64();
    }

    static byte[] due(Table table, long micros, long generation, byte[] key) {
        return table.key(16 + key.length)
                .int64(micros)
                .int64(generation)
                .raw(key)
                .toBytes();
    }

    static long dueMicrosOf(byte[] dueKey) {
        return new ByteReader(dueKey, 1, dueKey.length).int64();
    }

    static long generationOfDue(byte[] dueKey) {
        return new ByteReader(dueKey, KEY_AT, dueKey.length).int64();
    }

    static byte[] userKeyOfDue(byte[] dueKey) {
        return Arrays.copyOfRange(dueKey, DUE_KEY_AT, dueKey.length);
    }

    /** The length keeps one key's history apart from that of a key that begins like it. */
    static byte[] history(long generation, byte[] key) {
        return historyName(generation, key).toBytes();
    }

    static byte[] history(long generation, byte[] key, long revision) {
        return historyName(generation, key).int64(revision).toBytes();
    }

    static long revisionOf(byte[] historyKey) {
        return new ByteReader(historyKey, historyKey.length - 8, historyKey.length).int64();
    }

    static byte[] flushed(long generation) {
        return Table.FLUSHED.key().int64(generation).toBytes();
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static ByteWriter historyName(long generation, byte[] key) {
        return Table.HISTORY
                .key(20 + key.length)
                .int64(generation)
                .int32(key.length)
                .raw(key);
    }
}
