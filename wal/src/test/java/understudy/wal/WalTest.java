package understudy.wal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log, one rule at a time, over a disk in memory. */
class WalTest {
    /** Three records of ten bytes to a segment. */
    private static final WalSettings THREE_A_SEGMENT = new WalSettings(160);

    private final MemorySegments disk = new MemorySegments();
    private final List<String> replayed = new ArrayList<>();

    @Test
    void aNewLogIsEmptyAndBeginsWithOne() {
        Wal wal = open();
        assertThat(replayed, is(empty()));
        assertThat(wal.appended(), is(0L));
        assertThat(wal.synced(), is(0L));
        assertThat(wal.first(), is(1L));
        assertThat(wal.append(1, bytes("a")), is(1L));
        assertThat(wal.append(63, bytes("b")), is(2L));
        assertThat(wal.appended(), is(2L));
        assertThat(wal.synced(), is(0L));
        wal.sync();
        assertThat(wal.synced(), is(2L));
    }

    @Test
    void recordsComeBackWithTheirSequenceAndType() {
        Wal wal = open();
        wal.append(1, bytes("a"));
        wal.append(63, bytes(""));
        wal.sync();
        open();
        assertThat(replayed, contains("1 type 1: a", "2 type 63: "));
    }

    @Test
    void typesAndLengthsOutsideTheLimitsAreRefusedAndChangeNothing() {
        Wal wal = open();
        assertThrows(IllegalArgumentException.class, () -> wal.append(0, bytes("a")));
        assertThrows(IllegalArgumentException.class, () -> wal.append(64, bytes("a")));
        assertThat(wal.maxPayloadBytes(), is(MemorySegments.MAX_RECORD_BYTES - Record.OVERHEAD_BYTES));
        Exception tooLong =
                assertThrows(IllegalArgumentException.class, () -> wal.append(1, new byte[wal.maxPayloadBytes() + 1]));
        assertThat(tooLong.getMessage(), containsString(String.valueOf(wal.maxPayloadBytes())));
        assertThat(wal.append(1, new byte[wal.maxPayloadBytes()]), is(1L));
    }

    @Test
    void segmentsEndAtTheirSizeAndNoneIsWithoutARecord() {
        Wal wal = open(THREE_A_SEGMENT);
        for (int i = 0; i < 7; i++) {
            wal.append(1, bytes("0123456789"));
        }
        assertThat(disk.numbers(), contains(1L, 2L, 3L));
        Wal larger = open(new WalSettings(1));
        larger.append(1, bytes("larger than a segment"));
        larger.append(1, bytes("each in its own"));
        larger.append(1, bytes("and no empty one between"));
        for (long number : disk.numbers()) {
            assertThat("segment " + number, disk.recordsIn(number) >= 2, is(true));
        }
    }

    @Test
    void whatWasSyncedBeforeASegmentEndedCountsAsSynced() {
        Wal wal = open(THREE_A_SEGMENT);
        for (int i = 0; i < 4; i++) {
            wal.append(1, bytes("0123456789"));
        }
        assertThat(wal.synced(), is(3L));
    }

    @Test
    void trimDeletesSegmentsOfWhichEveryRecordIsBelow() {
        Wal wal = open(THREE_A_SEGMENT);
        for (int i = 0; i < 9; i++) {
            wal.append(1, bytes("0123456789"));
        }
        wal.sync();
        wal.trim(3);
        assertThat(wal.first(), is(1L));
        wal.trim(4);
        assertThat(wal.first(), is(4L));
        wal.trim(1_000);
        assertThat("the current segment stays", wal.first(), is(7L));
        assertThat(disk.numbers(), contains(3L));
        open();
        assertThat(replayed.get(0), is("7 type 1: 0123456789"));
    }

    @Test
    void theSequenceGoesOnWhenAllRecordsWereTrimmed() {
        Wal wal = open(THREE_A_SEGMENT);
        for (int i = 0; i < 9; i++) {
            wal.append(1, bytes("0123456789"));
        }
        wal.sync();
        wal.markIdle();
        open(new WalSettings(0)).trim(10);
        assertThat(disk.numbers(), hasSize(1));
        Wal next = open();
        assertThat(replayed, is(empty()));
        assertThat(next.append(1, bytes("a")), is(10L));
    }

    @Test
    void recordsThatNoMarkCoversAreWrittenAgainBeforeAnyoneActsOnThem() {
        Wal wal = open();
        wal.append(1, bytes("a"));
        wal.sync();
        wal.append(1, bytes("b")); // in the page cache, and there it stays
        disk.killProcess();
        open();
        assertThat(replayed, contains("1 type 1: a", "2 type 1: b"));
        disk.losePower(new Generator(1));
        open();
        assertThat(replayed, contains("1 type 1: a", "2 type 1: b"));
    }

    @Test
    void aSyncThatFailedIsNotMadeGoodByOneThatSucceeds() {
        Wal wal = open();
        wal.append(1, bytes("a"));
        disk.failAfter(1);
        assertThrows(MemorySegments.Failed.class, wal::sync);
        disk.killProcess();
        // The page is clean now and not on the disk: only writing it again can save it.
        open();
        assertThat(replayed, contains("1 type 1: a"));
        for (int seed = 0; seed < 20; seed++) {
            disk.losePower(new Generator(seed));
        }
        open();
        assertThat(replayed, contains("1 type 1: a"));
    }

    @Test
    void afterAFailedWriteTheLogRefusesEverything() {
        for (String failing : List.of("append", "sync")) {
            MemorySegments other = new MemorySegments();
            Wal wal = Wal.open(other, WalSettings.DEFAULT, (sequence, type, payload) -> {});
            wal.append(1, bytes("a"));
            other.failAfter(1);
            assertThrows(MemorySegments.Failed.class, () -> {
                if (failing.equals("append")) {
                    wal.append(1, bytes("b"));
                } else {
                    wal.sync();
                }
            });
            Exception refused = assertThrows(IllegalStateException.class, wal::sync);
            assertThat(refused.getCause().getMessage(), is(failing + " failed"));
            assertThrows(IllegalStateException.class, () -> wal.append(1, bytes("c")));
            assertThrows(IllegalStateException.class, wal::markIdle);
            assertThrows(IllegalStateException.class, () -> wal.trim(1));
            assertThat(wal.synced(), is(0L));
        }
    }

    @Test
    void aFullDiskRefusesAndTheLogGoesOnWhenThereIsRoom() {
        Wal wal = open(THREE_A_SEGMENT);
        for (int i = 0; i < 3; i++) {
            wal.append(1, bytes("0123456789"));
        }
        disk.full(true);
        assertThrows(LogFull.class, () -> wal.append(1, bytes("in a new segment")));
        disk.full(false);
        assertThat(wal.append(1, bytes("b")), is(4L));
        disk.full(true);
        assertThrows(LogFull.class, () -> wal.append(1, bytes("in the current segment")));
        disk.full(false);
        assertThat(wal.append(1, bytes("c")), is(5L));
        wal.sync();
        open();
        assertThat(replayed, hasSize(5));
    }

    @Test
    void aSegmentWhoseHeadFoundNoRoomTakesNoRecords() {
        Wal wal = open(THREE_A_SEGMENT);
        for (int i = 0; i < 3; i++) {
            wal.append(1, bytes("0123456789"));
        }
        disk.fullAfterBegin(true);
        assertThrows(LogFull.class, () -> wal.append(1, bytes("in a new segment")));
        disk.full(false);
        assertThrows(IllegalStateException.class, () -> wal.append(1, bytes("b")));
        disk.fullAfterBegin(false);
        assertThat(open().append(1, bytes("b")), is(4L));
        assertThat(replayed, hasSize(3));
    }

    @Test
    void aMarkIsWrittenOnceForWhatWasSyncedAndNotWhereOneIsThere() {
        Wal wal = open();
        wal.append(1, bytes("a"));
        wal.markIdle();
        assertThat("nothing is synced yet", disk.recordsIn(1), is(2));
        wal.sync();
        wal.markIdle();
        wal.markIdle();
        assertThat(disk.recordsIn(1), is(3));
        wal.append(1, bytes("b"));
        wal.sync();
        wal.append(1, bytes("c carries the mark for b"));
        wal.sync();
        assertThat(disk.recordsIn(1), is(5));
    }

    @Test
    void aSpoiledLastGroupIsCutWhereNoMarkCoversIt() {
        Wal wal = open();
        appendAndSync(wal, "a", "b");
        disk.rot(1, 2, 190);
        assertThat(open().appended(), is(1L));
        assertThat(replayed, contains("1 type 1: a"));
    }

    @Test
    void aSpoiledLastGroupIsDamageWhereAMarkCoversIt() {
        Wal wal = open();
        appendAndSync(wal, "a", "b");
        wal.markIdle();
        disk.rot(1, 2, 190);
        DamagedLog damaged = assertThrows(DamagedLog.class, this::open);
        assertThat(damaged.getMessage(), containsString("segment 1 is damaged: record 2 "));
        assertThat(damaged.first(), is(2L));
        assertThat(damaged.last(), is(2L));
    }

    @Test
    void aLoneMarkIsDurableWhenItHasBeenWritten() {
        for (int seed = 1; seed <= 20; seed++) {
            MemorySegments other = new MemorySegments();
            Wal wal = Wal.open(other, WalSettings.DEFAULT, (sequence, type, payload) -> {});
            appendAndSync(wal, "a", "b");
            wal.markIdle();
            other.losePower(new Generator(seed));
            other.rot(1, 2, 190);
            assertThrows(DamagedLog.class, () -> Wal.open(other, WalSettings.DEFAULT, (sequence, type, payload) -> {}));
        }
    }

    @Test
    void aRestartMarksWhatItHasCopied() {
        appendAndSync(open(), "a", "b");
        open();
        disk.losePower(new Generator(1));
        disk.rot(2, 2, 190);
        assertThat(assertThrows(DamagedLog.class, this::open).first(), is(2L));
    }

    @Test
    void aLostRecordIsDamageWhenALaterOneCarriesAMark() {
        Wal wal = open();
        appendAndSync(wal, "a", "b");
        appendAndSync(wal, "c");
        disk.forget(1, 1);
        assertThat(assertThrows(DamagedLog.class, this::open).first(), is(1L));
    }

    @Test
    void aLostSegmentIsDamage() {
        Wal wal = open(THREE_A_SEGMENT);
        for (int i = 0; i < 9; i++) {
            wal.append(1, bytes("0123456789"));
        }
        wal.sync();
        disk.forget(2);
        DamagedLog damaged = assertThrows(DamagedLog.class, this::open);
        assertThat(damaged.getMessage(), containsString("segment 1 is damaged: records 4 to 6 "));
        assertThat(damaged.first(), is(4L));
        assertThat(damaged.last(), is(6L));
        assertThat(disk.numbers(), contains(1L, 3L));
    }

    @Test
    void aDamagedLogIsLeftAsItIs() {
        Wal wal = open();
        appendAndSync(wal, "a", "b");
        appendAndSync(wal, "c");
        disk.rot(1, 1, 200);
        assertThrows(DamagedLog.class, this::open);
        assertThat(disk.numbers(), contains(1L));
        disk.rot(1, 1, 200);
        open();
        assertThat(replayed, hasSize(3));
    }

    /** Every pair of crashes, each at any step of a restart: of a whole log, and of one whose beginning was trimmed. */
    @Test
    void aRestartMayCrashAtAnyStepAndTheNextOneToo() {
        for (boolean trimmed : List.of(false, true)) {
            for (int first = 1; first < 24; first++) {
                for (int second = 1; second < 24; second++) {
                    for (int powerLost = 0; powerLost < 4; powerLost++) {
                        crashTwice(trimmed, first, second, powerLost);
                    }
                }
            }
        }
    }

    private static void crashTwice(boolean trimmed, int first, int second, int powerLost) {
        MemorySegments other = new MemorySegments();
        Wal wal = Wal.open(other, THREE_A_SEGMENT, (sequence, type, payload) -> {});
        for (int i = 0; i < 8; i++) {
            appendAndSync(wal, "0123456789");
        }
        wal.trim(trimmed ? 4 : 1);
        int[] steps = {first, second};
        for (int crash = 0; crash < steps.length; crash++) {
            other.failAfter(steps[crash]);
            try {
                Wal.open(other, WalSettings.DEFAULT, (sequence, type, payload) -> {});
            } catch (MemorySegments.Failed e) {
                // it may also have come through in fewer steps
            }
            if ((powerLost >> crash & 1) == 1) {
                other.losePower(new Generator(first * 31L + second));
            } else {
                other.killProcess();
            }
        }
        List<Long> found = new ArrayList<>();
        String where = "trimmed " + trimmed + ", crashes at " + first + " and " + second + ", power " + powerLost;
        try {
            Wal.open(other, WalSettings.DEFAULT, (sequence, type, payload) -> found.add(sequence));
        } catch (DamagedLog e) {
            throw new AssertionError(where, e);
        }
        assertThat(where, found.subList(found.size() - 5, found.size()), contains(4L, 5L, 6L, 7L, 8L));
        assertThat(where, found, hasSize(trimmed ? 5 : 8));
    }

    @Test
    void restartsWithoutAppendsDoNotMakeTheLogGrow() {
        Wal wal = open(THREE_A_SEGMENT);
        for (int i = 0; i < 9; i++) {
            wal.append(1, bytes("0123456789"));
        }
        wal.sync();
        open(THREE_A_SEGMENT);
        open(THREE_A_SEGMENT);
        long bytes = open(THREE_A_SEGMENT).occupiedBytes();
        int segments = disk.numbers().size();
        for (int restart = 0; restart < 50; restart++) {
            assertThat(open(THREE_A_SEGMENT).occupiedBytes(), is(bytes));
            assertThat(disk.numbers(), hasSize(segments));
        }
        assertThat(replayed, hasSize(9));
    }

    @Test
    void manyLivesOfAFewRecordsEachEndUpInOneSegment() {
        for (int life = 0; life < 50; life++) {
            appendAndSync(open(new WalSettings(100_000)), "a");
            assertThat(disk.numbers().size(), is(lessThan(3)));
        }
        open();
        assertThat(replayed, hasSize(50));
    }

    @Test
    void aLogOfAnotherFormatIsNamedAndLeftAlone() {
        byte[] head = ByteBuffer.allocate(20).putInt(Head.FORMAT + 1).array();
        ByteBuffer record = ByteBuffer.allocate(100);
        Record.encode(record, 1, 0, Record.HEAD, head);
        disk.begin(1);
        disk.append(record);
        Exception refused = assertThrows(IllegalStateException.class, this::open);
        assertThat(refused.getMessage(), containsString("format " + (Head.FORMAT + 1)));
        assertThat(disk.numbers(), contains(1L));
    }

    private Wal open() {
        return open(WalSettings.DEFAULT);
    }

    private Wal open(WalSettings settings) {
        replayed.clear();
        return Wal.open(
                disk,
                settings,
                (sequence, type, payload) ->
                        replayed.add(sequence + " type " + type + ": " + new String(payload, StandardCharsets.UTF_8)));
    }

    private static void appendAndSync(Wal wal, String... texts) {
        for (String text : texts) {
            wal.append(1, bytes(text));
        }
        wal.sync();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
