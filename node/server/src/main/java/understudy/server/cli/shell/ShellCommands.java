package understudy.server.cli.shell;

import java.util.List;
import java.util.regex.Pattern;

/** Tells what is meant for the shell itself from what is a script for a node. */
final class ShellCommands {
    /** The words that a command of the shell may begin with. */
    static final List<String> NAMES = List.of(
            "\\explain", "\\help", "\\load", "\\param", "\\quit", "\\status", "clear", "exit", "help", "quit", "run");

    private static final String EXPLAIN = "\\explain";

    /** A line that ends so goes on with the next. No script has a backslash at the end of a line. */
    private static final Pattern JOINED = Pattern.compile("\\\\[ \\t]*(?=\\r?\\n)");

    private ShellCommands() {}

    /** Whether no further line belongs to a text that was typed. */
    static boolean isWhole(String text) {
        if (isOne(text) && !takesScript(text)) {
            return true;
        }
        String script = takesScript(text) ? text.strip().substring(EXPLAIN.length()) : text;
        return !script.stripTrailing().endsWith("\\") && !OpenScript.isOpen(script);
    }

    /** What was typed without the marks that joined its lines. */
    static String joined(String text) {
        return JOINED.matcher(text).replaceAll("");
    }

    /** Whether a text is a shell command. */
    static boolean isOne(String text) {
        String line = text.strip();
        return line.startsWith("\\")
                || line.equals("exit")
                || line.equals("quit")
                || line.equals("clear")
                || line.equals("help")
                || line.startsWith("help ")
                || line.startsWith("run ")
                || line.equals("cluster members")
                || NamedCommands.isOne(line)
                || RedisLine.isOne(line);
    }

    /** Whether a text is the shell command behind which a script stands. */
    static boolean takesScript(String text) {
        String line = text.strip();
        return line.startsWith(EXPLAIN)
                && (line.length() == EXPLAIN.length() || Character.isWhitespace(line.charAt(EXPLAIN.length())));
    }
}
