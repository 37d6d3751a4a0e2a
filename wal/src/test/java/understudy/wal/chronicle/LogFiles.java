package understudy.wal.chronicle;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import understudy.wal.Wal;
import understudy.wal.WalSettings;

/** A real log in a directory, for tests that spoil its files. Record n holds a text that begins with {@code <n>}. */
final class LogFiles {
    /** Bytes in front of a record's text: Chronicle's header, our frame, the record's own header. */
    static final int CHRONICLE_HEADER = 4;

    static final int FRAME = Frames.OVERHEAD_BYTES;
    static final int RECORD = 25;

    private final Path directory;
    private final WalSettings settings;

    LogFiles(Path directory, WalSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    static String text(long n) {
        return ("<" + n + ">" + " a line of the play".repeat(1 + (int) (n % 17)));
    }

    /** One life: appends records in groups, each synced; and ends it without a last mark. */
    void live(int groups, int groupSize) {
        try (Wal wal = openWal(new ArrayList<>())) {
            for (int group = 0; group < groups; group++) {
                for (int i = 0; i < groupSize; i++) {
                    wal.append(1, bytes(text(wal.appended() + 1)));
                }
                wal.sync();
            }
        }
    }

    /** Opens the log, checks that it holds records 1 to n, n being returned, and that it takes more and keeps them. */
    long reopen() {
        List<String> found = new ArrayList<>();
        long last;
        try (Wal wal = openWal(found)) {
            last = wal.appended();
            assertThat((long) found.size(), is(last));
            wal.append(1, bytes(text(last + 1)));
            wal.sync();
        }
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i), is(text(i + 1)));
        }
        List<String> again = new ArrayList<>();
        openWal(again).close();
        found.add(text(last + 1));
        assertThat(again, is(found));
        return last;
    }

    Wal openWal(List<String> replayed) {
        ChronicleSegments segments = ChronicleSegments.open(directory, 0);
        boolean opened = false;
        try {
            Wal wal = Wal.open(
                    segments,
                    settings,
                    (sequence, type, payload) -> replayed.add(new String(payload, StandardCharsets.UTF_8)));
            opened = true;
            return wal;
        } finally {
            if (!opened) {
                segments.close();
            }
        }
    }

    /** All segment files, oldest first. */
    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.toString().endsWith(".cq4")).sorted().toList();
        }
    }

    Path newestSegment() throws IOException {
        List<Path> segments = segments();
        return segments.get(segments.size() - 1);
    }

    Path metadata() throws IOException {
        return newestSegment().resolveSibling("metadata.cq4t");
    }

    /** Where the text of a record begins in a file. */
    static long positionOf(long record, Path file) throws IOException {
        byte[] sought = bytes("<" + record + ">");
        byte[] all = Files.readAllBytes(file);
        for (int i = 0; i <= all.length - sought.length; i++) {
            if (ByteBuffer.wrap(all, i, sought.length).equals(ByteBuffer.wrap(sought))) {
                return i;
            }
        }
        throw new IllegalStateException("record " + record + " is not in " + file);
    }

    static void write(Path file, long position, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    static void zero(Path file, long position, int length) throws IOException {
        write(file, position, new byte[length]);
    }

    static void flipBit(Path file, long position) throws IOException {
        byte[] all = Files.readAllBytes(file);
        write(file, position, new byte[] {(byte) (all[(int) position] ^ 0x10)});
    }

    static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
