package understudy.wal.chronicle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.wal.DamagedLog;
import understudy.wal.WalSettings;

/**
 * What each kind of damage to Chronicle's files leads to: the damage that makes Chronicle itself lose records
 * without a word, hand out wrong ones, or block for ten seconds and more.
 *
 * <p>The log under test is one segment of 40 records in groups of four. Records 1 to 36 are below a durable
 * mark; 37 to 40, the last group, are synced, but no mark says so.
 */
class DamagedFilesTest {
    private static final WalSettings SETTINGS = WalSettings.DEFAULT;
    private static final int ALL = 40;

    /** Chronicle waits 10 s where it waits. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private LogFiles log;
    private Path segment;

    @BeforeEach
    void aLogOfOneSegment() throws IOException {
        log = new LogFiles(directory, SETTINGS);
        log.live(10, 4);
        segment = log.newestSegment();
    }

    // Torn tails: cut, and what is appended later is readable.

    @Test
    void aFileTruncatedInsideItsLastRecordLosesThatRecordAlone() throws IOException {
        LogFiles.truncate(segment, LogFiles.positionOf(ALL, segment) + 5);
        assertKept(ALL - 1);
    }

    @Test
    void aFileThatEndsInZerosInsteadOfItsLastRecordsLosesThese() throws IOException {
        long from = LogFiles.positionOf(38, segment) + 5;
        LogFiles.zero(segment, from, (int) (Files.size(segment) - from));
        assertKept(37);
    }

    @Test
    void aZeroedLastRecordIsCut() throws IOException {
        long text = LogFiles.positionOf(ALL, segment);
        int front = LogFiles.CHRONICLE_HEADER + LogFiles.FRAME + LogFiles.RECORD;
        LogFiles.zero(segment, text - front, front + LogFiles.text(ALL).length());
        assertKept(ALL - 1);
    }

    @Test
    void aBitFlippedInTheLastRecordCutsItAndNeverDeliversIt() throws IOException {
        LogFiles.flipBit(segment, LogFiles.positionOf(ALL, segment) + 7);
        assertKept(ALL - 1);
    }

    @Test
    void aHoleAmongRecordsThatNoMarkCoversCutsAllBehindIt() throws IOException {
        LogFiles.zero(segment, LogFiles.positionOf(38, segment), 4);
        assertKept(37);
    }

    @Test
    void theLengthOfTheLastRecordMayBeGarbage() throws IOException {
        for (int length : new int[] {3, 900_000, Integer.MAX_VALUE, -1}) {
            log.live(1, 4);
            Path file = log.newestSegment();
            long last = lastRecordIn(file);
            LogFiles.write(file, LogFiles.positionOf(last, file) - LogFiles.RECORD - 8, littleEndian(length));
            assertKept(last - 1);
            assertKept(last);
        }
    }

    // Damage: records are gone that had been durable.

    @Test
    void aPageOfZerosInTheMiddleIsDamageAndNamed() throws IOException {
        LogFiles.zero(segment, LogFiles.positionOf(11, segment), 4096);
        assertDamaged(segment, 11, 29);
    }

    @Test
    void aBitFlippedBelowAMarkIsDamageAndNamed() throws IOException {
        LogFiles.flipBit(segment, LogFiles.positionOf(20, segment) + 7);
        assertDamaged(segment, 20, 20);
    }

    @Test
    void aWrongLengthInTheMiddleIsDamageAndNamed() throws IOException {
        for (int length : new int[] {2, 100, 900_000, Integer.MAX_VALUE, -1}) {
            LogFiles.write(segment, LogFiles.positionOf(20, segment) - LogFiles.RECORD - 4, littleEndian(length));
            assertDamaged(segment, 20, 20);
        }
    }

    @Test
    void aLastRecordBelowALoneMarkIsNoTornTail() throws IOException {
        log.reopen(); // a restart marks what it has copied
        Path copy = log.newestSegment();
        LogFiles.flipBit(copy, LogFiles.positionOf(ALL + 1, copy) + 7);
        assertDamaged(copy, ALL + 1, ALL + 1);
    }

    @Test
    void aSegmentCutToHalfWithAnotherBehindItIsDamage() throws IOException {
        LogFiles many = severalSegments();
        Path middle = many.segments().get(1);
        LogFiles.truncate(middle, LogFiles.positionOf(firstRecordIn(middle) + 2, middle));
        DamagedLog damaged = assertThrows(DamagedLog.class, many::reopen);
        assertThat(damaged.getMessage(), containsString(middle.toString()));
        assertThat(damaged.first(), is(firstRecordIn(middle) + 2));
    }

    @Test
    void aSegmentThatIsMissingBetweenTwoOthersIsDamage() throws IOException {
        LogFiles many = severalSegments();
        Path middle = many.segments().get(1);
        long lost = firstRecordIn(middle);
        Files.delete(middle);
        assertThat(assertThrows(DamagedLog.class, many::reopen).first(), is(lost));
    }

    @Test
    void aSegmentUnderAnothersNameIsDamage() throws IOException {
        LogFiles many = severalSegments();
        Path middle = many.segments().get(1);
        long lost = firstRecordIn(middle);
        Files.write(middle, Files.readAllBytes(many.segments().get(0)));
        DamagedLog damaged = assertThrows(DamagedLog.class, many::reopen);
        assertThat(damaged.getMessage(), containsString(middle.toString()));
        assertThat(damaged.first(), is(lost));
    }

    @Test
    void aSegmentOfZerosBetweenTwoOthersIsDamage() throws IOException {
        LogFiles many = severalSegments();
        Path middle = many.segments().get(1);
        long lost = firstRecordIn(middle);
        Files.write(middle, new byte[1 << 20]);
        DamagedLog damaged = assertThrows(DamagedLog.class, many::reopen);
        assertThat(damaged.getMessage(), containsString(middle.toString()));
        assertThat(damaged.first(), is(lost));
    }

    /** Decided: no log can know of what it lost together with every trace of it. The page on the log says so. */
    @Test
    void aTailLostWithAllItsMarksLooksLikeOneThatWasNeverWritten() throws IOException {
        LogFiles.truncate(segment, LogFiles.positionOf(21, segment));
        assertKept(20);
    }

    // What Chronicle stumbles over, and we do not look at.

    @Test
    void chroniclesHeaderOfARecordMayBeZeroedUnfinishedOrGarbage() throws IOException {
        long size = Files.size(segment);
        for (int record : new int[] {5, 20, ALL}) {
            for (int word : new int[] {0, 0x80000000, 0x80000100, 7, 0x3fffffff, -1}) {
                long header = LogFiles.positionOf(record, segment)
                        - LogFiles.RECORD
                        - LogFiles.FRAME
                        - LogFiles.CHRONICLE_HEADER;
                LogFiles.write(segment, header, littleEndian(word));
            }
        }
        assertKept(ALL);
        assertThat(size, is(5L << 20));
    }

    @Test
    void theFirstWordTheFirstPageAndTheIndexOfAFileMayBeZero() throws IOException {
        LogFiles.zero(segment, 0, 4);
        assertKept(ALL);
        Path copy = log.newestSegment();
        LogFiles.zero(copy, 0, 4096);
        assertKept(ALL + 1);
        copy = log.newestSegment();
        LogFiles.zero(copy, 256, 32 << 10);
        assertKept(ALL + 2);
    }

    @Test
    void theHeaderAndIndexPagesMayBeOlderThanTheRecords() throws IOException {
        byte[] old = Arrays.copyOf(Files.readAllBytes(segment), 32 << 10);
        log.live(100, 4);
        LogFiles.write(log.newestSegment(), 0, old);
        assertKept(ALL + 400);
    }

    @Test
    void aFileOfTheNextSegmentMayBeEmptyZeroOrGarbage() throws IOException {
        byte[] garbage = new byte[100_000];
        new Random(7).nextBytes(garbage);
        long kept = ALL;
        for (byte[] content : new byte[][] {{}, new byte[4], new byte[1 << 20], garbage}) {
            Path next = log.newestSegment().resolveSibling("19700101-0009.cq4");
            Files.write(next, content);
            assertKept(kept++);
            assertThat("it is not left behind", Files.exists(next), is(false));
        }
    }

    @Test
    void theMetadataFileMayBeGoneEmptyZeroOrGarbage() throws IOException {
        byte[] garbage = new byte[128 << 10];
        new Random(7).nextBytes(garbage);
        Files.delete(log.metadata());
        long kept = ALL;
        assertKept(kept++);
        for (byte[] content : new byte[][] {{}, new byte[128 << 10], garbage}) {
            Files.write(log.metadata(), content);
            assertKept(kept++);
        }
    }

    @Test
    void chroniclesLockMayBeHeldByAProcessThatLives() throws IOException {
        try (SingleChronicleQueue queue = chronicle(segment.getParent());
                ExcerptAppender appender = queue.createAppender();
                DocumentContext document = appender.writingDocument()) {
            document.wire().bytes().writeUtf8("never finished while the log is opened");
            assertKept(ALL);
            document.rollbackOnClose();
        }
    }

    @Test
    void aHalfWrittenRecordIsCutWhetherChronicleHasCommittedItOrNot() throws IOException {
        try (SingleChronicleQueue queue = chronicle(segment.getParent());
                ExcerptAppender appender = queue.createAppender()) {
            try (DocumentContext document = appender.writingDocument()) {
                Bytes<?> bytes = document.wire().bytes();
                bytes.writeInt(Frames.GUARD).writeInt(1_000).writeInt(~1_000).write(new byte[100]);
            }
            appender.writingDocument().wire().bytes().writeInt(Frames.GUARD).writeInt(1_000);
        }
        assertKept(ALL);
    }

    @Test
    void aTornTailThatAnEarlierRestartHasCutStaysCut() throws IOException {
        LogFiles many = severalSegments();
        Path torn = many.newestSegment();
        long last = many.reopen();
        assertThat(Files.exists(torn), is(true));
        LogFiles.zero(torn, LogFiles.positionOf(last, torn), 4);
        assertThat(many.reopen(), is(last + 1));
    }

    @Test
    void anImageOfTheLogStoredAsAValueIsNotTakenForTheLog() throws IOException {
        byte[] image = Arrays.copyOf(Files.readAllBytes(segment), 64 << 10);
        try (var wal = log.openWal(new ArrayList<>())) {
            wal.append(1, image);
            wal.sync();
            wal.append(1, LogFiles.bytes("behind"));
            wal.sync();
        }
        var found = new ArrayList<String>();
        try (var wal = log.openWal(found)) {
            assertThat(wal.appended(), is(ALL + 2L));
            assertThat(found.get(ALL + 1), is("behind"));
        }
    }

    @Test
    void restartsWithoutAppendsDoNotMakeTheLogGrow() throws IOException {
        long occupied = 0;
        for (int restart = 0; restart < 12; restart++) {
            try (var wal = log.openWal(new ArrayList<>())) {
                assertThat(wal.appended(), is((long) ALL));
                occupied = Math.max(occupied, wal.occupiedBytes());
            }
            assertThat(log.segments().size(), is(1));
        }
        assertThat(occupied, lessThan(256L << 10));
    }

    private void assertKept(long records) {
        assertThat(assertTimeout(AT_ONCE, () -> log.reopen()), is(records));
    }

    private void assertDamaged(Path file, long first, long last) {
        DamagedLog damaged = assertTimeout(AT_ONCE, () -> assertThrows(DamagedLog.class, () -> log.reopen()));
        assertThat(damaged.getMessage(), containsString(file.toString()));
        assertThat(damaged.getMessage(), containsString((first == last ? "record " : "records ") + first + " "));
        assertThat(damaged.getMessage(), containsString("docs/log.md"));
        assertThat(damaged.first(), is(first));
        assertThat(damaged.last(), is(last));
    }

    /** A log of its own, of which each segment holds a few records only. */
    private LogFiles severalSegments() {
        LogFiles many = new LogFiles(directory.resolve("many"), new WalSettings(2_000));
        many.live(12, 3);
        return many;
    }

    private static long firstRecordIn(Path file) throws IOException {
        String all = new String(Files.readAllBytes(file), ISO_8859_1);
        int at = all.indexOf('<');
        return Long.parseLong(all.substring(at + 1, all.indexOf('>', at)));
    }

    private static long lastRecordIn(Path file) throws IOException {
        String all = new String(Files.readAllBytes(file), ISO_8859_1);
        int at = all.lastIndexOf('<');
        return Long.parseLong(all.substring(at + 1, all.indexOf('>', at)));
    }

    private static SingleChronicleQueue chronicle(Path life) {
        return SingleChronicleQueueBuilder.binary(life)
                .rollCycle(LegacyRollCycles.MINUTELY)
                .timeProvider(() -> SegmentFiles.clock(1))
                .blockSize(4 << 20)
                .build();
    }

    private static byte[] littleEndian(int word) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(word)
                .array();
    }
}
