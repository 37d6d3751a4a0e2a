package understudy.script.lua.value;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import understudy.script.keyspace.SplitMix;

class LuaTableTest {
    private static Object key(SplitMix chance) {
        int number = (int) chance.below(40);
        return switch ((int) chance.below(6)) {
            case 0 -> LuaString.of("key" + number);
            case 1 -> Numbers.of(number - 5);
            case 2 -> Numbers.of(number + 0.5);
            case 3 -> number % 2 == 0;
            default -> Numbers.of(1 + number / 2);
        };
    }

    @Test
    void aTableHoldsWhatAMapHolds() {
        for (long seed = 1; seed <= 300; seed++) {
            SplitMix chance = new SplitMix(seed);
            LuaTable table = new LuaTable((int) chance.below(8), (int) chance.below(8));
            Map<Object, Object> model = new LinkedHashMap<>();
            for (int step = 0; step < 400; step++) {
                Object key = key(chance);
                Object value = chance.below(3) == 0 ? null : Numbers.of(step);
                table.set(null, key, value);
                if (value == null) {
                    model.remove(key);
                } else {
                    model.put(key, value);
                }
                Object probe = key(chance);
                assertThat("seed " + seed + " step " + step, table.get(probe), is(model.get(probe)));
            }
            Map<Object, Object> walked = new LinkedHashMap<>();
            for (int at = table.position(0); at >= 0; at = table.position(at + 1)) {
                walked.put(table.keyAt(at), table.valueAt(at));
                assertThat(table.behind(table.keyAt(at)), is(at + 1));
            }
            assertThat("seed " + seed, walked, is(model));
            int length = table.length();
            assertThat(length == 0 || table.getInt(length) != null, is(true));
            assertThat(table.getInt(length + 1), is(nullValue()));
        }
    }

    @Test
    void aWalkMayRemoveAndReplaceWhatItMeets() {
        for (long seed = 1; seed <= 100; seed++) {
            SplitMix chance = new SplitMix(seed);
            LuaTable table = new LuaTable();
            int count = 0;
            for (int i = 0; i < 60; i++) {
                Object key = key(chance);
                count += table.get(key) == null ? 1 : 0;
                table.set(null, key, Numbers.of(i));
            }
            int met = 0;
            Object key = null;
            for (int at = table.position(0); at >= 0; at = table.position(table.behind(key))) {
                key = table.keyAt(at);
                table.set(null, key, chance.below(2) == 0 ? null : Numbers.of(-1));
                met++;
            }
            assertThat("seed " + seed, met, is(count));
        }
    }

    @Test
    void keysAreWalkedByPositionAndThenAsTheyWereInserted() {
        LuaTable table = new LuaTable();
        List<Object> others = new ArrayList<>();
        for (int i = 500; i > 0; i--) {
            LuaString key = LuaString.of("k" + i * 7919 % 1000);
            if (table.get(key) == null) {
                others.add(key);
            }
            table.set(null, key, Boolean.TRUE);
        }
        for (int i = 1; i <= 10; i++) {
            table.setInt(null, i, Boolean.TRUE);
        }
        List<Object> walked = new ArrayList<>();
        for (int at = table.position(0); at >= 0; at = table.position(at + 1)) {
            walked.add(table.keyAt(at));
        }
        walked.removeIf(key -> key instanceof Double);
        assertThat(walked, is(others));
    }

    @Test
    void aReadOnlyTableRefusesEveryWrite() {
        LuaTable table = new LuaTable(2, 2);
        table.setInt(null, 1, Boolean.TRUE);
        table.setString(null, "x", Boolean.TRUE);
        table.makeReadOnly();
        for (Object key :
                new Object[] {Numbers.of(1), Numbers.of(9), LuaString.of("x"), LuaString.of("y"), 1.5, true}) {
            LuaError error = assertThrows(LuaError.class, () -> table.set(null, key, Boolean.FALSE));
            assertThat(error.getMessage(), is("Attempt to modify a readonly table"));
        }
    }

    @Test
    void keysThatAreNilOrNoNumberAreRefused() {
        LuaTable table = new LuaTable();
        assertThat(
                assertThrows(LuaError.class, () -> table.set(null, null, true)).getMessage(), is("table index is nil"));
        assertThat(
                assertThrows(LuaError.class, () -> table.set(null, Double.NaN, true))
                        .getMessage(),
                is("table index is NaN"));
        assertThat(table.get(null), is(nullValue()));
        assertThat(table.get(Double.NaN), is(nullValue()));
    }

    @Test
    void minusZeroIsZeroAsAKey() {
        LuaTable table = new LuaTable();
        table.set(null, -0.0, LuaString.of("zero"));
        assertThat(table.get(Numbers.ZERO), is(LuaString.of("zero")));
    }

    @Test
    void keysThatComeAndGoCostNoMoreThanTheyMust() {
        long[] spent = new long[2];
        LuaTable table = new LuaTable();
        LuaContext meter = Meter.counting(spent);
        for (int i = 0; i < 20_000; i++) {
            table.set(meter, LuaString.of("in" + i), Boolean.TRUE);
            table.set(meter, LuaString.of("in" + (i - 1000)), null);
        }
        assertThat("steps " + spent[0], spent[0] < 60_000, is(true));
    }
}
