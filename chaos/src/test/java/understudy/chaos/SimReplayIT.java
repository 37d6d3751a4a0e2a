package understudy.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A seed does the same in whatever process: on each JDK that is here, under any locale, zone and hash seed. */
final class SimReplayIT {
    private static final int PROCESSES_PER_JDK = 10;
    private static final Path OTHER_JDKS = Path.of("/usr/lib/jvm");

    private static final List<List<String>> HOSTS = List.of(
            List.of(),
            List.of(
                    "-Duser.language=tr",
                    "-Duser.timezone=Asia/Kathmandu",
                    "-XX:+UnlockExperimentalVMOptions",
                    "-XX:hashCode=2"),
            List.of("-Duser.language=ar", "-Duser.country=EG", "-Dfile.encoding=ISO-8859-1"),
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k"),
            List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=0", "-Duser.timezone=America/St_Johns"));

    @Test
    void aSeedLeavesTheSameTraceInEveryProcessOnEveryJdk() throws IOException {
        List<String> traces = new ArrayList<>();
        List<Path> javas = javas();
        for (int i = 0; i < PROCESSES_PER_JDK; i++) {
            List<Running> atOnce = new ArrayList<>();
            try {
                for (Path java : javas) {
                    List<String> command = new ArrayList<>(List.of(java.toString()));
                    command.addAll(HOSTS.get(i % HOSTS.size()));
                    command.addAll(List.of("-jar", Jar.file().toString(), "sim", "--seed", "293"));
                    atOnce.add(Running.start(command));
                }
                for (Running seed : atOnce) {
                    assertThat(seed.output(), seed.awaitEnd(), is(0));
                    traces.add(seed.lines().get(seed.lines().size() - 1));
                }
            } finally {
                atOnce.forEach(Running::close);
            }
        }
        assertThat(traces.get(0), startsWith("trace "));
        assertThat(traces, everyItem(is(traces.get(0))));
    }

    /** The one that runs this test, and one of each other version that is installed. */
    private static List<Path> javas() throws IOException {
        List<Path> javas = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")));
        List<String> versions = new ArrayList<>(List.of(version(Path.of(System.getProperty("java.home")))));
        if (Files.isDirectory(OTHER_JDKS)) {
            try (DirectoryStream<Path> homes = Files.newDirectoryStream(OTHER_JDKS)) {
                for (Path home : homes) {
                    Path java = home.resolve("bin").resolve("java");
                    String version = version(home);
                    if (Files.isExecutable(java) && major(version) >= 17 && !versions.contains(version)) {
                        versions.add(version);
                        javas.add(java);
                    }
                }
            }
        }
        System.out.println("JDKs: " + versions);
        return javas;
    }

    /** As the file {@code release} of every JDK has it; empty where there is none. */
    private static String version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release)) {
            return "";
        }
        for (String line : Files.readAllLines(release)) {
            if (line.startsWith("JAVA_VERSION=")) {
                return line.substring("JAVA_VERSION=".length()).replace("\"", "");
            }
        }
        return "";
    }

    private static int major(String version) {
        int end = version.indexOf('.') < 0 ? version.length() : version.indexOf('.');
        return end == 0 ? 0 : Integer.parseInt(version.substring(0, end).replaceAll("\\D.*", ""));
    }
}
