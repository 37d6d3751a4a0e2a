package understudy.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record as it lies in a segment. All numbers are big-endian:
 *
 * <pre>
 *   0  crc       4  CRC32C of everything behind it
 *   4  length    4  bytes of the whole record, these included
 *   8  sequence  8  its place in the log
 *  16  durable   8  the durable mark: every record up to here was synced when this one was written
 *  24  type      1  1 to 63: the user's; 64: a segment's head; 65: a mark alone; 66: records that are lost
 *  25  payload
 * </pre>
 *
 * <p>The checksum covers the sequence, so a record found in another's place is not taken for it. A head and
 * a mark take no number for themselves: they carry that of the record that comes next. A mark's payload is the number of
 * the oldest record that was not trimmed. What is lost leaves one record in its place for as many as are
 * missing; its payload is the number of the last of them.
 *
 * @param payload a view into the buffer that was decoded
 */
record Record(long sequence, long durable, byte type, ByteBuffer payload) {
    static final int OVERHEAD_BYTES = 25;
    static final byte HIGHEST_USER_TYPE = 63;
    static final byte HEAD = 64;
    static final byte MARK = 65;
    static final byte LOST = 66;

    /** The payload of a mark, or of a record for what is lost. */
    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** Whether it stands for a place in the log, or several. */
    boolean isEntry() {
        return type <= HIGHEST_USER_TYPE || type == LOST;
    }

    /** The number of the last record that it stands for. */
    long last() {
        return type == LOST ? payload.getLong(0) : sequence;
    }

    long markedOldest() {
        return payload.remaining() < Long.BYTES ? 0 : payload.getLong(0);
    }

    /** Writes a record at the buffer's position and leaves the buffer ready to be read. */
    static void encode(ByteBuffer into, long sequence, long durable, byte type, byte[] payload) {
        int length = OVERHEAD_BYTES + payload.length;
        into.clear();
        into.putInt(0)
                .putInt(length)
                .putLong(sequence)
                .putLong(durable)
                .put(type)
                .put(payload);
        into.flip();
        into.putInt(0, crcOf(into));
    }

    /** The record that fills the buffer, or null when these bytes are not one. */
    static Record decode(ByteBuffer raw) {
        ByteBuffer bytes = raw.slice();
        if (bytes.remaining() < OVERHEAD_BYTES
                || bytes.getInt(4) != bytes.remaining()
                || bytes.getInt(0) != crcOf(bytes)) {
            return null;
        }
        ByteBuffer payload = bytes.slice(OVERHEAD_BYTES, bytes.remaining() - OVERHEAD_BYTES);
        return new Record(bytes.getLong(8), bytes.getLong(16), bytes.get(24), payload);
    }

    byte[] payloadBytes() {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        return bytes;
    }

    private static int crcOf(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate().position(4));
        return (int) crc.getValue();
    }
}
