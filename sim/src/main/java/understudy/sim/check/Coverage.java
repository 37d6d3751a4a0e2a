package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.script.command.CommandError;
import understudy.script.command.CommandTable;
import understudy.script.command.Reply;
import understudy.script.command.Row;
import understudy.script.kahuna.KahunaEngine;

/**
 * How much of the product's surface clients have used: each command of its table and each word of Kahuna Script,
 * counted when it was acknowledged and not answered with an error. What is never asked for is never tested, whatever
 * the faults.
 */
public final class Coverage {
    /** Always an error, by its documentation. */
    private static final String ALWAYS_REFUSED = "object|freq";

    private static final String WORD_PREFIX = "kahuna ";

    /** Never in a script that ends well: counted where its error comes. */
    private static final String THROW = "throw";

    private static final String ROLLBACK = "rollback";
    private static final String ROLLED_BACK = "Transaction aborted";

    private static final String EVAL = "eval";
    private static final String KAHUNA = "#!kahuna";

    private static final List<String> ALL = all();

    private final TreeMap<String, Long> counts = new TreeMap<>();

    /** Scripts come back. */
    private final TreeMap<String, List<String>> wordsOf = new TreeMap<>();

    private static List<String> all() {
        List<String> names = new ArrayList<>();
        for (Row row : CommandTable.rows()) {
            if (row.subcommands().isEmpty() || row.arity() == -1) {
                names.add(row.name());
            }
            for (Row subcommand : row.subcommands()) {
                names.add(subcommand.name());
            }
        }
        for (String word : KahunaEngine.vocabulary()) {
            names.add(WORD_PREFIX + word);
        }
        return List.copyOf(names);
    }

    /** Counts what a history's operations have used. */
    public void add(List<Operation> history) {
        for (Operation operation : history) {
            if (operation.acknowledged()) {
                add(operation);
            }
        }
    }

    private void add(Operation operation) {
        boolean failed = operation.reply instanceof Reply.Failure;
        if (operation.isScript()) {
            script(operation, failed);
        }
        count(operation.arguments, failed);
        if (operation.isSessionCall()) {
            count(operation.command(), failed);
        }
    }

    private void count(List<byte[]> arguments, boolean failed) {
        try {
            String name = CommandTable.find(arguments).name();
            if (!failed || name.equals(ALWAYS_REFUSED)) {
                counts.merge(name, 1L, Long::sum);
            }
        } catch (CommandError e) {
            // No command.
        }
    }

    private void script(Operation operation, boolean failed) {
        String source = new String(operation.command().get(1), StandardCharsets.UTF_8);
        if (!source.startsWith(KAHUNA)
                && CommandTable.find(operation.command()).name().equals(EVAL)) {
            // Lua has some of the same words.
            return;
        }
        String error = failed ? ((Reply.Failure) operation.reply).text() : "";
        if (failed && !source.contains(THROW) && !source.contains(ROLLBACK)) {
            return;
        }
        for (String word : wordsOf.computeIfAbsent(source, Coverage::words)) {
            boolean ended = word.equals(ROLLBACK)
                    ? error.contains(ROLLED_BACK)
                    : word.equals(THROW) ? failed && isThrown(source, error) : !failed;
            if (ended) {
                counts.merge(WORD_PREFIX + word, 1L, Long::sum);
            }
        }
    }

    /** Whether the error is a text that the script throws. */
    private static boolean isThrown(String source, String error) {
        for (int at = source.indexOf(THROW); at >= 0; at = source.indexOf(THROW, at + 1)) {
            int from = at + THROW.length() + 2;
            int to = from;
            while (to < source.length() && source.charAt(to) != '"' && source.charAt(to) != '\'') {
                to++;
            }
            if (from < to && error.contains(source.substring(from, to))) {
                return true;
            }
        }
        return false;
    }

    /** The words of a script, each once, without strings, quoted names, parameters and comments. */
    private static List<String> words(String source) {
        TreeMap<String, Boolean> words = new TreeMap<>();
        int at = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            int end = at + 1;
            if (c == '\'' || c == '"' || c == '`') {
                while (end < source.length() && source.charAt(end) != c) {
                    end += source.charAt(end) == '\\' ? 2 : 1;
                }
                end++;
            } else if (c == '#') {
                end = source.indexOf('\n', at);
                end = end < 0 ? source.length() : end;
            } else if (c == '@' || isLetter(c)) {
                while (end < source.length() && isLetter(source.charAt(end))) {
                    end++;
                }
                if (c != '@') {
                    words.put(source.substring(at, end), true);
                }
            }
            at = end;
        }
        return List.copyOf(words.keySet());
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    public void merge(Coverage other) {
        other.counts.forEach((name, count) -> counts.merge(name, count, Long::sum));
    }

    /** How many commands and words there are. */
    public static int total() {
        return ALL.size();
    }

    /** How many of them were used. */
    public int covered() {
        return total() - missing().size();
    }

    /** Those that were not. */
    public List<String> missing() {
        return ALL.stream().filter(name -> !counts.containsKey(name)).toList();
    }

    /** How often a command or a word ({@code kahuna while}) was used. */
    public long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    /** For people. */
    public String describe() {
        List<String> missing = missing();
        return covered() + " of " + total() + " commands and words of Kahuna Script were used"
                + (missing.isEmpty() ? "" : "; never: " + String.join(", ", missing));
    }
}
