package understudy.script.kahuna;

/**
 * Strings read as numbers, by the rules of .NET's invariant culture that Kahuna inherits: blanks around are allowed,
 * a sign before; floats may have an exponent and may be {@code Infinity}, {@code -Infinity} or {@code NaN}.
 */
final class NumberText {
    private NumberText() {}

    /** The integer, else the float, that a text says; null when it says no number. */
    static Value number(String text) {
        int start = start(text);
        int end = end(text, start);
        Value whole = whole(text, start, end);
        return whole != null ? whole : real(text, start, end, false);
    }

    /** Null when the text is no integer or does not fit in 64 bits. */
    static Value.Whole whole(String text) {
        int start = start(text);
        return whole(text, start, end(text, start));
    }

    /** Commas between the digits before the point are skipped. Null when the text is no number. */
    static Value.Real real(String text) {
        int start = start(text);
        return real(text, start, end(text, start), true);
    }

    private static int start(String text) {
        int start = 0;
        while (start < text.length() && isBlank(text.charAt(start))) {
            start++;
        }
        return start;
    }

    private static int end(String text, int start) {
        int end = text.length();
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isSign(char c) {
        return c == '-' || c == '+';
    }

    private static Value.Whole whole(String text, int start, int end) {
        int i = start;
        boolean negative = false;
        if (i < end && isSign(text.charAt(i))) {
            negative = text.charAt(i) == '-';
            i++;
        }
        if (i == end) {
            return null;
        }
        // Below zero there is one integer more than above, so digits are gathered there.
        long value = 0;
        for (; i < end; i++) {
            char c = text.charAt(i);
            if (!Ascii.isDigit(c)) {
                return null;
            }
            int digit = c - '0';
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return null;
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            return null;
        }
        return new Value.Whole(negative ? value : -value, null);
    }

    private static Value.Real real(String text, int start, int end, boolean commas) {
        int i = start;
        boolean negative = false;
        if (i < end && isSign(text.charAt(i))) {
            negative = text.charAt(i) == '-';
            i++;
        }
        String name = end - i <= 8 ? Ascii.lower(text.substring(i, end)) : "";
        if (name.equals("infinity")) {
            return new Value.Real(negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY, null);
        }
        if (name.equals("nan")) {
            return new Value.Real(Double.NaN, null);
        }
        StringBuilder plain = new StringBuilder(end - start);
        if (negative) {
            plain.append('-');
        }
        int digits = 0;
        for (; i < end && (Ascii.isDigit(text.charAt(i)) || (commas && digits > 0 && text.charAt(i) == ',')); i++) {
            if (text.charAt(i) != ',') {
                plain.append(text.charAt(i));
                digits++;
            }
        }
        if (i < end && text.charAt(i) == '.') {
            plain.append('.');
            for (i++; i < end && Ascii.isDigit(text.charAt(i)); i++) {
                plain.append(text.charAt(i));
                digits++;
            }
        }
        if (digits == 0) {
            return null;
        }
        if (i < end && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            plain.append('e');
            i++;
            if (i < end && isSign(text.charAt(i))) {
                plain.append(text.charAt(i));
                i++;
            }
            if (i == end) {
                return null;
            }
            for (; i < end && Ascii.isDigit(text.charAt(i)); i++) {
                plain.append(text.charAt(i));
            }
        }
        // Digits, one point and an exponent of digits are left: nothing that parseDouble could refuse.
        return i < end ? null : new Value.Real(Double.parseDouble(plain.toString()), null);
    }
}
