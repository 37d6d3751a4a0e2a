package understudy.script.keyspace;

import java.util.ArrayList;
import java.util.List;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.Cursor;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * The records of user keys and all that points at them. Its rule: each live record has exactly one entry in
 * the order of SCAN and, when it expires, one among the expiries; each tombstone has one among the tombstones;
 * each key with history one among the trims. Whoever changes a record changes these with it.
 */
final class Ledger {
    private final View view;

    /** Null where nothing may be written. */
    private final Overlay overlay;

    private final Settings settings;
    private final long stampMicros;

    Ledger(View view, Overlay overlay, Settings settings, long stampMicros) {
        this.view = view;
        this.overlay = overlay;
        this.settings = settings;
        this.stampMicros = stampMicros;
    }

    KeyRecord load(long generation, byte[] key) {
        ByteReader record = Sealed.get(view, Keys.record(generation, key));
        return record == null ? null : KeyRecord.read(record);
    }

    /** Replaces {@code before}, null for none, and keeps the due tables in step. The order is the caller's. */
    void replace(long generation, byte[] key, KeyRecord before, KeyRecord after) {
        long dueBefore = before == null ? 0 : before.dueMicros();
        Table tableBefore = before != null && before.isTombstone() ? Table.TOMBSTONES : Table.EXPIRIES;
        Table tableAfter = after.isTombstone() ? Table.TOMBSTONES : Table.EXPIRIES;
        if (dueBefore != after.dueMicros() || tableBefore != tableAfter) {
            unmark(tableBefore, dueBefore, generation, key);
            mark(tableAfter, after.dueMicros(), generation, key);
        }
        long trimBefore = before == null ? 0 : before.historyDueMicros();
        if (trimBefore != after.historyDueMicros()) {
            unmark(Table.TRIMS, trimBefore, generation, key);
            mark(Table.TRIMS, after.historyDueMicros(), generation, key);
        }
        Sealed.put(overlay, Keys.record(generation, key), after.write());
    }

    /** Removes a record, its history and all that points at it, but for its place in the order. */
    void erase(long generation, byte[] key, KeyRecord record) {
        eraseHistory(generation, key, record);
        unmark(record.isTombstone() ? Table.TOMBSTONES : Table.EXPIRIES, record.dueMicros(), generation, key);
        unmark(Table.TRIMS, record.historyDueMicros(), generation, key);
        overlay.delete(Keys.record(generation, key));
    }

    void eraseHistory(long generation, byte[] key, KeyRecord record) {
        names(generation, key, record.historyCount()).forEach(overlay::delete);
    }

    /** Erases the oldest archived values and returns the newest of them. */
    private PastValue eraseOldest(long generation, byte[] key, int count) {
        List<byte[]> names = names(generation, key, count);
        byte[] newest = names.get(count - 1);
        PastValue past = PastValue.read(Keys.revisionOf(newest), Sealed.get(view, newest));
        names.forEach(overlay::delete);
        return past;
    }

    /** Of the oldest archived values: what they hold does not matter, only that it is whole. */
    private List<byte[]> names(long generation, byte[] key, int count) {
        List<byte[]> names = new ArrayList<>();
        byte[] prefix = Keys.history(generation, key);
        if (count > 0) {
            try (Cursor cursor = view.scan(prefix)) {
                while (names.size() < count && cursor.next() && Keys.startsWith(cursor.key(), prefix)) {
                    names.add(Sealed.key(cursor));
                }
            }
        }
        if (names.size() != count) {
            throw new IllegalStateException("a key has " + names.size() + " of " + count + " archived values");
        }
        return names;
    }

    void enterOrder(long generation, long number, byte[] key) {
        byte[] name = Keys.order(generation, number);
        Sealed.put(overlay, name, new ByteWriter(key.length + 4).raw(key));
    }

    void leaveOrder(long generation, long number) {
        overlay.delete(Keys.order(generation, number));
    }

    /**
     * Archives the value of a record that is about to be replaced at {@code untilMicros}, where that was asked
     * for when it was written. What comes back tells the history as it is then; only that part of it counts.
     */
    KeyRecord archive(long generation, byte[] key, KeyRecord record, long untilMicros) {
        long most = settings.get(Setting.HISTORY_REVISIONS);
        if (record.isTombstone() || !record.archived()) {
            return record;
        }
        if (most == 0) {
            return record.withLost(pastOf(record, untilMicros));
        }
        byte[] name = Keys.history(generation, key, record.revision());
        Sealed.put(overlay, name, pastOf(record, untilMicros).write());
        int count = record.historyCount() + 1;
        KeyRecord archived = record;
        if (count > most) {
            archived = record.withLost(eraseOldest(generation, key, (int) (count - most)));
            count = (int) most;
        }
        long due = record.historyCount() == 0 ? forgetMicros(untilMicros) : record.historyDueMicros();
        return archived.withHistory(count, due);
    }

    /** All archived values of a key, oldest first, those too old to be shown included. */
    List<PastValue> history(long generation, byte[] key) {
        List<PastValue> all = new ArrayList<>();
        byte[] prefix = Keys.history(generation, key);
        try (Cursor cursor = view.scan(prefix)) {
            while (cursor.next() && Keys.startsWith(cursor.key(), prefix)) {
                ByteReader record = Sealed.open(cursor.key(), cursor.value());
                all.add(PastValue.read(Keys.revisionOf(cursor.key()), record));
            }
        }
        return all;
    }

    /**
     * The archived values of a key that are shown, oldest first. One that expired and was not swept yet is
     * among them, as it will be then, and counts when the newest so many are taken.
     */
    List<PastValue> ended(long generation, byte[] key, KeyRecord record) {
        List<PastValue> ended = allEnded(generation, key, record);
        return ended.subList(hidden(ended), ended.size());
    }

    private List<PastValue> allEnded(long generation, byte[] key, KeyRecord record) {
        List<PastValue> ended = record.historyCount() == 0 ? new ArrayList<>() : history(generation, key);
        if (!record.isTombstone() && !record.isLive(stampMicros) && record.archived()) {
            ended.add(pastOf(record, record.dueMicros()));
        }
        return ended;
    }

    /** How many of them, the oldest, are not shown: they are more than are kept, or too old. */
    private int hidden(List<PastValue> ended) {
        int hidden = (int) Math.max(0, ended.size() - settings.get(Setting.HISTORY_REVISIONS));
        while (hidden < ended.size() && !isKept(ended.get(hidden).untilMicros())) {
            hidden++;
        }
        return hidden;
    }

    /** How far the history is forgotten. What is only hidden yet counts, as it will when it is erased. */
    KeyRecord.Lost lost(long generation, byte[] key, KeyRecord record) {
        List<PastValue> ended = allEnded(generation, key, record);
        int hidden = hidden(ended);
        if (hidden == 0) {
            return record.lost();
        }
        PastValue newest = ended.get(hidden - 1);
        return new KeyRecord.Lost(newest.revision(), newest.untilMicros());
    }

    /** The one of them with this revision, or null; without reading the others where that is possible. */
    PastValue ended(long generation, byte[] key, KeyRecord record, long revision) {
        boolean expired = !record.isTombstone() && !record.isLive(stampMicros);
        if (!expired && record.historyCount() <= settings.get(Setting.HISTORY_REVISIONS)) {
            ByteReader stored = Sealed.get(view, Keys.history(generation, key, revision));
            PastValue past = stored == null ? null : PastValue.read(revision, stored);
            return past == null || !isKept(past.untilMicros()) ? null : past;
        }
        for (PastValue past : ended(generation, key, record)) {
            if (past.revision() == revision) {
                return past;
            }
        }
        return null;
    }

    private static PastValue pastOf(KeyRecord record, long untilMicros) {
        return new PastValue(
                record.type(),
                record.revision(),
                record.modifiedMicros(),
                untilMicros,
                record.dueMicros(),
                record.value());
    }

    /** Whether an archived value that ended then is still shown. */
    boolean isKept(long untilMicros) {
        return forgetMicros(untilMicros) > stampMicros;
    }

    /** When an archived value that ended then is too old. */
    long forgetMicros(long untilMicros) {
        return untilMicros + settings.get(Setting.HISTORY_AGE);
    }

    /**
     * Whether a key is as if it had never been: its tombstone aged out, or it expired so long ago that its
     * tombstone would have. The sweep may come later; what is seen does not depend on when.
     */
    boolean isForgotten(KeyRecord record) {
        if (record.isTombstone()) {
            return record.dueMicros() <= stampMicros;
        }
        return !record.isLive(stampMicros) && record.dueMicros() + settings.get(Setting.TOMBSTONE_AGE) <= stampMicros;
    }

    /** The tombstone of a value that ended at {@code endMicros}; its history is what {@code record} says. */
    KeyRecord tombstone(KeyRecord record, long revision, long endMicros) {
        return new KeyRecord(
                null,
                false,
                revision,
                endMicros,
                endMicros + settings.get(Setting.TOMBSTONE_AGE),
                0,
                record.historyCount(),
                record.historyDueMicros(),
                record.lost(),
                KeyRecord.NO_VALUE);
    }

    private void mark(Table table, long micros, long generation, byte[] key) {
        if (micros != 0) {
            byte[] name = Keys.due(table, micros, generation, key);
            Sealed.put(overlay, name, new ByteWriter());
        }
    }

    private void unmark(Table table, long micros, long generation, byte[] key) {
        if (micros != 0) {
            overlay.delete(Keys.due(table, micros, generation, key));
        }
    }
}
