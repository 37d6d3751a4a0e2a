package understudy.wal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One record of a log, heads and marks included, rots or vanishes. If any mark that is left covers it, the log is
 * reported as damaged, or, where there was another copy, nothing at all is missing. If none covers it, the log ends right
 * before it, and no earlier.
 */
class WalUnderRotTest {
    private static final int SEEDS = 5_000;

    private int cut;
    private int damaged;

    @Test
    void nothingBelowAMarkIsEverMissingWithoutAWord() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                check(new Generator(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat("both happen", Math.min(cut, damaged), is(greaterThan(SEEDS / 50)));
    }

    private void check(Generator random) {
        MemorySegments disk = new MemorySegments();
        List<byte[]> appended = new ArrayList<>();
        int lives = 1 + random.below(3);
        for (int life = 0; life < lives; life++) {
            Wal wal = Wal.open(disk, new WalSettings(300 + random.below(3_000)), (sequence, type, payload) -> {});
            int steps = random.below(30);
            for (int step = 0; step < steps; step++) {
                switch (random.below(5)) {
                    case 0, 1, 2 -> {
                        byte[] payload = random.bytes(random.below(100));
                        wal.append(1, payload);
                        appended.add(payload);
                    }
                    case 3 -> wal.sync();
                    default -> wal.markIdle();
                }
            }
        }
        List<Long> numbers = disk.numbers();
        long number = numbers.get(random.below(numbers.size()));
        int index = random.below(disk.recordsIn(number));
        Record spoiled = Record.decode(disk.record(number, index));
        if (random.oneIn(2)) {
            disk.rot(number, index, random.below(Record.OVERHEAD_BYTES * 8));
        } else {
            disk.forget(number, index);
        }
        // A head is synced before anything follows it: it needs no mark.
        boolean wasDurable = spoiled.type() == Record.HEAD || spoiled.sequence() <= highestMark(disk);

        List<byte[]> replayed = new ArrayList<>();
        try {
            Wal.open(disk, WalSettings.DEFAULT, (sequence, type, payload) -> {
                assertThat(sequence, is(replayed.size() + 1L));
                replayed.add(payload);
            });
        } catch (DamagedLog e) {
            damaged++;
            assertThat("what is called damaged had been durable for certain", wasDurable, is(true));
            return;
        }
        if (replayed.size() < appended.size()) {
            cut++;
        }
        int complete = wasDurable ? appended.size() : (int) spoiled.sequence() - 1;
        assertThat(replayed.size(), is(greaterThanOrEqualTo(complete)));
        for (int i = 0; i < replayed.size(); i++) {
            assertThat(replayed.get(i), is(appended.get(i)));
        }
    }

    private static long highestMark(MemorySegments disk) {
        long[] mark = {0};
        for (long number : disk.numbers()) {
            disk.read(number, raw -> {
                Record record = Record.decode(ByteBuffer.wrap(raw.array()));
                if (record != null) {
                    mark[0] = Math.max(mark[0], record.durable());
                }
                return true;
            });
        }
        return mark[0];
    }
}
