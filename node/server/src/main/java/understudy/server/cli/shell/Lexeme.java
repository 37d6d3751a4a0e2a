package understudy.server.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a script that is being typed, from {@code from} up to {@code to}. What is typed is wrong most of the time,
 * so everything has a kind, and nothing is refused: the node that runs the script has the grammar.
 */
record Lexeme(Kind kind, int from, int to) {
    enum Kind {
        COMMENT,
        STRING,

        /** A name in backticks. */
        NAME,

        /** A string or a name in backticks that ends with its line; more lines would not mend it. */
        UNCLOSED,

        /** With its {@code @}; also the sign alone. */
        PARAMETER,
        NUMBER,
        WORD,
        SYMBOL
    }

    private static final List<String> PAIRS = List.of("==", "!=", "<>", "<=", ">=", "&&", "||", "..");

    String of(String text) {
        return text.substring(from, to);
    }

    /** All pieces of a text but blanks and {@code ;}. */
    static List<Lexeme> all(String text) {
        List<Lexeme> all = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || c == ';') {
                at++;
                continue;
            }
            Lexeme next = at(text, at);
            all.add(next);
            at = next.to;
        }
        return all;
    }

    private static Lexeme at(String text, int at) {
        char c = text.charAt(at);
        if (c == '#') {
            int end = text.indexOf('\n', at);
            return new Lexeme(Kind.COMMENT, at, end < 0 ? text.length() : end);
        }
        if (c == '`') {
            return name(text, at);
        }
        if (c == '"' || c == '\'') {
            return quoted(text, at, c);
        }
        if (c == '@') {
            return new Lexeme(Kind.PARAMETER, at, wordEnd(text, at + 1));
        }
        if (isDigit(c)) {
            int end = wordEnd(text, at);
            boolean fraction = end + 1 < text.length() && text.charAt(end) == '.' && isDigit(text.charAt(end + 1));
            return new Lexeme(Kind.NUMBER, at, fraction ? wordEnd(text, end + 1) : end);
        }
        if (isWordPart(c)) {
            return new Lexeme(Kind.WORD, at, wordEnd(text, at));
        }
        boolean pair = PAIRS.stream().anyMatch(two -> text.startsWith(two, at));
        return new Lexeme(Kind.SYMBOL, at, at + (pair ? 2 : 1));
    }

    /** As the language has it: a name goes up to the last backtick of the line that it can reach. */
    private static Lexeme name(String text, int at) {
        int last = -1;
        int i = at + 1;
        while (i < text.length() && "'\t\n\r".indexOf(text.charAt(i)) < 0) {
            last = text.charAt(i) == '`' ? i : last;
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        int end = Math.min(i, text.length());
        return last < 0 ? new Lexeme(Kind.UNCLOSED, at, end) : new Lexeme(Kind.NAME, at, last + 1);
    }

    /** Whether it is a name that has swallowed others. */
    boolean isMerged(String text) {
        return kind == Kind.NAME && text.substring(from + 1, to - 1).indexOf('`') >= 0;
    }

    private static Lexeme quoted(String text, int at, char quote) {
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != quote) {
            if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                return new Lexeme(Kind.UNCLOSED, at, i);
            }
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        if (i >= text.length()) {
            return new Lexeme(Kind.UNCLOSED, at, text.length());
        }
        return new Lexeme(Kind.STRING, at, i + 1);
    }

    private static int wordEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isWordPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c);
    }
}
