package understudy.wal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The two places in a plain file of 8 KiB. */
public final class FileSlots implements SlotFile {
    private static final int PLACES = 2;

    private final Path path;
    private final FileChannel channel;

    private FileSlots(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens the file, and creates it, with its directory entry durable, where there is none. */
    public static FileSlots open(Path path) {
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (channel.size() < PLACES * PLACE_BYTES) {
                    // Its full length from the start: a later write changes no more than the bytes it writes.
                    ByteBuffer blank = ByteBuffer.allocate(PLACES * PLACE_BYTES - (int) channel.size());
                    writeFully(channel, blank, channel.size());
                    channel.force(true);
                    syncDirectory(path.toAbsolutePath().getParent());
                }
                return new FileSlots(path, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] read(int place) {
        ByteBuffer bytes = ByteBuffer.allocate(PLACE_BYTES);
        try {
            long position = position(place);
            while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
                continue;
            }
            return bytes.array();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void write(int place, byte[] bytes) {
        if (bytes.length > PLACE_BYTES) {
            throw new IllegalArgumentException(bytes.length + " bytes for a place of " + PLACE_BYTES);
        }
        try {
            writeFully(channel, ByteBuffer.wrap(bytes), position(place));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void sync() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be synced: " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be closed: " + e.getMessage(), e);
        }
    }

    private static long position(int place) {
        if (place < 0 || place >= PLACES) {
            throw new IllegalArgumentException("place " + place + " of " + PLACES);
        }
        return (long) place * PLACE_BYTES;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long next = position;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
