package understudy.script.keyspace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import understudy.script.store.Cursor;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

/**
 * Random interleavings of owners and times, against a model of a few lines. Locks are forgotten soon, databases are
 * flushed, sweeps come when they come, failed commands are dropped: never two owners at one time, tokens only rise,
 * no number of a sequence comes twice.
 */
class LocksAndSequencesModelTest {
    private static final int SEEDS = 150;
    private static final int STEPS = 400;
    private static final long START = 1_700_000_000_000_000L;
    private static final String[] NAMES = {"a", "b", "c"};
    private static final String[] OWNERS = {"ann", "bob", "cy"};

    @Test
    void neverTwoOwnersAtOneTimeAndTokensOnlyRise() {
        int grants = 0;
        int refusals = 0;
        int forgotten = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            LockRun run = new LockRun(seed);
            run.run();
            grants += run.grants;
            refusals += run.refusals;
            forgotten += run.forgotten;
        }
        assertThat(grants, is(greaterThan(1_000)));
        assertThat(refusals, is(greaterThan(1_000)));
        assertThat("locks that went on after they were forgotten", forgotten, is(greaterThan(100)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a lock is, as people would say it. */
    private static final class Model {
        String owner;
        long token = -1;
        long untilMicros;

        /** No flush since the last grant. */
        boolean known;

        boolean isHeld(long now) {
            return owner != null && now < untilMicros;
        }
    }

    private static final class LockRun {
        final long seed;
        final SplitMix chance;
        final MemoryStore store = new MemoryStore();
        final Overlay overlay = new Overlay(store);
        final Settings settings;
        final long tombstoneAge;
        final TreeMap<String, Model> locks = new TreeMap<>();
        long now = START;
        int grants;
        int refusals;
        int forgotten;

        LockRun(long seed) {
            this.seed = seed;
            this.chance = new SplitMix(seed);
            this.tombstoneAge = chance.below(3) * 5_000;
            this.settings = Settings.load(store).with(Setting.TOMBSTONE_AGE, tombstoneAge);
            for (String name : NAMES) {
                locks.put(name, new Model());
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                String place = "seed " + seed + " step " + step;
                now += chance.below(4) == 0 ? chance.below(9_000) : 1 + chance.below(300);
                String name = NAMES[(int) chance.below(NAMES.length)];
                String owner = OWNERS[(int) chance.below(OWNERS.length)];
                long lease = 1 + chance.below(6);
                Keyspace keyspace = Keyspace.writing(overlay, settings, now, Budget.standard());
                Locks asked = new Locks(keyspace, 3);
                switch ((int) chance.below(12)) {
                    case 0, 1, 2, 3, 4 ->
                        acquired(place, name, owner, lease, asked.acquire(bytes(name), bytes(owner), lease));
                    case 5 -> extended(place, name, owner, lease, asked.extend(bytes(name), bytes(owner), lease));
                    case 6, 7 -> {
                        Model lock = locks.get(name);
                        boolean held = lock.isHeld(now) && lock.owner.equals(owner);
                        assertThat(place, asked.release(bytes(name), bytes(owner)), is(held));
                        lock.owner = held ? null : lock.owner;
                        if (held) {
                            lock.untilMicros = now;
                        }
                    }
                    case 8, 9 -> Sweep.run(overlay, settings, now, (int) chance.below(6));
                    case 10 -> {
                        if (chance.below(12) == 0) {
                            keyspace.clear(new Space(3, Space.Holds.LOCKS));
                            locks.values().forEach(lock -> {
                                lock.owner = null;
                                lock.known = false;
                            });
                        }
                    }
                    default -> {
                        // A command that fails afterwards: nobody has the lock by it, and no token is used up.
                        asked.acquire(bytes(name), bytes(owner), lease);
                        asked.release(bytes(name), bytes(owner));
                        overlay.drop();
                    }
                }
                overlay.flush(store);
                check(place);
            }
            StateAudit.check(store);
        }

        private void acquired(String place, String name, String owner, long lease, Locks.Held held) {
            Model lock = locks.get(name);
            if (lock.isHeld(now) && !lock.owner.equals(owner)) {
                refusals++;
                assertThat(place, held, is(nullValue()));
                return;
            }
            assertThat(place, held, is(notNullValue()));
            if (lock.isHeld(now)) {
                assertThat(place + ": its own owner keeps the token", held.token(), is(lock.token));
            } else {
                grants++;
                assertThat(place, held.token(), is(greaterThan(lock.token)));
                boolean remembered = lock.known && now < lock.untilMicros + tombstoneAge;
                if (remembered) {
                    assertThat(place, held.token(), is(lock.token + 1));
                } else if (lock.token >= 0) {
                    forgotten++;
                }
            }
            lock.known = true;
            lock.owner = owner;
            lock.token = held.token();
            lock.untilMicros = now + lease * 1000;
            assertThat(place, held.expiresAtMicros(), is(lock.untilMicros));
        }

        private void extended(String place, String name, String owner, long lease, Locks.Held held) {
            Model lock = locks.get(name);
            if (!lock.isHeld(now) || !lock.owner.equals(owner)) {
                assertThat(place, held, is(nullValue()));
                return;
            }
            assertThat(place, held.token(), is(lock.token));
            lock.untilMicros = now + lease * 1000;
            assertThat(place, held.expiresAtMicros(), is(lock.untilMicros));
        }

        private void check(String place) {
            // At times from another store with the same records, as after a snapshot.
            MemoryStore read = chance.below(20) == 0 ? copy(store) : store;
            Locks asked = new Locks(Keyspace.reading(read, settings, now, Budget.standard()), 3);
            locks.forEach((name, lock) -> {
                Locks.Held held = asked.find(bytes(name));
                assertThat(place + " " + name, held != null, is(lock.isHeld(now)));
                if (held != null) {
                    assertThat(place, new String(held.owner(), StandardCharsets.UTF_8), is(lock.owner));
                    assertThat(place, held.token(), is(lock.token));
                }
            });
        }
    }

    private static MemoryStore copy(MemoryStore store) {
        MemoryStore copy = new MemoryStore();
        try (Cursor cursor = store.scan(new byte[0])) {
            while (cursor.next()) {
                copy.put(cursor.key(), cursor.value());
            }
        }
        return copy;
    }

    @Test
    void noNumberComesTwiceAndTheSameKeyGetsTheSameNumbers() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            sequence(seed);
        }
    }

    private static void sequence(long seed) {
        SplitMix chance = new SplitMix(seed);
        MemoryStore store = new MemoryStore();
        Overlay overlay = new Overlay(store);
        long initial = chance.below(3) * 1_000 - 1_000;
        long increment = 1 + chance.below(3);
        long max = chance.below(2) == 0 ? Sequences.NO_MAX : initial + 300 * increment + chance.below(3);
        long current = initial;
        TreeSet<Long> given = new TreeSet<>();
        TreeMap<String, Sequences.Numbers> answered = new TreeMap<>();
        for (int step = 0; step < 300; step++) {
            String place = "seed " + seed + " step " + step;
            Sequences sequences = new Sequences(Keyspace.writing(overlay, START + step, Budget.standard()), 0);
            byte[] name = bytes("orders");
            if (step == 0) {
                assertThat(place, sequences.create(name, initial, increment, max), is(notNullValue()));
            } else if (chance.below(20) == 0) {
                assertThat(place, sequences.create(name, 9, 9, 99), is(nullValue()));
                increment = 1 + chance.below(3);
                sequences.alter(name, increment, max);
            } else {
                long count = 1 + chance.below(4);
                // Fewer than are remembered, so that none is forgotten.
                String key = chance.below(3) == 0 ? "key" + chance.below(Sequences.REMEMBERED_KEYS) : null;
                Sequences.Numbers before = key == null ? null : answered.get(key);
                boolean fails = false;
                Sequences.Numbers numbers = null;
                try {
                    numbers = sequences.take(name, count, key == null ? null : bytes(key));
                } catch (KeyspaceError e) {
                    fails = true;
                }
                if (before != null) {
                    assertThat(place + ": another count", fails, is(before.count() != count));
                    if (!fails) {
                        assertThat(place, numbers.first(), is(before.first()));
                        assertThat(place, numbers.last(), is(before.last()));
                    }
                } else {
                    assertThat(
                            place + ": too few left",
                            fails,
                            is(Long.compareUnsigned(Long.divideUnsigned(max - current, increment), count) < 0));
                    if (!fails && chance.below(8) == 0) {
                        overlay.drop();
                    } else if (!fails) {
                        for (long n = numbers.first(); n <= numbers.last(); n += numbers.increment()) {
                            assertThat(place + ": " + n + " was given before", given.add(n), is(true));
                        }
                        assertThat(place, numbers.first(), is(current + increment));
                        current = numbers.last();
                        if (key != null) {
                            answered.put(key, numbers);
                        }
                    }
                }
            }
            overlay.flush(store);
            assertThat(
                    place,
                    new Sequences(Keyspace.reading(copyAtTimes(store, chance), START + step, Budget.standard()), 0)
                            .find(name)
                            .current(),
                    is(current));
        }
        StateAudit.check(store);
        assertThat(Arrays.asList(given.first(), given.last()), is(Arrays.asList(given.first(), current)));
    }

    private static MemoryStore copyAtTimes(MemoryStore store, SplitMix chance) {
        return chance.below(20) == 0 ? copy(store) : store;
    }
}
