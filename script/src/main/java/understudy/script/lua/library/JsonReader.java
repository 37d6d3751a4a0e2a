package understudy.script.lua.library;

import java.util.Arrays;
import understudy.script.lua.value.LightUserdata;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.NumberText;
import understudy.script.lua.value.Numbers;

/** {@code cjson.decode}. As there, a zero byte ends the text, control characters may stand in strings. */
final class JsonReader {
    private static final int LUA_STACK = 8000;

    /** A token's kind; its name stands in errors. */
    private enum Token {
        T_OBJ_BEGIN,
        T_OBJ_END,
        T_ARR_BEGIN,
        T_ARR_END,
        T_STRING,
        T_NUMBER,
        T_BOOLEAN,
        T_NULL,
        T_COLON,
        T_COMMA,
        T_END,
        T_ERROR
    }

    private final LuaContext lua;
    private final JsonSettings settings;
    private final byte[] text;
    private final int[] numberEnd = new int[1];
    private int at;

    private Token token;
    private int tokenAt;
    private Object tokenValue;
    private String tokenFault;

    private LuaTable[] tables = new LuaTable[8];
    // Of an object the key that waits for its value.
    private LuaString[] keys = new LuaString[8];
    // Of an array the items so far; -1 for an object.
    private int[] counts = new int[8];
    private int depth;
    private int slots = 1;

    JsonReader(LuaContext lua, JsonSettings settings, LuaString source) {
        this.lua = lua;
        this.settings = settings;
        this.text = source.bytes();
    }

    Object read() {
        if (text.length >= 2 && (text[0] == 0 || text[1] == 0)) {
            throw lua.error("JSON parser does not support UTF-16 or UTF-32");
        }
        lua.step(1 + (text.length >> 4));
        next();
        while (true) {
            Object value;
            switch (token) {
                case T_STRING, T_NUMBER, T_BOOLEAN, T_NULL -> value = tokenValue;
                case T_OBJ_BEGIN -> {
                    open(true);
                    next();
                    if (token != Token.T_OBJ_END) {
                        key();
                        continue;
                    }
                    value = close();
                }
                case T_ARR_BEGIN -> {
                    open(false);
                    next();
                    if (token != Token.T_ARR_END) {
                        continue;
                    }
                    value = close();
                }
                default -> throw expected("value");
            }
            // The value ends all containers that are complete with it.
            while (true) {
                if (depth == 0) {
                    next();
                    if (token != Token.T_END) {
                        throw expected("the end");
                    }
                    return value;
                }
                int top = depth - 1;
                boolean object = counts[top] < 0;
                if (object) {
                    tables[top].setString(lua, keys[top], value);
                } else {
                    tables[top].setInt(lua, ++counts[top], value);
                }
                next();
                if (token == Token.T_COMMA) {
                    next();
                    if (object) {
                        key();
                    }
                    break;
                }
                if (token != (object ? Token.T_OBJ_END : Token.T_ARR_END)) {
                    throw expected(object ? "comma or object end" : "comma or array end");
                }
                value = close();
            }
        }
    }

    private void open(boolean object) {
        if (depth + 1 > settings.decodeDepth || slots + (object ? 3 : 2) > LUA_STACK) {
            throw lua.error("Found too many nested data structures (" + (depth + 1) + ") at character " + at);
        }
        if (depth == tables.length) {
            lua.allocate(16L * depth);
            tables = Arrays.copyOf(tables, 2 * depth);
            keys = Arrays.copyOf(keys, 2 * depth);
            counts = Arrays.copyOf(counts, 2 * depth);
        }
        lua.allocate(LuaTable.BYTES);
        tables[depth] = new LuaTable();
        counts[depth] = object ? -1 : 0;
        depth++;
        slots += object ? 2 : 1;
    }

    private LuaTable close() {
        depth--;
        slots -= counts[depth] < 0 ? 2 : 1;
        LuaTable table = tables[depth];
        tables[depth] = null;
        keys[depth] = null;
        return table;
    }

    /** The token is to be a key; reads on to the value behind the colon. */
    private void key() {
        if (token != Token.T_STRING) {
            throw expected("object key string");
        }
        keys[depth - 1] = (LuaString) tokenValue;
        next();
        if (token != Token.T_COLON) {
            throw expected("colon");
        }
        next();
    }

    private LuaError expected(String what) {
        String found = token == Token.T_ERROR ? tokenFault : token.name();
        return lua.error("Expected " + what + " but found " + found + " at character " + (tokenAt + 1));
    }

    // ---------------------------------------------------------------- tokens

    private int peek(int ahead) {
        return at + ahead < text.length ? text[at + ahead] : 0;
    }

    private void fault(String what) {
        token = Token.T_ERROR;
        tokenAt = at;
        tokenFault = what;
    }

    private void simple(Token kind) {
        token = kind;
        at++;
    }

    private void next() {
        lua.step(1);
        while (peek(0) == ' ' || peek(0) == '\t' || peek(0) == '\n' || peek(0) == '\r') {
            at++;
        }
        tokenAt = at;
        int c = peek(0);
        switch (c) {
            case 0 -> token = Token.T_END;
            case '{' -> simple(Token.T_OBJ_BEGIN);
            case '}' -> simple(Token.T_OBJ_END);
            case '[' -> simple(Token.T_ARR_BEGIN);
            case ']' -> simple(Token.T_ARR_END);
            case ':' -> simple(Token.T_COLON);
            case ',' -> simple(Token.T_COMMA);
            case '"' -> string();
            default -> word(c);
        }
    }

    private void word(int c) {
        if (c == '-' || Ascii.isDigit(c)) {
            if (settings.decodeInvalid == 0 && isInvalidNumber()) {
                fault("invalid number");
            } else {
                number();
            }
        } else if (startsWith("true")) {
            constant(Token.T_BOOLEAN, Boolean.TRUE, 4);
        } else if (startsWith("false")) {
            constant(Token.T_BOOLEAN, Boolean.FALSE, 5);
        } else if (startsWith("null")) {
            constant(Token.T_NULL, LightUserdata.NULL, 4);
        } else if (settings.decodeInvalid != 0 && "+iInN".indexOf(c) >= 0 && isInvalidNumber()) {
            number();
        } else {
            fault("invalid token");
        }
    }

    private void constant(Token kind, Object value, int length) {
        token = kind;
        tokenValue = value;
        at += length;
    }

    private boolean startsWith(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek(i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** What JSON has no such number for, though strtod reads it. */
    private boolean isInvalidNumber() {
        if (peek(0) == '+') {
            return true;
        }
        int sign = peek(0) == '-' ? 1 : 0;
        int c = peek(sign);
        if (c == '0') {
            int then = peek(sign + 1);
            return (then | 32) == 'x' || Ascii.isDigit(then);
        }
        if (c <= '9') {
            return false;
        }
        return startsWithLetters(sign, "inf") || startsWithLetters(sign, "nan");
    }

    private boolean startsWithLetters(int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if ((peek(from + i) | 32) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void number() {
        if (shortInteger()) {
            return;
        }
        lua.step(8);
        double number = NumberText.leading(text, at, numberEnd);
        if (numberEnd[0] == at) {
            fault("invalid number");
            return;
        }
        token = Token.T_NUMBER;
        tokenValue = Numbers.of(number);
        lua.step(Math.min(numberEnd[0] - at, 24));
        at = numberEnd[0];
    }

    /** What most numbers are: a few digits and nothing behind them that could belong to a number. */
    private boolean shortInteger() {
        boolean negative = text[at] == '-';
        int from = negative ? at + 1 : at;
        int end = from;
        long whole = 0;
        while (end < text.length && Ascii.isDigit(text[end]) && end - from < 15) {
            whole = whole * 10 + text[end++] - '0';
        }
        int then = end < text.length ? text[end] : 0;
        if (end == from || (whole == 0 && negative) || then == '.' || Ascii.isDigit(then) || Ascii.isLetter(then)) {
            return false;
        }
        token = Token.T_NUMBER;
        tokenValue = Numbers.of((double) (negative ? -whole : whole));
        at = end;
        return true;
    }

    private void string() {
        int from = at + 1;
        int end = from;
        while (end < text.length && text[end] != '"' && text[end] != '\\' && text[end] != 0) {
            end++;
        }
        token = Token.T_STRING;
        if (end < text.length && text[end] == '"') {
            Strings.pay(lua, end - from);
            tokenValue = LuaString.copyOf(text, from, end);
            at = end + 1;
            return;
        }
        Output out = new Output(lua);
        out.add(text, from, end);
        at = end;
        while (peek(0) != '"') {
            int c = peek(0);
            if (c == 0) {
                fault("unexpected end of string");
                return;
            }
            if (c != '\\') {
                out.add(c);
                at++;
                continue;
            }
            int letter = peek(1);
            if (letter == 'u') {
                if (!unicode(out)) {
                    fault("invalid unicode escape code");
                    return;
                }
                continue;
            }
            int meant = escaped(letter);
            if (meant == 0) {
                fault("invalid escape code");
                return;
            }
            out.add(meant);
            at += 2;
        }
        at++;
        tokenValue = out.text();
    }

    private static int escaped(int letter) {
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            default -> 0;
        };
    }

    private int hex4(int ahead) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(ahead + i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private boolean unicode(Output out) {
        int code = hex4(2);
        int length = 6;
        if (code < 0) {
            return false;
        }
        if ((code & 0xF800) == 0xD800) {
            if ((code & 0x400) != 0 || peek(6) != '\\' || peek(7) != 'u') {
                return false;
            }
            int low = hex4(8);
            if (low < 0 || (low & 0xFC00) != 0xDC00) {
                return false;
            }
            code = ((code & 0x3FF) << 10 | low & 0x3FF) + 0x10000;
            length = 12;
        }
        if (code < 0x80) {
            out.add(code);
        } else if (code < 0x800) {
            out.add(0xC0 | code >> 6);
            out.add(0x80 | code & 0x3F);
        } else if (code < 0x10000) {
            out.add(0xE0 | code >> 12);
            out.add(0x80 | code >> 6 & 0x3F);
            out.add(0x80 | code & 0x3F);
        } else {
            out.add(0xF0 | code >> 18);
            out.add(0x80 | code >> 12 & 0x3F);
            out.add(0x80 | code >> 6 & 0x3F);
            out.add(0x80 | code & 0x3F);
        }
        at += length;
        return true;
    }
}
