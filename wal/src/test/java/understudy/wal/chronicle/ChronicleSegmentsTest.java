package understudy.wal.chronicle;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.wal.LogFull;
import understudy.wal.Segments;

/** The adaptor by itself: what it writes it can read, and it leaves nothing behind. */
class ChronicleSegmentsTest {
    @TempDir
    Path directory;

    @Test
    void recordsAreReadBackInOrderByThisLifeAndTheNext() {
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            assertThat(segments.numbers(), is(empty()));
            segments.begin(7);
            append(segments, "one", "two", "");
            segments.sync();
            segments.begin(8);
            append(segments, "three");
            segments.sync();
            assertThat(segments.numbers(), contains(7L, 8L));
            assertThat(read(segments, 7), contains("one", "two", ""));
            assertThat(read(segments, 8), contains("three"));
        }
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            assertThat(segments.numbers(), contains(7L, 8L));
            assertThat(read(segments, 7), contains("one", "two", ""));
            segments.begin(9);
            append(segments, "four");
            assertThat(read(segments, 9), contains("four"));
            assertThat(segments.numbers(), contains(7L, 8L, 9L));
        }
    }

    @Test
    void recordsOfEverySizeUpToTheLargestAreReadBackAcrossBlockBorders() {
        List<Integer> lengths = new ArrayList<>();
        for (int length = 1; length < ChronicleSegments.MAX_RECORD_BYTES; length = length * 3 + 1) {
            lengths.add(length);
        }
        for (int i = 0; i < 24; i++) {
            lengths.add(ChronicleSegments.MAX_RECORD_BYTES - i * 1_001);
        }
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            segments.begin(1);
            for (int length : lengths) {
                segments.append(patterned(length));
            }
            segments.sync();
            List<Integer> found = new ArrayList<>();
            segments.read(1, record -> {
                assertThat(record, is(patterned(record.remaining())));
                return found.add(record.remaining());
            });
            assertThat(found, is(lengths));
        }
    }

    @Test
    void aRecordAboveTheLimitIsRefusedAndLeavesNoTrace() {
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            segments.begin(1);
            append(segments, "before");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> segments.append(patterned(ChronicleSegments.MAX_RECORD_BYTES + 1)));
            append(segments, "after");
            assertThat(read(segments, 1), contains("before", "after"));
        }
    }

    @Test
    void chroniclesOwnReaderSeesTheSameRecords() throws IOException {
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            segments.begin(3);
            append(segments, "one", "two");
            segments.begin(4);
            append(segments, "three");
        }
        List<String> found = new ArrayList<>();
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(lives().get(0))
                        .rollCycle(LegacyRollCycles.MINUTELY)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            for (int cycle = 3; cycle <= 4; cycle++) {
                assertThat(tailer.moveToIndex(queue.rollCycle().toIndex(cycle, 0)), is(true));
                for (boolean begun = false; ; begun = true) {
                    try (DocumentContext document = tailer.readingDocument()) {
                        if (!document.isPresent() || queue.rollCycle().toCycle(document.index()) != cycle) {
                            break;
                        }
                        Bytes<?> bytes = document.wire().bytes();
                        if (!begun) {
                            assertThat(bytes.readUtf8(), is("segment " + cycle + " of an Understudy log"));
                            continue;
                        }
                        assertThat(bytes.readInt(), is(Frames.GUARD));
                        byte[] record = new byte[bytes.readInt()];
                        assertThat(bytes.readInt(), is(~record.length));
                        bytes.read(record);
                        found.add(new String(record, StandardCharsets.UTF_8));
                    }
                }
            }
        }
        assertThat(found, contains("one", "two", "three"));
    }

    @Test
    void deletedSegmentsAreGoneAndTheirEmptyDirectoriesToo() throws IOException {
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            segments.begin(1);
            segments.begin(2);
            segments.begin(3);
            segments.delete(1);
            assertThat(segments.numbers(), contains(2L, 3L));
        }
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            assertThat(segments.numbers(), contains(2L, 3L));
            segments.begin(4);
            assertThat(lives().size(), is(2));
            segments.delete(2);
            segments.delete(3);
            assertThat(lives().size(), is(1));
            assertThrows(IllegalArgumentException.class, () -> segments.delete(4));
        }
    }

    @Test
    void aLifeThatEndedBeforeItsFirstSegmentLeavesNothingInTheWay() throws IOException {
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            segments.begin(1);
        }
        Files.createFile(
                Files.createDirectory(directory.resolve("life-0000000002")).resolve("metadata.cq4t"));
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            assertThat(segments.numbers(), contains(1L));
            segments.begin(2);
            assertThat(segments.numbers(), contains(1L, 2L));
        }
    }

    @Test
    void aForeignFileIsNamedAndRefused() throws IOException {
        Path stray = Files.createDirectory(directory.resolve("life-0000000001")).resolve("copy of segment.cq4");
        Files.createFile(stray);
        Exception refused = assertThrows(IllegalStateException.class, () -> ChronicleSegments.open(directory));
        assertThat(refused.getMessage(), containsString(stray.toString()));
        Files.delete(stray);
        ChronicleSegments.open(directory).close();
    }

    @Test
    void aSecondOpenerIsRefusedAndTheFirstGoesOn() {
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            segments.begin(1);
            Exception refused = assertThrows(IllegalStateException.class, () -> ChronicleSegments.open(directory));
            assertThat(refused.getMessage(), containsString(directory.toString()));
            append(segments, "still here");
            assertThat(read(segments, 1), contains("still here"));
        }
    }

    @Test
    void aLogCanBeLookedAtWhileItIsWritten() {
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            segments.begin(1);
            append(segments, "one");
            try (Segments looked = ChronicleSegments.readOnly(directory)) {
                assertThat(looked.numbers(), contains(1L));
                assertThat(read(looked, 1), contains("one"));
                append(segments, "two");
                assertThat(read(looked, 1), contains("one", "two"));
                assertThat(looked.name(1), is(segments.name(1)));
                assertThrows(UnsupportedOperationException.class, () -> looked.begin(2));
                assertThrows(UnsupportedOperationException.class, () -> looked.delete(1));
            }
            append(segments, "three");
        }
    }

    @Test
    void writesAreRefusedBeforeTheReserveIsTouched() {
        try (ChronicleSegments segments = ChronicleSegments.open(directory, Long.MAX_VALUE / 2)) {
            assertThat(segments.freeBytes(), is(0L));
            LogFull refused = assertThrows(LogFull.class, () -> segments.begin(1));
            assertThat(refused.getMessage(), containsString(directory.toString()));
            assertThat(segments.numbers(), is(empty()));
        }
    }

    @Test
    void whatASegmentIsSaidToOccupyIsWhatItDoesOccupy() throws Exception {
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            segments.begin(1);
            segments.sync();
            long empty = segments.occupiedBytes(1);
            assertThat(empty, lessThan(64L << 10));
            for (int i = 0; i < 3_000; i++) {
                segments.append(patterned(1_000));
            }
            segments.sync();
            long full = segments.occupiedBytes(1);
            assertThat(full, greaterThan(3_000_000L));
            assertThat(full, lessThan(3_400_000L));
            long kibibytes = kibibytesOnDisk(directory.resolve("life-0000000001/19700101-0001.cq4"));
            assertThat(Math.abs(full - (kibibytes << 10)), lessThan(128L << 10));
        }
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            read(segments, 1);
            assertThat(segments.occupiedBytes(1), lessThan(3_400_000L));
        }
    }

    @Test
    void itMayBeOpenedOnOneThreadAndUsedOnAnother() throws Exception {
        try (ChronicleSegments segments = ChronicleSegments.open(directory)) {
            segments.begin(1);
            append(segments, "here");
            CompletableFuture.runAsync(() -> {
                        append(segments, "there");
                        segments.sync();
                        segments.begin(2);
                    })
                    .get();
            append(segments, "here again");
            assertThat(read(segments, 1), contains("here", "there"));
            assertThat(read(segments, 2), contains("here again"));
        }
    }

    private List<Path> lives() throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    static void append(ChronicleSegments segments, String... records) {
        for (String record : records) {
            segments.append(ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static List<String> read(Segments segments, long number) {
        List<String> found = new ArrayList<>();
        segments.read(
                number,
                record -> found.add(StandardCharsets.UTF_8.decode(record).toString()));
        return found;
    }

    private static ByteBuffer patterned(int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (int i = 0; i < length; i++) {
            bytes.put(i, (byte) (i * 31 + length));
        }
        return bytes;
    }

    private static long kibibytesOnDisk(Path file) throws Exception {
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        String output = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(output.split("\\s")[0]);
    }
}
