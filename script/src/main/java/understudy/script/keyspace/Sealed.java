package understudy.script.keyspace;

import java.util.zip.CRC32C;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.Cursor;
import understudy.script.store.DamagedState;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * Every record of the state ends in a CRC32C, since the store below has none. It covers the record's key too,
 * so that a record found under another key is as damaged as one whose bytes changed. It is checked at each
 * read; nothing reads a record past this class.
 */
public final class Sealed {
    private static final int CHECKSUM_BYTES = 4;

    private Sealed() {}

    /** Writes a record. */
    public static void put(Overlay target, byte[] key, ByteWriter body) {
        target.put(key, seal(key, body));
    }

    /** Reads a record; null when there is none. */
    public static ByteReader get(View view, byte[] key) {
        byte[] stored = view.get(key);
        return stored == null ? null : open(key, stored);
    }

    public static byte[] seal(byte[] key, ByteWriter body) {
        int checksum = checksum(key, body.buffer(), body.length());
        return body.int32(checksum).toBytes();
    }

    /** The body of a record that stands under {@code key}. */
    public static ByteReader open(byte[] key, byte[] stored) {
        int length = stored.length - CHECKSUM_BYTES;
        if (length < 0) {
            throw damaged(key, "only " + stored.length + " bytes are left");
        }
        int expected = new ByteReader(stored, length, stored.length).int32();
        int found = checksum(key, stored, length);
        if (expected != found) {
            throw damaged(key, "checksum " + Integer.toHexString(found) + " is not " + Integer.toHexString(expected));
        }
        return new ByteReader(stored, 0, length);
    }

    /** The key of the record that a cursor stands on; the record is whole. */
    public static byte[] key(Cursor cursor) {
        byte[] key = cursor.key();
        check(key, cursor.value());
        return key;
    }

    /** @throws DamagedState when the record is not what was written */
    public static void check(byte[] key, byte[] stored) {
        open(key, stored);
    }

    private static DamagedState damaged(byte[] key, String what) {
        return new DamagedState("the state is damaged: " + what + ", record " + Table.describe(key));
    }

    private static int checksum(byte[] key, byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(key, 0, key.length);
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
