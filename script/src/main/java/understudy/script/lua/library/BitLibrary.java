package understudy.script.lua.library;

import java.util.function.IntBinaryOperator;
import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;

/** The table {@code bit}: signed integers of 32 bits; fractions round to the nearest, halves to even. */
final class BitLibrary {
    // Added to a double, it leaves the integer's low bits at the end of the fraction.
    private static final double SHIFT = 6755399441055744.0;
    private static final String LOWER_DIGITS = "0123456789abcdef";
    private static final String UPPER_DIGITS = "0123456789ABCDEF";

    private BitLibrary() {}

    private static int bits(double number) {
        int whole = (int) number;
        return whole == number ? whole : (int) Double.doubleToRawLongBits(number + SHIFT);
    }

    private static int bits(LuaContext lua, Object[] arguments, int index, String function) {
        return bits(Arguments.number(lua, arguments, index, function));
    }

    static LuaTable table() {
        LuaTable library = new LuaTable(0, 12);
        Builtin.one(library, "tobit", (lua, arguments) -> Numbers.of(bits(lua, arguments, 0, "tobit")));
        Builtin.one(library, "bnot", (lua, arguments) -> Numbers.of(~bits(lua, arguments, 0, "bnot")));
        Builtin.one(
                library,
                "bswap",
                (lua, arguments) -> Numbers.of(Integer.reverseBytes(bits(lua, arguments, 0, "bswap"))));
        Builtin.one(library, "tohex", BitLibrary::hex);
        new Fold("band", (a, b) -> a & b).addTo(library);
        new Fold("bor", (a, b) -> a | b).addTo(library);
        new Fold("bxor", (a, b) -> a ^ b).addTo(library);
        new Shift("lshift", (a, b) -> a << b).addTo(library);
        new Shift("rshift", (a, b) -> a >>> b).addTo(library);
        new Shift("arshift", (a, b) -> a >> b).addTo(library);
        new Shift("rol", Integer::rotateLeft).addTo(library);
        new Shift("ror", Integer::rotateRight).addTo(library);
        return library;
    }

    private static final class Fold extends Builtin.Single {
        private final IntBinaryOperator operator;

        Fold(String name, IntBinaryOperator operator) {
            super(name);
            this.operator = operator;
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            int result = bits(lua, arguments, 0, name());
            // From the last: of several wrong arguments the last is complained about.
            for (int i = arguments.length - 1; i > 0; i--) {
                result = operator.applyAsInt(result, bits(lua, arguments, i, name()));
            }
            return Numbers.of(result);
        }

        @Override
        public Object call2(LuaContext lua, Object a, Object b) {
            if (a instanceof Double x && b instanceof Double y) {
                return Numbers.of(operator.applyAsInt(bits(x), bits(y)));
            }
            return run(lua, new Object[] {a, b});
        }
    }

    private static final class Shift extends Builtin.Single {
        private final IntBinaryOperator operator;

        Shift(String name, IntBinaryOperator operator) {
            super(name);
            this.operator = operator;
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            int value = bits(lua, arguments, 0, name());
            return Numbers.of(operator.applyAsInt(value, bits(lua, arguments, 1, name()) & 31));
        }
    }

    private static LuaString hex(LuaContext lua, Object[] arguments) {
        int value = bits(lua, arguments, 0, "tohex");
        int count = arguments.length < 2 ? 8 : bits(lua, arguments, 1, "tohex");
        String digits = LOWER_DIGITS;
        if (count < 0) {
            // The least integer has no opposite; there it counts as many.
            count = count == Integer.MIN_VALUE ? 8 : -count;
            digits = UPPER_DIGITS;
        }
        count = Math.max(0, Math.min(count, 8));
        Strings.pay(lua, count);
        byte[] text = new byte[count];
        for (int i = count - 1; i >= 0; i--) {
            text[i] = (byte) digits.charAt(value & 15);
            value >>>= 4;
        }
        return LuaString.of(text);
    }
}
