package understudy.wal.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import understudy.wal.DataDirectoryLock;
import understudy.wal.LogFull;
import understudy.wal.Segments;

/**
 * The log's segments in Chronicle Queue: one queue for each life of the process, one cycle for each segment.
 *
 * <p>Chronicle is made for processes that hand messages to each other through the page cache, and what it does
 * well, appending to a mapped file, it does here. What it leaves open is closed here, each by one rule:
 * <ul>
 * <li><i>Durability.</i> Its {@code sync()} does nothing by default, misses what lies before a block
 *     border, and turns into nothing at all when its native layer is missing. Here {@code FileChannel.force} on the
 *     appender's file, by the kernel's own list of dirty pages, is what counts as synced, and nothing else.
 * <li><i>Files of an earlier life.</i> On a torn file it blocks for seconds, grows it by a gigabyte, or
 *     appends behind a hole, where its own reader never gets to. So it never opens one: each life begins in
 *     an empty directory, and {@link Frames} reads the old ones. Its locks and its metadata file, which
 *     confuse it after a crash, stay behind with them.
 * <li><i>Time.</i> Its cycles follow a clock; ours shows the number of the segment and never goes back.
 * <li><i>A full disk.</i> The kernel ends a write to a mapped page that it finds no block for by a signal, which the JVM
 *     throws as {@code InternalError}, and what was written then is not known. So some space is held in reserve and writes
 *     are refused before it is touched. If the error comes all the same, the process has to end.
 * <li><i>Silence.</i> It phones nobody, announces nothing, and watches no disk.
 * </ul>
 *
 * <p>Used by one thread at a time; it need not be always the same. It must not be interrupted: that closes files, and
 * ends the log like a failed write.
 */
public final class ChronicleSegments implements Segments {
    /** What is left free on the disk unless told otherwise. */
    public static final long RESERVE_BYTES = 64L << 20;

    /** A quarter of a block is Chronicle's limit for one record, less what it and we put around it. */
    static final int MAX_RECORD_BYTES = 1_000_000;

    /** More than this makes p99 suffer whenever a block is mapped; less, and records get too small. */
    private static final int BLOCK_BYTES = 4 << 20;

    private static final int CHECK_SPACE_EVERY_BYTES = 1 << 16;
    private static final int LOCK_TIMEOUT_MILLIS = 500;

    static {
        Quiet.please();
    }

    private final Path directory;
    private final DataDirectoryLock lock;
    private final SegmentFiles files;
    private final FileStore store;
    private final long reserveBytes;

    private Path life;
    private long current;
    private SingleChronicleQueue queue;
    private ExcerptAppender appender;
    private FileChannel channel;
    private long end;
    private long unchecked;

    private ChronicleSegments(Path directory, DataDirectoryLock lock, SegmentFiles files, long reserveBytes)
            throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.files = files;
        this.store = Files.getFileStore(directory);
        this.reserveBytes = reserveBytes;
    }

    /** Opens the log of a directory, and creates it where there is none. */
    public static ChronicleSegments open(Path directory) {
        return open(directory, RESERVE_BYTES);
    }

    /**
     * Opens the log of a directory, and creates it where there is none.
     *
     * @param reserveBytes space on the disk that is left free
     * @throws IllegalStateException when another process has it open
     */
    public static ChronicleSegments open(Path directory, long reserveBytes) {
        requireFlags();
        Path absolute = directory.toAbsolutePath().normalize();
        DataDirectoryLock lock = DataDirectoryLock.take(absolute);
        boolean opened = false;
        try {
            SegmentFiles files = SegmentFiles.in(absolute);
            ChronicleSegments segments = new ChronicleSegments(absolute, lock, files, reserveBytes);
            opened = true;
            return segments;
        } catch (IOException e) {
            throw new UncheckedIOException("the log in " + absolute + " cannot be opened: " + e.getMessage(), e);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** Opens the log of a directory to be looked at: takes no lock and writes nothing; a node may be running on it. */
    public static Segments readOnly(Path directory) {
        try {
            return new ReadOnlySegments(
                    SegmentFiles.in(directory.toAbsolutePath().normalize()));
        } catch (IOException e) {
            throw new UncheckedIOException("the log in " + directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Long> numbers() {
        return files.numbers();
    }

    @Override
    public void begin(long number) {
        requireSpace();
        try {
            if (queue == null) {
                beginLife(number);
            }
            if (channel != null) {
                files.endsAt(current, end);
                channel.close();
            }
            current = number;
            // Chronicle makes the file of a cycle with its first document. This one is no record of the log.
            try (DocumentContext document = appender.writingDocument()) {
                document.wire().bytes().writeUtf8("segment " + number + " of an Understudy log");
            }
            Path file = files.fileIn(life, number);
            if (!appender.currentFile().toPath().equals(file)) {
                throw new IllegalStateException("segment " + number + " was to be " + file
                        + ", Chronicle Queue has made it " + appender.currentFile());
            }
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            channel.force(true);
            SegmentFiles.syncDirectory(life);
            files.add(number, file);
            end = 0;
        } catch (IOException e) {
            throw new UncheckedIOException("segment " + number + " cannot be begun in " + directory, e);
        } catch (InternalError e) {
            throw diskFull(e);
        }
    }

    @Override
    public void append(ByteBuffer record) {
        if (record.remaining() > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "a record of " + record.remaining() + " bytes, above the limit of " + MAX_RECORD_BYTES);
        }
        unchecked += Frames.OVERHEAD_BYTES + record.remaining();
        if (unchecked >= CHECK_SPACE_EVERY_BYTES) {
            requireSpace();
            unchecked = 0;
        }
        try {
            write(record.duplicate());
        } catch (InternalError e) {
            throw diskFull(e);
        }
    }

    @Override
    public void sync() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(files.file(current) + " cannot be synced: " + e.getMessage(), e);
        }
    }

    @Override
    public void syncOld(long number) {
        files.sync(number);
    }

    @Override
    public void read(long number, Visitor visitor) {
        files.read(number, MAX_RECORD_BYTES, visitor);
    }

    @Override
    public void delete(long number) {
        if (number == current) {
            throw new IllegalArgumentException("segment " + number + " is being written");
        }
        files.delete(number);
        try {
            files.removeEmptyLives(life);
        } catch (IOException e) {
            throw new UncheckedIOException("an empty directory in " + directory + " cannot be removed", e);
        }
    }

    @Override
    public long occupiedBytes(long number) {
        if (number == current) {
            files.endsAt(current, end);
        }
        return files.occupiedBytes(number);
    }

    @Override
    public long freeBytes() {
        try {
            return Math.max(0, store.getUsableSpace() - reserveBytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the free space of " + directory + " cannot be asked for", e);
        }
    }

    @Override
    public int maxRecordBytes() {
        return MAX_RECORD_BYTES;
    }

    @Override
    public String name(long number) {
        return files.file(number).toString();
    }

    /** Closes the files and releases the directory. It does not sync. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
            if (queue != null) {
                queue.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log in " + directory + " cannot be closed", e);
        } finally {
            lock.close();
        }
    }

    private void write(ByteBuffer record) {
        DocumentContext document = appender.writingDocument();
        boolean whole = false;
        try {
            Bytes<?> bytes = document.wire().bytes();
            bytes.writeInt(Frames.GUARD).writeInt(record.remaining()).writeInt(~record.remaining());
            bytes.writeSome(record);
            if (record.hasRemaining()) {
                throw new IllegalStateException(
                        "Chronicle Queue left out " + record.remaining() + " bytes of a record");
            }
            end = bytes.writePosition();
            whole = true;
        } finally {
            if (!whole) {
                document.rollbackOnClose(); // closing alone would commit the half that was written
            }
            document.close();
        }
    }

    private void beginLife(long number) throws IOException {
        current = number;
        files.removeEmptyLives(null);
        life = Files.createDirectory(files.life(number));
        SegmentFiles.syncDirectory(directory);
        queue = SingleChronicleQueueBuilder.binary(life)
                .rollCycle(LegacyRollCycles.MINUTELY)
                .timeProvider(() -> SegmentFiles.clock(current))
                .blockSize(BLOCK_BYTES)
                .syncMode(SyncMode.NONE)
                .timeoutMS(LOCK_TIMEOUT_MILLIS)
                .build();
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    /** Without them Chronicle fails where nobody looks for the reason, or turns a queue read-only without a word. */
    private static void requireFlags() {
        Module jdk = Object.class.getModule();
        Module chronicle = SingleChronicleQueue.class.getModule();
        if (!jdk.isOpen("java.lang.reflect", chronicle) || !jdk.isExported("sun.nio.ch", chronicle)) {
            throw new IllegalStateException(
                    "this JVM was started without the flags that Chronicle Queue needs: start it"
                            + " by `java -jar`, whose manifest holds them, or with"
                            + " --add-opens java.base/java.lang.reflect=ALL-UNNAMED"
                            + " --add-opens java.base/sun.nio.ch=ALL-UNNAMED");
        }
    }

    private void requireSpace() {
        if (freeBytes() == 0) {
            throw new LogFull("less than " + (reserveBytes >> 20) + " MiB are free on the disk of " + directory
                    + ": the log takes nothing more until there is room");
        }
    }

    private IllegalStateException diskFull(InternalError e) {
        return new IllegalStateException(
                "the disk of " + directory + " is full or failing: a write to the log found no block. Make room and"
                        + " restart",
                e);
    }
}
