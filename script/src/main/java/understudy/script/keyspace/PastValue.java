package understudy.script.keyspace;

import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;

/**
 * An archived value: what a key held from {@code modifiedMicros} until {@code untilMicros}, or until it
 * expired if that was earlier. Revisions written without history leave gaps, so each row says its own end.
 */
record PastValue(
        ValueType type, long revision, long modifiedMicros, long untilMicros, long expiresAtMicros, byte[] value) {

    boolean visibleAt(long micros) {
        return modifiedMicros <= micros && micros < untilMicros && (expiresAtMicros == 0 || micros < expiresAtMicros);
    }

    Entry entry() {
        return new Entry(type, value, revision, expiresAtMicros, modifiedMicros);
    }

    ByteWriter write() {
        return new ByteWriter(40 + value.length)
                .int8(type.code())
                .varint(modifiedMicros)
                .varint(untilMicros)
                .varint(expiresAtMicros)
                .raw(value);
    }

    static PastValue read(long revision, ByteReader in) {
        ValueType type = ValueType.ofCode(in.int8());
        if (type == null) {
            throw new IllegalStateException("the state holds an archived type that this build does not know");
        }
        return new PastValue(type, revision, in.varint(), in.varint(), in.varint(), in.rest());
    }
}
