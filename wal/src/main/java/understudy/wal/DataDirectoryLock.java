package understudy.wal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a directory for one process: two nodes on one data directory would destroy each other's promises.
 *
 * <p>The operating system holds the lock, on a file {@code lock} in the directory, and drops it when the process ends,
 * however it ends; that a number of an earlier process is still in the file means nothing (in a container every
 * node is process 1). The file is never deleted, or two processes could hold locks on two files of
 * one name.
 *
 * <p>Within one process the operating system is no help: closing <em>any</em> channel on the file would drop the
 * lock. So the directories held here are kept in a table, which is asked before the file is touched.
 */
public final class DataDirectoryLock implements AutoCloseable {
    private static final Map<Path, Boolean> HELD_HERE = new ConcurrentHashMap<>();

    private final Path directory;
    private final FileChannel channel;

    private DataDirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the lock, and creates the directory where there is none.
     *
     * @throws IllegalStateException when somebody has it; the text names the directory and the process, if known
     */
    public static DataDirectoryLock take(Path directory) {
        try {
            Path real = Files.createDirectories(directory).toRealPath();
            if (HELD_HERE.putIfAbsent(real, true) != null) {
                throw inUse(
                        directory, "this process (" + ProcessHandle.current().pid() + ")");
            }
            FileChannel channel = null;
            boolean taken = false;
            try {
                channel = FileChannel.open(
                        real.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    throw inUse(directory, holder(channel));
                }
                byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
                channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
                taken = true;
                return new DataDirectoryLock(real, channel);
            } finally {
                if (!taken) {
                    HELD_HERE.remove(real);
                    if (channel != null) {
                        channel.close();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be locked: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock on " + directory + " cannot be released: " + e.getMessage(), e);
        } finally {
            HELD_HERE.remove(directory);
        }
    }

    private static IllegalStateException inUse(Path directory, String holder) {
        return new IllegalStateException(directory + " is in use by " + holder
                + ": one directory serves one node at a time. Stop the other one, or give this one its own directory");
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        int length = channel.read(text, 0);
        String pid = length <= 0 ? "" : new String(text.array(), 0, length, StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "another process" : "process " + pid;
    }
}
