package understudy.script.keyspace;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.TreeSet;
import understudy.script.store.ByteReader;
import understudy.script.store.Cursor;
import understudy.script.store.View;

/** Reads a whole state and checks that all that points at a key's record is there, and nothing else. */
public final class StateAudit {
    private final TreeSet<String> pointersFound = new TreeSet<>();
    private final TreeSet<String> pointersDue = new TreeSet<>();
    private final TreeMap<Integer, Long> counted = new TreeMap<>();
    private final TreeMap<String, Integer> historyFound = new TreeMap<>();
    private final TreeMap<String, Integer> historyDue = new TreeMap<>();
    private final View view;

    private StateAudit(View view) {
        this.view = view;
    }

    /** @throws AssertionError that names the first difference */
    public static void check(View view) {
        new StateAudit(view).run();
    }

    private void run() {
        try (Cursor cursor = view.scan(new byte[] {0})) {
            while (cursor.next()) {
                read(cursor.key(), Sealed.open(cursor.key(), cursor.value()));
            }
        }
        mustBeEqual("entries that point at records", pointersFound, pointersDue);
        mustBeEqual("archived values", historyFound, historyDue);
        for (int ordinal = 0; ordinal < Space.COUNT; ordinal++) {
            long count = SpaceState.load(view, ordinal).count();
            mustBeEqual("count of space " + ordinal, count, counted.getOrDefault(ordinal, 0L));
        }
    }

    private void read(byte[] name, ByteReader record) {
        if (Table.KEYS.holds(name)) {
            key(new ByteReader(name, 1, name.length).int64(), Arrays.copyOfRange(name, 9, name.length), record);
        } else if (Table.ORDER.holds(name)) {
            pointersFound.add(Table.describe(name) + " " + Arrays.toString(record.rest()));
        } else if (Table.EXPIRIES.holds(name) || Table.TOMBSTONES.holds(name) || Table.TRIMS.holds(name)) {
            pointersFound.add(Table.describe(name));
        } else if (Table.HISTORY.holds(name)) {
            historyFound.merge(Table.describe(Arrays.copyOf(name, name.length - 8)), 1, Integer::sum);
        }
    }

    private void key(long generation, byte[] key, ByteReader in) {
        KeyRecord record = KeyRecord.read(in);
        int ordinal = SpaceState.ordinalOf(generation);
        if (record.isTombstone()) {
            pointersDue.add(Table.describe(Keys.due(Table.TOMBSTONES, record.dueMicros(), generation, key)));
        } else {
            if (SpaceState.load(view, ordinal).generation() == generation) {
                counted.merge(ordinal, 1L, Long::sum);
            }
            pointersDue.add(Table.describe(Keys.order(generation, record.number())) + " " + Arrays.toString(key));
            if (record.dueMicros() != 0) {
                pointersDue.add(Table.describe(Keys.due(Table.EXPIRIES, record.dueMicros(), generation, key)));
            }
        }
        if (record.historyCount() > 0) {
            historyDue.put(Table.describe(Keys.history(generation, key)), record.historyCount());
            pointersDue.add(Table.describe(Keys.due(Table.TRIMS, record.historyDueMicros(), generation, key)));
        }
    }

    private static void mustBeEqual(String what, Object found, Object due) {
        if (!found.equals(due)) {
            throw new AssertionError(what + ": found " + found + ", due " + due);
        }
    }
}
