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

    private final long pid;
    private final Process strace;

    private Tracing(long pid, Process strace) {
        this.pid = pid;
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
            return new Tracing(
                    pid,
                    new ProcessBuilder(command(pid, tampering))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run strace: " + e.getMessage(), e);
        }
    }

    /** Whether strace has hold of the node. */
    boolean attached() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.anyMatch(line -> line.startsWith("TracerPid:") && !line.endsWith("\t0"));
        } catch (IOException | UncheckedIOException e) {
            return false; // it has ended meanwhile
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
