package understudy.script.command;

/** Whole numbers as Redis reads them: one spelling each, so no plus sign, no leading zeros, no blanks. */
public final class Integers {
    private static final int MAX_DIGITS = 20;

    private Integers() {}

    /** Whether the bytes are a number within 64 bits. */
    public static boolean isWhole(byte[] text) {
        if (text.length == 0 || text.length > MAX_DIGITS) {
            return false;
        }
        if (text.length == 1 && text[0] == '0') {
            return true;
        }
        int at = text[0] == '-' ? 1 : 0;
        if (at == text.length || text[at] < '1' || text[at] > '9') {
            return false;
        }
        long value = 0;
        for (; at < text.length; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            // Counted downwards, since there is one more negative number than there are positive ones.
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        return text[0] == '-' || value != Long.MIN_VALUE;
    }

    /** @throws CommandError when it is none */
    public static long whole(byte[] text) {
        if (!isWhole(text)) {
            throw CommandError.notAnInteger();
        }
        long value = 0;
        boolean negative = text[0] == '-';
        for (int at = negative ? 1 : 0; at < text.length; at++) {
            value = value * 10 - (text[at] - '0');
        }
        return negative ? value : -value;
    }
}
