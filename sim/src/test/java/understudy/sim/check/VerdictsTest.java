package understudy.sim.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;

/** Every checker is heard, whatever became of the one before. */
class VerdictsTest {
    private final Verdicts verdicts = new Verdicts();

    private static long whole(Reply reply) {
        return ((Reply.Whole) reply).value();
    }

    @Test
    void aCheckerThatStumblesObjectsByItsOwnCodeAndTheOthersStillSpeak() {
        verdicts.of("LOCK", () -> whole(new Reply.Status("OK")));
        verdicts.of("SEQ", () -> {
            throw new Violation("SEQ", "a number was given twice");
        });
        Violation violation = assertThrows(Violation.class, verdicts::end);
        assertThat(violation.code(), is("LOCK"));
        assertThat(violation.where(), is("VerdictsTest.whole ClassCastException"));
        assertThat(
                violation.getMessage(),
                allOf(
                        startsWith("the checker itself failed: java.lang.ClassCastException"),
                        containsString("VerdictsTest.java:"),
                        containsString("also SEQ: a number was given twice")));
        assertThat(violation.alsoCodes(), contains("SEQ"));
    }

    @Test
    void whatACheckerSaysOfItselfKeepsItsCode() {
        verdicts.of("XO", () -> {
            throw new Violation("SUM", "the accounts do not sum to 0");
        });
        assertThat(assertThrows(Violation.class, verdicts::end).code(), is("SUM"));
    }
}
