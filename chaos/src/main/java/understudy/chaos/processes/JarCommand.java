package understudy.chaos.processes;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the packaged jar is run: plain {@code java -jar}, in a process of its own, as a user runs it.
 *
 * <p>Inside the jar it finds itself; whoever runs from classes, as tests do, names it by the system property {@value
 * #JAR}.
 */
final class JarCommand {
    static final String JAR = "understudy.jar";

    /** Set by the launcher: the JVM's archive of our classes, with which nodes start on less of the processor. */
    private static final String CLASS_ARCHIVE = "understudy.classes";

    private static final int UNSAFE_FLAG_SINCE = 24;

    /** Nodes live for seconds here: what the JVM's second compiler takes of the processor, it would never give back. */
    private static final List<String> NODE_SIZE = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private JarCommand() {}

    /** The words up to the jar; its own arguments follow. */
    static List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(NODE_SIZE);
        words.add("-Dfile.encoding=UTF-8");
        String archive = System.getProperty(CLASS_ARCHIVE);
        if (archive != null) {
            words.add("-XX:SharedArchiveFile=" + archive);
            words.add("-Xlog:disable");
        }
        if (Runtime.version().feature() >= UNSAFE_FLAG_SINCE) {
            words.add("--sun-misc-unsafe-memory-access=allow");
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        words.add("-jar");
        words.add(jar().toString());
        return words;
    }

    private static Path jar() {
        String named = System.getProperty(JAR);
        Path jar = named == null ? ownJar() : Path.of(named);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    jar.toAbsolutePath() + " is no jar: 'mvn package' makes one, and -D" + JAR + "=FILE names another");
        }
        return jar.toAbsolutePath();
    }

    private static Path ownJar() {
        try {
            return Path.of(JarCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of this program is no path", e);
        }
    }
}
