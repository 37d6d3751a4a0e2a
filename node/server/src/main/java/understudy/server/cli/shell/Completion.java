package understudy.server.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Offers what can stand where the cursor is: words of the language, functions, variables, parameters, keys, files. */
final class Completion implements Completer {
    /** What a cluster can tell of its keys, and what the shell knows. */
    interface Known {
        /** Some keys that begin so; none when the cluster does not answer at once. */
        List<String> keys(String prefix, boolean ephemeral);

        Collection<String> parameters();
    }

    private final Known known;

    Completion(Known known) {
        this.known = known;
    }

    @Override
    public void complete(LineReader reader, ParsedLine parsed, List<Candidate> candidates) {
        TypedLine typed = (TypedLine) parsed;
        String line = typed.line();
        String word = line.substring(typed.from(), typed.cursor());
        if (ShellCommands.isOne(line) && !ShellCommands.takesScript(line)) {
            shellCommand(reader, typed, word, candidates);
        } else if (line.isBlank()) {
            words(word, Words.KEYWORDS, candidates);
        } else {
            script(line, typed.from(), word, candidates);
        }
    }

    private void shellCommand(LineReader reader, TypedLine typed, String word, List<Candidate> candidates) {
        String before = typed.line().substring(0, typed.from()).strip();
        if (before.isEmpty()) {
            words(word, ShellCommands.NAMES, candidates);
        } else if (before.equals("\\help") || before.equals("help")) {
            words(word, Help.topics(), candidates);
        } else if (before.equals("\\param")) {
            words(word, known.parameters(), candidates);
        } else if (before.equals("\\load") || before.equals("run")) {
            files(word, candidates);
        }
    }

    private static void files(String word, List<Candidate> candidates) {
        int slash = word.lastIndexOf('/');
        String folder = word.substring(0, slash + 1);
        try (Stream<Path> inside = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
            for (Path file : inside.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                boolean hidden = name.startsWith(".") && slash + 1 == word.length();
                if (name.startsWith(word.substring(slash + 1)) && !hidden) {
                    candidates.add(
                            Files.isDirectory(file) ? partial(folder + name + "/") : new Candidate(folder + name));
                }
            }
        } catch (IOException | InvalidPathException e) {
            // Nothing to offer, as for a folder that is empty.
            return;
        }
    }

    private void script(String line, int from, String word, List<Candidate> candidates) {
        List<Lexeme> before = Lexeme.all(line.substring(0, from));
        Lexeme last = before.isEmpty() ? null : before.get(before.size() - 1);
        String lastWord = last != null && last.kind() == Lexeme.Kind.WORD ? last.of(line) : "";
        boolean beginsQuote = !word.isEmpty() && "\"'`".indexOf(word.charAt(0)) >= 0;
        if (word.startsWith("@")) {
            parameters(line, word, candidates);
        } else if (Words.isBeforeKey(lastWord)) {
            boolean afterName =
                    line.substring(line.lastIndexOf('\n', from - 1) + 1, from).indexOf('`') >= 0;
            keys(lastWord, word, afterName ? '"' : '`', candidates);
            words(word, Words.insteadOfKey(lastWord), candidates);
        } else if (!beginsQuote && !lastWord.equalsIgnoreCase("let")) {
            words(word, Words.KEYWORDS, candidates);
            words(word, variables(line, from), candidates);
            for (String function : Words.FUNCTIONS) {
                if (function.startsWith(word)) {
                    candidates.add(partial(function + "("));
                }
            }
        }
    }

    /** A candidate with which a word is not done: no blank follows. */
    private static Candidate partial(String value) {
        return new Candidate(value, value, null, null, null, null, false);
    }

    private static void words(String typed, Collection<String> words, List<Candidate> candidates) {
        boolean shouts = !typed.isEmpty() && typed.equals(typed.toUpperCase(Locale.ROOT));
        for (String word : words) {
            if (word.startsWith(typed)) {
                candidates.add(new Candidate(word));
            } else if (shouts && Words.KEYWORDS.contains(word) && word.startsWith(typed.toLowerCase(Locale.ROOT))) {
                candidates.add(new Candidate(word.toUpperCase(Locale.ROOT)));
            }
        }
    }

    private void parameters(String line, String word, List<Candidate> candidates) {
        Set<String> names = new TreeSet<>();
        known.parameters().forEach(name -> names.add("@" + name));
        for (Lexeme each : Lexeme.all(line)) {
            if (each.kind() == Lexeme.Kind.PARAMETER && each.to() - each.from() > 1) {
                names.add(each.of(line));
            }
        }
        names.remove(word);
        words(word, names, candidates);
    }

    /** The variables that are set or looped over. */
    private static Set<String> variables(String line, int but) {
        Set<String> names = new TreeSet<>();
        String before = "";
        for (Lexeme each : Lexeme.all(line)) {
            boolean isVariable = before.equals("let") || before.equals("for");
            if (isVariable && each.kind() == Lexeme.Kind.WORD && each.from() != but) {
                names.add(each.of(line));
            }
            before = each.of(line).toLowerCase(Locale.ROOT);
        }
        return names;
    }

    /** @param otherwise the quotes for a key that needs some, where none were typed */
    private void keys(String command, String word, char otherwise, List<Candidate> candidates) {
        char quote = word.isEmpty() || Lexeme.isWordPart(word.charAt(0)) ? 0 : word.charAt(0);
        if (quote != 0 && "\"'`".indexOf(quote) < 0) {
            return;
        }
        String prefix = quote == 0 ? word : word.substring(1).replaceAll("\\\\(.)", "$1");
        boolean ephemeral = command.toLowerCase(Locale.ROOT).startsWith("e")
                && !command.toLowerCase(Locale.ROOT).matches("extend|exists");
        boolean bucket = command.equalsIgnoreCase("bucket");
        Set<String> names = new TreeSet<>();
        for (String key : known.keys(prefix, ephemeral)) {
            int slash = key.lastIndexOf('/');
            if (!bucket) {
                names.add(key);
            } else if (slash >= prefix.length()) {
                names.add(key.substring(0, slash));
            }
        }
        for (String name : names) {
            boolean plain = quote == 0 && Words.isPlainName(name);
            candidates.add(new Candidate(plain ? name : quoted(name, quote == 0 ? otherwise : quote)));
        }
    }

    /** What backticks cannot hold goes as a string. */
    private static String quoted(String key, char quote) {
        boolean fits = key.chars().noneMatch(c -> c == '`' || c == '\'' || c == '\\' || c < ' ');
        if (quote == '`' && fits) {
            return "`" + key + "`";
        }
        String with = quote == '`' ? "\"" : String.valueOf(quote);
        return with + key.replace("\\", "\\\\").replace(with, "\\" + with) + with;
    }
}
