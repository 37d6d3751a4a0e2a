package understudy.server.cli.shell;

import java.util.List;
import java.util.Locale;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours a script while it is typed. */
final class Colours implements Highlighter {
    private static final AttributedStyle KEYWORD = AttributedStyle.BOLD.foreground(AttributedStyle.BLUE);
    private static final AttributedStyle FUNCTION = AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle TEXT = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle NAME = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle PARAMETER = AttributedStyle.DEFAULT.foreground(AttributedStyle.MAGENTA);
    private static final AttributedStyle COMMENT = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle WRONG = AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        AttributedStringBuilder out = new AttributedStringBuilder(buffer.length());
        int done = 0;
        if (buffer.stripLeading().startsWith("\\")) {
            done = endOfFirstWord(buffer);
            out.append(buffer.substring(0, done), KEYWORD);
            if (!ShellCommands.takesScript(buffer)) {
                return out.append(buffer.substring(done)).toAttributedString();
            }
        }
        String before = "";
        List<Lexeme> all = Lexeme.all(buffer.substring(done));
        int shift = done;
        for (int i = 0; i < all.size(); i++) {
            Lexeme each = all.get(i);
            String piece = buffer.substring(each.from() + shift, each.to() + shift);
            out.append(buffer.substring(done, each.from() + shift));
            boolean calls = i + 1 < all.size()
                    && all.get(i + 1).kind() == Lexeme.Kind.SYMBOL
                    && buffer.charAt(all.get(i + 1).from() + shift) == '(';
            out.append(piece, style(each.kind(), piece, before, calls));
            done = each.to() + shift;
            before = piece.toLowerCase(Locale.ROOT);
        }
        return out.append(buffer.substring(done)).toAttributedString();
    }

    private static int endOfFirstWord(String buffer) {
        int at = buffer.indexOf('\\');
        while (at < buffer.length() && !Character.isWhitespace(buffer.charAt(at))) {
            at++;
        }
        return at;
    }

    private static AttributedStyle style(Lexeme.Kind kind, String piece, String before, boolean calls) {
        return switch (kind) {
            case COMMENT -> COMMENT;
            case STRING -> TEXT;
            case NAME -> NAME;
            case UNCLOSED -> WRONG;
            case PARAMETER -> PARAMETER;
            case NUMBER, SYMBOL -> AttributedStyle.DEFAULT;
            case WORD -> word(piece, before, calls);
        };
    }

    private static AttributedStyle word(String word, String before, boolean calls) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (before.equals("let")
                || (Words.isBeforeKey(before) && !Words.insteadOfKey(before).contains(lower))) {
            return NAME;
        }
        if (calls && Words.FUNCTIONS.contains(word)) {
            return FUNCTION;
        }
        return Words.KEYWORDS.contains(lower) ? KEYWORD : AttributedStyle.DEFAULT;
    }
}
