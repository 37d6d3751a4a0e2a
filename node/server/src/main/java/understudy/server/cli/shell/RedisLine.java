package understudy.server.cli.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import understudy.client.Command;

/**
 * A Redis command about scripts, typed into the shell: {@code EVAL "return 1" 0}. Other commands have their statements in
 * Kahuna Script; none of that begins with these words.
 */
final class RedisLine {
    private static final Set<String> NAMES = Set.of(
            "eval",
            "evalsha",
            "eval_ro",
            "evalsha_ro",
            "script",
            "function",
            "fcall",
            "fcall_ro",
            "kahuna.eval",
            "kahuna.evalsha",
            "kahuna.explain");

    private RedisLine() {}

    static boolean isOne(String text) {
        String line = text.strip();
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        // A word alone may be a name in a script.
        return end < line.length() && NAMES.contains(line.substring(0, end).toLowerCase(Locale.ROOT));
    }

    /**
     * Words as redis-cli takes them: apart by blanks, or in quotes; in double quotes a backslash begins an escape.
     *
     * @throws IllegalArgumentException when a quote is not closed
     */
    static Command command(String line) {
        return Command.ofBytes(words(line));
    }

    static List<byte[]> words(String line) {
        List<byte[]> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            if (Character.isWhitespace(line.charAt(at))) {
                at++;
                continue;
            }
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
                char c = line.charAt(at);
                at = c == '"' || c == '\'' ? quoted(line, at, word) : plain(line, at, word);
            }
            words.add(word.toByteArray());
        }
        return words;
    }

    private static int plain(String line, int at, ByteArrayOutputStream word) {
        int end = at + Character.charCount(line.codePointAt(at));
        word.writeBytes(line.substring(at, end).getBytes(StandardCharsets.UTF_8));
        return end;
    }

    private static int quoted(String line, int begin, ByteArrayOutputStream word) {
        char quote = line.charAt(begin);
        int at = begin + 1;
        while (at < line.length() && line.charAt(at) != quote) {
            if (line.charAt(at) != '\\' || at + 1 == line.length()) {
                at = plain(line, at, word);
            } else if (quote == '\'') {
                at = plain(line, line.charAt(at + 1) == '\'' ? at + 1 : at, word);
            } else {
                at = escape(line, at + 1, word);
            }
        }
        if (at >= line.length()) {
            throw new IllegalArgumentException("a quote is not closed: " + line.substring(begin));
        }
        return at + 1;
    }

    private static int escape(String line, int at, ByteArrayOutputStream word) {
        char c = line.charAt(at);
        if (c == 'x' && at + 2 < line.length() && line.substring(at + 1, at + 3).matches("[0-9a-fA-F]{2}")) {
            word.write(Integer.parseInt(line.substring(at + 1, at + 3), 16));
            return at + 3;
        }
        int end = plain(line, at, new ByteArrayOutputStream());
        switch (c) {
            case 'n' -> word.write('\n');
            case 'r' -> word.write('\r');
            case 't' -> word.write('\t');
            case 'b' -> word.write('\b');
            case 'a' -> word.write(7);
            default -> plain(line, at, word);
        }
        return end;
    }
}
