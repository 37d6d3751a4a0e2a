package understudy.script.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.SplitMix;

class GlobTest {
    @Test
    void aPatternMadeToBeSlowTakesPatternTimesTextStepsAndPaysForThem() {
        String pattern = "*" + "a".repeat(40) + "b";
        Budget budget = Budget.standard();
        assertThat(matches(pattern, "a".repeat(5_000), budget), is(false));
        long spent = Budget.DEFAULT_STEPS - budget.stepsLeft();
        assertThat("spent " + spent, spent > 1_000 && spent < 20_000, is(true));
        assertThrows(BudgetExhausted.class, () -> matches(pattern, "a".repeat(60_000), new Budget(1_000, 1_000)));
    }

    @Test
    void casesCountUnlessTheyAreNotTo() {
        assertThat(Glob.of(Ascii.bytes("A[b-c]")).matches(Ascii.bytes("aB"), Budget.standard()), is(false));
        assertThat(Glob.ofAnyCase(Ascii.bytes("A[b-c]")).matches(Ascii.bytes("aC"), Budget.standard()), is(true));
    }

    @Test
    void whatAllMatchesBeginWithIsKnown() {
        assertThat(Ascii.text(Glob.of(Ascii.bytes("user:*:x")).prefix()), is("user:"));
        assertThat(Ascii.text(Glob.of(Ascii.bytes("a\\*")).prefix()), is("a"));
        assertThat(Ascii.text(Glob.of(Ascii.bytes("plain")).prefix()), is("plain"));
        assertThat(Ascii.text(Glob.of(Ascii.bytes("[ab]")).prefix()), is(""));
    }

    @Test
    void oneWayBackIsAsGoodAsAllWays() {
        SplitMix chance = new SplitMix(7);
        String alphabet = "ab*?";
        for (int i = 0; i < 50_000; i++) {
            String pattern = word(chance, alphabet, 8);
            String text = word(chance, "ab", 10);
            boolean expected = text.isEmpty() ? pattern.isEmpty() : byTrying(pattern, text);
            assertThat(pattern + " " + text, matches(pattern, text, Budget.standard()), is(expected));
        }
    }

    private static String word(SplitMix chance, String alphabet, int longest) {
        StringBuilder word = new StringBuilder();
        for (long left = chance.below(longest + 1); left > 0; left--) {
            word.append(alphabet.charAt((int) chance.below(alphabet.length())));
        }
        return word.toString();
    }

    private static boolean byTrying(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        char first = pattern.charAt(0);
        if (first == '*') {
            for (int from = 0; from <= text.length(); from++) {
                if (byTrying(pattern.substring(1), text.substring(from))) {
                    return true;
                }
            }
            return false;
        }
        return !text.isEmpty()
                && (first == '?' || first == text.charAt(0))
                && byTrying(pattern.substring(1), text.substring(1));
    }

    private static boolean matches(String pattern, String text, Budget budget) {
        return Glob.of(Ascii.bytes(pattern)).matches(Ascii.bytes(text), budget);
    }
}
