package understudy.chaos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** strace on a running node, tampering with each of its system calls that makes data durable. */
public final class Tracing {
    private static final String SYNCS = "fdatasync,fsync,msync";
    private static final int DETACH_SECONDS = 10;

    private final Process strace;

    private Tracing(Process strace) {
        this.strace = strace;
    }

    /** @param tampering in strace's words: {@code error=EIO:when=3+}, {@code delay_enter=200000} */
    public static List<String> command(long pid, String tampering) {
        return List.of(
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + SYNCS,
                "-e",
                "inject=" + SYNCS + ":" + tampering,
                "-p",
                Long.toString(pid));
    }

    static Tracing attach(long pid, String tampering) {
        try {
            return new Tracing(new ProcessBuilder(command(pid, tampering))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run strace: " + e.getMessage(), e);
        }
    }

    /** Whether strace has hold of every thread of a process: any of them may be the one that syncs. */
    public static boolean holds(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.allMatch(Tracing::isTraced);
        } catch (IOException | UncheckedIOException e) {
            return false; // the process has ended meanwhile
        }
    }

    private static boolean isTraced(Path thread) {
        try {
            return Files.readAllLines(thread.resolve("status")).stream()
                    .anyMatch(line -> line.startsWith("TracerPid:") && !line.endsWith("\t0"));
        } catch (IOException e) {
            return true; // the thread has ended meanwhile
        }
    }

    /** Lets go of the node, which goes on as if nothing had been. */
    void detach() {
        strace.destroy();
        try {
            if (!strace.waitFor(DETACH_SECONDS, TimeUnit.SECONDS)) {
                strace.destroyForcibly();
            }
        } catch (InterruptedException e) {
            strace.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
