package understudy.consensus;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What the core writes to the log. A slot may be written more than once; its newest record counts.
 */
public sealed interface LogRecord {
    int ACCEPT = 1;
    int LEARN = 2;

    long slot();

    Entry entry();

    /** This node accepted the entry in this ballot. */
    record Accept(long slot, Ballot ballot, Entry entry) implements LogRecord {}

    /** This node was told that the entry is chosen. */
    record Learn(long slot, Entry entry) implements LogRecord {}

    /** The largest payload of an entry for which a record of so many bytes has room. */
    static int maxPayloadBytes(int recordBytes) {
        return recordBytes - 8 - 12 - 12;
    }

    default int type() {
        return this instanceof Accept ? ACCEPT : LEARN;
    }

    default byte[] encode() {
        if (this instanceof Accept r) {
            ByteBuffer b = ByteBuffer.allocate(8 + 12 + MessageCodec.entryBytes(r.entry()));
            MessageCodec.put(b.putLong(r.slot()), r.ballot());
            return MessageCodec.put(b, r.entry()).array();
        }
        ByteBuffer b = ByteBuffer.allocate(8 + MessageCodec.entryBytes(entry()));
        return MessageCodec.put(b.putLong(slot()), entry()).array();
    }

    /** @throws IllegalArgumentException when another build wrote it in a form that this one does not know */
    static LogRecord decode(int type, byte[] payload) {
        ByteBuffer b = ByteBuffer.wrap(payload);
        try {
            LogRecord record = switch (type) {
                case ACCEPT -> new Accept(b.getLong(), MessageCodec.ballot(b), MessageCodec.entry(b));
                case LEARN -> new Learn(b.getLong(), MessageCodec.entry(b));
                default ->
                    throw new IllegalArgumentException("the log holds a record of type " + type
                            + ", which this build does not know: was it written by a newer one?");
            };
            if (b.hasRemaining()) {
                throw new IllegalArgumentException(
                        "a log record of type " + type + " has " + b.remaining() + " bytes too many");
            }
            return record;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(
                    "a log record of type " + type + " ends after " + payload.length + " bytes");
        }
    }
}
