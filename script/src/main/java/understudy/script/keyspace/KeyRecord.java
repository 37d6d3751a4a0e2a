package understudy.script.keyspace;

import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;

/**
 * A user key as it stands in its record: a live value, expired remains, or a tombstone.
 *
 * @param type null for a tombstone
 * @param archived its value is to stay readable by revision after it was replaced
 * @param revision of the last write or deletion
 * @param modifiedMicros its stamp
 * @param dueMicros when a value expires, 0 = never; when a tombstone is forgotten
 * @param number its place in the order of SCAN; 0 for a tombstone
 * @param historyCount how many archived values the key has
 * @param historyDueMicros when they are looked at next, to drop those too old; 0 when there are none
 */
record KeyRecord(
        ValueType type,
        boolean archived,
        long revision,
        long modifiedMicros,
        long dueMicros,
        long number,
        int historyCount,
        long historyDueMicros,
        byte[] value) {
    private static final int TYPE_BITS = 0x0F;
    private static final int ARCHIVED_BIT = 0x10;
    private static final int DUE_BIT = 0x20;
    private static final int HISTORY_BIT = 0x40;
    static final byte[] NO_VALUE = new byte[0];

    boolean isTombstone() {
        return type == null;
    }

    boolean isLive(long stampMicros) {
        return type != null && (dueMicros == 0 || dueMicros > stampMicros);
    }

    Entry entry() {
        return new Entry(type, value, revision, dueMicros, modifiedMicros);
    }

    KeyRecord withDue(long micros) {
        return new KeyRecord(
                type, archived, revision, modifiedMicros, micros, number, historyCount, historyDueMicros, value);
    }

    KeyRecord withHistory(int count, long micros) {
        return new KeyRecord(type, archived, revision, modifiedMicros, dueMicros, number, count, micros, value);
    }

    ByteWriter write() {
        ByteWriter out = new ByteWriter(48 + value.length);
        out.int8((type == null ? 0 : type.code())
                | (archived ? ARCHIVED_BIT : 0)
                | (dueMicros != 0 ? DUE_BIT : 0)
                | (historyCount != 0 ? HISTORY_BIT : 0));
        out.varint(revision).varint(modifiedMicros);
        if (type != null) {
            out.varint(number);
        }
        if (dueMicros != 0) {
            out.varint(dueMicros);
        }
        if (historyCount != 0) {
            out.varint(historyCount).varint(historyDueMicros);
        }
        return out.raw(value);
    }

    static KeyRecord read(ByteReader in) {
        int head = in.int8();
        ValueType type = ValueType.ofCode(head & TYPE_BITS);
        if (type == null && (head & TYPE_BITS) != 0) {
            throw new IllegalStateException("the state holds a type that this build does not know: " + head);
        }
        long revision = in.varint();
        long modifiedMicros = in.varint();
        long number = type == null ? 0 : in.varint();
        long dueMicros = (head & DUE_BIT) == 0 ? 0 : in.varint();
        boolean history = (head & HISTORY_BIT) != 0;
        int historyCount = history ? (int) in.varint() : 0;
        long historyDueMicros = history ? in.varint() : 0;
        return new KeyRecord(
                type,
                (head & ARCHIVED_BIT) != 0,
                revision,
                modifiedMicros,
                dueMicros,
                number,
                historyCount,
                historyDueMicros,
                in.rest());
    }
}
