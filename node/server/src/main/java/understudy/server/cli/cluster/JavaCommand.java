package understudy.server.cli.cluster;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to run this same program in another process: the same Java, the same jar, the flags that it needs. */
final class JavaCommand {
    /** A node does with little, and three share a machine with whoever tries them. */
    static final List<String> NODE = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private static final String MAIN_CLASS = "understudy.server.cli.Main";

    /** Set by the launcher: the JVM's archive of our classes, from {@link WarmUp}. */
    private static final String CLASS_ARCHIVE = "understudy.classes";

    private static final int UNSAFE_FLAG_SINCE = 24;

    private JavaCommand() {}

    /** The words up to the main class or the jar; arguments follow. */
    static List<String> words(List<String> size) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(size);
        words.add("-Dfile.encoding=UTF-8");
        String archive = System.getProperty(CLASS_ARCHIVE);
        if (archive != null) {
            // One that does not fit is passed over; the JVM's remarks on it are of no use to anybody.
            words.add("-XX:SharedArchiveFile=" + archive);
            words.add("-Xlog:disable");
        }
        if (Runtime.version().feature() >= UNSAFE_FLAG_SINCE) {
            words.add("--sun-misc-unsafe-memory-access=allow");
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        Path origin = origin();
        if (Files.isRegularFile(origin)) {
            words.add("-jar");
            words.add(origin.toString());
        } else {
            // From classes, as in tests: what the jar's manifest says must be said here.
            for (String opened : new String[] {"java.lang.reflect", "java.nio", "sun.nio.ch"}) {
                words.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
            }
            for (String exported : new String[] {"jdk.internal.ref", "jdk.internal.util"}) {
                words.add("--add-exports=java.base/" + exported + "=ALL-UNNAMED");
            }
            words.add("-cp");
            words.add(System.getProperty("java.class.path"));
            words.add(MAIN_CLASS);
        }
        return words;
    }

    private static Path origin() {
        try {
            return Path.of(JavaCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of this program is no path", e);
        }
    }
}
