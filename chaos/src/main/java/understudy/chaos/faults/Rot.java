package understudy.chaos.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import understudy.chaos.processes.NodeProcess;
import understudy.sim.world.Prng;

/**
 * A bit of a log segment or of the state's file flips while the node is down.
 *
 * <p>The last of the log is left alone: a torn end that nobody was told of looks the same as one that rotted, up to the last
 * durable mark, and no log can tell them apart. Where files are sparse, holes are left alone too.
 */
final class Rot implements Fault {
    private static final int TAIL_BYTES = 32 << 10;
    private static final int PAGE_BYTES = 4 << 10;
    private static final int TRIES = 400;

    private final NodeProcess node;
    private final boolean log;
    private final Prng random;
    private String flipped = "";

    Rot(NodeProcess node, boolean log, long salt) {
        this.node = node;
        this.log = log;
        this.random = new Prng(salt);
    }

    @Override
    public String begin() {
        node.kill();
        try {
            flipped = log ? flip(segments(), TAIL_BYTES, random) : flip(state(), 0, random);
            return "killed; " + flipped;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot spoil a file of " + node, e);
        }
    }

    @Override
    public void heal() {
        node.start();
    }

    @Override
    public String missed() {
        return flipped.isEmpty() ? "no file of it had a bit to spoil" : "";
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(node.directory().resolve("log"))) {
            return files.filter(path -> path.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }

    private List<Path> state() throws IOException {
        Path state = node.directory().resolve("state");
        Path current = state.resolve("CURRENT");
        if (!Files.exists(current)) {
            return List.of();
        }
        return List.of(state.resolve(Files.readString(current).strip()).resolve("data.mdb"));
    }

    /**
     * Flips a bit of one of the files, and tells which; empty where none holds enough.
     *
     * @param tailBytes at the end of what each holds, which are left alone
     */
    static String flip(List<Path> files, int tailBytes, Prng random) throws IOException {
        List<Path> left = new ArrayList<>(files);
        while (!left.isEmpty()) {
            Path file = left.remove(random.below(left.size()));
            try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
                long end = used(data) - tailBytes;
                for (int i = 0; i < TRIES && end > 0; i++) {
                    long at = random.below(end);
                    if (!empty(data, at)) {
                        data.seek(at);
                        int before = data.read();
                        int after = before ^ 1 << random.below(8);
                        data.seek(at);
                        data.write(after);
                        return file.getFileName() + ", byte " + at + ": " + before + " became " + after;
                    }
                }
            }
        }
        return "";
    }

    /** Up to where it holds anything. */
    private static long used(RandomAccessFile data) throws IOException {
        byte[] page = new byte[PAGE_BYTES];
        for (long from = (data.length() - 1) / PAGE_BYTES * PAGE_BYTES; from >= 0; from -= PAGE_BYTES) {
            data.seek(from);
            int length = data.read(page);
            for (int i = length - 1; i >= 0; i--) {
                if (page[i] != 0) {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }

    /** Whether the page around it is a hole, or as good as one. */
    private static boolean empty(RandomAccessFile data, long at) throws IOException {
        byte[] page = new byte[PAGE_BYTES];
        data.seek(at / PAGE_BYTES * PAGE_BYTES);
        int length = data.read(page);
        for (int i = 0; i < length; i++) {
            if (page[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
