package understudy.script.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.script.keyspace.SplitMix;

/**
 * What every {@link Store} keeps to. The in-memory twin is held to it here, LMDB in its own module, so that
 * what the simulator shows of the one is true of the other.
 */
public abstract class StoreContract {
    private static final int LARGEST_KEY = 80 << 10;

    protected Store store;

    /** A store that holds nothing. */
    protected abstract Store openEmpty() throws Exception;

    /**
     * Ends the open store without another commit, as a crash does, and opens what it left.
     *
     * @param crashed was open until now
     */
    protected abstract Store reopenAfterCrash(Store crashed) throws Exception;

    @BeforeEach
    public void open() throws Exception {
        store = openEmpty();
    }

    @AfterEach
    public void close() {
        store.close();
    }

    @Test
    public void anEmptyStoreHoldsNothing() {
        assertThat(store.get(key("a")), is(nullValue()));
        assertThat(contents(store), is(List.of()));
    }

    @Test
    public void aWriteIsSeenByTheWriterAtOnce() {
        store.put(key("a"), key("1"));
        assertThat(text(store.get(key("a"))), is("1"));
        store.put(key("a"), key("2"));
        assertThat(text(store.get(key("a"))), is("2"));
        store.delete(key("a"));
        assertThat(store.get(key("a")), is(nullValue()));
    }

    @Test
    public void removingWhatIsNotThereDoesNothing() {
        store.delete(key("a"));
        store.commit();
        assertThat(contents(store), is(List.of()));
    }

    @Test
    public void emptyValuesAreValues() {
        store.put(key("a"), new byte[0]);
        assertThat(store.get(key("a")).length, is(0));
        assertThat(contents(store), is(List.of("a=")));
    }

    @Test
    public void keysAreOrderedAsUnsignedBytes() {
        store.put(new byte[] {(byte) 0xFF}, key("last"));
        store.put(new byte[] {0x7F}, key("middle"));
        store.put(new byte[] {0}, key("first"));
        store.put(new byte[] {0, 0}, key("second"));
        store.put(new byte[] {(byte) 0x80}, key("fourth"));
        List<String> values = new ArrayList<>();
        try (Cursor cursor = store.scan(new byte[] {0})) {
            while (cursor.next()) {
                values.add(text(cursor.value()));
            }
        }
        assertThat(values, is(List.of("first", "second", "middle", "fourth", "last")));
    }

    @Test
    public void aScanBeginsAtTheFirstKeyNotBelow() {
        for (String name : List.of("a", "b", "bb", "d")) {
            store.put(key(name), key(name));
        }
        assertThat(keysFrom(store, "b"), is(List.of("b", "bb", "d")));
        assertThat(keysFrom(store, "ba"), is(List.of("bb", "d")));
        assertThat(keysFrom(store, "c"), is(List.of("d")));
        assertThat(keysFrom(store, "e"), is(List.of()));
    }

    @Test
    public void keysLongerThanAPageOfTheDiskAreHeldInOrder() {
        byte[] shorter = filled(LARGEST_KEY - 1, 'k');
        byte[] longest = filled(LARGEST_KEY, 'k');
        byte[] other = filled(600, 'k');
        other[599] = 'j';
        store.put(longest, key("longest"));
        store.put(other, key("other"));
        store.put(shorter, key("shorter"));
        store.put(key("kk"), key("short"));
        assertThat(text(store.get(longest)), is("longest"));
        assertThat(text(store.get(shorter)), is("shorter"));
        List<String> values = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        try (Cursor cursor = store.scan(key("k"))) {
            while (cursor.next()) {
                values.add(text(cursor.value()));
                lengths.add(cursor.key().length);
            }
        }
        assertThat(values, is(List.of("short", "other", "shorter", "longest")));
        assertThat(lengths, is(List.of(2, 600, LARGEST_KEY - 1, LARGEST_KEY)));
        store.delete(shorter);
        assertThat(store.get(shorter), is(nullValue()));
        assertThat(text(store.get(longest)), is("longest"));
    }

    @Test
    public void keysThatDifferOnlyFarBehindAreDifferentKeys() {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] one = filled(2000, 'x');
            one[1900 + i] = 'y';
            keys.add(one);
            store.put(one, key("v" + i));
        }
        store.commit();
        for (int i = 0; i < 20; i++) {
            assertThat(text(store.get(keys.get(i))), is("v" + i));
        }
        keys.sort(Arrays::compareUnsigned);
        List<byte[]> found = new ArrayList<>();
        try (Cursor cursor = store.scan(key("x"))) {
            while (cursor.next()) {
                found.add(cursor.key());
            }
        }
        assertThat(found.size(), is(20));
        for (int i = 0; i < 20; i++) {
            assertThat(Arrays.equals(found.get(i), keys.get(i)), is(true));
        }
    }

    @Test
    public void aKeyOfNoBytesAndOneTooLongAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> store.put(new byte[0], key("v")));
        assertThrows(IllegalArgumentException.class, () -> store.put(filled(LARGEST_KEY + 1, 'k'), key("v")));
    }

    @Test
    public void valuesOfManyMegabytesComeBackWhole() {
        byte[] value = new byte[9 << 20];
        SplitMix bytes = new SplitMix(1);
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) bytes.next();
        }
        store.put(key("big"), value);
        store.commit();
        assertThat(Arrays.equals(store.get(key("big")), value), is(true));
    }

    @Test
    public void aCrashLeavesWhatWasCommittedLastAndNothingElse() throws Exception {
        store.put(key("a"), key("1"));
        store.put(key("b"), key("1"));
        store.commit();
        store.put(key("a"), key("2"));
        store.delete(key("b"));
        store.put(key("c"), key("2"));
        store = reopenAfterCrash(store);
        assertThat(contents(store), is(List.of("a=1", "b=1")));
    }

    @Test
    public void aSnapshotShowsTheLastCommitWhateverIsWrittenAfter() {
        store.put(key("a"), key("1"));
        store.commit();
        store.put(key("a"), key("2"));
        store.put(key("b"), key("2"));
        try (Store.Snapshot snapshot = store.snapshot()) {
            assertThat(contents(snapshot), is(List.of("a=1")));
            store.delete(key("a"));
            store.commit();
            assertThat(contents(snapshot), is(List.of("a=1")));
            assertThat(text(snapshot.get(key("a"))), is("1"));
            assertThat(snapshot.get(key("b")), is(nullValue()));
        }
        assertThat(contents(store), is(List.of("b=2")));
    }

    @Test
    public void whateverIsDoneItHoldsWhatASortedMapWould() throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            store.close();
            store = openEmpty();
            SplitMix chance = new SplitMix(seed);
            TreeMap<String, String> applied = new TreeMap<>();
            TreeMap<String, String> committed = new TreeMap<>();
            for (int step = 0; step < 300; step++) {
                String name = "k".repeat((int) chance.below(3) == 0 ? 550 : 1) + chance.below(30);
                switch ((int) chance.below(12)) {
                    case 0 -> {
                        store.commit();
                        committed = new TreeMap<>(applied);
                    }
                    case 1 -> {
                        store = reopenAfterCrash(store);
                        applied = new TreeMap<>(committed);
                    }
                    case 2, 3, 4 -> {
                        store.delete(key(name));
                        applied.remove(name);
                    }
                    case 5 -> assertThat("seed " + seed, contents(store), is(entries(applied)));
                    case 6 -> {
                        try (Store.Snapshot snapshot = store.snapshot()) {
                            assertThat("seed " + seed, contents(snapshot), is(entries(committed)));
                        }
                    }
                    default -> {
                        store.put(key(name), key("v" + step));
                        applied.put(name, "v" + step);
                    }
                }
                byte[] found = store.get(key(name));
                assertThat("seed " + seed, found == null ? null : text(found), is(applied.get(name)));
            }
        }
    }

    private static List<String> entries(TreeMap<String, String> map) {
        List<String> entries = new ArrayList<>();
        for (Map.Entry<String, String> entry : map.entrySet()) {
            entries.add(entry.getKey() + "=" + entry.getValue());
        }
        return entries;
    }

    private static List<String> contents(View view) {
        List<String> contents = new ArrayList<>();
        try (Cursor cursor = view.scan(new byte[] {0})) {
            while (cursor.next()) {
                contents.add(text(cursor.key()) + "=" + text(cursor.value()));
            }
        }
        return contents;
    }

    private static List<String> keysFrom(View view, String from) {
        List<String> keys = new ArrayList<>();
        try (Cursor cursor = view.scan(key(from))) {
            while (cursor.next()) {
                keys.add(text(cursor.key()));
            }
        }
        return keys;
    }

    private static byte[] filled(int length, char c) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) c);
        return bytes;
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
