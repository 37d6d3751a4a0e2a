package understudy.sim;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of cases beside the project, which need not be there. */
public final class SharedCases {
    private SharedCases() {}

    /** A folder of cases; without it, the test that asks is skipped. */
    public static Path folder(String name) {
        Path project = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(project.resolve(".mvn"))) {
            project = project.getParent();
            if (project == null) {
                throw new IllegalStateException("no folder above the tests holds .mvn");
            }
        }
        Path folder = project.resolveSibling("shared").resolve("cases").resolve(name);
        assumeTrue(Files.isDirectory(folder), "the cases beside the project are not there: ../shared/cases/" + name);
        return folder;
    }
}
