package understudy.chaos.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import understudy.chaos.processes.Tool;

/**
 * A disk of a node's own: ext4 in a file, mounted, so that it can be full while the machine's is not, and a sync still
 * means something. Takes root. A file of ballast fills it.
 */
public final class SmallDisk implements AutoCloseable {
    private static final long BYTES = 1L << 30;
    /** What a file system takes for itself when a large file is made on it. */
    private static final long MARGIN_BYTES = 4L << 20;

    private static final int BLOCK_BYTES = 4 << 10;
    private static final String BALLAST = "ballast";

    private final Path image;
    private final Path mount;

    private SmallDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** Why there can be none here; "" when there can. */
    static String impossible() {
        for (String program : new String[] {"mount", "umount", "mkfs.ext4", "fallocate"}) {
            if (!Tool.there(program)) {
                return "a small disk for each node takes root and '" + program + "', which is not there";
            }
        }
        Path place = null;
        try {
            place = Files.createTempDirectory("understudy-disk");
            try (SmallDisk disk = make(place.resolve("image"), place.resolve("mount"), 16L << 20)) {
                return Files.isDirectory(disk.mount) ? "" : "a small disk was mounted and is not there";
            }
        } catch (IOException | IllegalStateException | UncheckedIOException e) {
            return "a small disk for each node takes root and loop devices: " + e.getMessage();
        } finally {
            delete(place);
        }
    }

    private static void delete(Path place) {
        try {
            if (place != null) {
                Files.deleteIfExists(place.resolve("mount"));
                Files.deleteIfExists(place.resolve("image"));
                Files.deleteIfExists(place);
            }
        } catch (IOException e) {
            // A stray empty folder among the temporary ones.
        }
    }

    /** Makes and mounts one. */
    public static SmallDisk make(Path image, Path mount) {
        return make(image, mount, BYTES);
    }

    private static SmallDisk make(Path image, Path mount, long bytes) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
            Files.createDirectories(mount);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + image, e);
        }
        Tool.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        Tool.run("mount", "-o", "loop", image.toString(), mount.toString());
        return new SmallDisk(image, mount);
    }

    /** Fills it until so many bytes are left, about; until not one block is, where that is none. */
    void fill(long leftBytes) {
        Path ballast = mount.resolve(BALLAST);
        try {
            long bytes = Files.getFileStore(mount).getUsableSpace() - Math.max(leftBytes, MARGIN_BYTES);
            if (bytes > 0) {
                Tool.run("fallocate", "-l", Long.toString(bytes), ballast.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the free space of " + mount, e);
        }
        if (leftBytes == 0) {
            writeAll(ballast);
        }
    }

    private static void writeAll(Path ballast) {
        byte[] block = new byte[BLOCK_BYTES];
        try (OutputStream out = Files.newOutputStream(
                ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (long written = 0; written < BYTES; written += BLOCK_BYTES) {
                out.write(block);
            }
            throw new IllegalStateException(ballast + " grows beyond its disk");
        } catch (IOException e) {
            // It is full: that is the end that was wanted.
        }
    }

    void empty() {
        try {
            Files.deleteIfExists(mount.resolve(BALLAST));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the ballast from " + mount, e);
        }
    }

    /** Who still has a file open there keeps it until he lets go; nobody else sees it any more. */
    @Override
    public void close() {
        Tool.run("umount", "--lazy", mount.toString());
        try {
            Files.deleteIfExists(image);
            Files.deleteIfExists(mount);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + image, e);
        }
    }
}
