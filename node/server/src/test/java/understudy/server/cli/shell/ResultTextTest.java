package understudy.server.cli.shell;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.client.Answer;
import understudy.client.KahunaResult;

final class ResultTextTest {
    @Test
    void eachOutcomePrintsAsInKahunasShell() {
        assertThat(print("Set", nil(), 0, 19), is("r0 set 19ms"));
        assertThat(print("NotSet", nil(), 0, 3), is("r0 not set 3ms"));
        assertThat(print("NotSet", nil(), -1, 3), is("r- not set 3ms"));
        assertThat(print("Get", bulk("my-value"), 14, 18), is("r14 my-value 18ms"));
        assertThat(print("DoesNotExist", nil(), -1, 2), is("r-1 not found 2ms"));
        assertThat(print("DoesNotExist", nil(), 0, 2), is("r0 not found 2ms"));
        assertThat(print("Deleted", nil(), 4, 1), is("r4 deleted 1ms"));
        assertThat(print("Extended", nil(), 4, 1), is("r4 extended 1ms"));
        assertThat(print("Exists", nil(), 4, 1), is("r4 exists 1ms"));
    }

    @Test
    void computedValuesPrintWithoutARevision() {
        assertThat(print("Get", new Answer.Whole(7), -1, 1), is("r-1 7 1ms"));
        assertThat(print("Get", new Answer.Truth(false), -1, 1), is("r-1 false 1ms"));
        assertThat(print("Get", new Answer.Real(1.5, "1.5"), -1, 1), is("r-1 1.5 1ms"));
        assertThat(print("Get", bulk(""), 3, 1), is("r3 (empty str) 1ms"));
        assertThat(print("Get", nil(), -1, 1), is("r-1 (null) 1ms"));
        assertThat(
                print("Get", new Answer.Items(List.of(new Answer.Whole(1), bulk("b"))), -1, 1), is("r-1 [1, b] 1ms"));
    }

    @Test
    void manyValuesPrintALineEachAndThenTheTime() {
        KahunaResult bucket = new KahunaResult(
                "Get",
                List.of(
                        new KahunaResult.Value("s/a", bulk("1"), 2, 0),
                        new KahunaResult.Value("s/b", bulk("2"), -1, 0)));
        assertThat(ResultText.of(bucket, 4), contains("r2 s/a 1", "r- s/b 2", "4ms"));
        assertThat(ResultText.of(new KahunaResult("DoesNotExist", List.of()), 4), is(empty()));
    }

    @Test
    void aValueCannotPlayWithTheTerminal() {
        assertThat(print("Get", bulk("\u001b[2Jü\n"), 0, 1), is("r0 \\x1b[2Jü\n 1ms"));
        assertThat(print("Get", new Answer.Bulk(new byte[] {(byte) 0xff, 'a', 0}), 0, 1), is("r0 \\xffa\\x00 1ms"));
    }

    @Test
    void jsonHoldsTheSame() {
        KahunaResult one = new KahunaResult("Get", List.of(new KahunaResult.Value("k", bulk("a\"\n"), 3, 99)));
        assertThat(
                ResultJson.of(one, 5),
                is(
                        "{\"type\":\"Get\",\"key\":\"k\",\"value\":\"a\\\"\\n\",\"revision\":3,\"expires\":99,\"millis\":5}"));
        KahunaResult many = new KahunaResult("Get", List.of());
        assertThat(ResultJson.of(many, 5), is("{\"type\":\"Get\",\"values\":[],\"millis\":5}"));
    }

    @Test
    void anErrorShowsItsLineAndACaretUnderItsColumn() {
        assertThat(
                ScriptError.lines("set a 1\nset b %", "ERR unexpected character '%' at line 2, column 7"),
                contains("ERR unexpected character '%' at line 2, column 7", "  2 | set b %", "    |       ^"));
        assertThat(ScriptError.lines("throw 'x'", "ERR x at line 1"), contains("ERR x at line 1", "  1 | throw 'x'"));
        assertThat(ScriptError.lines("get a", "ERR no place"), contains("ERR no place"));
        assertThat(ScriptError.lines("get a", "ERR at line 9"), contains("ERR at line 9"));
    }

    private static String print(String type, Answer value, long revision, long millis) {
        KahunaResult result = new KahunaResult(type, List.of(new KahunaResult.Value(null, value, revision, 0)));
        return String.join("|", ResultText.of(result, millis));
    }

    private static Answer bulk(String text) {
        return new Answer.Bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer nil() {
        return new Answer.Nil();
    }
}
