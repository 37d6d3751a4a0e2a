package understudy.script.number;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DecimalTest {
    @Test
    void wholeFloatsHaveNoFraction() {
        assertThat(Decimal.text(11.0), is("11"));
        assertThat(Decimal.text(0.0), is("0"));
        assertThat(Decimal.text(-0.0), is("-0"));
        assertThat(Decimal.text(-5.0), is("-5"));
    }

    @Test
    void fractionsAreAsShortAsTheyCanBe() {
        assertThat(Decimal.text(0.1), is("0.1"));
        assertThat(Decimal.text(0.1 + 0.2), is("0.30000000000000004"));
        assertThat(Decimal.text(1.0 / 3), is("0.3333333333333333"));
        assertThat(Decimal.text(100.5), is("100.5"));
        assertThat(Decimal.text(2.0E-3), is("0.002"));
    }

    @Test
    void exponentsBeginAtFifteenAndAtMinusFive() {
        assertThat(Decimal.text(999999999999999.0), is("999999999999999"));
        assertThat(Decimal.text(1e15), is("1E+15"));
        assertThat(Decimal.text(123456789012345678.0), is("1.2345678901234568E+17"));
        assertThat(Decimal.text(1e100), is("1E+100"));
        assertThat(Decimal.text(0.0001), is("0.0001"));
        assertThat(Decimal.text(0.00001), is("1E-05"));
        assertThat(Decimal.text(0.0000015), is("1.5E-06"));
    }

    @Test
    void namesStandForWhatIsNoNumber() {
        assertThat(Decimal.text(Double.NaN), is("NaN"));
        assertThat(Decimal.text(Double.POSITIVE_INFINITY), is("Infinity"));
        assertThat(Decimal.text(Double.NEGATIVE_INFINITY), is("-Infinity"));
    }

    @Test
    void theEdgesOfTheRangeAreShortest() {
        assertThat(Decimal.text(Double.MIN_VALUE), is("5E-324"));
        assertThat(Decimal.text(Double.MAX_VALUE), is("1.7976931348623157E+308"));
        assertThat(Decimal.text(Double.MIN_NORMAL), is("2.2250738585072014E-308"));
        assertThat(Decimal.text(2e-323), is("2E-323"));
        assertThat(Decimal.text(2e23), is("2E+23"));
        assertThat(Decimal.text(9007199254740993.0), is("9.007199254740992E+15"));
    }

    @Test
    void plainNotationSpellsAllZerosOut() {
        assertThat(Decimal.plain(1e21), is("1000000000000000000000"));
        assertThat(Decimal.plain(-1.5e-7), is("-0.00000015"));
        assertThat(Decimal.plain(0.0), is("0"));
        assertThrows(IllegalArgumentException.class, () -> Decimal.plain(Double.NaN));
    }

    @Test
    void anyDoubleReadsBackAndNoShorterTextDoes() {
        SplittableRandom random = new SplittableRandom(20);
        for (int i = 0; i < 8_000; i++) {
            check(Double.longBitsToDouble(random.nextLong()));
            check(random.nextDouble() * 1000);
            check(random.nextInt(1_000_000) / 1000.0);
        }
        for (int exponent = 0; exponent < 2047; exponent++) {
            long power = (long) exponent << 52;
            check(Double.longBitsToDouble(power));
            check(Double.longBitsToDouble(power + 1));
            check(Double.longBitsToDouble(power | ((1L << 52) - 1)));
        }
        for (int mantissa = 1; mantissa < 300; mantissa++) {
            check(Double.longBitsToDouble(mantissa));
        }
    }

    private static void check(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            return;
        }
        String text = Decimal.text(value);
        assertThat(text, Double.doubleToRawLongBits(Double.parseDouble(text)), is(Double.doubleToRawLongBits(value)));
        BigDecimal printed = new BigDecimal(text).stripTrailingZeros();
        BigDecimal truth = new BigDecimal(value);
        int digits = printed.precision();
        if (digits > 1) {
            for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
                BigDecimal shorter = truth.round(new MathContext(digits - 1, mode));
                assertThat(text + " could be " + shorter, shorter.doubleValue() == value, is(false));
            }
        }
        BigDecimal unit = printed.ulp();
        BigDecimal distance = printed.subtract(truth).abs();
        for (BigDecimal other : new BigDecimal[] {printed.add(unit), printed.subtract(unit)}) {
            boolean closer =
                    other.doubleValue() == value && other.subtract(truth).abs().compareTo(distance) < 0;
            assertThat(text + ", closer is " + other, closer, is(false));
        }
    }
}
