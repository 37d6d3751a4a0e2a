package understudy.sim.json;

/**
 * Text and numbers as JSON, also inside an HTML page. What a user names a key may hold anything, {@code </script>}
 * included: no character that HTML or JavaScript could take for more than text leaves here as itself.
 */
public final class Json {
    /** JavaScript counts exactly up to here. */
    private static final long EXACT = 1L << 53;

    private Json() {}

    public static String quoted(String text) {
        StringBuilder json = new StringBuilder();
        text(json, text);
        return json.toString();
    }

    public static void text(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c == '\n') {
                json.append("\\n");
            } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c >= 0x7f && dangerous(text, i)) {
                json.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    json.append(Character.forDigit(c >> shift & 15, 16));
                }
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /** A number that JavaScript reads exactly; beyond its range, the digits as text. */
    public static void number(StringBuilder json, long number) {
        if (number >= -EXACT && number <= EXACT) {
            json.append(number);
        } else {
            json.append('"').append(number).append('"');
        }
    }

    /** Controls, line separators, marks that turn the direction of text, halves of pairs. */
    private static boolean dangerous(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c < 0xa0 || c >= 0x2000 && c <= 0x206f || c == 0xfeff;
    }
}
