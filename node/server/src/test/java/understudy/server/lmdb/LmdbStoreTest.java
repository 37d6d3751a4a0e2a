package understudy.server.lmdb;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.script.store.Cursor;
import understudy.script.store.DamagedState;
import understudy.script.store.MemoryStore;
import understudy.script.store.Store;
import understudy.script.store.View;

final class LmdbStoreTest {
    private static final long MAP_BYTES = 1L << 30;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itIsTheSameAsItsTwinInMemoryWhateverHappens(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MemoryStore twin = new MemoryStore();
        LmdbStore store = LmdbStore.open(directory, MAP_BYTES);
        for (int step = 0; step < 2_000; step++) {
            String where = "seed " + seed + ", step " + step;
            byte[] key = key(random);
            switch (random.nextInt(40)) {
                case 0 -> {
                    store.commit();
                    twin.commit();
                }
                case 1 -> {
                    store.close();
                    store = LmdbStore.open(directory, MAP_BYTES);
                    twin.crash();
                }
                case 2 -> assertScansAlike(where, store, twin, key);
                case 3 -> {
                    try (Store.Snapshot snapshot = store.snapshot();
                            Store.Snapshot twins = twin.snapshot()) {
                        assertScansAlike(where, snapshot, twins, key);
                        assertThat(where, snapshot.get(key), is(twins.get(key)));
                    }
                }
                case 4, 5, 6, 7, 8, 9, 10, 11 -> {
                    store.delete(key);
                    twin.delete(key);
                }
                case 12, 13, 14, 15 -> assertThat(where, store.get(key), is(twin.get(key)));
                default -> {
                    byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(50)];
                    random.nextBytes(value);
                    store.put(key, value);
                    twin.put(key, value);
                }
            }
        }
        assertScansAlike("seed " + seed + ", at the end", store, twin, new byte[] {0});
        store.close();
    }

    /** Few bytes, few lengths around every border of the form, and long beginnings in common. */
    private static byte[] key(SplittableRandom random) {
        int length = switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(4);
            case 1 -> Records.PREFIX_BYTES - 2 + random.nextInt(40);
            case 2 -> Records.PREFIX_BYTES + random.nextInt(4);
            default -> random.nextInt(60) == 0 ? Records.LARGEST_KEY_BYTES : 600 + random.nextInt(3);
        };
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) (random.nextInt(4) == 0 ? 0xff : 'a'));
        for (int flips = random.nextInt(3); flips > 0; flips--) {
            int at = random.nextBoolean() ? random.nextInt(length) : length - 1 - random.nextInt(Math.min(length, 3));
            key[at] = (byte) (random.nextBoolean() ? 0 : 0x80 + random.nextInt(3));
        }
        return key;
    }

    private static void assertScansAlike(String where, View view, View twin, byte[] from) {
        assertThat(where, scan(view, from).equals(scan(twin, from)), is(true));
    }

    private static List<String> scan(View view, byte[] from) {
        List<String> found = new ArrayList<>();
        try (Cursor cursor = view.scan(from)) {
            while (cursor.next()) {
                found.add(text(cursor.key()) + "=" + text(cursor.value()));
            }
        }
        return found;
    }

    private static String text(byte[] bytes) {
        return bytes.length + ":" + new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aGroupOfLongKeysLargerThanMemoryAllowsComesOutInOrder() {
        try (LmdbStore store = LmdbStore.open(directory, MAP_BYTES)) {
            int count = 300;
            for (int i = 0; i < count; i++) {
                store.put(longKey((i * 7) % count), new byte[] {(byte) i});
            }
            store.put(new byte[] {'b'}, new byte[0]);
            try (Cursor cursor = store.scan(longKey(10))) {
                for (int i = 10; i < count; i++) {
                    assertThat(cursor.next(), is(true));
                    assertThat(Arrays.equals(cursor.key(), longKey(i)), is(true));
                }
                assertThat(cursor.next(), is(true));
                assertThat(cursor.key(), is(new byte[] {'b'}));
                assertThat(cursor.next(), is(false));
            }
        }
    }

    private static byte[] longKey(int number) {
        byte[] key = new byte[70_000];
        Arrays.fill(key, (byte) 'a');
        key[69_998] = (byte) (number >> 8);
        key[69_999] = (byte) number;
        return key;
    }

    @Test
    void aValueOfManyMegabytesComesBackWhole() {
        byte[] value = new byte[40 << 20];
        new SplittableRandom(1).nextBytes(value);
        try (LmdbStore store = LmdbStore.open(directory, MAP_BYTES)) {
            store.put(bytes("k"), value);
            store.commit();
            assertThat(Arrays.equals(store.get(bytes("k")), value), is(true));
        }
    }

    @Test
    void aSnapshotStaysAsItIsAndOutlivesItsStore() {
        LmdbStore store = LmdbStore.open(directory, MAP_BYTES);
        store.put(bytes("k"), bytes("old"));
        store.commit();
        store.put(bytes("k"), bytes("uncommitted"));
        Store.Snapshot snapshot = store.snapshot();
        store.put(bytes("k"), bytes("new"));
        store.commit();
        assertThat(snapshot.get(bytes("k")), is(bytes("old")));
        store.close();
        assertThat(snapshot.get(bytes("k")), is(bytes("old")));
        snapshot.close();
        assertThrows(IllegalStateException.class, () -> snapshot.get(bytes("k")));
        try (LmdbStore again = LmdbStore.open(directory, MAP_BYTES)) {
            assertThat(again.get(bytes("k")), is(bytes("new")));
        }
    }

    @Test
    void aCursorIsRefusedAfterAWriteToWhatItWalks() {
        try (LmdbStore store = LmdbStore.open(directory, MAP_BYTES)) {
            store.put(bytes("k"), bytes("v"));
            Cursor cursor = store.scan(bytes("a"));
            store.put(bytes("l"), bytes("v"));
            Exception refusal = assertThrows(IllegalStateException.class, cursor::next);
            assertThat(refusal.getMessage(), containsString("a write to what it walks"));
            cursor.close();
        }
    }

    @Test
    void anotherThreadMayNotTouchAnOpenTransaction() throws InterruptedException {
        try (LmdbStore store = LmdbStore.open(directory, MAP_BYTES)) {
            store.put(bytes("k"), bytes("v"));
            List<Throwable> thrown = new ArrayList<>();
            Thread other = new Thread(() -> store.put(bytes("k"), bytes("w")), "other");
            other.setUncaughtExceptionHandler((thread, problem) -> thrown.add(problem));
            other.start();
            other.join();
            assertThat(thrown.get(0).getMessage(), containsString("was used by other"));
        }
    }

    @Test
    void aFullMapCommitsNothingAndNamesTheOption() {
        LmdbStore store = LmdbStore.open(directory, 1 << 20);
        store.put(bytes("before"), bytes("v"));
        store.commit();
        Exception full = assertThrows(StateFull.class, () -> {
            for (int i = 0; ; i++) {
                store.put(bytes("k" + i), new byte[10_000]);
            }
        });
        assertThat(full.getMessage(), containsString("--state-limit"));
        assertThrows(IllegalStateException.class, store::commit);
        store.close();
        try (LmdbStore larger = LmdbStore.open(directory, MAP_BYTES)) {
            assertThat(larger.get(bytes("before")), is(bytes("v")));
            assertThat(larger.get(bytes("k0")), is(nullValue()));
        }
    }

    @Test
    void aLongKeyWhoseRestIsSpoiledIsReportedNotHandedOn() throws Exception {
        try (LmdbStore store = LmdbStore.open(directory, MAP_BYTES)) {
            byte[] key = new byte[600];
            Arrays.fill(key, (byte) 'k');
            store.put(key, bytes("v"));
            store.commit();
        }
        Path data = directory.resolve("data.mdb");
        String length = "\0\0\0" + (char) (600 - Records.PREFIX_BYTES) + "kkkk";
        int at = new String(Files.readAllBytes(data), StandardCharsets.ISO_8859_1).indexOf(length);
        try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
            file.seek(at);
            file.write(1);
        }
        try (LmdbStore store = LmdbStore.open(directory, MAP_BYTES)) {
            Cursor cursor = store.scan(bytes("a"));
            Exception damage = assertThrows(DamagedState.class, cursor::next);
            assertThat(damage.getMessage(), containsString("0x6b6b"));
        }
    }

    @Test
    void aFileThatIsNotLmdbsIsRefusedByName() throws Exception {
        Files.write(directory.resolve("data.mdb"), new byte[8192]);
        Exception damage = assertThrows(DamagedState.class, () -> LmdbStore.open(directory, MAP_BYTES));
        assertThat(damage.getMessage(), containsString(directory.toString()));
    }

    @Test
    void keysOutOfRangeAreRefused() {
        try (LmdbStore store = LmdbStore.open(directory, MAP_BYTES)) {
            assertThrows(IllegalArgumentException.class, () -> store.put(new byte[0], new byte[0]));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.put(new byte[Records.LARGEST_KEY_BYTES + 1], new byte[0]));
        }
    }

    @Test
    void aHomeSwitchesStoresAndForgetsLeftovers() throws Exception {
        Path state = directory.resolve("state");
        LmdbHome home = new LmdbHome(state, MAP_BYTES);
        Store first = home.open();
        first.put(bytes("k"), bytes("first"));
        first.commit();
        home.spool().append(bytes("left behind"));
        Store unfinished = home.beginInstall();
        unfinished.put(bytes("k"), bytes("unfinished"));
        unfinished.commit();
        unfinished.close();
        first.close();

        LmdbHome second = new LmdbHome(state, MAP_BYTES);
        Store current = second.open();
        assertThat(current.get(bytes("k")), is(bytes("first")));
        assertThat(names(state), arrayContaining("CURRENT", "OPEN", "store-1"));

        Store.Snapshot reader = current.snapshot();
        Store installed = second.beginInstall();
        installed.put(bytes("k"), bytes("second"));
        second.finishInstall();
        assertThat(installed.get(bytes("k")), is(bytes("second")));
        assertThat(reader.get(bytes("k")), is(bytes("first")));
        reader.close();
        assertThat(names(state), arrayContaining("CURRENT", "OPEN", "store-2"));
        second.beginInstall().put(bytes("k"), bytes("third"));
        second.discardInstall();
        installed.close();

        Store last = new LmdbHome(state, MAP_BYTES).open();
        assertThat(last.get(bytes("k")), is(bytes("second")));
        last.close();
    }

    @Test
    void aHomeWhoseStoreIsGoneSaysWhatToDo() throws Exception {
        Path state = directory.resolve("state");
        new LmdbHome(state, MAP_BYTES).open().close();
        Files.delete(state.resolve("store-1").resolve("data.mdb"));
        Exception damage = assertThrows(DamagedState.class, () -> new LmdbHome(state, MAP_BYTES).open());
        assertThat(damage.getMessage(), containsString("store-1"));
        Files.writeString(state.resolve("CURRENT"), "store-");
        Exception unreadable = assertThrows(DamagedState.class, () -> new LmdbHome(state, MAP_BYTES).open());
        assertThat(unreadable.getMessage(), containsString("CURRENT does not name a store"));
    }

    @Test
    void aSpoolGivesBackWhatItTookAndLeavesNothing() {
        Path state = directory.resolve("state");
        LmdbHome home = new LmdbHome(state, MAP_BYTES);
        Store store = home.open();
        try (understudy.replica.StateHome.Spool spool = home.spool()) {
            spool.append(bytes("hello "));
            spool.append(bytes("world"));
            assertThat(spool.size(), is(11L));
            assertThat(spool.read(3, 5), is(bytes("lo wo")));
            assertThrows(IllegalArgumentException.class, () -> spool.read(7, 5));
        }
        assertThat(names(state), arrayContaining("CURRENT", "OPEN", "store-1"));
        store.close();
    }

    private static String[] names(Path directory) {
        String[] names = directory.toFile().list();
        Arrays.sort(names);
        return names;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
