package understudy.script.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.keyspace.Sealed;
import understudy.script.keyspace.Setting;
import understudy.script.keyspace.Settings;
import understudy.script.keyspace.Table;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.Cursor;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * Exactly once for clients that reconnect, to any node. A client opens a session and numbers its calls; a
 * call's reply is stored with it in the same step as its effect, so a repeated number gets the stored reply
 * and has no second effect. The client acknowledges what it has read, and replies up to there are forgotten.
 *
 * <p>What must never happen is that a call runs twice. So an acknowledged number never runs again, the same
 * number with another command is an error, and a session that is unknown, whether it expired or never was,
 * runs nothing: its calls may have run before, and nobody can tell any more.
 *
 * <p>A session lives {@code session-ttl} of log time from its last use, holds at most {@code session-replies}
 * replies, and takes no new call while they come to {@code budget-bytes} together. Expired sessions are
 * invisible at once and swept later, in bounded steps.
 */
public final class Sessions {
    /** Enough of a SHA-256 that nobody finds two commands with the same. */
    public static final int FINGERPRINT_BYTES = 16;

    private final View view;
    private final Overlay overlay;
    private final Settings settings;
    private final long stampMicros;

    public Sessions(Overlay overlay, Settings settings, long stampMicros) {
        this(overlay, overlay, settings, stampMicros);
    }

    private Sessions(View view, Overlay overlay, Settings settings, long stampMicros) {
        this.view = view;
        this.overlay = overlay;
        this.settings = settings;
        this.stampMicros = stampMicros;
    }

    /** How a call stands before it runs. */
    public enum Standing {
        /** It never ran: run it, then {@link #finish}. */
        NEW,
        /** It ran: {@link #reply} has its answer. */
        DONE,
        /** It ran, and was another command. */
        OTHER_COMMAND,
        /** It ran or was skipped, and the client has acknowledged that. */
        ACKNOWLEDGED,
        /** Nothing ran: the session holds as many replies as it may. */
        FULL,
        /** Nobody knows whether it ran. */
        UNKNOWN_SESSION
    }

    public void open(long session) {
        if (load(session) != null) {
            throw new IllegalStateException("session " + session + " exists already");
        }
        long due = stampMicros + settings.get(Setting.SESSION_TTL);
        markEnd(session, due);
        store(session, new Record(stampMicros, due, 0, 0, 0));
    }

    /** @param fingerprint of the command and all that its effect depends on */
    public Standing standing(long session, long sequence, byte[] fingerprint) {
        Record record = find(session);
        if (record == null) {
            return Standing.UNKNOWN_SESSION;
        }
        if (sequence <= record.acknowledged()) {
            return Standing.ACKNOWLEDGED;
        }
        ByteReader stored = Sealed.get(view, replyKey(session, sequence));
        if (stored != null) {
            byte[] before = stored.raw(FINGERPRINT_BYTES);
            return Arrays.equals(before, fingerprint) ? Standing.DONE : Standing.OTHER_COMMAND;
        }
        boolean full = record.replies() >= settings.get(Setting.SESSION_REPLIES)
                || record.replyBytes() >= settings.get(Setting.BUDGET_BYTES);
        return full ? Standing.FULL : Standing.NEW;
    }

    /** The stored reply of a call, as it was handed to {@link #finish}; null when none is kept. */
    public byte[] reply(long session, long sequence) {
        if (find(session) == null) {
            return null;
        }
        ByteReader stored = Sealed.get(view, replyKey(session, sequence));
        if (stored == null) {
            return null;
        }
        stored.raw(FINGERPRINT_BYTES);
        return stored.rest();
    }

    /** The same from a state that is only read. */
    public static byte[] reply(View view, Settings settings, long stampMicros, long session, long sequence) {
        return new Sessions(view, null, settings, stampMicros).reply(session, sequence);
    }

    /** Stores the reply of a new call. */
    public void finish(long session, long sequence, byte[] fingerprint, byte[] reply) {
        Record record = find(session);
        if (record == null) {
            throw new IllegalStateException("a call of session " + session + ", which is not there, was run");
        }
        byte[] name = replyKey(session, sequence);
        Sealed.put(
                overlay,
                name,
                new ByteWriter(FINGERPRINT_BYTES + reply.length + 4)
                        .raw(fingerprint)
                        .raw(reply));
        store(session, record.used(stampMicros).withReplies(1, reply.length));
    }

    /** Counts as a use, so that a client that only repeats keeps its session. */
    public void touch(long session) {
        Record record = find(session);
        if (record != null) {
            store(session, record.used(stampMicros));
        }
    }

    /** Forgets the replies up to a number; false when the session is unknown. */
    public boolean acknowledge(long session, long sequence) {
        Record record = find(session);
        if (record == null) {
            return false;
        }
        Record next = record.used(stampMicros);
        if (sequence > record.acknowledged()) {
            next = next.acknowledged(sequence);
            for (StoredReply reply : replies(session, sequence, Integer.MAX_VALUE)) {
                overlay.delete(replyKey(session, reply.sequence()));
                next = next.withReplies(-1, -reply.bytes());
            }
        }
        store(session, next);
        return true;
    }

    /** Ends a session; false when it is unknown. */
    public boolean end(long session) {
        Record record = find(session);
        if (record == null) {
            return false;
        }
        for (StoredReply reply : replies(session, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            overlay.delete(replyKey(session, reply.sequence()));
        }
        erase(session, record);
        return true;
    }

    /** Removes expired sessions, up to {@code most} records. */
    public void sweep(int most) {
        int left = most;
        while (left > 0) {
            byte[] due = firstDue();
            if (due == null) {
                return;
            }
            left--;
            long session = new ByteReader(due, 9, due.length).int64();
            Record record = load(session);
            if (record == null || record.dueMicros() != new ByteReader(due, 1, due.length).int64()) {
                throw new IllegalStateException("session " + session + " is due to end, but its record differs");
            }
            long ends = record.usedMicros() + settings.get(Setting.SESSION_TTL);
            if (!record.isOver() && ends > stampMicros) {
                overlay.delete(due);
                markEnd(session, ends);
                store(session, record.due(ends));
                continue;
            }
            List<StoredReply> replies = replies(session, Long.MAX_VALUE, left);
            for (StoredReply reply : replies) {
                overlay.delete(replyKey(session, reply.sequence()));
            }
            left -= replies.size();
            if (left > 0) {
                erase(session, record);
            } else {
                store(session, record.over());
            }
        }
    }

    private byte[] firstDue() {
        try (Cursor cursor = view.scan(Table.SESSION_ENDS.key().toBytes())) {
            boolean due = cursor.next()
                    && Table.SESSION_ENDS.holds(cursor.key())
                    && new ByteReader(cursor.key(), 1, cursor.key().length).int64() <= stampMicros;
            return due ? Sealed.key(cursor) : null;
        }
    }

    /** Null when it never was, was ended, or expired. */
    private Record find(long session) {
        Record record = load(session);
        if (record == null || record.isOver()) {
            return null;
        }
        return record.usedMicros() + settings.get(Setting.SESSION_TTL) > stampMicros ? record : null;
    }

    private Record load(long session) {
        ByteReader in = Sealed.get(view, sessionKey(session));
        return in == null ? null : new Record(in.varint(), in.varint(), in.varint(), in.varint(), in.varint());
    }

    private void store(long session, Record record) {
        Sealed.put(
                overlay,
                sessionKey(session),
                new ByteWriter()
                        .varint(record.usedMicros())
                        .varint(record.dueMicros())
                        .varint(record.acknowledged())
                        .varint(record.replies())
                        .varint(record.replyBytes()));
    }

    private void erase(long session, Record record) {
        overlay.delete(endKey(session, record.dueMicros()));
        overlay.delete(sessionKey(session));
    }

    private void markEnd(long session, long micros) {
        byte[] name = endKey(session, micros);
        Sealed.put(overlay, name, new ByteWriter());
    }

    /** Of the calls up to a number, as many as are wanted. */
    private List<StoredReply> replies(long session, long upTo, int most) {
        List<StoredReply> found = new ArrayList<>();
        byte[] first = replyKey(session, 0);
        try (Cursor cursor = view.scan(first)) {
            while (found.size() < most && cursor.next() && Arrays.equals(cursor.key(), 0, 9, first, 0, 9)) {
                long sequence = new ByteReader(cursor.key(), 9, cursor.key().length).int64();
                if (sequence > upTo) {
                    break;
                }
                ByteReader body = Sealed.open(cursor.key(), cursor.value());
                found.add(new StoredReply(sequence, body.remaining() - FINGERPRINT_BYTES));
            }
        }
        return found;
    }

    private static byte[] sessionKey(long session) {
        return Table.SESSIONS.key().int64(session).toBytes();
    }

    private static byte[] replyKey(long session, long sequence) {
        return Table.REPLIES.key().int64(session).int64(sequence).toBytes();
    }

    private static byte[] endKey(long session, long micros) {
        return Table.SESSION_ENDS.key().int64(micros).int64(session).toBytes();
    }

    /**
     * @param dueMicros when the sweep looks at it next; its end is reckoned from its last use
     * @param acknowledged the highest number acknowledged
     */
    private record Record(long usedMicros, long dueMicros, long acknowledged, long replies, long replyBytes) {
        /** Some of its replies are gone already: a longer session-ttl must not bring it back. */
        boolean isOver() {
            return usedMicros == 0;
        }

        Record over() {
            return used(0);
        }

        Record used(long micros) {
            return new Record(micros, dueMicros, acknowledged, replies, replyBytes);
        }

        Record due(long micros) {
            return new Record(usedMicros, micros, acknowledged, replies, replyBytes);
        }

        Record acknowledged(long sequence) {
            return new Record(usedMicros, dueMicros, sequence, replies, replyBytes);
        }

        Record withReplies(int more, long moreBytes) {
            return new Record(usedMicros, dueMicros, acknowledged, replies + more, replyBytes + moreBytes);
        }
    }

    private record StoredReply(long sequence, long bytes) {}
}
