package understudy.chaos.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import understudy.chaos.processes.Tool;
import understudy.chaos.schedule.Kind;
import understudy.chaos.schedule.Variant;

/**
 * What this machine lets the suite do, beyond what any user may. Each part is there or is missing for a reason that is
 * told: a fault that was left out was not withstood.
 *
 * @param fakeTime libfaketime's library
 * @param noFakeTime why there is none
 * @param noTracing why system calls of nodes cannot be tampered with; "" when they can
 * @param noDisks why there are no small disks; "" when there are
 */
public record Machine(Optional<Path> fakeTime, String noFakeTime, String noTracing, String noDisks) {
    private static final String LIBRARY = "libfaketimeMT.so.1";

    /** @param kinds only what these need is looked for */
    public static Machine look(Set<Kind> kinds) {
        boolean clocks = kinds.contains(Kind.CLOCK);
        boolean disks = kinds.contains(Kind.DISK);
        Optional<Path> library = clocks ? library() : Optional.empty();
        return new Machine(
                library,
                clocks && library.isEmpty() ? LIBRARY + " is not installed (Debian: apt-get install faketime)" : "",
                disks ? tracingImpossible() : "",
                disks ? SmallDisk.impossible() : "");
    }

    /** Why this cannot be done here; "" when it can. */
    public String lacks(Variant variant) {
        return switch (variant) {
            case DISK_FULL -> noDisks;
            case DISK_SYNC_FAILS, DISK_SYNC_SLOW -> noTracing;
            case CLOCK_STEP, CLOCK_DRIFT -> noFakeTime;
            default -> "";
        };
    }

    private static Optional<Path> library() {
        Path lib = Path.of("/usr/lib");
        if (!Files.isDirectory(lib)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(lib)) {
            return Stream.concat(Stream.of(lib), folders.sorted())
                    .map(folder -> folder.resolve("faketime").resolve(LIBRARY))
                    .filter(Files::isRegularFile)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Tried on a program of no importance, since it takes more than the program: ptrace is often forbidden. */
    private static String tracingImpossible() {
        if (!Tool.there("strace")) {
            return "strace is not installed (Debian: apt-get install strace)";
        }
        Process victim = null;
        Process strace = null;
        try {
            victim = new ProcessBuilder("sleep", "30").start();
            strace = new ProcessBuilder(Tracing.command(victim.pid(), "error=EIO:when=1+"))
                    .redirectErrorStream(true)
                    .start();
            if (!strace.waitFor(1, TimeUnit.SECONDS)) {
                return "";
            }
            return "strace cannot attach to a process: "
                    + new String(strace.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "strace cannot be tried: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted while strace was tried";
        } finally {
            for (Process process :
                    Stream.of(strace, victim).filter(Objects::nonNull).toList()) {
                process.destroy();
            }
        }
    }

    /** All that is missing, a line for each. */
    public List<String> missing() {
        return Stream.of(noFakeTime, noTracing, noDisks)
                .filter(why -> !why.isEmpty())
                .toList();
    }
}
