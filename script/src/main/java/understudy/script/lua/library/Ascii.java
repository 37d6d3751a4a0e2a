package understudy.script.lua.library;

/** The classes of bytes in C's own locale: above 127 nothing is a letter. */
final class Ascii {
    private static final int LOWER = 1;
    private static final int UPPER = 2;
    private static final int DIGIT = 4;
    private static final int BLANK = 8;
    private static final int CONTROL = 16;
    private static final int PUNCTUATION = 32;
    private static final int HEX = 64;
    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0; c < 128; c++) {
            int classes = 0;
            if (c >= 'a' && c <= 'z') {
                classes = LOWER;
            } else if (c >= 'A' && c <= 'Z') {
                classes = UPPER;
            } else if (c >= '0' && c <= '9') {
                classes = DIGIT;
            } else if (c > ' ' && c < 127) {
                classes = PUNCTUATION;
            }
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                classes |= BLANK;
            }
            if (c < ' ' || c == 127) {
                classes |= CONTROL;
            }
            if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
                classes |= HEX;
            }
            CLASSES[c] = (byte) classes;
        }
    }

    private Ascii() {}

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    static boolean isLetter(int c) {
        return isUpper(c) || isLower(c);
    }

    static int lower(int c) {
        return isUpper(c) ? c + 32 : c;
    }

    static int upper(int c) {
        return isLower(c) ? c - 32 : c;
    }

    /**
     * Whether a byte is of the class that a letter names in patterns; null where the letter names none.
     *
     * @param letter lower case
     */
    static Boolean isOf(int c, int letter) {
        return switch (letter) {
            case 'a' -> (CLASSES[c] & (LOWER | UPPER)) != 0;
            case 'c' -> (CLASSES[c] & CONTROL) != 0;
            case 'd' -> (CLASSES[c] & DIGIT) != 0;
            case 'l' -> (CLASSES[c] & LOWER) != 0;
            case 'p' -> (CLASSES[c] & PUNCTUATION) != 0;
            case 's' -> (CLASSES[c] & BLANK) != 0;
            case 'u' -> (CLASSES[c] & UPPER) != 0;
            case 'w' -> (CLASSES[c] & (LOWER | UPPER | DIGIT)) != 0;
            case 'x' -> (CLASSES[c] & HEX) != 0;
            case 'z' -> c == 0;
            default -> null;
        };
    }
}
