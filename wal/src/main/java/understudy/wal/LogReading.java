package understudy.wal;

import java.nio.ByteBuffer;

/**
 * Reads a log for people to look at: everything that lies in its segments, good or bad, in the order in which it lies
 * there. It decides nothing ({@link Recovery} does) and writes nothing.
 */
public final class LogReading {
    private LogReading() {}

    /** What lies in a segment. */
    public sealed interface Found {
        /** The segment's head: its records begin at {@code first}; those up to {@code copied} are copies made by a restart. */
        record SegmentHead(long first, long copied, long durable) implements Found {}

        /** A durable mark by itself. */
        record Mark(long durable) implements Found {}

        /** @param durable the record's durable mark: up to where the log had been synced when it was written */
        record Entry(long sequence, long durable, int type, byte[] payload) implements Found {}

        /** Records that were found to be lost at an earlier start, and stand no more in any segment. */
        record Lost(long first, long last, long durable) implements Found {}

        /** Bytes that are no record. */
        record Unreadable(int bytes) implements Found {}
    }

    public interface Visitor {
        void found(Found found);
    }

    /** Hands all that is found in one segment to a visitor. */
    public static void read(Segments segments, long number, Visitor visitor) {
        segments.read(number, raw -> {
            visitor.found(found(raw));
            return true;
        });
    }

    private static Found found(ByteBuffer raw) {
        Record record = Record.decode(raw);
        if (record == null) {
            return new Found.Unreadable(raw.remaining());
        }
        return switch (record.type()) {
            case Record.HEAD ->
                new Found.SegmentHead(
                        record.sequence(), Head.decode(record.payload()).copied(), record.durable());
            case Record.MARK -> new Found.Mark(record.durable());
            case Record.LOST -> new Found.Lost(record.sequence(), record.last(), record.durable());
            default -> new Found.Entry(record.sequence(), record.durable(), record.type(), record.payloadBytes());
        };
    }
}
