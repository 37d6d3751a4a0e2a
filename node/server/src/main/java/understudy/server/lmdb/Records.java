package understudy.server.lmdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import understudy.script.store.DamagedState;

/**
 * How a record of the state stands in LMDB.
 *
 * <p>LMDB takes keys of 1 to 511 bytes; ours are up to 80 KiB. A key of at most {@value #PREFIX_BYTES} bytes
 * stands as it is. A longer one stands as its first {@value #PREFIX_BYTES} bytes and the SHA-256 of the whole,
 * and the rest of it stands in front of the value. The lengths tell the two apart, and the order of what is
 * stored is that of the keys, but for long keys that share their first {@value #PREFIX_BYTES} bytes: those are
 * neighbours, and {@link StoreCursor} puts them in order.
 *
 * <p>Checksums are none of its business: the state machine seals every record with one that covers its key.
 */
final class Records {
    static final int PREFIX_BYTES = 478;
    static final int DIGEST_BYTES = 32;
    static final int LONG_KEY_BYTES = PREFIX_BYTES + DIGEST_BYTES;
    static final int LARGEST_STORED_KEY_BYTES = 511;
    static final int LARGEST_KEY_BYTES = 80 << 10;

    /** A byte more than the stored keys of a group have after their prefix: it is above all of them. */
    private static final int PAST_GROUP_BYTES = 33;

    private final MessageDigest sha256;

    /** Lent to LMDB for the length of a call. */
    private final ByteBuffer storedKey = ByteBuffer.allocateDirect(LARGEST_STORED_KEY_BYTES);

    Records() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static boolean isLong(byte[] key) {
        return key.length > PREFIX_BYTES;
    }

    static boolean isLongStored(ByteBuffer stored) {
        return stored.remaining() == LONG_KEY_BYTES;
    }

    /** The key as LMDB knows it; valid until the next call that returns such a buffer. */
    ByteBuffer storedKey(byte[] key) {
        if (key.length == 0 || key.length > LARGEST_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key of the state has 1 to " + LARGEST_KEY_BYTES + " bytes, not " + key.length);
        }
        storedKey.clear();
        if (isLong(key)) {
            storedKey.put(key, 0, PREFIX_BYTES).put(sha256.digest(key));
        } else {
            storedKey.put(key);
        }
        return storedKey.flip();
    }

    /** What every stored key of a group of long keys is above. */
    ByteBuffer beforeGroup(byte[] key) {
        storedKey.clear().put(key, 0, PREFIX_BYTES).put(new byte[DIGEST_BYTES]);
        return storedKey.flip();
    }

    /** What every stored key of a group of long keys is below, and every later one is not. */
    ByteBuffer pastGroup(byte[] key) {
        byte[] ones = new byte[PAST_GROUP_BYTES];
        Arrays.fill(ones, (byte) 0xff);
        storedKey.clear().put(key, 0, PREFIX_BYTES).put(ones);
        return storedKey.flip();
    }

    /** Bytes of the value as LMDB holds it. */
    static int storedValueBytes(byte[] key, byte[] value) {
        return Math.addExact(isLong(key) ? 4 + key.length - PREFIX_BYTES : 0, value.length);
    }

    /** Fills the place that LMDB reserved for a value. */
    static void writeValue(byte[] key, byte[] value, ByteBuffer place) {
        place.order(ByteOrder.BIG_ENDIAN);
        if (isLong(key)) {
            place.putInt(key.length - PREFIX_BYTES).put(key, PREFIX_BYTES, key.length - PREFIX_BYTES);
        }
        place.put(value);
    }

    /** The whole key of a record. */
    static byte[] key(ByteBuffer stored, ByteBuffer value) {
        if (!isLongStored(stored)) {
            byte[] key = new byte[stored.remaining()];
            stored.get(stored.position(), key);
            return key;
        }
        int suffixBytes = suffixBytes(stored, value);
        byte[] key = new byte[PREFIX_BYTES + suffixBytes];
        stored.get(stored.position(), key, 0, PREFIX_BYTES);
        value.get(value.position() + 4, key, PREFIX_BYTES, suffixBytes);
        return key;
    }

    /** The value of a record, as its owner gave it. */
    static byte[] value(ByteBuffer stored, ByteBuffer value) {
        int skip = isLongStored(stored) ? 4 + suffixBytes(stored, value) : 0;
        byte[] bytes = new byte[value.remaining() - skip];
        value.get(value.position() + skip, bytes);
        return bytes;
    }

    private static int suffixBytes(ByteBuffer stored, ByteBuffer value) {
        int room = value.remaining() - 4;
        int suffixBytes = room < 0 ? -1 : value.order(ByteOrder.BIG_ENDIAN).getInt(value.position());
        if (suffixBytes < 1 || suffixBytes > room || suffixBytes > LARGEST_KEY_BYTES - PREFIX_BYTES) {
            throw new DamagedState("the state is damaged: the rest of the key of record " + hex(stored) + " has "
                    + suffixBytes + " bytes of " + room);
        }
        return suffixBytes;
    }

    private static String hex(ByteBuffer stored) {
        StringBuilder hex = new StringBuilder("0x");
        for (int i = stored.position(); i < Math.min(stored.limit(), stored.position() + 24); i++) {
            hex.append(Character.forDigit(stored.get(i) >> 4 & 15, 16))
                    .append(Character.forDigit(stored.get(i) & 15, 16));
        }
        return hex.append("…").toString();
    }
}
