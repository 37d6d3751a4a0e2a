package understudy.chaos.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.sim.world.Prng;

final class RotTest {
    private static final int USED_BYTES = 20_000;
    private static final int TAIL_BYTES = 8_000;

    @TempDir
    Path directory;

    @Test
    void oneBitFlipsInFrontOfTheTailAndNeverInAHole() throws IOException {
        byte[] content = new byte[USED_BYTES];
        Arrays.fill(content, (byte) 'x');
        // A hole of two pages.
        Arrays.fill(content, 4_096, 12_288, (byte) 0);
        for (long seed = 0; seed < 200; seed++) {
            Path file = Files.write(directory.resolve("segment"), content);
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(1 << 20);
            }
            assertThat(Rot.flip(List.of(file), TAIL_BYTES, new Prng(seed)), containsString("segment, byte"));
            byte[] spoilt = Arrays.copyOf(Files.readAllBytes(file), USED_BYTES);
            int at = Arrays.mismatch(content, spoilt);
            assertThat(at, is(lessThan(4_096)));
            assertThat(Integer.bitCount((content[at] ^ spoilt[at]) & 0xff), is(1));
            assertThat(Arrays.mismatch(tail(content, at), tail(spoilt, at)), is(-1));
        }
    }

    @Test
    void whatHasNothingToSpoilIsLeftAsItIs() throws IOException {
        Path small = Files.write(directory.resolve("small"), new byte[] {1, 2, 3});
        Path empty = Files.write(directory.resolve("empty"), new byte[0]);
        assertThat(Rot.flip(List.of(small, empty), TAIL_BYTES, new Prng(1)), is(""));
        assertThat(Files.readAllBytes(small), is(new byte[] {1, 2, 3}));
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from + 1, bytes.length);
    }
}
