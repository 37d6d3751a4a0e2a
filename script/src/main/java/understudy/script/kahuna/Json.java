package understudy.script.kahuna;

/**
 * A value as JSON, strings escaped as .NET does by default: everything beyond ASCII, and what could matter inside
 * HTML, goes as <code>&#92;uXXXX</code>.
 */
final class Json {
    private static final String HEX = "0123456789ABCDEF";

    private Json() {}

    /** The text, paid for. */
    static String text(Frame frame, int at, Value value) {
        StringBuilder out = new StringBuilder();
        append(frame, at, value, out);
        frame.payForString(out.length(), at);
        return out.toString();
    }

    private static void append(Frame frame, int at, Value value, StringBuilder out) {
        if (value instanceof Value.Text text) {
            // Each character may take six; refused before it is built.
            frame.budget.step(text.chars().length() / 16);
            checkLength(frame, at, out.length() + text.chars().length());
            quote(text.chars(), out);
        } else if (value instanceof Value.Items items) {
            out.append('[');
            for (int i = 0; i < items.size(); i++) {
                frame.budget.step(1);
                if (i > 0) {
                    out.append(',');
                }
                append(frame, at, items.item(i), out);
                checkLength(frame, at, out.length());
            }
            out.append(']');
        } else if (value instanceof Value.Nothing) {
            out.append("null");
        } else if (value instanceof Value.Real real
                && (Double.isNaN(real.value()) || Double.isInfinite(real.value()))) {
            throw frame.error("Cannot use 'to_json' function on " + real.shown() + ", which JSON cannot say", at);
        } else {
            out.append(value.shown());
        }
    }

    private static void checkLength(Frame frame, int at, long length) {
        if (length > Frame.MAX_STRING_BYTES) {
            frame.payForString(length, at);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '"', '<', '>', '&', '\'', '+', '`' -> hex(c, out);
                default -> {
                    if (c < ' ' || c >= 0x7f) {
                        hex(c, out);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static void hex(char c, StringBuilder out) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((c >> shift) & 0xf));
        }
    }
}
