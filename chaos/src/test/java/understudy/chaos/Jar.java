package understudy.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packaged jar, run as a user runs it: plain {@code java -jar}, in a process of its own. */
final class Jar {
    private static final int PEER_OFFSET = 1_000;

    private Jar() {}

    static Path file() {
        Path jar = Path.of(System.getProperty("understudy.jar", "target/understudy.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar.toAbsolutePath() + " is not there: mvn package makes it");
        }
        return jar.toAbsolutePath();
    }

    static Running run(String... arguments) {
        return run(List.of(), arguments);
    }

    /** Runs it with flags for the JVM. */
    static Running run(List<String> flags, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-jar");
        command.add(file().toString());
        command.addAll(List.of(arguments));
        return Running.start(command);
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
