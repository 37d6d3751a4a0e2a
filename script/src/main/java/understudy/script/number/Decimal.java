package understudy.script.number;

import java.math.BigInteger;

/**
 * Doubles as text. The JDK's own conversion is not used, because JDK 17 and 25 print thousands of values
 * differently and what a script stores must be the same bytes on every replica.
 *
 * <p>The text is the shortest decimal that reads back as exactly the same double; among several of that length the
 * one closest to it. Reading is {@link Double#parseDouble}, which is exactly specified. Two ways lead there:
 *
 * <ul>
 *   <li><b>Few digits.</b> A double that is {@code m / 10^k} with {@code m < 10^15} and {@code k <= 22}: both are
 *       exact doubles, so the division is correctly rounded and equals the double if and only if the decimal reads
 *       back as it. At most one decimal of up to 15 digits does that per length, hence the first {@code k} is right.
 *   <li><b>All others.</b> Exact integers, after Steele and White and dragon4: the digits of the value are produced
 *       until what remains is inside the half gap to a neighbour. The border of the gap belongs to the value when its
 *       mantissa is even, since ties round to even.
 * </ul>
 */
public final class Decimal {
    private static final BigInteger TEN = BigInteger.TEN;
    private static final long FIFTEEN_DIGITS = 1_000_000_000_000_000L;
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Decimal() {}

    /**
     * The form in which floats are stored: {@code 11.0} is {@code 11}; not-a-number and the infinities go by name;
     * from 1E+15 up and from 1E-05 down with an exponent of at least two digits.
     */
    public static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        boolean negative = Double.doubleToRawLongBits(value) < 0;
        String sign = negative ? "-" : "";
        double magnitude = Math.abs(value);
        if (magnitude == 0) {
            return sign + "0";
        }
        if (magnitude < FIFTEEN_DIGITS && magnitude == (long) magnitude) {
            return sign + (long) magnitude;
        }
        Digits digits = shortest(magnitude);
        int exponent = digits.point() - 1;
        return sign + (exponent >= 15 || exponent <= -5 ? scientific(digits) : digits.plain());
    }

    /** The shortest digits without an exponent, however long that is: {@code 1e21} is 1 and 21 zeros. Finite values only. */
    public static String plain(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("no plain decimal for " + text(value));
        }
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        return value == 0 ? sign + "0" : sign + shortest(Math.abs(value)).plain();
    }

    /** The shortest digits of a positive finite value, for layouts of other kinds. */
    public static Digits digits(double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("no digits of " + text(value));
        }
        return shortest(value);
    }

    /**
     * A positive decimal: {@code 0.d1d2d3… × 10^point}, the first and last digit not zero.
     *
     * @param text the digits
     */
    public record Digits(String text, int point) {
        private String plain() {
            if (point <= 0) {
                return "0." + "0".repeat(-point) + text;
            }
            if (point >= text.length()) {
                return text + "0".repeat(point - text.length());
            }
            return text.substring(0, point) + "." + text.substring(point);
        }
    }

    private static String scientific(Digits digits) {
        StringBuilder out = new StringBuilder();
        out.append(digits.text().charAt(0));
        if (digits.text().length() > 1) {
            out.append('.').append(digits.text(), 1, digits.text().length());
        }
        int exponent = digits.point() - 1;
        out.append('E').append(exponent < 0 ? '-' : '+');
        int distance = Math.abs(exponent);
        if (distance < 10) {
            out.append('0');
        }
        return out.append(distance).toString();
    }

    private static Digits shortest(double value) {
        for (int k = 0; k < POWERS.length; k++) {
            double scaled = value * POWERS[k];
            if (scaled >= FIFTEEN_DIGITS) {
                break;
            }
            long whole = (long) StrictMath.rint(scaled);
            if (whole > 0 && whole < FIFTEEN_DIGITS && whole / POWERS[k] == value) {
                return trimmed(Long.toString(whole), -k);
            }
        }
        return exact(value);
    }

    /** {@code digits × 10^exponent}, zeros at its end folded into the exponent. */
    private static Digits trimmed(String digits, int exponent) {
        int end = digits.length();
        while (end > 1 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return new Digits(digits.substring(0, end), digits.length() + exponent);
    }

    private static Digits exact(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & ((1L << 52) - 1);
        long mantissa = biased == 0 ? fraction : fraction | (1L << 52);
        int exponent = (biased == 0 ? 1 : biased) - 1075;
        boolean even = (mantissa & 1) == 0;
        // Below a power of two the gap is half as wide as above it.
        boolean narrowBelow = fraction == 0 && biased > 1;

        // value = numerator / denominator; above and below are the half gaps in units of 1 / denominator.
        int scale = narrowBelow ? 2 : 1;
        BigInteger numerator = BigInteger.valueOf(mantissa).shiftLeft(scale);
        BigInteger denominator = BigInteger.ONE.shiftLeft(scale);
        BigInteger above = narrowBelow ? BigInteger.TWO : BigInteger.ONE;
        BigInteger below = BigInteger.ONE;
        if (exponent >= 0) {
            numerator = numerator.shiftLeft(exponent);
            above = above.shiftLeft(exponent);
            below = below.shiftLeft(exponent);
        } else {
            denominator = denominator.shiftLeft(-exponent);
        }

        // The power of ten: first from the number of bits, then corrected.
        int point = (int) StrictMath.ceil((64 - Long.numberOfLeadingZeros(mantissa) + exponent) * 0.30102999566398120);
        if (point >= 0) {
            denominator = denominator.multiply(TEN.pow(point));
        } else {
            BigInteger power = TEN.pow(-point);
            numerator = numerator.multiply(power);
            above = above.multiply(power);
            below = below.multiply(power);
        }
        while (reaches(numerator.add(above), denominator, even)) {
            denominator = denominator.multiply(TEN);
            point++;
        }
        while (!reaches(numerator.add(above).multiply(TEN), denominator, even)) {
            numerator = numerator.multiply(TEN);
            above = above.multiply(TEN);
            below = below.multiply(TEN);
            point--;
        }

        StringBuilder digits = new StringBuilder(17);
        while (true) {
            numerator = numerator.multiply(TEN);
            above = above.multiply(TEN);
            below = below.multiply(TEN);
            BigInteger[] division = numerator.divideAndRemainder(denominator);
            int digit = division[0].intValueExact();
            numerator = division[1];
            boolean lowEnough = even ? numerator.compareTo(below) <= 0 : numerator.compareTo(below) < 0;
            boolean highEnough = reaches(numerator.add(above), denominator, even);
            if (!lowEnough && !highEnough) {
                digits.append((char) ('0' + digit));
                continue;
            }
            boolean up;
            if (lowEnough && highEnough) {
                int half = numerator.shiftLeft(1).compareTo(denominator);
                up = half > 0 || (half == 0 && (digit & 1) == 1);
            } else {
                up = highEnough;
            }
            appendRounded(digits, up ? digit + 1 : digit);
            return trimmed(digits.toString(), point - digits.length());
        }
    }

    /** Whether the upper border is at or beyond the next power: the border itself belongs to even mantissas. */
    private static boolean reaches(BigInteger border, BigInteger denominator, boolean even) {
        int order = border.compareTo(denominator);
        return even ? order >= 0 : order > 0;
    }

    private static void appendRounded(StringBuilder digits, int last) {
        if (last > 9) {
            // The loop that fixed the power of ten rules this out: the border would have reached the next power.
            throw new IllegalStateException("digit " + last + " after " + digits);
        }
        digits.append((char) ('0' + last));
    }
}
