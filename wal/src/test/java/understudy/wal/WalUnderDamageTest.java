package understudy.wal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A log that is damaged and goes on: what is lost is told before anything is written, what is good is kept, what is
 * delivered is right, and the next restart finds a whole log. Damage of every kind is done at every place of small logs.
 */
class WalUnderDamageTest {
    private static final WalSettings THREE_A_SEGMENT = new WalSettings(160);

    private final List<Loss> lost = new ArrayList<>();
    private final TreeMap<Long, String> found = new TreeMap<>();

    /** What can happen to a record; or to its whole segment, where it says so. */
    private enum Damage {
        FLIP,
        ZERO,
        DROP,
        OVERWRITTEN_BY_ANOTHER,
        SWAPPED,
        SEGMENT_GONE,
        SEGMENT_UNREADABLE_FROM_HERE
    }

    @Test
    void anyDamageBelowAMarkIsToldAndTheRestIsThere() {
        int damaged = 0;
        for (int lives = 1; lives <= 3; lives++) {
            for (boolean trimmed : List.of(false, true)) {
                for (Damage damage : Damage.values()) {
                    MemorySegments like = log(lives, trimmed);
                    for (long number : like.numbers()) {
                        for (int index = 0; index < like.recordsIn(number); index++) {
                            String where = damage + " of " + number + "/" + index + ", " + lives + " lives, trimmed "
                                    + trimmed;
                            try {
                                damaged += check(log(lives, trimmed), damage, number, index);
                            } catch (RuntimeException | AssertionError e) {
                                throw new AssertionError(where + ": " + e.getMessage(), e);
                            }
                        }
                    }
                }
            }
        }
        assertThat("logs damaged", damaged, is(greaterThan(100)));
    }

    /** Each record is its own number; all are below a mark. */
    private static MemorySegments log(int lives, boolean trimmed) {
        MemorySegments disk = new MemorySegments();
        for (int life = 0; life < lives; life++) {
            Wal wal = Wal.open(disk, THREE_A_SEGMENT, (sequence, type, payload) -> {});
            for (int i = 0; i < 4; i++) {
                wal.append(1, bytes("record " + (wal.appended() + 1)));
                if (i % 2 == 1) {
                    wal.sync();
                }
            }
            wal.sync();
            wal.markIdle();
            if (trimmed && life == 0) {
                wal.trim(4);
            }
            disk.killProcess();
        }
        return disk;
    }

    private int check(MemorySegments disk, Damage damage, long number, int index) {
        TreeMap<Long, String> before = new TreeMap<>();
        Wal.open(copy(disk), THREE_A_SEGMENT, (sequence, type, payload) -> before.put(sequence, text(payload)));
        switch (damage) {
            case FLIP -> disk.rot(number, index, 8 * (index % 4) + 70);
            case ZERO -> disk.zero(number, index);
            case DROP -> disk.forget(number, index);
            case OVERWRITTEN_BY_ANOTHER -> disk.overwrite(number, index, (index + 1) % disk.recordsIn(number));
            case SWAPPED -> {
                byte[] one = disk.record(number, index).array().clone();
                disk.overwrite(number, index, (index + 1) % disk.recordsIn(number));
                disk.replace(number, (index + 1) % disk.recordsIn(number), one);
            }
            case SEGMENT_GONE -> disk.forget(number);
            case SEGMENT_UNREADABLE_FROM_HERE -> disk.unreadable(number, index);
        }
        TreeSet<Long> good = new TreeSet<>();
        boolean headed = damage != Damage.SEGMENT_GONE && isHead(disk, number);
        for (long segment : disk.numbers()) {
            if (segment != number || headed) {
                disk.readable(segment).forEach(record -> good.add(record.sequence()));
            }
        }
        // With its newest segment a log loses every trace of what was there, and its owner alone knows.
        boolean newest = disk.numbers().stream().noneMatch(other -> other > number);
        boolean all = damage == Damage.SEGMENT_GONE || damage == Damage.SEGMENT_UNREADABLE_FROM_HERE;
        long known = newest && all ? before.lastKey() : 0;

        open(disk, known);
        for (long sequence = before.firstKey(); sequence <= before.lastKey(); sequence++) {
            long at = sequence;
            boolean isLost = lost.stream().anyMatch(loss -> loss.first() <= at && at <= loss.last());
            assertThat("record " + at + " is told to be lost, or there", isLost, is(!found.containsKey(at)));
            assertThat("record " + at + " is there where it can be read", !isLost || !good.contains(at), is(true));
        }
        found.forEach((sequence, text) -> assertThat(text, is(before.get(sequence))));
        int losses = lost.size();

        TreeMap<Long, String> kept = new TreeMap<>(found);
        disk.losePower(new Generator(number * 31 + index));
        open(disk, before.lastKey());
        assertThat("the next restart meets no damage", lost, is(empty()));
        assertThat(found, is(kept));
        return losses > 0 ? 1 : 0;
    }

    private static boolean isHead(MemorySegments disk, long number) {
        if (disk.recordsIn(number) == 0) {
            return false;
        }
        Record first = Record.decode(disk.record(number, 0));
        return first != null && first.type() == Record.HEAD && !disk.isUnreadable(number, 0);
    }

    /** The same, byte for byte: to see what it held. */
    private static MemorySegments copy(MemorySegments disk) {
        return disk.copy();
    }

    @Test
    void aLossIsToldBeforeAnythingIsWrittenAndWhoIsToldMayRefuse() {
        MemorySegments disk = log(1, false);
        disk.rot(1, 2, 190);
        List<Long> numbers = disk.numbers();
        assertThrows(
                ArithmeticException.class,
                () -> Wal.open(
                        disk,
                        THREE_A_SEGMENT,
                        0,
                        losses -> {
                            throw new ArithmeticException();
                        },
                        (sequence, type, payload) -> found.put(sequence, "")));
        assertThat(found.keySet(), is(empty()));
        assertThat(disk.numbers(), is(numbers));
    }

    @Test
    void aRestartThatIsInterruptedWhileItWritesDamageAwayFindsItAgain() {
        for (int step = 1; step < 30; step++) {
            MemorySegments disk = log(2, false);
            disk.rot(1, 2, 190);
            disk.failAfter(step);
            boolean through = false;
            try {
                open(disk, 0);
                through = true;
            } catch (MemorySegments.Failed e) {
                assertThat("told at step " + step, lost, hasSize(1));
            }
            disk.losePower(new Generator(step));
            open(disk, 8);
            assertThat("at step " + step, found.keySet(), contains(1L, 3L, 4L, 5L, 6L, 7L, 8L));
            assertThat(lost.size() <= 1, is(true));
            if (through) {
                assertThat(lost, is(empty()));
            }
        }
    }

    @Test
    void whatTheOwnerKnowsToBeDurableIsMissedWithoutAnyMark() {
        MemorySegments disk = new MemorySegments();
        open(disk, 7);
        assertThat(lost, contains(new Loss(1, 7, "the log")));
        Wal wal = Wal.open(disk, THREE_A_SEGMENT, (sequence, type, payload) -> {});
        assertThat("numbers are not used twice", wal.append(1, bytes("a")), is(8L));
    }

    @Test
    void theOldestSegmentIsMissedUnlessItWasTrimmed() {
        MemorySegments trimmed = log(2, true);
        open(trimmed, 0);
        assertThat(lost, is(empty()));
        trimmed.forget(trimmed.numbers().get(0));
        MemorySegments whole = log(1, false);
        whole.forget(1);
        open(whole, 0);
        assertThat(lost, contains(new Loss(1, 3, "segment 2")));
        assertThat(found.keySet(), contains(4L));
    }

    @Test
    void theImageOfALaterRecordInASpoiledOneIsNotTakenForIt() {
        MemorySegments disk = log(1, false);
        java.nio.ByteBuffer image = java.nio.ByteBuffer.allocate(200);
        Record.encode(image, 3, 0, (byte) 1, bytes("false"));
        byte[] bytes = new byte[image.remaining()];
        image.get(bytes);
        disk.replace(1, 2, bytes);
        open(disk, 0);
        assertThat(found.get(3L), is("record 3"));
        assertThat(found.containsKey(2L), is(false));
    }

    @Test
    void aLossNamesFileAndRecords() {
        assertThat(
                Loss.text(List.of(new Loss(3, 3, "a.cq4"), new Loss(7, 9, "b.cq4"))),
                containsString(
                        "a.cq4 is damaged: record 3 cannot be read, though it had been durable; b.cq4 is damaged:"
                                + " records 7 to 9 cannot"));
    }

    private void open(MemorySegments disk, long durable) {
        lost.clear();
        found.clear();
        Wal.open(
                disk,
                THREE_A_SEGMENT,
                durable,
                lost::addAll,
                (sequence, type, payload) -> assertThat(found.put(sequence, text(payload)) == null, is(true)));
    }

    private static String text(byte[] payload) {
        return new String(payload, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
