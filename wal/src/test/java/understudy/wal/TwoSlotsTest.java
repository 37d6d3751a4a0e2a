package understudy.wal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small value that must survive everything: what was stored is there, the newest of it, or nobody is told that it is. */
class TwoSlotsTest {
    @TempDir
    Path directory;

    @Test
    void whatIsStoredIsThereAfterReopening() {
        Path file = directory.resolve("promise");
        try (TwoSlots slots = TwoSlots.open(FileSlots.open(file))) {
            assertThat(slots.value(), is(nullValue()));
            slots.store(bytes("one"));
            slots.store(bytes("two"));
            assertThat(slots.value(), is(bytes("two")));
        }
        try (TwoSlots slots = TwoSlots.open(FileSlots.open(file))) {
            assertThat(slots.value(), is(bytes("two")));
            slots.store(new byte[0]);
            slots.store(new byte[TwoSlots.MAX_VALUE_BYTES]);
            assertThrows(IllegalArgumentException.class, () -> slots.store(new byte[TwoSlots.MAX_VALUE_BYTES + 1]));
        }
        try (TwoSlots slots = TwoSlots.open(FileSlots.open(file))) {
            assertThat(slots.value().length, is(TwoSlots.MAX_VALUE_BYTES));
        }
    }

    @Test
    void theFileHasItsFullLengthFromTheStart() throws Exception {
        Path file = directory.resolve("promise");
        FileSlots.open(file).close();
        assertThat(Files.size(file), is(8192L));
    }

    @Test
    void aPlaceThatRotsTakesNothingWithIt() throws Exception {
        Path file = directory.resolve("promise");
        for (int rotten = 0; rotten < 2; rotten++) {
            try (TwoSlots slots = TwoSlots.open(FileSlots.open(file))) {
                slots.store(bytes("older"));
                slots.store(bytes("newest " + rotten));
            }
            byte[] content = Files.readAllBytes(file);
            content[rotten * SlotFile.PLACE_BYTES + 17] ^= 4;
            Files.write(file, content);
            try (TwoSlots slots = TwoSlots.open(FileSlots.open(file))) {
                assertThat(slots.value(), is(bytes("newest " + rotten)));
            }
        }
    }

    @Test
    void twoUnreadablePlacesAreDamageAndTheFileIsNamed() throws Exception {
        Path file = directory.resolve("promise");
        try (TwoSlots slots = TwoSlots.open(FileSlots.open(file))) {
            slots.store(bytes("a promise"));
        }
        byte[] content = Files.readAllBytes(file);
        content[20] ^= 1;
        content[SlotFile.PLACE_BYTES + 20] ^= 1;
        Files.write(file, content);
        try (FileSlots slots = FileSlots.open(file)) {
            DamagedLog damaged = assertThrows(DamagedLog.class, () -> TwoSlots.open(slots));
            assertThat(damaged.getMessage(), containsString(file.toString()));
        }
        assertThat("it is left as it is", Files.readAllBytes(file), is(content));
    }

    @Test
    void afterAFailedWriteNothingMoreIsStored() {
        Disk disk = new Disk(new Generator(1));
        TwoSlots slots = TwoSlots.open(disk);
        slots.store(bytes("one"));
        disk.stepsToFailure = 2;
        assertThrows(MemoryFailure.class, () -> slots.store(bytes("two")));
        assertThrows(IllegalStateException.class, () -> slots.store(bytes("three")));
    }

    @Test
    void whateverCrashesTheValueIsTheLastOneStoredOrTheOneBeingStored() {
        for (long seed = 1; seed <= 5_000; seed++) {
            Generator random = new Generator(seed);
            Disk disk = new Disk(random);
            String stored = null;
            String beingStored = null;
            int values = 0;
            for (int life = 0; life < 8; life++) {
                disk.stepsToFailure = random.oneIn(2) ? 1 + random.below(12) : Integer.MAX_VALUE;
                try {
                    TwoSlots slots = TwoSlots.open(disk);
                    String found = slots.value() == null ? null : new String(slots.value(), StandardCharsets.US_ASCII);
                    assertThat("seed " + seed, found, anyOf(is(stored), is(beingStored)));
                    stored = found;
                    for (int i = random.below(4); i > 0; i--) {
                        beingStored = ++values + " ".repeat(random.below(4_000));
                        slots.store(bytes(beingStored));
                        stored = beingStored;
                    }
                    if (stored != null && random.oneIn(3)) {
                        disk.rotOnePlace();
                    }
                } catch (MemoryFailure e) {
                    // and the process with it
                } catch (DamagedLog e) {
                    throw new AssertionError("seed " + seed, e);
                }
                disk.crash();
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class MemoryFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Two places on a disk that tears at any byte and fails at any step. */
    private static final class Disk implements SlotFile {
        private final Generator random;
        private final byte[][] platter = {new byte[PLACE_BYTES], new byte[PLACE_BYTES]};
        private final byte[][] cache = {null, null};
        private int stepsToFailure = Integer.MAX_VALUE;

        private Disk(Generator random) {
            this.random = random;
        }

        @Override
        public byte[] read(int place) {
            return (cache[place] == null ? platter : cache)[place].clone();
        }

        @Override
        public void write(int place, byte[] bytes) {
            cache[place] = bytes.clone();
            step();
        }

        @Override
        public void sync() {
            step();
            for (int place = 0; place < 2; place++) {
                if (cache[place] != null) {
                    platter[place] = cache[place];
                    cache[place] = null;
                }
            }
        }

        @Override
        public void close() {}

        /** The process dies, and the power fails with it or not. */
        private void crash() {
            stepsToFailure = Integer.MAX_VALUE;
            if (random.oneIn(3)) {
                return;
            }
            for (int place = 0; place < 2; place++) {
                if (cache[place] != null) {
                    int written = random.below(PLACE_BYTES + 1);
                    byte[] garbage = random.bytes(Math.min(512, PLACE_BYTES - written));
                    System.arraycopy(cache[place], 0, platter[place], 0, written);
                    System.arraycopy(garbage, 0, platter[place], written, garbage.length);
                    cache[place] = null;
                }
            }
        }

        private void rotOnePlace() {
            int place = random.below(2);
            platter[place][random.below(16)] ^= (byte) (1 << random.below(8));
        }

        private void step() {
            if (--stepsToFailure == 0) {
                throw new MemoryFailure();
            }
        }
    }
}
