package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

final class LetterCaseTest {
    @Test
    void theTablesAreThoseOfUnicode13() {
        assumeTrue(Runtime.version().feature() == 17, "the JDK's own tables are of another Unicode version than 13");
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            if (!half && point != 0x130 && point != 0x131 && point != 0x17f) {
                String text = Character.toString(point);
                int upper = Character.toUpperCase(point);
                int lower = Character.toLowerCase(point);
                // The Kelvin sign alone has its other case in ASCII; .NET leaves such characters as they are.
                boolean toAscii = point > 0x7f && lower < 0x80;
                assertThat(LetterCase.upper(text), is(Character.toString(upper)));
                assertThat(LetterCase.lower(text), is(toAscii ? text : Character.toString(lower)));
            }
        }
    }

    @Test
    void turkishAndLongLettersStay() {
        assertThat(LetterCase.upper("ıſ"), is("ıſ"));
        assertThat(LetterCase.lower("İ"), is("İ"));
        assertThat(LetterCase.lower("AbÇ𐐀"), is("abç𐐨"));
    }
}
