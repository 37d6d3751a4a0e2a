package understudy.server.lmdb;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.keyspace.Sealed;
import understudy.script.store.ByteWriter;
import understudy.script.store.Cursor;
import understudy.script.store.DamagedState;
import understudy.script.store.Store;

/** Real files with real damage: it is told, or it does no harm; it is never handed on. */
final class LmdbDamageTest {
    private static final long MAP_BYTES = 1L << 30;

    @TempDir
    Path directory;

    private final TreeMap<byte[], byte[]> written = new TreeMap<>(Arrays::compareUnsigned);
    private Path state;
    private Path data;
    private byte[] whole;

    @BeforeEach
    void fill() throws IOException {
        state = directory.resolve("state");
        data = state.resolve("store-1").resolve("data.mdb");
        SplittableRandom random = new SplittableRandom(7);
        LmdbHome home = new LmdbHome(state, MAP_BYTES);
        Store store = home.open();
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 400; i++) {
                byte[] key = key(random.nextInt(800));
                byte[] body = new byte[random.nextInt(30) == 0 ? 9_000 : random.nextInt(200)];
                random.nextBytes(body);
                byte[] sealed = Sealed.seal(key, new ByteWriter(body.length + 4).raw(body));
                store.put(key, sealed);
                written.put(key, sealed);
                byte[] gone = key(random.nextInt(800));
                store.delete(gone);
                written.remove(gone);
            }
            store.commit();
        }
        home.close();
        whole = Files.readAllBytes(data);
        assertThat("pages", whole.length / 4096, is(greaterThan(50)));
    }

    private static byte[] key(int number) {
        byte[] name = ("key:" + number * 7919).getBytes(StandardCharsets.UTF_8);
        return number % 40 == 0 ? Arrays.copyOf(name, 700) : name;
    }

    /** Opens and reads all. Returns what was found to be wrong; null when all is as it was written. */
    private String read() {
        LmdbHome home = new LmdbHome(state, MAP_BYTES);
        try {
            Store store = home.open();
            TreeMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
            try (Store.Snapshot snapshot = store.snapshot();
                    Cursor cursor = snapshot.scan(new byte[0])) {
                while (cursor.next()) {
                    Sealed.check(cursor.key(), cursor.value());
                    found.put(cursor.key(), cursor.value());
                }
            }
            for (byte[] key : written.keySet()) {
                byte[] stored = store.get(key);
                if (stored != null) {
                    Sealed.check(key, stored);
                }
                assertThat("by name and by walk", Arrays.equals(stored, found.get(key)), is(true));
            }
            boolean same = found.size() == written.size();
            for (byte[] key : found.keySet()) {
                same &= Arrays.equals(found.get(key), written.get(key));
            }
            return same ? null : "unnoticed";
        } catch (DamagedState e) {
            return e.getMessage();
        } finally {
            home.close();
        }
    }

    @Test
    void aWholeFileIsReadAsItWas() {
        assertThat(read(), is(nullValue()));
    }

    /** All of these flips are in bytes that mean something, or in none that do: no answer differs without a word. */
    @Test
    void aFlippedByteAnywhereIsToldOrDoesNoHarm() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        int told = 0;
        int unnoticed = 0;
        for (int i = 0; i < 300; i++) {
            byte[] spoiled = whole.clone();
            int at = i < 100 ? random.nextInt(8192) : random.nextInt(spoiled.length);
            spoiled[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(data, spoiled);
            String wrong = read();
            told += wrong == null ? 0 : 1;
            // A newest meta page that is not believed gives the commit before it: an older state, which the log makes
            // good.
            unnoticed += "unnoticed".equals(wrong) ? at < 8192 ? 0 : 1 : 0;
        }
        assertThat("unnoticed", unnoticed, is(0));
        // Most of the file is free pages and the zeros of the meta pages; a tenth of the flips must have met something,
        // or nothing was tested.
        assertThat("told", told, is(greaterThan(30)));
    }

    @Test
    void aPageOfZerosOrOfAnotherPlaceIsTold() throws IOException {
        SplittableRandom random = new SplittableRandom(13);
        int told = 0;
        for (int i = 0; i < 100; i++) {
            byte[] spoiled = whole.clone();
            int page = 2 + random.nextInt(whole.length / 4096 - 2);
            if (random.nextBoolean()) {
                Arrays.fill(spoiled, page * 4096, page * 4096 + 4096, (byte) 0);
            } else {
                int other = 2 + random.nextInt(whole.length / 4096 - 2);
                System.arraycopy(whole, other * 4096, spoiled, page * 4096, 4096);
            }
            Files.write(data, spoiled);
            String wrong = read();
            assertThat("page " + page, "unnoticed".equals(wrong), is(false));
            told += wrong == null ? 0 : 1;
        }
        assertThat(told, is(greaterThan(30)));
    }

    @Test
    void aFileThatWasCutIsToldBeforeLmdbWalksOffItsEnd() throws IOException {
        SplittableRandom random = new SplittableRandom(17);
        for (int i = 0; i < 40; i++) {
            Files.write(data, Arrays.copyOf(whole, random.nextInt(whole.length - 4096)));
            String wrong = read();
            assertThat("unnoticed".equals(wrong), is(false));
        }
        Files.write(data, Arrays.copyOf(whole, 8192));
        assertThat(read(), containsString("the state is damaged: page"));
        Files.write(data, new byte[0]);
        assertThat(read(), containsString("is no file of LMDB's"));
    }

    @Test
    void whatIsThrownAwayIsPutAsideAndTheNextStateBeginsEmpty() throws IOException {
        LmdbHome home = new LmdbHome(state, MAP_BYTES);
        home.open();
        Store incoming = home.beginInstall();
        incoming.put(key(1), written.firstEntry().getValue());
        home.discard("because");
        Store fresh = home.open();
        assertThat(fresh.get(written.firstKey()), is(nullValue()));
        assertThat(Files.readString(state.resolve("damaged").resolve("REASON")), is("because\n"));
        assertThat(
                Files.readAllBytes(state.resolve("damaged").resolve("store-1").resolve("data.mdb")), is(whole));
        // What was being installed is not harmed by it.
        home.finishInstall();
        assertThat(incoming.get(key(1)), is(written.firstEntry().getValue()));
        home.close();
        assertThat(names(), arrayContaining("CURRENT", "damaged", "store-2"));
        assertThat(
                new LmdbHome(state, MAP_BYTES).open().get(key(1)),
                is(written.firstEntry().getValue()));
    }

    @Test
    void aDiscardThatWasCutShortIsFinishedAtTheNextStart() throws IOException {
        // Between its two steps: the store is aside, CURRENT still names it.
        Files.createDirectories(state.resolve("damaged"));
        Files.move(state.resolve("store-1"), state.resolve("damaged").resolve("store-1"));
        LmdbHome home = new LmdbHome(state, MAP_BYTES);
        assertThrows(DamagedState.class, home::open);
        home.discard("again");
        assertThat(home.open().get(written.firstKey()), is(nullValue()));
        home.close();
    }

    @Test
    void aStoreThatNothingNamesIsNotMistakenForNone() throws IOException {
        Files.delete(state.resolve("CURRENT"));
        assertThat(read(), containsString("CURRENT is not there"));
        Files.write(state.resolve("CURRENT"), new byte[] {-1, -2, -3});
        assertThat(read(), containsString("does not name a store"));
        Files.writeString(state.resolve("CURRENT"), "store-9\n");
        assertThat(read(), containsString("which is not there"));
        assertThat("nothing was touched", Files.readAllBytes(data), is(whole));
    }

    @Test
    void aNodeThatHasStoppedStaysSoUntilItsNoteIsRemoved() throws IOException {
        new LmdbHome(state, MAP_BYTES).stop("they differ");
        assertThat(new LmdbHome(state, MAP_BYTES).stopped(), is("they differ"));
        Files.delete(state.resolve("STOPPED"));
        assertThat(new LmdbHome(state, MAP_BYTES).stopped(), is(nullValue()));
    }

    private String[] names() {
        String[] names = state.toFile().list();
        Arrays.sort(names);
        return names;
    }
}
