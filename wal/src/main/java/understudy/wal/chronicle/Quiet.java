package understudy.wal.chronicle;

import java.io.File;
import java.nio.file.Path;
import net.openhft.chronicle.core.OS;

/** Keeps Chronicle from what it does unasked. Its classes look when they are first used, so this has to come before. */
final class Quiet {
    private Quiet() {}

    static void please() {
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.disk.monitor.disable", "true");
        removeStrayDirectory();
    }

    /** When it finds no directory {@code target} around, it makes one beside the temporary files. */
    private static void removeStrayDirectory() {
        File stray = Path.of(System.getProperty("java.io.tmpdir"), "target").toFile();
        boolean wasThere = stray.exists();
        OS.getTarget();
        if (!wasThere) {
            stray.delete(); // only if it is empty; if it cannot be deleted it does no harm
        }
    }
}
