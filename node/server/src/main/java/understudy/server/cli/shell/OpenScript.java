package understudy.server.cli.shell;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells whether what was typed so far is a script that goes on: a block without its {@code end}, a parenthesis or
 * bracket without its partner, an operator or comma without what follows.
 *
 * <p>It looks at words alone, not at grammar: the node that runs the script has the grammar, and a script that is wrong
 * must reach it to be refused with its place. So in doubt a script counts as whole. A string or a name in backticks
 * cannot run over the end of its line in Kahuna Script, hence an unclosed one is not waited for: more lines would not mend it.
 *
 * <p>{@code while} is a word that opens a block only where a statement begins: scripts may use it as a name. {@code for}
 * opens none behind a {@code lock}, where it comes before the lease.
 */
final class OpenScript {
    private static final Set<String> OPENS = Set.of("if", "for", "begin");

    /** After these a name follows, whatever it is called. */
    private static final Set<String> BEFORE_A_NAME = Set.of(
            "let", "set", "eset", "get", "eget", "exists", "eexists", "delete", "del", "edelete", "edel", "extend",
            "eextend", "bucket", "prefix", "for");

    /** After these something must follow. */
    private static final Set<String> WANTS_MORE = Set.of(
            "+", "-", "*", "/", "=", "==", "!=", "<>", "<", ">", "<=", ">=", "&&", "||", "..", ",", "!", "not", "in");

    /** After these a name follows, and then a value. */
    private static final Set<String> BEFORE_A_VALUE = Set.of("set", "eset", "extend", "eextend");

    /** What follows the {@code for} of a loop. */
    private static final Pattern LOOP = Pattern.compile("\\s+(\\w+|`[^`\\n]*`)\\s+in\\b", Pattern.CASE_INSENSITIVE);

    private static final String NAME = "a name";
    private static final String NAME_BEFORE_A_VALUE = "a name before a value";
    private static final String VALUE = "a value";

    private final String text;

    /** Behind the piece that is being read. */
    private int at;

    private int blocks;
    private int brackets;
    private String last = "";
    private boolean broken;

    /** A lock's name or owner is being read: its lease is still to come. */
    private boolean locks;

    private OpenScript(String text) {
        this.text = text;
    }

    static boolean isOpen(String text) {
        OpenScript script = new OpenScript(text);
        script.read();
        return !script.broken && (script.blocks > 0 || script.brackets > 0 || WANTS_MORE.contains(script.last));
    }

    private void read() {
        for (Lexeme lexeme : Lexeme.all(text)) {
            if (broken) {
                return;
            }
            at = lexeme.to();
            String piece = lexeme.of(text);
            switch (lexeme.kind()) {
                case COMMENT -> {}
                case UNCLOSED -> broken = true;
                case STRING, NAME -> named();
                case WORD, PARAMETER -> word(piece.toLowerCase(Locale.ROOT));
                case NUMBER -> last = VALUE;
                case SYMBOL -> symbol(piece);
            }
        }
    }

    private void symbol(String symbol) {
        brackets += switch (symbol) {
            case "(", "[" -> 1;
            case ")", "]" -> -1;
            default -> 0;
        };
        // More closed than opened is wrong for good.
        broken = brackets < 0;
        last = symbol;
    }

    /** What was read is a name or a value, by what stands before it. */
    private void named() {
        last = BEFORE_A_VALUE.contains(last) ? NAME_BEFORE_A_VALUE : BEFORE_A_NAME.contains(last) ? NAME : VALUE;
    }

    private void word(String word) {
        locks |= word.equals("lock");
        if (word.equals("end")) {
            blocks--;
            broken = blocks < 0;
            last = word;
        } else if (word.equals("for")
                && locks
                && !LOOP.matcher(text).region(at, text.length()).lookingAt()) {
            locks = false;
            last = word;
        } else if (OPENS.contains(word)) {
            blocks++;
            last = word;
        } else if ((word.equals("set") || word.equals("found")) && (last.equals("not") || last.equals("!"))) {
            last = VALUE;
        } else if (word.equals("by") && (last.equals("get") || last.equals("eget"))) {
            last = word;
        } else if (BEFORE_A_NAME.contains(last)) {
            // A name, even when it looks like a word of the language.
            named();
        } else if (word.equals("while") && beginsStatement()) {
            blocks++;
            last = word;
        } else {
            last = word;
        }
    }

    private boolean beginsStatement() {
        return !last.equals(NAME_BEFORE_A_VALUE) && !WANTS_MORE.contains(last) && !isAssigned();
    }

    /** Whether {@code =} follows, but not {@code ==}. */
    private boolean isAssigned() {
        int i = at;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        return text.startsWith("=", i) && !text.startsWith("==", i);
    }
}
