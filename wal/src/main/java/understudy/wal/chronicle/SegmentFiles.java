package understudy.wal.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.wal.Segments;
import understudy.wal.UnreadableSegment;

/**
 * Which segments lie where. Every life of the process has a directory of its own, named for its first
 * segment, and in it a queue of Chronicle's, one file (cycle) to a segment:
 *
 * <pre>
 *   log/life-0000000007/19700101-0007.cq4     segment 7: "minute" 7 of our clock
 *                       19700101-0008.cq4
 *                       metadata.cq4t         Chronicle's; never read again
 * </pre>
 */
final class SegmentFiles {
    private static final String LIFE = "life-";
    private static final String SUFFIX = ".cq4";
    private static final DateTimeFormatter CYCLE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm");
    private static final int SECONDS_OF_A_CYCLE = 60;
    private static final int PAGE_BYTES = 4096;

    private final Path directory;
    private final TreeMap<Long, Path> files = new TreeMap<>();

    /** Where the last record of each segment ends, as far as it is known. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    private SegmentFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * What there is. The directories are synced: a file whose deletion was under way when the process died is gone
     * then for good, or still here.
     */
    static SegmentFiles in(Path directory) throws IOException {
        SegmentFiles segments = new SegmentFiles(directory);
        syncDirectory(directory);
        for (Path life : children(directory, LIFE + "*")) {
            syncDirectory(life);
            for (Path file : children(life, "*" + SUFFIX)) {
                long number = numberOf(file);
                Path other = segments.files.put(number, file);
                if (other != null) {
                    throw new IllegalStateException("segment " + number + " is there twice, as " + other + " and as "
                            + file + ": one of them was copied here by hand; move it away");
                }
            }
        }
        return segments;
    }

    /** Milliseconds of a clock that shows the given segment. */
    static long clock(long number) {
        return number * SECONDS_OF_A_CYCLE * 1000;
    }

    List<Long> numbers() {
        return List.copyOf(files.keySet());
    }

    Path file(long number) {
        Path file = files.get(number);
        if (file == null) {
            throw new IllegalStateException("segment " + number + " is not in " + directory + ": it has " + numbers());
        }
        return file;
    }

    /** Where the segments of a life lie that begins with this one. */
    Path life(long firstNumber) {
        String digits = Long.toString(firstNumber);
        return directory.resolve(LIFE + "0".repeat(Math.max(0, 10 - digits.length())) + digits);
    }

    Path fileIn(Path life, long number) {
        return life.resolve(
                CYCLE.format(LocalDateTime.ofEpochSecond(number * SECONDS_OF_A_CYCLE, 0, ZoneOffset.UTC)) + SUFFIX);
    }

    void add(long number, Path file) {
        files.put(number, file);
    }

    void endsAt(long number, long position) {
        ends.put(number, position);
    }

    void read(long number, int maxRecordBytes, Segments.Visitor visitor) {
        Path file = file(number);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ends.merge(number, read(file, channel, maxRecordBytes, visitor), Math::max);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static long read(Path file, FileChannel channel, int maxRecordBytes, Segments.Visitor visitor) {
        try {
            return Frames.read(channel, maxRecordBytes, visitor);
        } catch (IOException e) {
            throw new UnreadableSegment(file + " can be read in part only: " + e.getMessage(), e);
        }
    }

    /**
     * What a file occupies, to within an index page or two. Its length says nothing: it is sparse, and grown in
     * steps of megabytes.
     */
    long occupiedBytes(long number) {
        Path file = file(number);
        try {
            long written = ends.getOrDefault(number, Long.MAX_VALUE);
            return roundedUp(Math.min(written, Files.size(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    void sync(long number) {
        Path file = file(number);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be synced: " + e.getMessage(), e);
        }
    }

    void delete(long number) {
        Path file = file(number);
        try {
            Files.delete(file);
            files.remove(number);
            ends.remove(number);
            syncDirectory(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** Removes the directories of lives of which no segment is left, but for the given one. */
    void removeEmptyLives(Path kept) throws IOException {
        for (Path life : children(directory, LIFE + "*")) {
            if (!life.equals(kept) && children(life, "*" + SUFFIX).isEmpty()) {
                for (Path rest : children(life, "*")) {
                    Files.delete(rest);
                }
                Files.delete(life);
            }
        }
        syncDirectory(directory);
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static long numberOf(Path file) {
        String name = file.getFileName().toString();
        try {
            return LocalDateTime.parse(name.substring(0, name.length() - SUFFIX.length()), CYCLE)
                            .toEpochSecond(ZoneOffset.UTC)
                    / SECONDS_OF_A_CYCLE;
        } catch (DateTimeParseException e) {
            throw new IllegalStateException(
                    file + " is not a segment of this log: its name is no number of ours. Move" + " it away", e);
        }
    }

    private static List<Path> children(Path directory, String glob) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
            stream.forEach(children::add);
        }
        return children;
    }

    private static long roundedUp(long bytes) {
        return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }
}
