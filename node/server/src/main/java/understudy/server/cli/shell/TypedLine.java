package understudy.server.cli.shell;

import java.util.List;
import org.jline.reader.CompletingParsedLine;

/**
 * What was typed, and the word in it at which the cursor stands: that is completed. In a script a word is what the
 * language takes for one, quotes and backticks with what is in them; behind a shell command what blanks enclose.
 */
record TypedLine(String line, int cursor, int from, int to) implements CompletingParsedLine {
    static TypedLine of(String line, int cursor) {
        return ShellCommands.isOne(line) && !ShellCommands.takesScript(line)
                ? betweenBlanks(line, cursor)
                : lexeme(line, cursor);
    }

    private static TypedLine betweenBlanks(String line, int cursor) {
        int from = cursor;
        while (from > 0 && !Character.isWhitespace(line.charAt(from - 1))) {
            from--;
        }
        int to = cursor;
        while (to < line.length() && !Character.isWhitespace(line.charAt(to))) {
            to++;
        }
        return new TypedLine(line, cursor, from, to);
    }

    private static TypedLine lexeme(String line, int cursor) {
        for (Lexeme each : Lexeme.all(line)) {
            boolean touches = each.from() < cursor && cursor <= each.to();
            if (touches && each.kind() != Lexeme.Kind.SYMBOL && each.kind() != Lexeme.Kind.COMMENT) {
                return new TypedLine(line, cursor, each.from(), each.to());
            }
        }
        return new TypedLine(line, cursor, cursor, cursor);
    }

    @Override
    public String word() {
        return line.substring(from, to);
    }

    @Override
    public int wordCursor() {
        return cursor - from;
    }

    @Override
    public int wordIndex() {
        return 0;
    }

    @Override
    public List<String> words() {
        return List.of(word());
    }

    /** What candidates are is written as it is: they bring their quotes. */
    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return wordCursor();
    }

    @Override
    public int rawWordLength() {
        return to - from;
    }
}
