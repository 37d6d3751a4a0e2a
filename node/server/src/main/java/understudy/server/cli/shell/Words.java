package understudy.server.cli.shell;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import understudy.script.kahuna.KahunaEngine;

/** The words of the language, as one who types needs them. */
final class Words {
    static final Set<String> KEYWORDS = new TreeSet<>(KahunaEngine.keywords());
    static final Set<String> FUNCTIONS = new TreeSet<>(KahunaEngine.functions());

    /** After these the name of a key follows, or a word that leads to one. */
    private static final Set<String> BEFORE_A_KEY = Set.of(
            "set", "eset", "get", "eget", "exists", "eexists", "delete", "del", "edelete", "edel", "extend", "eextend",
            "bucket", "prefix");

    private Words() {}

    static boolean isBeforeKey(String word) {
        return BEFORE_A_KEY.contains(word.toLowerCase(Locale.ROOT));
    }

    /** Words that may stand where a key may, behind this one. */
    static List<String> insteadOfKey(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "get" -> List.of("by", "lock", "sequence");
            case "eget" -> List.of("by");
            case "extend" -> List.of("lock");
            case "delete", "del" -> List.of("sequence");
            default -> List.of();
        };
    }

    /** Whether a key can be written as it is: a name that is no word of the language. */
    static boolean isPlainName(String name) {
        return !name.isEmpty()
                && !(name.charAt(0) >= '0' && name.charAt(0) <= '9')
                && name.chars().allMatch(c -> Lexeme.isWordPart((char) c))
                && !KEYWORDS.contains(name.toLowerCase(Locale.ROOT));
    }
}
