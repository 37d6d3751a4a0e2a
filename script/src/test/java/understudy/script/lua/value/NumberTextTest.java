package understudy.script.lua.value;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import understudy.script.keyspace.SplitMix;

class NumberTextTest {
    private static String text(double number) {
        return NumberText.text(number).toString();
    }

    private static String argument(double number) {
        return NumberText.argument(number).toString();
    }

    private static Double number(String text) {
        return NumberText.number(LuaString.of(text));
    }

    @Test
    void numbersPrintAsInC() {
        assertThat(text(100), is("100"));
        assertThat(text(0.1), is("0.1"));
        assertThat(text(1e15), is("1e+15"));
        assertThat(text(0x1p53), is("9.007199254741e+15"));
        assertThat(text(-0.0), is("-0"));
        assertThat(text(123456789012345.0), is("1.2345678901234e+14"));
        assertThat(text(99999999999999.5), is("1e+14"));
        assertThat(text(1 / 3.0), is("0.33333333333333"));
        assertThat(text(5e-324), is("4.9406564584125e-324"));
        assertThat(text(0.0001), is("0.0001"));
        assertThat(text(0.00001), is("1e-05"));
        assertThat(text(Double.POSITIVE_INFINITY), is("inf"));
        assertThat(text(Double.NEGATIVE_INFINITY), is("-inf"));
    }

    @Test
    void theSignOfNotANumberIsNeverSeen() {
        assertThat(text(Double.NaN), is("-nan"));
        assertThat(text(Double.longBitsToDouble(0xfff8000000000000L)), is("-nan"));
    }

    @Test
    void argumentsOfCommandsAreWholeOrShort() {
        assertThat(argument(1e15), is("1000000000000000"));
        assertThat(argument(1e17), is("100000000000000000"));
        assertThat(argument(-0.0), is("0"));
        assertThat(argument(0x1p63), is("9223372036854776000"));
        assertThat(argument(0x1p64), is("18446744073709552000"));
        assertThat(argument(1e20), is("1e+20"));
        assertThat(argument(0.1), is("0.1"));
        assertThat(argument(1e-7), is("1e-7"));
        assertThat(argument(5e-324), is("5e-324"));
        assertThat(argument(1 / 3.0), is("0.3333333333333333"));
        assertThat(argument(1.5), is("1.5"));
    }

    @Test
    void fourteenDigitsAreThoseOfTheExactValue() {
        SplitMix chance = new SplitMix(7);
        for (int i = 0; i < 200_000; i++) {
            double number = switch (i % 4) {
                case 0 -> Double.longBitsToDouble(chance.next());
                case 1 -> (chance.next() >> 20) / 1000.0;
                case 2 -> chance.below(1_000_000_000_000_000L) / 8.0;
                default -> (double) (chance.next() >> 8 + chance.below(40));
            };
            if (number - number != 0 || number == 0) {
                continue;
            }
            BigDecimal exact = new BigDecimal(number).round(new MathContext(14, RoundingMode.HALF_EVEN));
            String text = text(number);
            assertThat(text, new BigDecimal(text).compareTo(exact), is(0));
            int exponent = exact.precision() - exact.scale() - 1;
            assertThat(text, text.indexOf('e') >= 0, is(exponent < -4 || exponent >= 14));
        }
    }

    @Test
    void whatAnArgumentSaysReadsBackAsTheSameNumber() {
        SplitMix chance = new SplitMix(8);
        for (int i = 0; i < 50_000; i++) {
            double number = Double.longBitsToDouble(chance.next());
            if (number == number) {
                assertThat(number(argument(number)), is(number));
            }
        }
    }

    @Test
    void textsAreNumbersAsForStrtod() {
        assertThat(number("0x10"), is(16.0));
        assertThat(number("0x1p4"), is(16.0));
        assertThat(number("0x.8"), is(0.5));
        assertThat(number("  12\t"), is(12.0));
        assertThat(number("1e2"), is(100.0));
        assertThat(number("-.5"), is(-0.5));
        assertThat(number("5."), is(5.0));
        assertThat(number("inf"), is(Double.POSITIVE_INFINITY));
        assertThat(number("nan"), is(Double.NaN));
        assertThat(number("10\0abc"), is(10.0));
        for (String none : new String[] {"", " ", "x", "1x", "0x", "1e", "--1", "1 2", "infx", ".", "e5", "0x1p"}) {
            assertThat(none, number(none), is(nullValue()));
        }
    }
}
