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
 * @param lost what was archived once and is not kept any more
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
        Lost lost,
        byte[] value) {
    private static final int TYPE_BITS = 0x0F;
    private static final int ARCHIVED_BIT = 0x10;
    private static final int DUE_BIT = 0x20;
    private static final int HISTORY_BIT = 0x40;
    private static final int LOST_BIT = 0x80;
    static final byte[] NO_VALUE = new byte[0];

    /**
     * How far a key's history has been forgotten: what it held at this revision or an earlier one, and before this
     * time, is not known any more.
     *
     * @param revision -1 when nothing was forgotten
     * @param untilMicros 0 when nothing was forgotten
     */
    record Lost(long revision, long untilMicros) {
        static final Lost NONE = new Lost(-1, 0);
    }

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
                type, archived, revision, modifiedMicros, micros, number, historyCount, historyDueMicros, lost, value);
    }

    KeyRecord withHistory(int count, long micros) {
        return new KeyRecord(type, archived, revision, modifiedMicros, dueMicros, number, count, micros, lost, value);
    }

    KeyRecord withLost(PastValue newest) {
        return new KeyRecord(
                type,
                archived,
                revision,
                modifiedMicros,
                dueMicros,
                number,
                historyCount,
                historyDueMicros,
                new Lost(newest.revision(), newest.untilMicros()),
                value);
    }

    ByteWriter write() {
        ByteWriter out = new ByteWriter(48 + value.length);
        out.int8((type == null ? 0 : type.code())
                | (archived ? ARCHIVED_BIT : 0)
                | (dueMicros != 0 ? DUE_BIT : 0)
                | (historyCount != 0 ? HISTORY_BIT : 0)
                | (lost.revision() >= 0 ? LOST_BIT : 0));
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
        if (lost.revision() >= 0) {
            out.varint(lost.revision()).varint(lost.untilMicros());
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
        Lost lost = (head & LOST_BIT) == 0 ? Lost.NONE : new Lost(in.varint(), in.varint());
        return new KeyRecord(
                type,
                (head & ARCHIVED_BIT) != 0,
                revision,
                modifiedMicros,
                dueMicros,
                number,
                historyCount,
                historyDueMicros,
                lost,
                in.rest());
    }
}
