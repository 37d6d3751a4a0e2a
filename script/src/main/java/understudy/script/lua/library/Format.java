package understudy.script.lua.library;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.NumberText;
import understudy.script.lua.value.Numbers;

/**
 * {@code string.format}: C's {@code printf} with the exact value of the double, rounded half to even. Not-a-number
 * has one text, whatever its sign. As in PUC 5.1, a string that is formatted rather than copied ends at its first zero
 * byte.
 */
final class Format {
    private static final String FLAGS = "-+ #0";
    private static final int LONG_STRING = 100;

    private final LuaContext lua;
    private final Object[] arguments;
    private final byte[] format;
    private final Output out;
    private int at;

    // The directive being read.
    private boolean left;
    private boolean plus;
    private boolean blank;
    private boolean alternate;
    private boolean zero;
    private int width;
    private int precision;

    private Format(LuaContext lua, Object[] arguments) {
        this.lua = lua;
        this.arguments = arguments;
        this.format = Arguments.string(lua, arguments, 0, "format").bytes();
        this.out = new Output(lua);
    }

    static LuaString format(LuaContext lua, Object[] arguments) {
        return new Format(lua, arguments).run();
    }

    private LuaString run() {
        lua.step(1 + (format.length >> 3));
        int argument = 0;
        while (at < format.length) {
            int c = format[at++] & 0xff;
            if (c != '%') {
                out.add(c);
            } else if (peek() == '%') {
                at++;
                out.add('%');
            } else {
                argument++;
                if (argument >= arguments.length) {
                    throw lua.argumentError(argument + 1, "format", "no value");
                }
                directive(argument);
            }
        }
        return out.text();
    }

    private int peek() {
        return at < format.length ? format[at] & 0xff : 0;
    }

    private void directive(int argument) {
        lua.step(2);
        read();
        int letter = peek();
        at++;
        switch (letter) {
            case 'c' -> character(Numbers.toInt(Arguments.number(lua, arguments, argument, "format")));
            case 'd', 'i' -> signed(Numbers.toLong(Arguments.number(lua, arguments, argument, "format")));
            case 'o' -> unsigned(Arguments.number(lua, arguments, argument, "format"), 8, letter);
            case 'u' -> unsigned(Arguments.number(lua, arguments, argument, "format"), 10, letter);
            case 'x', 'X' -> unsigned(Arguments.number(lua, arguments, argument, "format"), 16, letter);
            case 'e', 'E', 'f', 'g', 'G' -> real(Arguments.number(lua, arguments, argument, "format"), letter);
            case 'q' -> quoted(Arguments.string(lua, arguments, argument, "format"));
            case 's' -> string(Arguments.string(lua, arguments, argument, "format"));
            default -> throw lua.error("invalid option '%" + (letter == 0 ? "" : (char) letter) + "' to 'format'");
        }
    }

    private void read() {
        left = false;
        plus = false;
        blank = false;
        alternate = false;
        zero = false;
        width = 0;
        precision = -1;
        int from = at;
        while (peek() != 0 && FLAGS.indexOf(peek()) >= 0) {
            switch (peek()) {
                case '-' -> left = true;
                case '+' -> plus = true;
                case ' ' -> blank = true;
                case '#' -> alternate = true;
                default -> zero = true;
            }
            at++;
        }
        if (at - from > FLAGS.length()) {
            throw lua.error("invalid format (repeated flags)");
        }
        width = twoDigits();
        if (peek() == '.') {
            at++;
            precision = twoDigits();
        }
        if (Ascii.isDigit(peek())) {
            throw lua.error("invalid format (width or precision too long)");
        }
    }

    private int twoDigits() {
        int number = 0;
        for (int i = 0; i < 2 && Ascii.isDigit(peek()); i++) {
            number = number * 10 + peek() - '0';
            at++;
        }
        return number;
    }

    private void character(int value) {
        // What stands behind a zero is lost, and with it the zero: blanks after it too.
        int c = value & 0xff;
        if (!left) {
            out.fill(' ', width - 1);
        }
        if (c != 0) {
            out.add(c);
            if (left) {
                out.fill(' ', width - 1);
            }
        }
    }

    private void string(LuaString text) {
        if (precision < 0 && text.length() >= LONG_STRING) {
            out.add(text);
            return;
        }
        byte[] bytes = text.bytes();
        int limit = precision < 0 ? bytes.length : Math.min(precision, bytes.length);
        int length = 0;
        while (length < limit && bytes[length] != 0) {
            length++;
        }
        if (!left) {
            out.fill(' ', width - length);
        }
        out.add(bytes, 0, length);
        if (left) {
            out.fill(' ', width - length);
        }
    }

    private void quoted(LuaString text) {
        out.add('"');
        for (int i = 0; i < text.length(); i++) {
            int c = text.byteAt(i);
            switch (c) {
                case '"', '\\', '\n' -> {
                    out.add('\\');
                    out.add(c);
                }
                case '\r' -> out.add("\\r");
                case 0 -> out.add("\\000");
                default -> out.add(c);
            }
        }
        out.add('"');
    }

    private void signed(long value) {
        String digits = value == Long.MIN_VALUE ? "9223372036854775808" : Long.toString(Math.abs(value));
        integer(value < 0 ? "-" : plus ? "+" : blank ? " " : "", value == 0 ? "" : digits);
    }

    private void unsigned(double number, int base, int letter) {
        long value = Numbers.toUnsigned(number);
        String digits = value == 0 ? "" : Long.toUnsignedString(value, base);
        String prefix = "";
        if (alternate && base == 16 && value != 0) {
            prefix = letter == 'X' ? "0X" : "0x";
        } else if (alternate && base == 8 && precision <= digits.length() && (value != 0 || precision == 0)) {
            prefix = "0";
        }
        integer(prefix, letter == 'X' ? upper(digits) : digits);
    }

    /** @param digits without leading zeros, "" for zero */
    private void integer(String prefix, String digits) {
        int least = precision < 0 ? 1 : precision;
        int zeros = Math.max(0, least - digits.length());
        int length = prefix.length() + zeros + digits.length();
        if (zero && !left && precision < 0 && width > length) {
            zeros += width - length;
            length = width;
        }
        if (!left) {
            out.fill(' ', width - length);
        }
        out.add(prefix);
        out.fill('0', zeros);
        out.add(digits);
        if (left) {
            out.fill(' ', width - length);
        }
    }

    private void real(double number, int letter) {
        boolean upper = Ascii.isUpper(letter);
        boolean negative = Double.doubleToRawLongBits(number) < 0;
        String sign = negative ? "-" : plus ? "+" : blank ? " " : "";
        String digits;
        if (number != number) {
            sign = "-";
            digits = "nan";
        } else if (Double.isInfinite(number)) {
            digits = "inf";
        } else {
            double magnitude = Math.abs(number);
            int wanted = precision < 0 ? 6 : precision;
            // Many digits before the point, or many zeros behind it, make long numbers.
            lua.step(4 + (Math.abs(Math.getExponent(magnitude)) + 3 * wanted) / 6);
            if (letter == 'g' && wanted == 14 && !alternate) {
                digits = NumberText.text(magnitude).toString();
            } else {
                digits = switch (Ascii.lower(letter)) {
                    case 'f' -> fixed(magnitude, wanted);
                    case 'e' -> scientific(magnitude, wanted);
                    default -> general(magnitude, wanted, alternate);
                };
            }
        }
        if (upper) {
            digits = upper(digits);
        }
        int length = sign.length() + digits.length();
        boolean zeros = zero && !left && number - number == 0;
        if (!left && !zeros) {
            out.fill(' ', width - length);
        }
        out.add(sign);
        if (zeros) {
            out.fill('0', width - length);
        }
        out.add(digits);
        if (left) {
            out.fill(' ', width - length);
        }
    }

    private String fixed(double magnitude, int wanted) {
        String text = new BigDecimal(magnitude)
                .setScale(wanted, RoundingMode.HALF_EVEN)
                .toPlainString();
        return wanted == 0 && alternate ? text + "." : text;
    }

    private String scientific(double magnitude, int wanted) {
        BigDecimal rounded = rounded(magnitude, wanted + 1);
        return scientific(rounded, wanted, exponent(rounded), !alternate && wanted == 0);
    }

    /** To so many digits, exactly so many unless it is zero. */
    private static BigDecimal rounded(double magnitude, int digits) {
        return new BigDecimal(magnitude).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    private static int exponent(BigDecimal value) {
        return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    }

    private static String scientific(BigDecimal value, int wanted, int exponent, boolean bare) {
        BigInteger unscaled = value.unscaledValue();
        StringBuilder digits = new StringBuilder(unscaled.toString());
        while (digits.length() < wanted + 1) {
            digits.append('0');
        }
        StringBuilder text = new StringBuilder(digits.length() + 8);
        text.append(digits.charAt(0));
        if (!bare) {
            text.append('.').append(digits, 1, wanted + 1);
        }
        return appendExponent(text, exponent).toString();
    }

    private static StringBuilder appendExponent(StringBuilder text, int exponent) {
        text.append('e').append(exponent < 0 ? '-' : '+');
        int distance = Math.abs(exponent);
        if (distance < 10) {
            text.append('0');
        }
        return text.append(distance);
    }

    /** {@code %.Ng} of a finite number. */
    static String general(double number, int digits) {
        String text = general(Math.abs(number), digits, false);
        return Double.doubleToRawLongBits(number) < 0 ? "-" + text : text;
    }

    private static String general(double magnitude, int precisionWanted, boolean alternate) {
        int digits = Math.max(1, precisionWanted);
        BigDecimal rounded = rounded(magnitude, digits);
        int exponent = exponent(rounded);
        boolean scientific = exponent < -4 || exponent >= digits;
        if (scientific) {
            String text = scientific(rounded, digits - 1, exponent, digits == 1 && !alternate);
            if (alternate || digits == 1) {
                return text;
            }
            int mark = text.indexOf('e');
            return withoutZeros(text.substring(0, mark)) + text.substring(mark);
        }
        int places = digits - 1 - exponent;
        String text = rounded.setScale(places, RoundingMode.UNNECESSARY).toPlainString();
        if (alternate) {
            return places == 0 ? text + "." : text;
        }
        return withoutZeros(text);
    }

    private static String withoutZeros(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    private static String upper(String text) {
        StringBuilder upper = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            upper.append((char) Ascii.upper(text.charAt(i)));
        }
        return upper.toString();
    }
}
