package understudy.replica;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import understudy.script.keyspace.Sealed;
import understudy.script.store.Cursor;
import understudy.script.store.DamagedState;
import understudy.script.store.Store;

/**
 * A snapshot as bytes: a logical, sorted stream of the store's records, not a copy of its files, so that it means
 * the same to every store and build.
 *
 * <pre>
 *   "USNAP\0" version:u16   slot:i64   then per record  keyBytes:i32 valueBytes:i32 key value
 *   -1:i32 records:i64 sha256 of all before
 * </pre>
 *
 * The digest is checked before a store that was filled from a stream is used. Each record's own checksum is checked on both
 * sides: what has rotted here must not become another node's state with a digest over it that is right.
 */
final class SnapshotStream {
    private static final byte[] MAGIC = "USNAP\0\0\1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 16;
    private static final int TRAILER_BYTES = 4 + 8 + 32;
    private static final int MAX_KEY_BYTES = 1 << 20;

    private SnapshotStream() {}

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Writes a snapshot out, a bounded bit at a time. */
    static final class Writer implements AutoCloseable {
        private final Store.Snapshot snapshot;
        private final Cursor cursor;
        private final StateHome.Spool spool;
        private final MessageDigest digest = sha256();
        private long records;
        private boolean finished;

        Writer(Store.Snapshot snapshot, long slot, StateHome.Spool spool) {
            this.snapshot = snapshot;
            this.cursor = snapshot.scan(new byte[0]);
            this.spool = spool;
            emit(ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putLong(slot).array());
        }

        /** Writes about so many bytes; false when the stream is complete. */
        boolean write(int bytes) {
            java.io.ByteArrayOutputStream some = new java.io.ByteArrayOutputStream(bytes + 1024);
            while (!finished && some.size() < bytes) {
                if (cursor.next()) {
                    byte[] key = cursor.key();
                    byte[] value = cursor.value();
                    Sealed.check(key, value);
                    some.writeBytes(ByteBuffer.allocate(8)
                            .putInt(key.length)
                            .putInt(value.length)
                            .array());
                    some.writeBytes(key);
                    some.writeBytes(value);
                    records++;
                } else {
                    finished = true;
                    some.writeBytes(
                            ByteBuffer.allocate(12).putInt(-1).putLong(records).array());
                }
            }
            emit(some.toByteArray());
            if (finished) {
                spool.append(digest.digest());
            }
            return !finished;
        }

        private void emit(byte[] bytes) {
            digest.update(bytes);
            spool.append(bytes);
        }

        @Override
        public void close() {
            cursor.close();
            snapshot.close();
        }
    }

    /** Fills a store from the chunks of a stream. */
    static final class Reader {
        private static final int COMMIT_BYTES = 16 << 20;

        private final Store store;
        private final MessageDigest digest = sha256();
        private byte[] rest = {};
        private long consumed;
        private long slot = -1;
        private long records;
        private long uncommitted;
        private boolean complete;

        Reader(Store store) {
            this.store = store;
        }

        /** Bytes taken so far: where the next chunk begins. */
        long offset() {
            return consumed;
        }

        /** Takes a chunk. Returns what is wrong with it; null when nothing is. */
        String take(byte[] chunk) {
            consumed += chunk.length;
            byte[] bytes = Arrays.copyOf(rest, rest.length + chunk.length);
            System.arraycopy(chunk, 0, bytes, rest.length, chunk.length);
            ByteBuffer b = ByteBuffer.wrap(bytes);
            String wrong = parse(b, bytes);
            rest = Arrays.copyOfRange(bytes, b.position(), bytes.length);
            return wrong;
        }

        private String parse(ByteBuffer b, byte[] bytes) {
            if (slot < 0) {
                if (b.remaining() < HEADER_BYTES) {
                    return null;
                }
                byte[] magic = new byte[MAGIC.length];
                b.get(magic);
                if (!Arrays.equals(magic, MAGIC)) {
                    return "it is no snapshot of a version that this build reads";
                }
                slot = b.getLong();
                digest.update(bytes, 0, HEADER_BYTES);
            }
            while (!complete && b.remaining() >= 8) {
                int start = b.position();
                int keyBytes = b.getInt();
                if (keyBytes == -1) {
                    b.position(start);
                    return b.remaining() < TRAILER_BYTES ? null : trailer(b, bytes, start);
                }
                int valueBytes = b.getInt();
                if (keyBytes < 1 || keyBytes > MAX_KEY_BYTES || valueBytes < 0) {
                    return "record " + records + " has a key of " + keyBytes + " and a value of " + valueBytes
                            + " bytes";
                }
                if (b.remaining() < (long) keyBytes + valueBytes) {
                    b.position(start);
                    return null;
                }
                byte[] key = new byte[keyBytes];
                byte[] value = new byte[valueBytes];
                b.get(key).get(value);
                digest.update(bytes, start, b.position() - start);
                try {
                    Sealed.check(key, value);
                } catch (DamagedState e) {
                    return "record " + records + " was damaged before it was sent: " + e.getMessage();
                }
                store.put(key, value);
                records++;
                uncommitted += keyBytes + valueBytes;
                if (uncommitted > COMMIT_BYTES) {
                    store.commit();
                    uncommitted = 0;
                }
            }
            return null;
        }

        private String trailer(ByteBuffer b, byte[] bytes, int start) {
            b.getInt();
            long said = b.getLong();
            digest.update(bytes, start, 12);
            byte[] expected = new byte[32];
            b.get(expected);
            if (said != records) {
                return "it has " + records + " records and says " + said;
            }
            if (!Arrays.equals(expected, digest.digest())) {
                return "its digest is not that of its bytes";
            }
            store.commit();
            complete = true;
            return null;
        }

        boolean complete() {
            return complete;
        }

        long slot() {
            return slot;
        }
    }
}
