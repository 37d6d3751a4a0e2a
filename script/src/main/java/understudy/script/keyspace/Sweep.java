package understudy.script.keyspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.store.ByteReader;
import understudy.script.store.Cursor;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * Clears away what is no longer visible: expired keys become tombstones, tombstones and history age out,
 * flushed generations go record by record. It runs once per log entry and does a bounded amount of work, so
 * that what it does and when is a function of the log, and no entry takes long however much is due. Each key
 * looked at and each archived value removed counts; what overdraws is at most one key's history.
 */
public final class Sweep {
    private final Overlay overlay;
    private final long stampMicros;
    private final Ledger ledger;
    private int left;
    private int expired;

    private Sweep(Overlay overlay, Settings settings, long stampMicros, int most) {
        this.overlay = overlay;
        this.stampMicros = stampMicros;
        this.ledger = new Ledger(overlay, overlay, settings, stampMicros);
        this.left = most;
    }

    /** Clears away up to {@code most} records that are due at the stamp; how many of them were keys that expired. */
    public static int run(Overlay overlay, Settings settings, long stampMicros, int most) {
        Sweep sweep = new Sweep(overlay, settings, stampMicros, most);
        sweep.expire();
        sweep.forget();
        sweep.trim();
        sweep.clearFlushed();
        return sweep.expired;
    }

    /** When the next key expires, in microseconds; Long.MAX_VALUE for never. Past while some wait to be swept. */
    public static long nextExpiryMicros(View view) {
        try (Cursor cursor = view.scan(Table.EXPIRIES.key().toBytes())) {
            return cursor.next() && Table.EXPIRIES.holds(cursor.key())
                    ? Keys.dueMicrosOf(Sealed.key(cursor))
                    : Long.MAX_VALUE;
        }
    }

    private void expire() {
        for (byte[] due : due(Table.EXPIRIES)) {
            left--;
            expired++;
            long generation = Keys.generationOfDue(due);
            byte[] key = Keys.userKeyOfDue(due);
            KeyRecord record = record(due, generation, key);
            if (record.isTombstone() || record.dueMicros() != Keys.dueMicrosOf(due)) {
                throw new IllegalStateException(Table.describe(due) + " does not belong to its key's record");
            }
            SpaceState state = SpaceState.load(overlay, SpaceState.ordinalOf(generation));
            ledger.leaveOrder(generation, record.number());
            if (state.generation() == generation) {
                state.withoutKey().store(overlay);
                KeyRecord archived = ledger.archive(generation, key, record, record.dueMicros());
                ledger.replace(
                        generation, key, record, ledger.tombstone(archived, record.revision(), record.dueMicros()));
            } else {
                ledger.erase(generation, key, record);
            }
        }
    }

    private void forget() {
        for (byte[] due : due(Table.TOMBSTONES)) {
            if (left <= 0) {
                return;
            }
            long generation = Keys.generationOfDue(due);
            byte[] key = Keys.userKeyOfDue(due);
            KeyRecord record = record(due, generation, key);
            left -= 1 + record.historyCount();
            if (!record.isTombstone() || record.dueMicros() != Keys.dueMicrosOf(due)) {
                throw new IllegalStateException(Table.describe(due) + " does not belong to its key's record");
            }
            SpaceState state = SpaceState.load(overlay, SpaceState.ordinalOf(generation));
            SpaceState after = state.forgot(record.revision());
            if (after != state && state.generation() == generation) {
                after.store(overlay);
            }
            ledger.erase(generation, key, record);
        }
    }

    private void trim() {
        for (byte[] due : due(Table.TRIMS)) {
            if (left <= 0) {
                return;
            }
            left--;
            trim(due, Keys.generationOfDue(due), Keys.userKeyOfDue(due));
        }
    }

    /** Values end in the order of their revisions, so those too old are the first. */
    private void trim(byte[] due, long generation, byte[] key) {
        KeyRecord record = record(due, generation, key);
        List<byte[]> old = new ArrayList<>();
        KeyRecord trimmed = record;
        long nextMicros = 0;
        byte[] prefix = Keys.history(generation, key);
        try (Cursor cursor = overlay.scan(prefix)) {
            while (cursor.next() && Keys.startsWith(cursor.key(), prefix)) {
                PastValue past =
                        PastValue.read(Keys.revisionOf(cursor.key()), Sealed.open(cursor.key(), cursor.value()));
                if (left <= 0 || ledger.isKept(past.untilMicros())) {
                    nextMicros = ledger.forgetMicros(past.untilMicros());
                    break;
                }
                old.add(cursor.key());
                trimmed = record.withLost(past);
                left--;
            }
        }
        old.forEach(overlay::delete);
        ledger.replace(generation, key, record, trimmed.withHistory(record.historyCount() - old.size(), nextMicros));
    }

    private void clearFlushed() {
        byte[] first = Table.FLUSHED.key().toBytes();
        while (left > 0) {
            long generation;
            try (Cursor cursor = overlay.scan(first)) {
                if (!cursor.next() || !Table.FLUSHED.holds(cursor.key())) {
                    return;
                }
                byte[] name = Sealed.key(cursor);
                generation = new ByteReader(name, 1, name.length).int64();
            }
            clearKeys(generation);
            if (left > 0) {
                overlay.delete(Keys.flushed(generation));
            }
        }
    }

    private void clearKeys(long generation) {
        byte[] prefix = Keys.first(Table.KEYS, generation);
        for (byte[] name : names(prefix)) {
            if (left <= 0) {
                return;
            }
            byte[] key = Arrays.copyOfRange(name, Keys.KEY_AT, name.length);
            KeyRecord record = ledger.load(generation, key);
            left -= 1 + record.historyCount();
            if (!record.isTombstone()) {
                ledger.leaveOrder(generation, record.number());
            }
            ledger.erase(generation, key, record);
        }
    }

    private KeyRecord record(byte[] due, long generation, byte[] key) {
        KeyRecord record = ledger.load(generation, key);
        if (record == null) {
            throw new IllegalStateException(Table.describe(due) + " points at no record");
        }
        return record;
    }

    /** Names in a due table up to the stamp, as many as may be looked at. */
    private List<byte[]> due(Table table) {
        List<byte[]> names = new ArrayList<>();
        try (Cursor cursor = overlay.scan(table.key().toBytes())) {
            while (names.size() < left
                    && cursor.next()
                    && table.holds(cursor.key())
                    && Keys.dueMicrosOf(cursor.key()) <= stampMicros) {
                names.add(Sealed.key(cursor));
            }
        }
        return names;
    }

    private List<byte[]> names(byte[] prefix) {
        List<byte[]> names = new ArrayList<>();
        try (Cursor cursor = overlay.scan(prefix)) {
            while (names.size() < left && cursor.next() && Keys.startsWith(cursor.key(), prefix)) {
                names.add(Sealed.key(cursor));
            }
        }
        return names;
    }
}
