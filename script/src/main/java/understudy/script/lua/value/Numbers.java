package understudy.script.lua.value;

/** Lua's numbers: doubles, boxed. Small integers come from a cache, so that loops over them do not allocate. */
public final class Numbers {
    private static final int LOWEST = -128;
    private static final int COUNT = 1024 + 128;
    private static final Double[] SMALL = new Double[COUNT];

    static {
        for (int i = 0; i < COUNT; i++) {
            SMALL[i] = (double) (i + LOWEST);
        }
    }

    public static final Double ZERO = SMALL[-LOWEST];
    public static final Double ONE = SMALL[1 - LOWEST];

    private Numbers() {}

    public static Double of(double number) {
        int whole = (int) number;
        int place = whole - LOWEST;
        // Minus zero compares equal to zero and is another number.
        if (whole == number && place >= 0 && place < COUNT && (whole != 0 || Double.doubleToRawLongBits(number) == 0)) {
            return SMALL[place];
        }
        return number;
    }

    public static Double of(int number) {
        int place = number - LOWEST;
        return place >= 0 && place < COUNT ? SMALL[place] : Double.valueOf(number);
    }

    /**
     * As C casts on the machines that Redis runs on: towards zero; what does not fit, and not-a-number, is the least
     * integer, where Java would saturate.
     */
    public static long toLong(double number) {
        long whole = (long) number;
        return whole == Long.MAX_VALUE || number != number ? Long.MIN_VALUE : whole;
    }

    /** The low 32 bits of {@link #toLong}: what {@code luaL_checkint} hands to PUC's libraries. */
    public static int toInt(double number) {
        int whole = (int) number;
        return whole == number ? whole : (int) toLong(number);
    }

    /** {@code a % b} as Lua 5.1 computes it. */
    public static double modulo(double a, double b) {
        if (b > 0 && a >= 0 && a < 0x1p52 && b < 0x1p52) {
            long x = (long) a;
            long y = (long) b;
            if (x == a && y == b) {
                return x % y;
            }
        }
        return a - StrictMath.floor(a / b) * b;
    }

    /** {@code a ^ b}. */
    public static double power(double a, double b) {
        return b == 2 ? a * a : StrictMath.pow(a, b);
    }

    /** As C casts to an unsigned integer of 64 bits on those machines. */
    public static long toUnsigned(double number) {
        if (number >= 0x1p63) {
            return number < 0x1p64 ? (long) (number - 0x1p63) | Long.MIN_VALUE : 0;
        }
        return toLong(number);
    }

    /** The double nearest to an unsigned integer of 64 bits. */
    public static double ofUnsigned(long value) {
        // Halved, the lost bit kept for the rounding.
        return value >= 0 ? value : (double) (value >>> 1 | value & 1) * 2;
    }
}
