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
import understudy.script.store.DamagedState;
import understudy.script.store.Store;

/**
 * Where the stores of a node live: {@code state/store-N}, and {@code state/CURRENT}, a line of text that names
 * the one in force.
 *
 * <p>A state that comes in by snapshot is built in a directory of its own, synced, and put in force by the
 * rename of a new CURRENT over the old one. A crash before the rename leaves the old state, after it the new
 * one; what neither needs is removed at the next start. The rule kept: CURRENT never names a store that is not
 * whole and durable.
 *
 * <p>A state that is not to be gone on from is moved to {@code damaged}, with the reason beside it, and CURRENT is
 * removed: without CURRENT there is no state, and the next one begins empty. The last such is kept until the next, or until
 * somebody removes it.
 *
 * <p>Before LMDB opens a file it is looked at ({@link PageWalk}): thoroughly where it is small, or where the file
 * {@code OPEN} tells that the process which had it open last did not close it; otherwise quickly.
 */
public final class LmdbHome implements StateHome {
    private static final String CURRENT = "CURRENT";
    private static final String STORE = "store-";
    private static final String SPOOL = "spool-";
    private static final String DAMAGED = "damaged";
    private static final String STOPPED = "STOPPED";
    private static final String OPEN = "OPEN";
    private static final String DATA = "data.mdb";

    /** A store that was begun and never named, at a first start that was cut short, is no larger. */
    private static final long EMPTY_BYTES = 64 << 10;

    /** A smaller file is always read whole: it takes a fraction of a second. */
    private static final long SMALL_BYTES = 64 << 20;

    private final Path directory;
    private final long mapBytes;
    private LmdbStore current;
    private long currentNumber;
    private LmdbStore installing;
    private long installingNumber;

    /** Names are not used twice in a life. */
    private long lastNumber;

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
            requireWhole();
            for (Path entry : entries()) {
                String name = entry.getFileName().toString();
                boolean ours = name.startsWith(STORE) || name.startsWith(SPOOL) || name.equals(CURRENT + ".tmp");
                if (ours && !name.equals(STORE + currentNumber) && !isInstalling(name)) {
                    remove(entry);
                }
            }
            lastNumber = Math.max(lastNumber, currentNumber);
            if (currentNumber == 0) {
                current = create(++lastNumber);
                currentNumber = lastNumber;
                writeCurrent(currentNumber);
            } else {
                current = LmdbStore.open(store(currentNumber), mapBytes);
            }
            mark(OPEN, "");
            return current;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the state in " + directory, e);
        }
    }

    /** What CURRENT says is looked at before anything else is removed: it may be all that is wrong. */
    private void requireWhole() throws IOException {
        if (currentNumber == 0) {
            for (Path entry : entries()) {
                Path data = entry.resolve(DATA);
                boolean filled = entry.getFileName().toString().startsWith(STORE)
                        && Files.isRegularFile(data)
                        && Files.size(data) > EMPTY_BYTES;
                if (filled && !isInstalling(entry.getFileName().toString())) {
                    throw new DamagedState(
                            "the state is gone: " + directory.resolve(CURRENT) + " is not there, and " + entry + " is");
                }
            }
            return;
        }
        Path data = store(currentNumber).resolve(DATA);
        if (!Files.isRegularFile(data)) {
            throw new DamagedState(
                    "the state is gone: " + directory.resolve(CURRENT) + " names " + data + ", which is not there");
        }
        try {
            PageWalk.check(data, Files.exists(directory.resolve(OPEN)) || Files.size(data) <= SMALL_BYTES);
        } catch (IOException e) {
            throw new DamagedState("the state is damaged: " + data + " cannot be read: " + e.getMessage(), e);
        }
    }

    private boolean isInstalling(String name) {
        return installing != null && name.equals(STORE + installingNumber);
    }

    @Override
    public void discard(String reason) {
        if (current != null) {
            current.close();
            current = null;
        }
        try {
            Path damaged = directory.resolve(DAMAGED);
            remove(damaged);
            Files.createDirectory(damaged);
            Files.writeString(damaged.resolve("REASON"), reason + "\n");
            List<Path> stores = new ArrayList<>();
            for (Path entry : entries()) {
                String name = entry.getFileName().toString();
                if (name.startsWith(STORE) && !isInstalling(name)) {
                    stores.add(entry);
                }
            }
            for (Path store : stores) {
                Files.move(store, damaged.resolve(store.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
            LmdbStore.syncDirectory(damaged);
            Files.deleteIfExists(directory.resolve(CURRENT));
            LmdbStore.syncDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot put a damaged state aside in " + directory, e);
        }
    }

    @Override
    public void stop(String reason) {
        try {
            mark(STOPPED, reason + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note in " + directory + " that the node has stopped", e);
        }
    }

    @Override
    public String stopped() {
        Path file = directory.resolve(STOPPED);
        try {
            return Files.exists(file)
                    ? Files.readString(file, StandardCharsets.UTF_8).strip()
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private void mark(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text, StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        LmdbStore.syncDirectory(directory);
    }

    @Override
    public Store beginInstall() {
        discardInstall();
        try {
            installingNumber = ++lastNumber;
            installing = create(installingNumber);
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
            Path store = store(installingNumber);
            try (FileChannel data = FileChannel.open(store.resolve(DATA), StandardOpenOption.WRITE)) {
                data.force(true);
            }
            LmdbStore.syncDirectory(store);
            LmdbStore.syncDirectory(directory);
            writeCurrent(installingNumber);
            LmdbStore old = current;
            current = installing;
            currentNumber = installingNumber;
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
            remove(store(installingNumber));
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
            try {
                Files.deleteIfExists(directory.resolve(OPEN));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + directory.resolve(OPEN), e);
            }
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
        // Whatever bytes have got into it, they are text of some sort here, and no name of a store.
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (!text.matches(STORE + "[1-9][0-9]{0,17}\n")) {
            throw new DamagedState("the state is gone: " + file + " does not name a store");
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
