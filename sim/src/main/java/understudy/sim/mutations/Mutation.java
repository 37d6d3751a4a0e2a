package understudy.sim.mutations;

import java.util.List;
import java.util.regex.Pattern;
import understudy.sim.plan.Aim;

/**
 * A defect that can be planted: one protection of the product taken away, or one of the simulator's own.
 *
 * @param name as in the catalogue that the defects come from: class letter and number
 * @param killers codes of the checkers of which one must fire; the first is the one that it was planted for
 * @param situation what it takes for the defect to show
 * @param budget so many seeds may pass until one fails
 * @param edits what is changed
 * @param assertions the product's own assertions that see the defect before a checker can: taken out where one of them
 *     is what stopped a node
 * @param blinds another mutation that must survive where this one is planted too; null where that is not the point
 * @param excuse why no seed can be expected to fail; null where one must
 * @param scenario a scenario beside the catalogue that is tried before any seed; null for none
 * @param aim what all seeds have in common that look for it; {@link Aim#NONE} for seeds like any
 * @param smoke whether it is among the few that every build plants
 */
record Mutation(
        String name,
        String title,
        List<String> killers,
        String situation,
        long budget,
        List<Edit> edits,
        List<Edit> assertions,
        String blinds,
        String excuse,
        String scenario,
        Aim aim,
        boolean smoke) {
    /** One that must be found at all. */
    boolean mustDie() {
        return excuse == null;
    }

    /** The same, looked for otherwise. */
    Mutation aimed(Aim otherwise) {
        return new Mutation(
                name, title, killers, situation, budget, edits, assertions, blinds, excuse, scenario, otherwise, smoke);
    }

    String family() {
        return name.substring(0, 1);
    }

    /**
     * A piece of text in one source file and what takes its place.
     *
     * @param type the fully qualified name of the file's class
     * @param anchor compared lexeme by lexeme, so that it survives another line break; it must be there exactly once
     */
    record Edit(String type, String anchor, String replacement) {
        private static final Pattern LEXEME = Pattern.compile("[A-Za-z0-9_$]+|[^\\sA-Za-z0-9_$]");

        /** How often the anchor stands in a source. */
        long matches(String source) {
            return pattern().matcher(source).results().count();
        }

        /** The source with the anchor replaced. @throws Stale when the anchor is not there exactly once */
        String apply(String source) {
            long matches = matches(source);
            if (matches != 1) {
                throw new Stale("the anchor stands " + matches + " times in " + type + ": " + anchor);
            }
            var matcher = pattern().matcher(source);
            matcher.find();
            return source.substring(0, matcher.start()) + replacement + source.substring(matcher.end());
        }

        private Pattern pattern() {
            StringBuilder regex = new StringBuilder();
            boolean wordBefore = false;
            int end = 0;
            var lexemes = LEXEME.matcher(anchor);
            while (lexemes.find()) {
                boolean word = isWord(lexemes.group().charAt(0));
                if (regex.length() == 0) {
                    regex.append(word ? "(?<![A-Za-z0-9_$])" : "");
                } else {
                    regex.append(wordBefore && word && lexemes.start() > end ? "\\s+" : "\\s*");
                }
                regex.append(Pattern.quote(lexemes.group()));
                wordBefore = word;
                end = lexemes.end();
            }
            regex.append(wordBefore ? "(?![A-Za-z0-9_$])" : "");
            return Pattern.compile(regex.toString());
        }

        private static boolean isWord(char c) {
            return Character.isLetterOrDigit(c) || c == '_' || c == '$';
        }
    }

    /** A mutation does not fit the sources any more. */
    static final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stale(String what) {
            super(what);
        }
    }
}
