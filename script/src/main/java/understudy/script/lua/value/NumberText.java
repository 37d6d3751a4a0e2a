package understudy.script.lua.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import understudy.script.number.Decimal;

/**
 * Numbers as text and back, as C's {@code %.14g} and {@code strtod} do in Lua 5.1. There is one not-a-number here and
 * it prints as {@code -nan}, which is what the usual machines print for 0/0; no sign bit decides.
 */
public final class NumberText {
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final double LARGEST_EXACT = 0x1p62;
    private static final MathContext FOURTEEN = new MathContext(14, RoundingMode.HALF_EVEN);
    private static final LuaString[] SMALL = new LuaString[1024];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = LuaString.of(Integer.toString(i));
        }
    }

    private static final LuaString NOT_A_NUMBER = LuaString.of("-nan");
    private static final LuaString INFINITE = LuaString.of("inf");
    private static final LuaString MINUS_INFINITE = LuaString.of("-inf");
    private static final LuaString MINUS_ZERO = LuaString.of("-0");

    /** Longer texts are read but once each. */
    private static final int SHORT = 32;

    private NumberText() {}

    // ---------------------------------------------------------------- to text

    /** {@code %.14g}. */
    public static LuaString text(double number) {
        int small = (int) number;
        if (small == number) {
            if (small > 0 && small < SMALL.length) {
                return SMALL[small];
            }
            if (small == 0) {
                return Double.doubleToRawLongBits(number) == 0 ? SMALL[0] : MINUS_ZERO;
            }
        }
        long whole = (long) number;
        if (whole == number && whole < 100_000_000_000_000L && whole > -100_000_000_000_000L) {
            return LuaString.of(wholeText(whole));
        }
        if (number != number) {
            return NOT_A_NUMBER;
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? INFINITE : MINUS_INFINITE;
        }
        return LuaString.of(fourteenDigits(number));
    }

    /** What its text costs, in whichever form: far from 1 a number is written by arithmetic of many digits. */
    public static long steps(double number) {
        int whole = (int) number;
        return whole == number ? 0 : 2 + Math.abs(Math.getExponent(number)) / 24;
    }

    private static byte[] wholeText(long number) {
        long rest = Math.abs(number);
        int length = number < 0 ? 2 : 1;
        for (long left = rest / 10; left != 0; left /= 10) {
            length++;
        }
        byte[] text = new byte[length];
        for (int i = length; rest != 0 || i == length; rest /= 10) {
            text[--i] = (byte) ('0' + rest % 10);
        }
        if (number < 0) {
            text[0] = '-';
        }
        return text;
    }

    private static String fourteenDigits(double number) {
        double magnitude = Math.abs(number);
        int exponent = (int) StrictMath.floor(Math.getExponent(magnitude) * 0.30102999566398120);
        long digits = -1;
        for (int turn = 0; turn < 3; turn++) {
            int power = 13 - exponent;
            if (power < -22 || power > 22) {
                break;
            }
            // One rounding, so the product is right to 1/40 of its unit.
            double scaled = power >= 0 ? magnitude * POWERS[power] : magnitude / POWERS[-power];
            if (scaled >= 1e14) {
                exponent++;
            } else if (scaled < 1e13) {
                exponent--;
            } else {
                double fraction = scaled - Math.floor(scaled);
                if (fraction < 0.45 || fraction > 0.55) {
                    digits = (long) Math.rint(scaled);
                }
                break;
            }
        }
        if (digits < 0) {
            BigDecimal rounded = new BigDecimal(magnitude).round(FOURTEEN);
            exponent = rounded.precision() - rounded.scale() - 1;
            digits = rounded.unscaledValue().longValueExact();
        }
        if (digits == 100_000_000_000_000L) {
            exponent++;
        }
        while (digits % 10 == 0) {
            digits /= 10;
        }
        StringBuilder out = new StringBuilder(24);
        if (number < 0) {
            out.append('-');
        }
        String text = Long.toString(digits);
        if (exponent >= -4 && exponent < 14) {
            return plain(out, text, exponent + 1).toString();
        }
        out.append(text.charAt(0));
        if (text.length() > 1) {
            out.append('.').append(text, 1, text.length());
        }
        out.append('e').append(exponent < 0 ? '-' : '+');
        int distance = Math.abs(exponent);
        if (distance < 10) {
            out.append('0');
        }
        return out.append(distance).toString();
    }

    /** {@code 0.digits × 10^point} without an exponent. */
    private static StringBuilder plain(StringBuilder out, String digits, int point) {
        if (point <= 0) {
            return out.append("0.").append("0".repeat(-point)).append(digits);
        }
        if (point >= digits.length()) {
            return out.append(digits).append("0".repeat(point - digits.length()));
        }
        return out.append(digits, 0, point).append('.').append(digits, point, digits.length());
    }

    /**
     * As a number is handed to a command, and as RESP3 writes doubles: an integer in full, all else with the fewest
     * digits that read back as the same number, an exponent only where that is much shorter.
     */
    public static LuaString argument(double number) {
        if (number >= -LARGEST_EXACT && number <= LARGEST_EXACT && number == (long) number) {
            return LuaString.of(wholeText((long) number));
        }
        return shortest(number);
    }

    /** {@link #argument}, but minus zero keeps its sign. */
    public static LuaString shortest(double number) {
        if (number == 0) {
            return Double.doubleToRawLongBits(number) == 0 ? SMALL[0] : MINUS_ZERO;
        }
        if (number != number) {
            return NOT_A_NUMBER;
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? INFINITE : MINUS_INFINITE;
        }
        Decimal.Digits shortest = Decimal.digits(Math.abs(number));
        String digits = shortest.text();
        int count = digits.length();
        int power = shortest.point() - count;
        int distance = Math.abs(shortest.point() - 1);
        StringBuilder out = new StringBuilder(24);
        if (number < 0) {
            out.append('-');
        }
        if (power >= 0 && distance < count + 7) {
            return LuaString.of(out.append(digits).append("0".repeat(power)).toString());
        }
        if (power < 0 && (power > -7 || distance < 4)) {
            return LuaString.of(plain(out, digits, shortest.point()).toString());
        }
        out.append(digits.charAt(0));
        if (count > 1) {
            out.append('.').append(digits, 1, count);
        }
        out.append('e').append(shortest.point() > 0 ? '+' : '-').append(distance);
        return LuaString.of(out.toString());
    }

    // ---------------------------------------------------------------- from text

    /** What {@code tonumber} makes of a text and arithmetic of a string; null when it says no number. */
    public static Double number(LuaString text) {
        return text.length() <= SHORT ? number(text.bytes(), 0, text.length()) : text.number();
    }

    /** The number that a part of the bytes says, blanks around it allowed; a zero byte ends it. Null for none. */
    public static Double number(byte[] text, int from, int to) {
        int start = from;
        while (start < to && isBlank(text[start])) {
            start++;
        }
        // Short integers by themselves.
        long whole = 0;
        int i = start;
        while (i < to && i - start < 15 && isDigit(text[i])) {
            whole = whole * 10 + (text[i++] - '0');
        }
        if (i == to && i > start) {
            return Numbers.of((double) whole);
        }
        return new Reader(text, start, to).number();
    }

    /** What {@code tonumber(text, base)} makes of it, for bases other than 10; null when it says no number. */
    public static Double number(LuaString text, int base) {
        byte[] bytes = text.bytes();
        int end = bytes.length;
        int i = 0;
        while (i < end && isBlank(bytes[i])) {
            i++;
        }
        boolean negative = false;
        if (i < end && (bytes[i] == '-' || bytes[i] == '+')) {
            negative = bytes[i++] == '-';
        }
        if (base == 16 && i + 2 < end && bytes[i] == '0' && (bytes[i + 1] | 32) == 'x' && digit(bytes[i + 2]) < 16) {
            i += 2;
        }
        int first = i;
        long value = 0;
        boolean overflow = false;
        for (; i < end && digit(bytes[i]) < base; i++) {
            int digit = digit(bytes[i]);
            long high = Math.multiplyHigh(value, base) + (value < 0 ? base : 0);
            long next = value * base + digit;
            overflow |= high != 0 || Long.compareUnsigned(next, digit) < 0;
            value = next;
        }
        if (i == first) {
            return null;
        }
        while (i < end && isBlank(bytes[i])) {
            i++;
        }
        if (i < end && bytes[i] != 0) {
            return null;
        }
        // An unsigned long, as strtoul gives it: negation wraps around, too much is the greatest.
        if (overflow) {
            value = -1;
        } else if (negative) {
            value = -value;
        }
        return Numbers.of(Numbers.ofUnsigned(value));
    }

    /**
     * What {@code strtod} reads at a place, blanks before it excluded.
     *
     * @param end receives in its first element where the number ends; the place itself when there is none
     */
    public static double leading(byte[] text, int from, int[] end) {
        Reader reader = new Reader(text, from, text.length);
        Double number = reader.leading();
        end[0] = number == null ? from : reader.at;
        return number == null ? 0 : number;
    }

    public static boolean isBlank(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The value of a letter or digit in bases up to 36; 99 for others. */
    private static int digit(int c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int lower = c | 32;
        return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 99;
    }

    /** {@code strtod} over a part of some bytes. */
    private static final class Reader {
        private final byte[] text;
        private final int end;
        private int at;

        Reader(byte[] text, int from, int to) {
            this.text = text;
            this.at = from;
            this.end = to;
        }

        Double number() {
            Double number = leading();
            if (number == null) {
                return null;
            }
            while (isBlank(peek())) {
                at++;
            }
            return at < end && text[at] != 0 ? null : number;
        }

        Double leading() {
            boolean negative = false;
            if (peek() == '-' || peek() == '+') {
                negative = text[at++] == '-';
            }
            double magnitude;
            if (peek() == '0' && at + 2 < end && (text[at + 1] | 32) == 'x' && hexBegins(at + 2)) {
                at += 2;
                magnitude = hex();
            } else if (isDigit(peek()) || (peek() == '.' && at + 1 < end && isDigit(text[at + 1]))) {
                magnitude = decimal();
            } else if (word("infinity") || word("inf")) {
                magnitude = Double.POSITIVE_INFINITY;
            } else if (word("nan")) {
                payload();
                magnitude = Double.NaN;
            } else {
                return null;
            }
            return Numbers.of(negative ? -magnitude : magnitude);
        }

        private int peek() {
            return at < end ? text[at] : 0;
        }

        private boolean hexBegins(int place) {
            return digit(text[place]) < 16 || (text[place] == '.' && place + 1 < end && digit(text[place + 1]) < 16);
        }

        private double decimal() {
            int from = at;
            while (isDigit(peek())) {
                at++;
            }
            if (peek() == '.') {
                at++;
                while (isDigit(peek())) {
                    at++;
                }
            }
            exponent('e');
            return Double.parseDouble(LuaString.copyOf(text, from, at).toString());
        }

        /** An exponent counts only with digits. */
        private void exponent(int letter) {
            if ((peek() | 32) != letter) {
                return;
            }
            int place = at + 1;
            if (place < end && (text[place] == '-' || text[place] == '+')) {
                place++;
            }
            if (place < end && isDigit(text[place])) {
                at = place;
                while (isDigit(peek())) {
                    at++;
                }
            }
        }

        private double hex() {
            int from = at;
            while (digit(peek()) < 16) {
                at++;
            }
            boolean fraction = peek() == '.';
            if (fraction) {
                at++;
                while (digit(peek()) < 16) {
                    at++;
                }
            }
            String digits = LuaString.copyOf(text, from, at).toString();
            int mark = at;
            exponent('p');
            String exponent =
                    mark == at ? "p0" : LuaString.copyOf(text, mark, at).toString();
            return Double.parseDouble("0x" + digits + exponent);
        }

        private boolean word(String word) {
            if (end - at < word.length()) {
                return false;
            }
            for (int i = 0; i < word.length(); i++) {
                if ((text[at + i] | 32) != word.charAt(i)) {
                    return false;
                }
            }
            at += word.length();
            return true;
        }

        /** {@code nan(chars)}. */
        private void payload() {
            if (peek() != '(') {
                return;
            }
            int place = at + 1;
            while (place < end && (digit(text[place]) < 36 || text[place] == '_')) {
                place++;
            }
            if (place < end && text[place] == ')') {
                at = place + 1;
            }
        }
    }
}
