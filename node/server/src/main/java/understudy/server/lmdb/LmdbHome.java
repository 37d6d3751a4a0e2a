package understudy.server.lmdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import understudy.replica.StateHome;
import understudy.script.store.Store;

/**
 * Where the stores of a node live: {@code state/store-N}, and {@code state/CURRENT}, a line of text that names
 * the one in force.
 *
 * <p>A state that comes in by snapshot is built in a directory of its own, synced, and put in force by the
 * rename of a new CURRENT over the old one. A crash before the rename leaves the old state, after it the new
 * one; what neither needs is removed at the next start. The rule kept: CURRENT never names a store that is not
 * whole and durable.
 */
public final class LmdbHome implements StateHome {
    private static final String CURRENT = "CURRENT";
    private static final String STORE = "store-";
    private static final String SPOOL = "spool-";

    private final Path directory;
    private final long mapBytes;
    private LmdbStore current;
    private long currentNumber;
    private LmdbStore installing;
    private long spools;

    /**
     * @param directory made when it is not there
     * @param mapBytes how large a state may become
     */
    public LmdbHome(Path directory, long mapBytes) {
        this.directory = directory;
        this.mapBytes = mapBytes;
    }

    @Override
    public Store open() {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                LmdbStore.syncDirectory(directory.toAbsolutePath().getParent());
            }
            currentNumber = readCurrent();
            for (Path entry : entries()) {
                String name = entry.getFileName().toString();
                boolean ours = name.startsWith(STORE) || name.startsWith(SPOOL) || name.equals(CURRENT + ".tmp");
                if (ours && !name.equals(STORE + currentNumber)) {
                    remove(entry);
                }
            }
            if (currentNumber == 0) {
                currentNumber = 1;
                current = create(currentNumber);
                writeCurrent(currentNumber);
            } else {
                Path store = store(currentNumber);
                if (!Files.isRegularFile(store.resolve("data.mdb"))) {
                    throw new DamagedState(directory.resolve(CURRENT) + " names " + store
                            + ", which is not there. Move " + directory
                            + " away and start the node again: it takes the state from its peers.");
                }
                current = LmdbStore.open(store, mapBytes);
            }
            return current;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the state in " + directory, e);
        }
    }

    @Override
    public Store beginInstall() {
        discardInstall();
        try {
            installing = create(currentNumber + 1);
            return installing;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make room for a new state in " + directory, e);
        }
    }

    @Override
    public void finishInstall() {
        if (installing == null) {
            throw new IllegalStateException("no state is being installed in " + directory);
        }
        long oldNumber = currentNumber;
        try {
            installing.commit();
            Path store = store(oldNumber + 1);
            try (FileChannel data = FileChannel.open(store.resolve("data.mdb"), StandardOpenOption.WRITE)) {
                data.force(true);
            }
            LmdbStore.syncDirectory(store);
            LmdbStore.syncDirectory(directory);
            writeCurrent(oldNumber + 1);
            LmdbStore old = current;
            current = installing;
            currentNumber = oldNumber + 1;
            installing = null;
            old.close();
            // A snapshot that is still read keeps the file's bytes until it is closed.
            remove(store(oldNumber));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot put the new state in force in " + directory, e);
        }
    }

    @Override
    public void discardInstall() {
        if (installing == null) {
            return;
        }
        installing.close();
        installing = null;
        try {
            remove(store(currentNumber + 1));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove an unfinished state in " + directory, e);
        }
    }

    @Override
    public Spool spool() {
        spools++;
        return new SpoolFile(directory.resolve(SPOOL + spools));
    }

    /** Closes what is open; what was not committed is lost. */
    public void close() {
        if (installing != null) {
            installing.close();
        }
        if (current != null) {
            current.close();
        }
    }

    private LmdbStore create(long number) throws IOException {
        Path store = store(number);
        remove(store);
        Files.createDirectory(store);
        LmdbStore made = LmdbStore.open(store, mapBytes);
        LmdbStore.syncDirectory(directory);
        return made;
    }

    private Path store(long number) {
        return directory.resolve(STORE + number);
    }

    /** The number of the store in force; 0 when there never was one. */
    private long readCurrent() throws IOException {
        Path file = directory.resolve(CURRENT);
        if (!Files.exists(file)) {
            return 0;
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        if (!text.matches(STORE + "[1-9][0-9]{0,17}\n")) {
            throw new DamagedState(file + " does not name a store. Move " + directory
                    + " away and start the node again: it takes the state from its peers.");
        }
        return Long.parseLong(text.substring(STORE.length(), text.length() - 1));
    }

    private void writeCurrent(long number) throws IOException {
        Path fresh = directory.resolve(CURRENT + ".tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer text = ByteBuffer.wrap((STORE + number + "\n").getBytes(StandardCharsets.UTF_8));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(fresh, directory.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
        LmdbStore.syncDirectory(directory);
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(tree)) {
            walk.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
