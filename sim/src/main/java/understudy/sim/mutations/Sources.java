package understudy.sim.mutations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The project's source folder, which mutations are planted in copies of. */
final class Sources {
    private static final List<String> MODULES = List.of("wal", "consensus", "script", "node/replica", "sim");

    private final Path root;

    private Sources(Path root) {
        this.root = root;
    }

    /** The folder that the running classes were built in. @throws IllegalArgumentException when it is not there */
    static Sources ofThisBuild() {
        for (Path folder = home(Sources.class); folder != null; folder = folder.getParent()) {
            if (isProject(folder)) {
                return new Sources(folder);
            }
        }
        throw new IllegalArgumentException(
                "mutations are planted in the sources, and this build does not lie in their folder: say --sources DIR");
    }

    /** @throws IllegalArgumentException when that is not the project's folder */
    static Sources at(Path folder) {
        if (!isProject(folder)) {
            throw new IllegalArgumentException(
                    folder + " is not the folder of the project: it holds no .mvn and no " + "sim/src/main/java");
        }
        return new Sources(folder);
    }

    private static boolean isProject(Path folder) {
        return Files.isDirectory(folder.resolve(".mvn")) && Files.isDirectory(folder.resolve("sim/src/main/java"));
    }

    /** Where a class was loaded from: a folder or a jar. */
    static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path with a malformed address", e);
        }
    }

    /** The source of a class. @throws Mutation.Stale when there is none */
    String read(String type) {
        for (String module : MODULES) {
            Path file = root.resolve(module).resolve("src/main/java").resolve(type.replace('.', '/') + ".java");
            if (Files.exists(file)) {
                try {
                    return Files.readString(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(file + " cannot be read", e);
                }
            }
        }
        throw new Mutation.Stale("there is no source of " + type);
    }
}
