package understudy.script.kahuna;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files beside the project and in it, whichever directory the tests run in. */
final class SharedFiles {
    private SharedFiles() {}

    static Path projectRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no folder above the tests holds .mvn");
            }
        }
        return folder;
    }

    /** A file of the folder {@code shared} beside the project, which need not be there. */
    static Path shared(String name) {
        return projectRoot().resolveSibling("shared").resolve(name);
    }

    static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
