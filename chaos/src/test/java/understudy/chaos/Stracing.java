package understudy.chaos;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import understudy.chaos.faults.Tracing;

/** strace on a process, which makes each of its syncs take longer. */
final class Stracing implements AutoCloseable {
    private final Running strace;
    private final long pid;

    private Stracing(Running strace, long pid) {
        this.strace = strace;
        this.pid = pid;
    }

    static boolean installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "strace")));
    }

    static Stracing slowSyncs(long pid, int delayMillis) {
        return new Stracing(Running.start(Tracing.command(pid, "delay_enter=" + delayMillis * 1_000)), pid);
    }

    /** Waits until it has every thread. */
    void awaitAttached() {
        await().atMost(Running.PATIENCE).until(() -> {
            if (!strace.alive()) {
                throw new IllegalStateException("strace ended: " + strace.output());
            }
            try (Stream<Path> threads = Files.list(Path.of("/proc", pid + "", "task"))) {
                return threads.allMatch(Stracing::isTraced);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static boolean isTraced(Path thread) {
        try {
            return Files.readAllLines(thread.resolve("status")).stream()
                    .anyMatch(line -> line.startsWith("TracerPid:") && !line.endsWith("\t0"));
        } catch (IOException e) {
            // It has ended meanwhile.
            return true;
        }
    }

    @Override
    public void close() {
        strace.close();
    }
}
