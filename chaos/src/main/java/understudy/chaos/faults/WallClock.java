package understudy.chaos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import understudy.chaos.processes.NodeProcess;

/**
 * A node's wall clock, by libfaketime: what it shows follows a file, which is looked at once a second. The monotonic
 * clock is left alone, as no administrator can set it either.
 */
public final class WallClock {
    private final NodeProcess node;
    private final Path file;

    private WallClock(NodeProcess node, Path file) {
        this.node = node;
        this.file = file;
    }

    /** Gives the node, from its next start on, a clock that shows the time as long as nobody says otherwise. */
    public static WallClock give(NodeProcess node, Path library, Path file) {
        WallClock clock = new WallClock(node, file);
        clock.right();
        node.environment("LD_PRELOAD", library.toString());
        node.environment("FAKETIME_TIMESTAMP_FILE", file.toAbsolutePath().toString());
        node.environment("FAKETIME_CACHE_DURATION", "1");
        // Two names in two versions.
        node.environment("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        node.environment("DONT_FAKE_MONOTONIC", "1");
        // Times of files stay what they are: the JVM compares them.
        node.environment("NO_FAKE_STAT", "1");
        // Without it each of the JVM's timed waits is over before it began, and it does nothing but wait.
        node.environment("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        return clock;
    }

    /** Shows the true time and so much more, or less. No other rate than that of true time: libfaketime would bend waits too. */
    void ahead(long millis) {
        long size = Math.abs(millis);
        show((millis < 0 ? "-" : "+") + size / 1_000 + "."
                + Long.toString(1_000 + size % 1_000).substring(1));
    }

    void right() {
        show("+0");
    }

    /** Why nobody looks at it at the moment; empty where a process does. */
    String unseen() {
        if (!node.alive()) {
            return "the node was down";
        }
        try {
            return Files.readString(Path.of("/proc/" + node.pid() + "/maps")).contains("libfaketime")
                    ? ""
                    : "the node runs without libfaketime";
        } catch (IOException e) {
            return "the node was down";
        }
    }

    private void show(String text) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, text + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set a clock in " + file, e);
        }
    }
}
