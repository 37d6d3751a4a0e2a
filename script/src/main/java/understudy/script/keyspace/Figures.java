package understudy.script.keyspace;

import java.util.ArrayList;
import java.util.List;
import understudy.script.store.Cursor;
import understudy.script.store.View;

/**
 * What the state holds, in numbers, for INFO.
 *
 * @param scripts sources that EVALSHA finds
 * @param libraries of functions
 * @param budgetSteps what a command or script may take
 * @param expiredKeys that were cleared away since this replica started
 * @param databases those that hold keys
 */
public record Figures(
        long scripts,
        long scriptBytes,
        long libraries,
        long functions,
        long budgetSteps,
        long budgetBytes,
        long expiredKeys,
        List<Database> databases) {
    /** So many expiries are looked at, the soonest: beyond them a database's are not counted. */
    static final int MOST_EXPIRIES = 10_000;

    public static final Figures NONE =
            new Figures(0, 0, 0, 0, Budget.DEFAULT_STEPS, Budget.DEFAULT_BYTES, 0, List.of());

    /**
     * @param keys those that have expired and are not cleared away yet included
     * @param expiring of them that have an expiry
     * @param averageTtlMillis of those
     */
    public record Database(int number, long keys, long expiring, long averageTtlMillis) {}

    public static Figures of(View view, Settings settings, long stampMicros, long expiredKeys) {
        long[] generations = new long[Space.DATABASES];
        long[] keys = new long[Space.DATABASES];
        for (int database = 0; database < Space.DATABASES; database++) {
            SpaceState state = SpaceState.load(view, Space.persistent(database).ordinal());
            generations[database] = state.generation();
            keys[database] = state.count();
        }
        long[] expiring = new long[Space.DATABASES];
        long[] millisLeft = new long[Space.DATABASES];
        try (Cursor cursor = view.scan(Table.EXPIRIES.key().toBytes())) {
            for (int seen = 0; seen < MOST_EXPIRIES && cursor.next() && Table.EXPIRIES.holds(cursor.key()); seen++) {
                byte[] due = Sealed.key(cursor);
                long generation = Keys.generationOfDue(due);
                for (int database = 0; database < Space.DATABASES; database++) {
                    if (generations[database] == generation) {
                        expiring[database]++;
                        millisLeft[database] += Math.max(0, Keys.dueMicrosOf(due) - stampMicros) / 1_000;
                    }
                }
            }
        }
        List<Database> databases = new ArrayList<>();
        for (int database = 0; database < Space.DATABASES; database++) {
            if (keys[database] > 0) {
                long average = expiring[database] == 0 ? 0 : millisLeft[database] / expiring[database];
                databases.add(new Database(database, keys[database], expiring[database], average));
            }
        }
        Sources sources = new Sources(view, null, settings);
        Libraries.Totals libraries = new Libraries(view, null, settings).totals();
        return new Figures(
                sources.count(),
                sources.bytes(),
                libraries.libraries(),
                libraries.functions(),
                settings.get(Setting.BUDGET_STEPS),
                settings.get(Setting.BUDGET_BYTES),
                expiredKeys,
                databases);
    }
}
