package understudy.server.cli.inspect;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import understudy.script.StateMachine;
import understudy.script.keyspace.Table;
import understudy.script.store.Cursor;
import understudy.script.store.Store;
import understudy.server.lmdb.LmdbHome;
import understudy.server.lmdb.LmdbStore;

/** {@code inspect state}: how far the state is, and what is in it. */
@CommandLine.Command(
        name = "state",
        description = "Print the slot and digest of a stopped node's state, and counts and sizes by kind of record.",
        mixinStandardHelpOptions = true)
final class InspectState implements Callable<Integer> {
    @CommandLine.Mixin
    private DataOption data = new DataOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private static final class Sum {
        private long records;
        private long keyBytes;
        private long valueBytes;
    }

    @Override
    public Integer call() {
        Path directory = data.existing();
        Path state = data.state(directory);
        return data.underLock(directory, () -> look(state));
    }

    private int look(Path state) {
        PrintWriter out = spec.commandLine().getOut();
        LmdbHome home = new LmdbHome(state, LmdbStore.DEFAULT_MAP_BYTES);
        try {
            Store store = home.open();
            StateMachine machine = new StateMachine(store);
            out.println("applied slot  " + machine.appliedSlot());
            out.println(
                    "stamp         " + (machine.stampMicros() == 0 ? "none" : RecordText.stamp(machine.stampMicros())));
            out.println("digest        " + machine.digest());
            out.printf(Locale.ROOT, "%-14s %12s %15s %15s%n", "kind", "records", "bytes of keys", "bytes of values");
            Map<Table, Sum> sums = sums(store);
            for (Map.Entry<Table, Sum> entry : sums.entrySet()) {
                Sum sum = entry.getValue();
                String kind = entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                out.printf(Locale.ROOT, "%-14s %,12d %,15d %,15d%n", kind, sum.records, sum.keyBytes, sum.valueBytes);
            }
            out.flush();
            return 0;
        } finally {
            home.close();
        }
    }

    private static Map<Table, Sum> sums(Store store) {
        Map<Table, Sum> sums = new EnumMap<>(Table.class);
        try (Cursor cursor = store.scan(new byte[] {0})) {
            while (cursor.next()) {
                for (Table table : Table.values()) {
                    if (table.holds(cursor.key())) {
                        Sum sum = sums.computeIfAbsent(table, each -> new Sum());
                        sum.records++;
                        sum.keyBytes += cursor.key().length;
                        sum.valueBytes += cursor.value().length;
                    }
                }
            }
        }
        return sums;
    }
}
