package understudy.script.keyspace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

/**
 * Random histories of a few keys, against a model that keeps every version of every key for ever and decides
 * what is visible by looking back. Sweeps come when they come; the model knows nothing of them.
 */
class KeyspaceModelTest {
    private static final int SEEDS = 120;
    private static final int STEPS = 250;
    private static final int KEYS = 5;
    private static final long START = 1_700_000_000_000_000L;

    @Test
    void whatIsVisibleIsWhatTheModelSays() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            new Run(seed).run();
        }
    }

    /** What a key held from a moment on. */
    private static final class Version {
        final String value;
        final long revision;
        final boolean archived;
        final long fromMicros;
        long expiresAtMicros;
        long untilMicros = Long.MAX_VALUE;

        Version(String value, long revision, boolean archived, long fromMicros, long expiresAtMicros) {
            this.value = value;
            this.revision = revision;
            this.archived = archived;
            this.fromMicros = fromMicros;
            this.expiresAtMicros = expiresAtMicros;
        }

        boolean isTombstone() {
            return value == null;
        }

        boolean expired(long micros) {
            return !isTombstone() && expiresAtMicros != 0 && expiresAtMicros <= micros;
        }

        /** When it ended, seen from now. */
        long endMicros() {
            return expiresAtMicros == 0 || isTombstone() ? untilMicros : Math.min(untilMicros, expiresAtMicros);
        }
    }

    private static final String NO_LONGER_KEPT = "(no longer kept)";

    private static final class Run {
        final long seed;
        final SplitMix chance;
        final MemoryStore store = new MemoryStore();
        final Overlay overlay = new Overlay(store);
        final long tombstoneAge;
        final long historyAge;
        final int historyRevisions;
        final Settings settings;
        final TreeMap<String, List<Version>> model = new TreeMap<>();
        final Space space;
        long now = START;

        Run(long seed) {
            this.seed = seed;
            this.chance = new SplitMix(seed);
            this.tombstoneAge = chance.below(3) * 4_000;
            this.historyAge = chance.below(3) * 6_000;
            this.historyRevisions = (int) chance.below(5);
            this.settings = Settings.load(store)
                    .with(Setting.TOMBSTONE_AGE, tombstoneAge)
                    .with(Setting.HISTORY_AGE, historyAge)
                    .with(Setting.HISTORY_REVISIONS, historyRevisions);
            this.space = new Space((int) chance.below(16), Space.Holds.values()[chance.below(2) == 0 ? 1 : 0]);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                now += chance.below(4) == 0 ? chance.below(6_000) : 1 + chance.below(50);
                String name = "k" + chance.below(KEYS);
                byte[] key = name.getBytes(StandardCharsets.UTF_8);
                Keyspace keyspace = Keyspace.writing(overlay, settings, now, Budget.standard());
                long expiry = chance.below(3) == 0 ? now + chance.below(8_000) : 0;
                switch ((int) chance.below(10)) {
                    case 0, 1, 2, 3 -> {
                        boolean archived = chance.below(2) == 0;
                        long revision = keyspace.put(space, key, value(step), expiry, archived);
                        assertThat(where(step), revision, is(put(name, "v" + step, expiry, archived)));
                    }
                    case 4, 5 -> assertThat(where(step), keyspace.delete(space, key), is(delete(name)));
                    case 6 ->
                        assertThat(where(step), keyspace.expireAt(space, key, expiry), is(expireAt(name, expiry)));
                    case 7 -> Sweep.run(overlay, settings, now, (int) chance.below(5));
                    case 8 -> {
                        if (chance.below(10) == 0) {
                            keyspace.clear(space);
                            model.clear();
                        }
                    }
                    default -> {
                        // A failed command: its writes are dropped.
                        overlay.flush(store);
                        keyspace.put(space, key, value(-1), expiry, true);
                        keyspace.delete(space, "k0".getBytes(StandardCharsets.UTF_8));
                        overlay.drop();
                    }
                }
                overlay.flush(store);
                check(step);
            }
            StateAudit.check(store);
            sweepAll();
        }

        private void check(int step) {
            Keyspace keyspace = Keyspace.reading(store, settings, now, Budget.standard());
            List<String> live = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                String name = "k" + i;
                byte[] key = name.getBytes(StandardCharsets.UTF_8);
                String place = where(step) + " " + name;
                Version current = live(name);
                assertThat(place, text(keyspace.find(space, key)), is(current == null ? null : current.value));
                assertThat(place + " revision", keyspace.revision(space, key), is(revision(name)));
                if (current != null) {
                    live.add(name);
                }
                long revision = chance.below(6);
                assertThat(
                        place + " at " + revision,
                        read(() -> keyspace.atRevision(space, key, revision)),
                        is(atRevision(name, revision)));
                long micros = now - chance.below(10_000);
                assertThat(
                        place + " as of " + micros,
                        read(() -> keyspace.asOf(space, key, micros)),
                        is(asOf(name, micros)));
            }
            List<String> scanned = new ArrayList<>();
            try (Keyspace.Scan scan = keyspace.scan(space, new byte[0], null)) {
                while (scan.next()) {
                    scanned.add(new String(scan.key(), StandardCharsets.UTF_8));
                }
            }
            assertThat(where(step), scanned, is(live));
            if (step % 10 == 0) {
                StateAudit.check(store);
            }
        }

        /** However much is left to do, it is done in the end, and nothing is left of what is forgotten. */
        private void sweepAll() {
            now += 100_000;
            for (int i = 0; i < 2_000; i++) {
                Sweep.run(overlay, settings, now, 3);
                overlay.flush(store);
            }
            StateAudit.check(store);
            Keyspace keyspace = Keyspace.reading(store, settings, now, Budget.standard());
            long live = 0;
            for (String name : List.copyOf(model.keySet())) {
                live += live(name) == null ? 0 : 1;
            }
            assertThat("seed " + seed, keyspace.count(space), is(live));
        }

        private String where(int step) {
            return "seed " + seed + " step " + step;
        }

        private Version last(String name) {
            List<Version> versions = model.get(name);
            if (versions == null) {
                return null;
            }
            Version last = versions.get(versions.size() - 1);
            boolean ended = last.isTombstone() || last.expired(now);
            long end = last.isTombstone() ? last.fromMicros : last.expiresAtMicros;
            if (ended && end + tombstoneAge <= now) {
                model.remove(name);
                return null;
            }
            return last;
        }

        private Version live(String name) {
            Version last = last(name);
            return last == null || last.isTombstone() || last.expired(now) ? null : last;
        }

        private long revision(String name) {
            Version last = last(name);
            return last == null ? -1 : last.revision;
        }

        private long put(String name, String value, long expiry, boolean archived) {
            long revision = revision(name) + 1;
            add(name, new Version(value, revision, archived, now, expiry));
            return revision;
        }

        private long delete(String name) {
            if (live(name) == null) {
                return -1;
            }
            long revision = revision(name) + 1;
            add(name, new Version(null, revision, false, now, 0));
            return revision;
        }

        private boolean expireAt(String name, long expiry) {
            Version live = live(name);
            if (live != null) {
                live.expiresAtMicros = expiry;
            }
            return live != null;
        }

        private void add(String name, Version version) {
            Version last = last(name);
            if (last != null) {
                last.untilMicros = now;
            }
            model.computeIfAbsent(name, n -> new ArrayList<>()).add(version);
        }

        /** The archived versions that are over and still kept. */
        private List<Version> archive(String name) {
            List<Version> all = everArchived(name);
            return all.subList(forgotten(all), all.size());
        }

        /** The newest archived version that is not kept any more; null when all are. */
        private Version lost(String name) {
            List<Version> all = everArchived(name);
            int forgotten = forgotten(all);
            return forgotten == 0 ? null : all.get(forgotten - 1);
        }

        private int forgotten(List<Version> all) {
            int forgotten = Math.max(0, all.size() - historyRevisions);
            while (forgotten < all.size() && all.get(forgotten).endMicros() + historyAge <= now) {
                forgotten++;
            }
            return forgotten;
        }

        private List<Version> everArchived(String name) {
            List<Version> archive = new ArrayList<>();
            if (last(name) == null) {
                return archive;
            }
            for (Version version : model.get(name)) {
                if (!version.isTombstone()
                        && version.archived
                        && (version.untilMicros != Long.MAX_VALUE || version.expired(now))) {
                    archive.add(version);
                }
            }
            return archive;
        }

        private String atRevision(String name, long revision) {
            Version live = live(name);
            if (live != null && live.revision == revision) {
                return live.value;
            }
            for (Version version : archive(name)) {
                if (version.revision == revision) {
                    return version.value;
                }
            }
            Version lost = lost(name);
            return lost != null && revision <= lost.revision ? NO_LONGER_KEPT : null;
        }

        private String asOf(String name, long micros) {
            Version live = live(name);
            if (live != null && live.fromMicros <= micros) {
                return live.value;
            }
            for (Version version : archive(name)) {
                if (version.fromMicros <= micros && micros < version.endMicros()) {
                    return version.value;
                }
            }
            Version lost = lost(name);
            return lost != null && micros < lost.endMicros() ? NO_LONGER_KEPT : null;
        }

        private static byte[] value(int step) {
            return ("v" + step).getBytes(StandardCharsets.UTF_8);
        }

        private static String read(Supplier<Entry> read) {
            try {
                return text(read.get());
            } catch (KeyspaceError e) {
                return NO_LONGER_KEPT;
            }
        }

        private static String text(Entry entry) {
            return entry == null ? null : new String(entry.value(), StandardCharsets.UTF_8);
        }
    }
}
