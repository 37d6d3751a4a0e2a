package understudy.sim.mutations;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    private static final String ENTRY = """
            # for people
            B9 something is forgotten
              situation: a Monday
              killed by: AGR, DUR
              replace in some.Type
                if (a) {
                    b();
                }
              with
                b();
              assertion in some.Other
                check();
              with

            B10 something else
              situation: any
              killed by: LIVE
              survives: for want of Mondays
              replace in some.Type
                c();
              with
                d();
            """;

    @Test
    void anEntrySaysWhatIsReplacedWhereAndWhoMustNotice() {
        Mutation mutation = Catalogue.parse(ENTRY).find("B9");
        assertThat(mutation.title(), is("something is forgotten"));
        assertThat(mutation.killers(), contains("AGR", "DUR"));
        assertThat(mutation.budget(), is(1_000L));
        assertThat(mutation.mustDie(), is(true));
        assertThat(mutation.edits(), contains(new Mutation.Edit("some.Type", "if (a) {\n    b();\n}", "b();")));
        assertThat(mutation.assertions(), contains(new Mutation.Edit("some.Other", "check();", "")));
        assertThat(Catalogue.parse(ENTRY).find("B10").excuse(), is("for want of Mondays"));
        assertThat(Catalogue.parse(ENTRY).find("B11"), is(nullValue()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  situation: before any",
                "B9",
                "B9 no edit\n  situation: x\n  killed by: AGR",
                "B9 a word that is none\n  sitation: x",
                "B9 twice\n  budget: 1\n  budget: 2",
                "B9 no anchor\n  with\n    x",
                "B9 text of nothing\n    x",
                "B9 no end\n  situation: x\n  killed by: AGR\n  replace in a.B\n    x"
            })
    void anEntryThatSaysTooLittleIsRefusedWithItsPlace(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Catalogue.parse(text));
        assertThat(refusal.getMessage(), containsString("the text line "));
    }

    @Test
    void anAnchorMatchesWhateverTheLineBreaks() {
        Mutation.Edit edit = new Mutation.Edit("a.B", "return first(a, b);", "return null;");
        assertThat(edit.apply("x { return first(\n        a,\n        b); }"), is("x { return null; }"));
    }

    @Test
    void anAnchorMatchesWholeWordsOnly() {
        Mutation.Edit edit = new Mutation.Edit("a.B", "sync();", "skip();");
        assertThat(edit.matches("unsync(); syncs(); sync ();"), is(1L));
        assertThat(new Mutation.Edit("a.B", "int a", "").matches("inta; int  a; int ab"), is(1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none of it", "sync(); and sync();"})
    void anAnchorThatIsNotThereExactlyOnceIsStale(String source) {
        Mutation.Edit edit = new Mutation.Edit("a.B", "sync();", "skip();");
        assertThrows(Mutation.Stale.class, () -> edit.apply(source));
    }
}
