package understudy.script.command;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * INCRBYFLOAT's numbers. Redis counts in the 80-bit format of x86, with 64 bits of mantissa, and prints 17
 * decimals without the trailing zeros. Here the same results come from exact arithmetic that rounds where
 * that format would, half to even, so they are the same on every machine. Hexadecimal input, which Redis takes
 * by way of C's strtold, is refused.
 */
final class LongDouble {
    private static final int MANTISSA_BITS = 64;
    private static final int MAX_TEXT = 5 * 1024 - 1;

    /** Beyond these powers of ten all is overflow or underflow, whatever the digits. */
    private static final int MAX_POWER = 5000;

    private static final int DECIMALS = 17;
    private static final BigDecimal TOO_LARGE = new BigDecimal(BigInteger.ONE.shiftLeft(16384));
    private static final BigDecimal TOO_SMALL = power(-16446);

    private LongDouble() {}

    /** @throws CommandError when a text is no number, or the sum is beyond the format */
    static String add(byte[] text, byte[] increment) {
        BigDecimal value = parse(text);
        BigDecimal more = parse(increment);
        BigDecimal sum = value == null || more == null ? null : round(value.add(more));
        if (sum == null || sum.abs().compareTo(TOO_LARGE) >= 0) {
            throw new CommandError("ERR increment would produce NaN or Infinity");
        }
        BigDecimal shown = sum.setScale(DECIMALS, RoundingMode.HALF_EVEN);
        return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
    }

    /** Null for an infinity. */
    private static BigDecimal parse(byte[] text) {
        if (text.length == 0 || text.length > MAX_TEXT) {
            throw invalid();
        }
        int at = text[0] == '-' || text[0] == '+' ? 1 : 0;
        String word = Ascii.lower(text).substring(at);
        if (word.equals("inf") || word.equals("infinity")) {
            return null;
        }
        StringBuilder digits = new StringBuilder();
        int decimals = 0;
        boolean any = false;
        boolean point = false;
        int i = 0;
        for (; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c >= '0' && c <= '9') {
                any = true;
                decimals += point ? 1 : 0;
                if (digits.length() > 0 || c != '0') {
                    digits.append(c);
                }
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (!any) {
            throw invalid();
        }
        int exponent = i < word.length() ? exponent(word, i) : 0;
        if (digits.length() == 0) {
            return BigDecimal.ZERO;
        }
        int magnitude = digits.length() - decimals + exponent;
        if (magnitude > MAX_POWER || magnitude < -MAX_POWER) {
            throw invalid();
        }
        BigDecimal exact = new BigDecimal(new BigInteger(digits.toString()), decimals - exponent);
        BigDecimal rounded = round(text[0] == '-' ? exact.negate() : exact);
        if (rounded.abs().compareTo(TOO_LARGE) >= 0 || rounded.abs().compareTo(TOO_SMALL) < 0) {
            throw invalid();
        }
        return rounded;
    }

    /** The number behind the e, which must end the text; what is out of all bounds is cut to bounds. */
    private static int exponent(String word, int at) {
        if (word.charAt(at) != 'e') {
            throw invalid();
        }
        int i = at + 1;
        boolean negative = i < word.length() && word.charAt(i) == '-';
        if (negative || i < word.length() && word.charAt(i) == '+') {
            i++;
        }
        if (i == word.length()) {
            throw invalid();
        }
        int value = 0;
        for (; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw invalid();
            }
            value = Math.min(100_000, value * 10 + digit);
        }
        return negative ? -value : value;
    }

    /** To the nearest number with 64 bits of mantissa. */
    private static BigDecimal round(BigDecimal value) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigInteger numerator = value.unscaledValue().abs();
        BigInteger denominator = BigInteger.ONE;
        if (value.scale() > 0) {
            denominator = BigInteger.TEN.pow(value.scale());
        } else {
            numerator = numerator.multiply(BigInteger.TEN.pow(-value.scale()));
        }
        int shift = MANTISSA_BITS - (numerator.bitLength() - denominator.bitLength());
        BigInteger[] quotient = divide(numerator, denominator, shift);
        if (quotient[0].bitLength() > MANTISSA_BITS) {
            shift--;
            quotient = divide(numerator, denominator, shift);
        }
        BigInteger mantissa = quotient[0];
        BigInteger divisor = shift < 0 ? denominator.shiftLeft(-shift) : denominator;
        int half = quotient[1].shiftLeft(1).compareTo(divisor);
        if (half > 0 || half == 0 && mantissa.testBit(0)) {
            mantissa = mantissa.add(BigInteger.ONE);
        }
        BigDecimal rounded = new BigDecimal(mantissa).multiply(power(-shift));
        return value.signum() < 0 ? rounded.negate() : rounded;
    }

    private static BigInteger[] divide(BigInteger numerator, BigInteger denominator, int shift) {
        return shift >= 0
                ? numerator.shiftLeft(shift).divideAndRemainder(denominator)
                : numerator.divideAndRemainder(denominator.shiftLeft(-shift));
    }

    private static BigDecimal power(int exponent) {
        return exponent >= 0
                ? new BigDecimal(BigInteger.ONE.shiftLeft(exponent))
                : new BigDecimal(BigInteger.valueOf(5).pow(-exponent), -exponent);
    }

    private static CommandError invalid() {
        return new CommandError("ERR value is not a valid float");
    }
}
