package understudy.script.lua.syntax;

import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.NumberText;

/**
 * Cuts a source into tokens. It works on bytes, one char each: names are ASCII, strings carry any byte. The lexer
 * stands on one token and can look one further. The raw text of a token is kept, since messages quote it.
 */
final class Lexer {
    private static final int END = -1;

    private final byte[] source;
    private final String chunk;
    private int position;
    private int current;
    private final StringBuilder buffer = new StringBuilder();

    /** Line of what was read last; it may be beyond the current token when the next was looked at. */
    private int line = 1;

    private int lastLine = 1;

    private TokenType type;
    private int character;
    private String text;
    private double number;

    private boolean peeked;
    private TokenType nextType;
    private int nextCharacter;
    private String nextText;
    private double nextNumber;

    Lexer(byte[] source, String chunk) {
        this.source = source;
        this.chunk = chunk;
        advance();
    }

    // What the parser sees

    void next() {
        lastLine = line;
        if (peeked) {
            peeked = false;
            type = nextType;
            character = nextCharacter;
            text = nextText;
            number = nextNumber;
        } else {
            type = read();
        }
    }

    /** Whether the token after this one is this character. */
    boolean nextIs(char wanted) {
        if (!peeked) {
            TokenType type0 = type;
            int character0 = character;
            String text0 = text;
            double number0 = number;
            nextType = read();
            nextCharacter = character;
            nextText = text;
            nextNumber = number;
            type = type0;
            character = character0;
            text = text0;
            number = number0;
            peeked = true;
        }
        return nextType == TokenType.CHARACTER && nextCharacter == wanted;
    }

    TokenType type() {
        return type;
    }

    boolean is(TokenType wanted) {
        return type == wanted;
    }

    boolean is(char wanted) {
        return type == TokenType.CHARACTER && character == wanted;
    }

    /** The character of a {@link TokenType#CHARACTER}, else -1. */
    int character() {
        return type == TokenType.CHARACTER ? character : END;
    }

    /** A name, or the bytes of a string. */
    String text() {
        return text;
    }

    double number() {
        return number;
    }

    int line() {
        return line;
    }

    /** The line of the token before this one. */
    int lastLine() {
        return lastLine;
    }

    // Errors

    LuaSyntaxError errorHere(String message) {
        // PUC's token of a zero byte is its «no token».
        return type == TokenType.CHARACTER && character == 0 ? error(message) : errorNear(message, shown());
    }

    LuaSyntaxError error(String message) {
        return new LuaSyntaxError(chunk + ":" + line + ": " + message, line);
    }

    private LuaSyntaxError errorNear(String message, String near) {
        return error(message + " near '" + cut(near) + "'");
    }

    private String shown() {
        return switch (type) {
            // PUC quotes its buffer, which holds the token read last.
            case NAME, STRING, NUMBER -> buffer.toString();
            case CHARACTER -> shown(character);
            default -> type.text;
        };
    }

    static String shown(int character) {
        return character < ' ' || character == 0x7f ? "char(" + character + ")" : String.valueOf((char) character);
    }

    /** C's texts end at a zero. */
    private static String cut(String text) {
        int zero = text.indexOf('\0');
        return zero < 0 ? text : text.substring(0, zero);
    }

    // Reading

    private void advance() {
        current = position < source.length ? source[position++] & 0xff : END;
    }

    private void saveAndAdvance() {
        buffer.append((char) current);
        advance();
    }

    private boolean atLineEnd() {
        return current == '\n' || current == '\r';
    }

    private void endLine() {
        int first = current;
        advance();
        if (atLineEnd() && current != first) {
            advance();
        }
        line++;
    }

    private TokenType character(int value) {
        character = value;
        return TokenType.CHARACTER;
    }

    private TokenType read() {
        buffer.setLength(0);
        while (true) {
            switch (current) {
                case '\n', '\r' -> endLine();
                case '-' -> {
                    advance();
                    if (current != '-') {
                        return character('-');
                    }
                    advance();
                    skipComment();
                }
                case '[' -> {
                    int level = separator();
                    if (level >= 0) {
                        readLongString(level, true);
                        return TokenType.STRING;
                    }
                    if (level == -1) {
                        return character('[');
                    }
                    throw errorNear("invalid long string delimiter", buffer.toString());
                }
                case '=' -> {
                    return pair('=', TokenType.EQUAL);
                }
                case '<' -> {
                    return pair('<', TokenType.AT_MOST);
                }
                case '>' -> {
                    return pair('>', TokenType.AT_LEAST);
                }
                case '~' -> {
                    return pair('~', TokenType.UNEQUAL);
                }
                case '"', '\'' -> {
                    readString(current);
                    return TokenType.STRING;
                }
                case '.' -> {
                    saveAndAdvance();
                    if (current == '.') {
                        advance();
                        if (current == '.') {
                            advance();
                            return TokenType.DOTS;
                        }
                        return TokenType.CONCAT;
                    }
                    if (!isDigit(current)) {
                        return character('.');
                    }
                    return readNumber();
                }
                case END -> {
                    return TokenType.END_OF_FILE;
                }
                default -> {
                    if (isSpace(current)) {
                        advance();
                    } else if (isDigit(current)) {
                        return readNumber();
                    } else if (isNameStart(current)) {
                        return readName();
                    } else {
                        int one = current;
                        advance();
                        return character(one);
                    }
                }
            }
        }
    }

    /** A character that means another thing when {@code =} follows. */
    private TokenType pair(char alone, TokenType withEqual) {
        advance();
        if (current != '=') {
            return character(alone);
        }
        advance();
        return withEqual;
    }

    private void skipComment() {
        if (current == '[') {
            int level = separator();
            buffer.setLength(0);
            if (level >= 0) {
                readLongString(level, false);
                buffer.setLength(0);
                return;
            }
        }
        while (!atLineEnd() && current != END) {
            advance();
        }
    }

    /** Reads {@code [==} or {@code ]==}: the count of signs when the bracket comes again, -1 for one bracket alone. */
    private int separator() {
        int bracket = current;
        int count = 0;
        saveAndAdvance();
        while (current == '=') {
            saveAndAdvance();
            count++;
        }
        return current == bracket ? count : -count - 1;
    }

    private void readLongString(int level, boolean kept) {
        saveAndAdvance();
        if (atLineEnd()) {
            endLine();
        }
        while (true) {
            switch (current) {
                case END ->
                    throw errorNear(
                            kept ? "unfinished long string" : "unfinished long comment", TokenType.END_OF_FILE.text);
                case '[' -> {
                    if (separator() == level) {
                        saveAndAdvance();
                        if (level == 0) {
                            throw errorNear("nesting of [[...]] is deprecated", "[");
                        }
                    }
                }
                case ']' -> {
                    if (separator() == level) {
                        saveAndAdvance();
                        text = kept ? buffer.substring(level + 2, buffer.length() - level - 2) : null;
                        return;
                    }
                }
                case '\n', '\r' -> {
                    buffer.append('\n');
                    endLine();
                    if (!kept) {
                        buffer.setLength(0);
                    }
                }
                default -> {
                    if (kept) {
                        saveAndAdvance();
                    } else {
                        advance();
                    }
                }
            }
        }
    }

    private void readString(int quote) {
        saveAndAdvance();
        while (current != quote) {
            switch (current) {
                case END -> throw errorNear("unfinished string", TokenType.END_OF_FILE.text);
                case '\n', '\r' -> throw errorNear("unfinished string", buffer.toString());
                case '\\' -> readEscape();
                default -> saveAndAdvance();
            }
        }
        saveAndAdvance();
        text = buffer.substring(1, buffer.length() - 1);
    }

    private void readEscape() {
        advance();
        switch (current) {
            case 'a' -> escaped('\u0007');
            case 'b' -> escaped('\b');
            case 'f' -> escaped('\f');
            case 'n' -> escaped('\n');
            case 'r' -> escaped('\r');
            case 't' -> escaped('\t');
            case 'v' -> escaped('\u000b');
            case '\n', '\r' -> {
                buffer.append('\n');
                endLine();
            }
            case END -> {}
            default -> {
                if (!isDigit(current)) {
                    saveAndAdvance();
                    return;
                }
                int code = 0;
                for (int i = 0; i < 3 && isDigit(current); i++) {
                    code = 10 * code + current - '0';
                    advance();
                }
                if (code > 0xff) {
                    throw errorNear("escape sequence too large", buffer.toString());
                }
                buffer.append((char) code);
            }
        }
    }

    private void escaped(char value) {
        buffer.append(value);
        advance();
    }

    private TokenType readNumber() {
        while (isDigit(current) || current == '.') {
            saveAndAdvance();
        }
        if (current == 'e' || current == 'E') {
            saveAndAdvance();
            if (current == '+' || current == '-') {
                saveAndAdvance();
            }
        }
        while (isNameStart(current) || isDigit(current)) {
            saveAndAdvance();
        }
        Double value = NumberText.number(LuaString.of(buffer.toString()));
        if (value == null) {
            throw errorNear("malformed number", buffer.toString());
        }
        number = value;
        return TokenType.NUMBER;
    }

    private TokenType readName() {
        while (isNameStart(current) || isDigit(current)) {
            saveAndAdvance();
        }
        text = buffer.toString();
        TokenType word = TokenType.word(text);
        return word == null ? TokenType.NAME : word;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
}
