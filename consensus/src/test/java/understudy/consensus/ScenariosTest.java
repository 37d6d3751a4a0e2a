package understudy.consensus;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Stories about the core, each a file: its first line is the sentence that the story shows. A line that begins
 * with {@code >} is a command, what follows is what comes of it, {@code #} tells the reader why.
 *
 * <p>With {@code -Dscenarios.rewrite} the files are written anew with what came of it: then read the difference.
 */
final class ScenariosTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios");

    @TestFactory
    Stream<DynamicTest> stories() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(FOLDER)) {
            files = all.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertThat(files.size(), greaterThan(25));
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            tests.add(DynamicTest.dynamicTest(lines.get(0), file.toUri(), () -> tell(file, lines)));
        }
        return tests.stream();
    }

    private static void tell(Path file, List<String> lines) throws IOException {
        Scenario scenario = new Scenario();
        List<String> told = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(">")) {
                told.add(line);
                for (String said : scenario.run(line.substring(1))) {
                    told.add("  " + said);
                }
            } else if (!line.startsWith("  ")) {
                told.add(line);
            }
        }
        if (System.getProperty("scenarios.rewrite") != null) {
            Files.write(file, told);
        } else {
            assertThat(file + ":\n" + String.join("\n", told), told, is(lines));
        }
    }
}
