package understudy.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scripts of docs/recipes/lua. */
final class Recipes {
    private Recipes() {}

    static Path file(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve(".mvn"))) {
            at = at.getParent();
        }
        return at.resolve("docs/recipes/lua").resolve(name + ".lua");
    }

    static String source(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
