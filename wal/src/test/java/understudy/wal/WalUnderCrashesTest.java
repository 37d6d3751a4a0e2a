package understudy.wal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The promise of the log under every crash the disk in memory can make up: after each reopening, all that had been
 * synced is there, in order, exactly once; and nothing that had not been appended.
 */
class WalUnderCrashesTest {
    private static final int SEEDS = 2_000;

    @Test
    void everythingSyncedIsThereInOrderExactlyOnceAndNothingIsInvented() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new Run(seed).go();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** What the log ought to hold: entry i of the list has sequence i + 1. */
    private static final class Run {
        private final Generator random;
        private final MemorySegments disk = new MemorySegments();
        private final WalSettings settings;
        private final List<byte[]> appended = new ArrayList<>();
        private int durable;
        private long trimmed = 1;

        private Run(long seed) {
            random = new Generator(seed);
            settings = new WalSettings(random.oneIn(3) ? 16_000 : 200 + random.below(2_000));
        }

        private void go() {
            for (int life = 0; life < 12; life++) {
                if (random.oneIn(3)) {
                    disk.failAfter(1 + random.below(random.oneIn(2) ? 12 : 60));
                }
                try {
                    live();
                } catch (MemorySegments.Failed e) {
                    // The process ends at its first failed write; what is found then is the test.
                }
                if (random.oneIn(2)) {
                    disk.killProcess();
                } else {
                    disk.losePower(random);
                }
            }
        }

        private void live() {
            List<byte[]> replayed = new ArrayList<>();
            long[] first = {0};
            Wal wal = Wal.open(disk, settings, (sequence, type, payload) -> {
                if (replayed.isEmpty()) {
                    first[0] = sequence;
                }
                assertThat("consecutive", sequence, is(first[0] + replayed.size()));
                assertThat(type, is(typeOf(payload)));
                replayed.add(payload);
            });
            compare(wal, replayed, first[0]);
            durable = appended.size();

            int steps = random.oneIn(4) ? 0 : random.below(60);
            for (int step = 0; step < steps; step++) {
                switch (random.below(8)) {
                    case 0, 1, 2, 3 -> append(wal);
                    case 4, 5 -> {
                        wal.sync();
                        durable = appended.size();
                    }
                    case 6 -> wal.markIdle();
                    default -> {
                        if (random.oneIn(4)) {
                            trimmed = Math.max(trimmed, 1 + random.below(durable + 1));
                            wal.trim(trimmed);
                        }
                    }
                }
                durable = Math.max(durable, (int) wal.synced());
            }
        }

        private void append(Wal wal) {
            byte[] payload = random.bytes(random.oneIn(10) ? 1_500 : random.below(60));
            // In the list before it is in the log: a crash in the midst may keep it.
            appended.add(payload);
            boolean returned = false;
            try {
                assertThat(wal.append(typeOf(payload), payload), is((long) appended.size()));
                returned = true;
            } finally {
                durable = Math.max(durable, (int) wal.synced());
                if (!returned) {
                    durable = Math.min(durable, appended.size() - 1);
                }
            }
        }

        private void compare(Wal wal, List<byte[]> replayed, long first) {
            int end = (int) wal.appended();
            assertThat("nothing synced is lost", end, greaterThanOrEqualTo(durable));
            assertThat("nothing is invented", end, lessThanOrEqualTo(appended.size()));
            assertThat(wal.synced(), is((long) end));
            if (replayed.isEmpty()) {
                assertThat("all was trimmed", trimmed, greaterThanOrEqualTo(wal.first()));
                assertThat(wal.first(), is(end + 1L));
            } else {
                assertThat("what was not trimmed is there", first, lessThanOrEqualTo(trimmed));
                assertThat(wal.first(), is(first));
                assertThat("nothing is missing at the end", first + replayed.size() - 1, is((long) end));
                for (int i = 0; i < replayed.size(); i++) {
                    byte[] expected = appended.get((int) first - 1 + i);
                    assertThat("record " + (first + i), Arrays.equals(replayed.get(i), expected), is(true));
                }
            }
            appended.subList(end, appended.size()).clear();
        }

        private static int typeOf(byte[] payload) {
            return 1 + (payload.length % 63);
        }
    }
}
