package understudy.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

final class JarIT {
    @Test
    void itStartsWithPlainJavaAndNamesItsCommands() {
        try (Running help = Jar.run("--help")) {
            int exitCode = help.awaitEnd();
            assertThat(help.output(), exitCode, is(0));
            for (String command : List.of("cluster", "demo", "shell", "run", "inspect", "format", "start", "sim")) {
                assertThat(help.output(), containsString(command));
            }
            assertThat(help.output(), not(containsString("WARN")));
        }
    }

    @Test
    void aWrongCommandIsAWrongUsage() {
        try (Running wrong = Jar.run("dance")) {
            assertThat(wrong.awaitEnd(), is(2));
            assertThat(wrong.output(), containsString("dance"));
        }
    }

    @Test
    void whatPhonesHomeIsNotInIt() throws IOException {
        try (ZipFile jar = new ZipFile(Jar.file().toFile())) {
            assertThat(
                    jar.stream().map(ZipEntry::getName).noneMatch(name -> name.contains("chronicle/analytics")),
                    is(true));
            assertThat(jar.stream().map(ZipEntry::getName).noneMatch(name -> name.endsWith(".SF")), is(true));
            System.out.println("the jar has " + Files.size(Jar.file()) / 1_000 + " kB");
        }
    }
}
