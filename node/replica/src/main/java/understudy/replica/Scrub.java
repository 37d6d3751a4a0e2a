package understudy.replica;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import understudy.script.keyspace.Sealed;
import understudy.script.store.Cursor;
import understudy.script.store.Store;

/**
 * Reads a whole committed state, a little at a time, and makes a digest of what is stored.
 *
 * <p>The chain of effects tells what a replica has computed; it says nothing of bytes that have changed since, on the
 * disk or on their way there, and that nobody has read. A checksum tells of a record that has changed, but
 * not of one that can no longer be found. Equal digests of all records at the same slot tell of both.
 */
final class Scrub implements AutoCloseable {
    /** As of {@link #digest}: enough to tell states apart, as short as the chain's. */
    private static final int DIGEST_BYTES = 16;

    private final long slot;
    private final Store.Snapshot snapshot;
    private final Cursor cursor;
    private final MessageDigest digest;

    Scrub(long slot, Store.Snapshot snapshot) {
        this.slot = slot;
        this.snapshot = snapshot;
        this.cursor = snapshot.scan(new byte[0]);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    long slot() {
        return slot;
    }

    /**
     * Reads about so many bytes. Returns whether there are more.
     *
     * @throws understudy.script.store.DamagedState when a record is not what was written
     */
    boolean read(int bytes) {
        for (int read = 0; read < bytes; ) {
            if (!cursor.next()) {
                return false;
            }
            byte[] key = cursor.key();
            byte[] value = cursor.value();
            Sealed.check(key, value);
            digest.update(ByteBuffer.allocate(8)
                    .putInt(key.length)
                    .putInt(value.length)
                    .array());
            digest.update(key);
            digest.update(value);
            read += key.length + value.length + 8;
        }
        return true;
    }

    /** Of all that was read. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    }

    @Override
    public void close() {
        cursor.close();
        snapshot.close();
    }
}
