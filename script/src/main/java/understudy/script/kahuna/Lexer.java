package understudy.script.kahuna;

import understudy.script.engine.ScriptError;

/**
 * Cuts a script into tokens, one at a time, so that the first error in reading order is the one reported.
 *
 * <p>Where Kahuna silently drops characters (an unclosed quote with all that follows it, {@code %}, letters beyond
 * ASCII) this lexer stops with the place; only {@code ;} between statements stays without meaning, since people type
 * it. A number carries no sign: {@code 10-5} is a subtraction, and the parser makes {@code -5} a literal.
 *
 * <p>Strings decode {@code \n \t \r \0 \b \f \\ \/ \' \" \`} and <code>&#92;uXXXX</code>, <code>&#92;u{X…}</code>; a backslash before
 * anything else stays in the text, as all backslashes do in Kahuna, so that a pattern like {@code '\d+'} means the
 * same in both. Names in backticks are read as Kahuna reads them, see {@link #quotedName}.
 */
final class Lexer {
    private final Source source;
    private final String text;
    private int at;

    Lexer(Source source) {
        this.source = source;
        this.text = source.text();
    }

    Token next() {
        skipBlanks();
        if (at == text.length()) {
            return new Token(TokenType.END_OF_SCRIPT, at, at, "", false);
        }
        char c = text.charAt(at);
        if (Ascii.isLetter(c)) {
            return word();
        }
        if (Ascii.isDigit(c)) {
            return number();
        }
        return switch (c) {
            case '"', '\'' -> string(c);
            case '`' -> quotedName();
            case '@' -> placeholder();
            case '+' -> symbol(TokenType.PLUS, 1);
            case '-' -> symbol(TokenType.MINUS, 1);
            case '*' -> symbol(TokenType.TIMES, 1);
            case '/' -> symbol(TokenType.DIVIDE, 1);
            case '(' -> symbol(TokenType.LEFT_PAREN, 1);
            case ')' -> symbol(TokenType.RIGHT_PAREN, 1);
            case '[' -> symbol(TokenType.LEFT_SQUARE, 1);
            case ']' -> symbol(TokenType.RIGHT_SQUARE, 1);
            case '{' -> symbol(TokenType.LEFT_BRACE, 1);
            case '}' -> symbol(TokenType.RIGHT_BRACE, 1);
            case ',' -> symbol(TokenType.COMMA, 1);
            case '=' -> follows('=') ? symbol(TokenType.DOUBLE_EQUALS, 2) : symbol(TokenType.EQUALS, 1);
            case '!' -> follows('=') ? symbol(TokenType.NOT_EQUALS, 2) : symbol(TokenType.NOT, 1);
            case '<' -> {
                if (follows('>')) {
                    yield symbol(TokenType.NOT_EQUALS, 2);
                }
                yield follows('=') ? symbol(TokenType.LESS_EQUALS, 2) : symbol(TokenType.LESS, 1);
            }
            case '>' -> follows('=') ? symbol(TokenType.GREATER_EQUALS, 2) : symbol(TokenType.GREATER, 1);
            case '&' -> pair('&', TokenType.AND);
            case '|' -> pair('|', TokenType.OR);
            case '.' -> pair('.', TokenType.RANGE);
            default -> throw stray();
        };
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == ' ' || (c >= '\t' && c <= '\r') || c == ';') {
                at++;
            } else {
                return;
            }
        }
    }

    private boolean follows(char c) {
        return at + 1 < text.length() && text.charAt(at + 1) == c;
    }

    private Token symbol(TokenType type, int length) {
        return upTo(type, at + length, text.substring(at, at + length), false);
    }

    private Token pair(char c, TokenType type) {
        if (!follows(c)) {
            throw stray();
        }
        return symbol(type, 2);
    }

    private Token upTo(TokenType type, int end, String value, boolean quoted) {
        Token token = new Token(type, at, end, value, quoted);
        at = end;
        return token;
    }

    private Token word() {
        int end = wordEnd(at);
        String word = text.substring(at, end);
        TokenType keyword = TokenType.keyword(word);
        return upTo(keyword == null ? TokenType.IDENTIFIER : keyword, end, word, false);
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < text.length() && (Ascii.isLetter(text.charAt(end)) || Ascii.isDigit(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    private Token placeholder() {
        int end = wordEnd(at + 1);
        return end == at + 1
                ? upTo(TokenType.AT, end, "@", false)
                : upTo(TokenType.PLACEHOLDER, end, text.substring(at, end), false);
    }

    private Token number() {
        if (text.charAt(at) == '0' && at + 2 < text.length() && text.charAt(at + 1) == 'x') {
            int end = at + 2;
            while (end < text.length() && Ascii.hexDigit(text.charAt(end)) >= 0) {
                end++;
            }
            if (end > at + 2) {
                throw source.syntax(
                        "FormatException: The input string '" + Clip.text(text.substring(at, end), 40)
                                + "' was not in a correct format.",
                        "integers are written in decimal",
                        at);
            }
        }
        int end = digitsEnd(at);
        if (end + 1 < text.length() && text.charAt(end) == '.' && Ascii.isDigit(text.charAt(end + 1))) {
            int fraction = digitsEnd(end + 1);
            return upTo(TokenType.FLOAT, fraction, text.substring(at, fraction), false);
        }
        return upTo(TokenType.INT, end, text.substring(at, end), false);
    }

    private int digitsEnd(int from) {
        int end = from;
        while (end < text.length() && Ascii.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private Token string(char quote) {
        StringBuilder value = new StringBuilder();
        int i = at + 1;
        while (true) {
            if (i >= text.length() || isLineEnd(text.charAt(i))) {
                throw source.syntax("Syntax error, the string that begins with " + quote + " is not closed", at);
            }
            char c = text.charAt(i);
            if (c == quote) {
                return upTo(TokenType.STRING, i + 1, value.toString(), true);
            }
            i = c == '\\' ? escape(i, value) : plain(i, value);
        }
    }

    private int plain(int i, StringBuilder value) {
        value.append(text.charAt(i));
        return i + 1;
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    /** Decodes the escape at {@code i} and returns where it ends. */
    private int escape(int i, StringBuilder value) {
        if (i + 1 >= text.length() || isLineEnd(text.charAt(i + 1))) {
            // The string is not closed; the caller says so.
            return i + 1;
        }
        char c = text.charAt(i + 1);
        switch (c) {
            case 'n' -> value.append('\n');
            case 't' -> value.append('\t');
            case 'r' -> value.append('\r');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case '0' -> value.append('\0');
            case '\\', '/', '\'', '"', '`' -> value.append(c);
            case 'u' -> {
                return unicode(i, value);
            }
            default -> value.append('\\').append(c);
        }
        return i + 2;
    }

    private int unicode(int i, StringBuilder value) {
        if (i + 2 < text.length() && text.charAt(i + 2) == '{') {
            int digits = hexRun(i + 3, 6);
            int end = i + 3 + digits;
            if (digits == 0 || end >= text.length() || text.charAt(end) != '}') {
                throw badUnicode(i);
            }
            int point = Integer.parseInt(text.substring(i + 3, end), 16);
            if (point > Character.MAX_CODE_POINT || isHalf(point)) {
                throw badUnicode(i);
            }
            value.appendCodePoint(point);
            return end + 1;
        }
        int high = fourDigits(i);
        if (!isHalf(high)) {
            value.append((char) high);
            return i + 6;
        }
        // Two halves make one character; a half alone has no UTF-8 form and could not be stored.
        if (i + 7 < text.length() && text.charAt(i + 6) == '\\' && text.charAt(i + 7) == 'u') {
            int low = fourDigits(i + 6);
            if (Character.isSurrogatePair((char) high, (char) low)) {
                value.append((char) high).append((char) low);
                return i + 12;
            }
        }
        throw badUnicode(i);
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private int fourDigits(int i) {
        if (hexRun(i + 2, 4) < 4) {
            throw badUnicode(i);
        }
        return Integer.parseInt(text.substring(i + 2, i + 6), 16);
    }

    private int hexRun(int from, int most) {
        int count = 0;
        while (count < most && from + count < text.length() && Ascii.hexDigit(text.charAt(from + count)) >= 0) {
            count++;
        }
        return count;
    }

    private ScriptError badUnicode(int i) {
        return source.syntax(
                "Syntax error, an escape that names no character",
                "\\u takes four hexadecimal digits, or up to six in braces",
                i);
    }

    /**
     * From the first backtick up to the last one that can be reached on the line, as Kahuna has it: names that share a line
     * are one, unless a {@code '} or a tab parts them. A backslash takes the next character with it; both stay.
     */
    private Token quotedName() {
        int last = -1;
        int i = at + 1;
        while (i < text.length() && !endsName(text.charAt(i))) {
            char c = text.charAt(i);
            if (c == '`') {
                last = i;
            }
            boolean pair = c == '\\' && i + 1 < text.length() && !isLineEnd(text.charAt(i + 1));
            i += pair ? 2 : 1;
        }
        if (last < 0) {
            throw source.syntax("Syntax error, the name that begins with ` is not closed", at);
        }
        int from = at;
        int to = last + 1;
        while (from < to && text.charAt(from) == '`') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == '`') {
            to--;
        }
        if (from == to) {
            throw source.syntax("Syntax error, the name between the backticks is empty", at);
        }
        return upTo(TokenType.IDENTIFIER, last + 1, text.substring(from, to), true);
    }

    private static boolean endsName(char c) {
        return switch (c) {
            case '\'', '\0', '\t', '\n', '\r', '\b', '\f', 0x07, 0x0b -> true;
            default -> false;
        };
    }

    private ScriptError stray() {
        int point = text.codePointAt(at);
        String shown =
                point < ' ' || point == 0x7f ? "of code " + point : "'" + new String(Character.toChars(point)) + "'";
        return source.syntax("Syntax error, unexpected character " + shown, at);
    }
}
