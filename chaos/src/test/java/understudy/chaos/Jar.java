package understudy.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The packaged jar, run as a user runs it: {@code java -jar}, in a process of its own, on an archive of its classes as
 * the launcher has one.
 */
final class Jar {
    private static final int PEER_OFFSET = 1_000;

    /** What is over in seconds has no use for the JVM's second compiler. */
    private static final List<String> SHORT = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final List<String> ARCHIVED = archived();

    private Jar() {}

    static Path file() {
        Path jar = Path.of(System.getProperty("understudy.jar", "target/understudy.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar.toAbsolutePath() + " is not there: mvn package makes it");
        }
        return jar.toAbsolutePath();
    }

    static Running run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(arguments[0].equals("chaos") ? List.of() : SHORT);
        command.addAll(ARCHIVED);
        command.add("-jar");
        command.add(file().toString());
        command.addAll(List.of(arguments));
        return Running.start(command);
    }

    /**
     * Writes the archive, once for each jar, where the tests' nodes look for it too, and gives the flags for a JVM that
     * maps it; none where there is no such place.
     */
    private static List<String> archived() {
        String place = System.getProperty("understudy.classes");
        if (place == null) {
            return List.of();
        }
        Path archive = Path.of(place);
        try {
            if (Files.notExists(archive)
                    || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(file())) < 0) {
                Files.deleteIfExists(archive);
                List<String> command = new ArrayList<>(List.of(java(), "-XX:ArchiveClassesAtExit=" + archive));
                command.addAll(SHORT);
                command.addAll(List.of("-jar", file().toString(), "warm-up"));
                try (Running writing = Running.start(command)) {
                    writing.awaitEnd();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("-XX:SharedArchiveFile=" + archive, "-Dunderstudy.classes=" + archive, "-Xlog:disable");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The first of three consecutive ports which are free, as are those 1000 above. */
    static int freePorts() {
        for (int first = 21_001 + (int) (ProcessHandle.current().pid() % 400) * 10; first < 50_000; first += 10) {
            boolean free = true;
            for (int i = 0; i < 3 && free; i++) {
                free = isFree(first + i) && isFree(first + i + PEER_OFFSET);
            }
            if (free) {
                return first;
            }
        }
        throw new UncheckedIOException(new IOException("no free ports"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
