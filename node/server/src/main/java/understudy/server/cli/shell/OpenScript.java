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
        while (at < text.length() && !broken) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c) || c == ';') {
                at++;
            } else if (c == '"' || c == '\'' || c == '`') {
                quoted(c);
            } else if (isWordStart(c) || c == '@') {
                word();
            } else if (c == '(' || c == '[') {
                brackets++;
                symbol(1);
            } else if (c == ')' || c == ']') {
                brackets--;
                // More closed than opened is wrong for good.
                broken = brackets < 0;
                symbol(1);
            } else {
                operator();
            }
        }
    }

    private void quoted(char quote) {
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != quote) {
            if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                broken = true;
                return;
            }
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        broken = i >= text.length();
        at = i + 1;
        named();
    }

    /** What was read is a name or a value, by what stands before it. */
    private void named() {
        last = BEFORE_A_VALUE.contains(last) ? NAME_BEFORE_A_VALUE : BEFORE_A_NAME.contains(last) ? NAME : VALUE;
    }

    private void word() {
        int end = at + 1;
        while (end < text.length() && isWordPart(text.charAt(end))) {
            end++;
        }
        String word = text.substring(at, end).toLowerCase(Locale.ROOT);
        at = end;
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

    private void operator() {
        for (String two : new String[] {"==", "!=", "<>", "<=", ">=", "&&", "||", ".."}) {
            if (text.startsWith(two, at)) {
                symbol(2);
                return;
            }
        }
        symbol(1);
    }

    private void symbol(int length) {
        last = text.substring(at, at + length);
        at += length;
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || (c >= '0' && c <= '9');
    }
}
