package understudy.script.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import understudy.script.keyspace.SplitMix;

class OverlayTest {
    private final MemoryStore store = new MemoryStore();
    private final Overlay overlay = new Overlay(store);

    @Test
    void whatIsDroppedWasNeverThere() {
        store.put(bytes(1), bytes(10));
        overlay.put(bytes(1), bytes(11));
        overlay.put(bytes(2), bytes(12));
        overlay.drop();
        assertThat(overlay.get(bytes(1)), is(bytes(10)));
        assertThat(overlay.get(bytes(2)), is(nullValue()));
        assertThat(overlay.isEmpty(), is(true));
    }

    @Test
    void aDeletionHidesWhatLiesBelowUntilItIsFlushed() {
        store.put(bytes(1), bytes(10));
        overlay.delete(bytes(1));
        assertThat(overlay.get(bytes(1)), is(nullValue()));
        assertThat(overlay.scan(bytes(0)).next(), is(false));
        assertThat(store.get(bytes(1)), is(bytes(10)));
        overlay.flush(store);
        assertThat(store.get(bytes(1)), is(nullValue()));
    }

    @Test
    void anEmptyValueIsNoDeletion() {
        overlay.put(bytes(1), new byte[0]);
        assertThat(overlay.get(bytes(1)).length, is(0));
        overlay.flush(store);
        assertThat(store.get(bytes(1)).length, is(0));
    }

    @Test
    void writesAreHandedOnInKeyOrderAndOnce() {
        overlay.put(bytes(200), bytes(1));
        overlay.delete(bytes(5));
        overlay.put(bytes(7), bytes(1));
        overlay.put(bytes(7), bytes(2));
        List<String> order = new ArrayList<>();
        Changes changes = new Changes() {
            @Override
            public void put(byte[] key, byte[] value) {
                order.add("put " + (key[0] & 0xFF) + " " + value[0]);
            }

            @Override
            public void delete(byte[] key) {
                order.add("delete " + (key[0] & 0xFF));
            }
        };
        overlay.flush(changes);
        overlay.flush(changes);
        assertThat(order, is(List.of("delete 5", "put 7 2", "put 200 1")));
    }

    @Test
    void aWalkThroughBothIsAWalkThroughTheSum() {
        for (long seed = 1; seed <= 300; seed++) {
            SplitMix chance = new SplitMix(seed);
            MemoryStore below = new MemoryStore();
            Overlay above = new Overlay(below);
            TreeMap<byte[], byte[]> sum = new TreeMap<>(Arrays::compareUnsigned);
            for (int i = 0; i < 12; i++) {
                byte[] key = bytes((int) chance.below(16));
                below.put(key, bytes(i));
                sum.put(key, bytes(i));
            }
            for (int i = 0; i < 8; i++) {
                byte[] key = bytes((int) chance.below(16));
                if (chance.below(2) == 0) {
                    above.put(key, bytes(100 + i));
                    sum.put(key, bytes(100 + i));
                } else {
                    above.delete(key);
                    sum.remove(key);
                }
            }
            byte[] from = bytes((int) chance.below(16));
            List<String> expected = new ArrayList<>();
            sum.tailMap(from, true).forEach((k, v) -> expected.add(k[0] + "=" + v[0]));
            List<String> found = new ArrayList<>();
            try (Cursor cursor = above.scan(from)) {
                while (cursor.next()) {
                    found.add(cursor.key()[0] + "=" + cursor.value()[0]);
                }
                assertThat(cursor.next(), is(false));
            }
            assertThat("seed " + seed, found, is(expected));
        }
    }

    private static byte[] bytes(int b) {
        return new byte[] {(byte) b};
    }
}
