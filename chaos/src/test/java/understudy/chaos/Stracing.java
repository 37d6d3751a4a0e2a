package understudy.chaos;

import static org.awaitility.Awaitility.await;

import java.io.File;
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
            return Tracing.holds(pid);
        });
    }

    @Override
    public void close() {
        strace.close();
    }
}
