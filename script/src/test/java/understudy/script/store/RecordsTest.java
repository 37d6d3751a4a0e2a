package understudy.script.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordsTest {
    private static final byte[] VALUE = {1};

    @Test
    void keysStandInTheOrderOfTheirBytesWithoutSignAndShorterOnesFirst() {
        List<String> ordered = List.of(
                "",
                "00",
                "0000",
                "00000000000000",
                "0000000000000000",
                "000000000000000000",
                "000000000000000001",
                "0000000000000001",
                "7f",
                "7fffffffffffffff",
                "80",
                "8000000000000000",
                "ff",
                "ffffffffffffffff",
                "ffffffffffffffff00",
                "ffffffffffffffffff");
        List<String> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(4));
        Records records = new Records();
        shuffled.forEach(key -> records.put(bytes(key), VALUE));
        assertThat(keys(records), contains(ordered.toArray()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theyAreAMapInOrder(long seed) {
        Random random = new Random(seed);
        Records records = new Records();
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < 4_000; i++) {
            byte[] key = key(random);
            if (random.nextInt(3) > 0) {
                byte[] value = {(byte) i};
                assertThat(records.put(key, value), is(model.put(key, value)));
            } else {
                assertThat(records.remove(key), is(model.remove(key)));
            }
            byte[] other = key(random);
            assertThat(records.get(other), is(model.get(other)));
            assertThat(records.firstFrom(other), is(model.headMap(other).size()));
        }
        assertThat(
                keys(records),
                contains(model.keySet().stream().map(RecordsTest::text).toArray()));
    }

    @Test
    void aCopyStaysAsItWas() {
        Records records = new Records();
        records.put(bytes("01"), VALUE);
        Records copy = records.copy();
        records.remove(bytes("01"));
        records.put(bytes("02"), VALUE);
        assertThat(keys(copy), contains("01"));
        assertThat(copy.get(bytes("02")), is(nullValue()));
    }

    /** Few bytes, so that keys share their beginnings, and are each other's. */
    private static byte[] key(Random random) {
        byte[] key = new byte[random.nextInt(12)];
        for (int i = 0; i < key.length; i++) {
            key[i] = i < 6 && random.nextInt(8) > 0 ? 0 : (byte) (random.nextInt(3) * 127);
        }
        return key;
    }

    private static List<String> keys(Records records) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            keys.add(text(records.key(i)));
        }
        return keys;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String text(byte[] key) {
        return HexFormat.of().formatHex(key);
    }
}
