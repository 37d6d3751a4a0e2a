package understudy.chaos.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SmallDiskTest {
    private static final long MEBIBYTE = 1L << 20;

    @TempDir
    Path directory;

    @Test
    void aDiskIsFilledToWhatIsAskedAndToItsLastBlockAndEmptiedAgain() throws IOException {
        String why = SmallDisk.impossible();
        assumeTrue(why.isEmpty(), why);
        Path mount = directory.resolve("mount");
        try (SmallDisk disk = SmallDisk.make(directory.resolve("image"), mount)) {
            long before = free(mount);
            disk.fill(40 * MEBIBYTE);
            assertThat(free(mount), is(lessThan(41 * MEBIBYTE)));
            assertThat(free(mount), is(greaterThan(35 * MEBIBYTE)));
            disk.empty();
            disk.fill(0);
            assertThrows(IOException.class, () -> Files.write(mount.resolve("more"), new byte[64 << 10]));
            Files.deleteIfExists(mount.resolve("more"));
            disk.empty();
            assertThat(free(mount), is(greaterThan(before - MEBIBYTE)));
        }
        assertThat(Files.exists(mount), is(false));
    }

    private static long free(Path mount) throws IOException {
        return Files.getFileStore(mount).getUsableSpace();
    }
}
