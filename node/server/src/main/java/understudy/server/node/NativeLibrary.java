package understudy.server.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where LMDB's native library is unpacked to. Left alone, it goes to the system's temporary directory under a new
 * name at every start, and a process that is killed leaves it there for ever.
 */
final class NativeLibrary {
    private static final String PLACE = "lmdbjava.extract.dir";

    private NativeLibrary() {}

    /** The first node of a process decides, unless the property was set; its directory is locked by now. */
    static synchronized void unpackIn(Path directory) {
        if (System.getProperty(PLACE) != null) {
            return;
        }
        Path place = directory.toAbsolutePath().resolve("native");
        try {
            Files.createDirectories(place);
            try (DirectoryStream<Path> old = Files.newDirectoryStream(place, "lmdbjava-native-*")) {
                for (Path file : old) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make room for LMDB's library in " + place, e);
        }
        System.setProperty(PLACE, place.toString());
    }
}
