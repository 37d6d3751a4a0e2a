package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import understudy.script.engine.ScriptError;

/** What is wrong with a script is said before anything runs, with line, column, the line itself and what was expected. */
final class SyntaxErrorsTest {
    private final Stage stage = new Stage();

    private void assertError(String script, String text, int line, int column) {
        ScriptError error = stage.error("set ran 1\n" + script);
        assertThat(error.text(), containsString(text));
        assertThat(error.kind(), is(ScriptError.Kind.SYNTAX));
        assertThat(error.text(), error.line(), is(line + 1));
        assertThat(error.text(), error.column(), is(column));
        assertThat("nothing ran", stage.run("exists ran").type(), is("DoesNotExist"));
    }

    @Test
    void theLineItselfComesWithTheError() {
        ScriptError error = stage.error("let a = 1\nlet b = a +\nreturn b");
        assertThat(error.sourceLine(), is("return b"));
        assertThat(
                error.text(),
                is(
                        "Syntax error, unexpected TRETURN at line 3, column 1 near 'return' at line 3, column 1: expected a value"));
        assertThat(error.hint(), is("expected a value"));
    }

    @Test
    void whatOpensABlockIsNamedWhenItsEndIsMissing() {
        assertError("if true then\n  set k 1\n", "expected a statement, or end for the if at line 2, column 1", 3, 1);
        assertError("for x in 1..3 do set k x", "end for the for at line 2, column 1", 1, 25);
        assertError("while true do break", "end for the while", 1, 20);
    }

    @Test
    void eachPlaceSaysWhatItExpected() {
        assertError("if true set k 1 end", "expected then", 1, 9);
        assertError("let 5 = 1", "expected the name of a variable", 1, 5);
        assertError("let x 1", "expected = after", 1, 7);
        assertError("set end 1", "end is a word of the language: put it in backticks", 1, 5);
        assertError("set k", "expected a value", 1, 6);
        assertError("for x of y do set k 1 end", "expected in", 1, 7);
        assertError("get by k", "expected bucket", 1, 8);
        assertError("scan prefix k", "expected by", 1, 6);
        assertError("return (1 + 2", "expected ), or an operator", 1, 14);
        assertError("return abs(1", "expected , or )", 1, 13);
        assertError("return [1, 2", "expected , or ]", 1, 13);
        assertError("{ set k 1 }", "unexpected LBRACE", 1, 1);
        assertError("if true then end", "a block holds at least one", 1, 14);
    }

    @Test
    void unfinishedAndStrayCharactersAreErrors() {
        assertError("return \"abc", "the string that begins with \" is not closed", 1, 8);
        assertError("return 'a\nb'", "is not closed", 1, 8);
        assertError("set `k 1", "the name that begins with ` is not closed", 1, 5);
        assertError("set `` 1", "the name between the backticks is empty", 1, 5);
        assertError("return 7 % 2", "unexpected character '%'", 1, 10);
        assertError("return 1 & 2", "unexpected character '&'", 1, 10);
        assertError("set ключ 1", "unexpected character 'к'", 1, 5);
        assertError("return 'é🔥' ?", "unexpected character '?'", 1, 13);
        assertError("return '\\u12'", "an escape that names no character", 1, 9);
        assertError("return '\\ud800'", "an escape that names no character", 1, 9);
        assertError("return 0x1F", "FormatException", 1, 8);
        assertError("return 9223372036854775808", "OverflowException", 1, 8);
        assertError("return .5", "unexpected character '.'", 1, 8);
    }

    @Test
    void unknownNamesAreErrors() {
        assertError("return nope", "Undefined variable: nope", 1, 8);
        assertError("if false then return nope end", "Undefined variable: nope", 1, 22);
        assertError("let x = x + 1", "Undefined variable: x", 1, 9);
        assertError("return later let later = 1", "Undefined variable: later", 1, 8);
        assertError("return trim('a')", "Undefined function trim expression", 1, 8);
        assertError("return max(1)", "Invalid number of arguments for 'max' function", 1, 8);
        assertError("return is_int()", "Invalid number of arguments for 'is_long' function", 1, 8);
        assertError("set '' 1", "Invalid key name type StringType", 1, 5);
        assertError("break", "break outside a for or while", 1, 1);
        assertError("if true then begin set k 1 commit end end", "Nested transactions are not supported", 1, 14);
    }

    @Test
    void optionsAreCheckedByNameAndValue() {
        assertThat(
                stage.error("begin (speed=1) set k 1 commit end").text(),
                containsString("Unsupported option: speed at line 1, column 8: there are locking"));
        assertThat(
                stage.error("begin (timeout=5, locking=hopeful) set k 1 commit end")
                        .text(),
                is("Unsupported locking option: hopeful at line 1, column 19"));
        assertThat(
                stage.error("begin (timeout=soon) set k 1 commit end").text(),
                containsString("Invalid timeout option: 0 at line 1, column 8: given was soon"));
        assertThat(
                stage.error("begin (timeout=-) set k 1 commit end").text(),
                containsString("expected a number after -"));
        assertThat(stage.error("begin () set k 1 commit end").text(), containsString("expected the name of an option"));
        assertThat(stage.error("commit").text(), is("Invalid transaction at line 1, column 1"));
        assertThat(stage.error("rollback").text(), is("Invalid transaction at line 1, column 1"));
    }

    @Test
    void bytesThatAreNoUtf8AreAnErrorWithTheirPlace() {
        byte[] script = "set k 1\nset m 'x'".getBytes(StandardCharsets.UTF_8);
        script[script.length - 2] = (byte) 0xff;
        ScriptError error = org.junit.jupiter.api.Assertions.assertThrows(
                ScriptError.class, () -> new KahunaEngine().compile(script));
        assertThat(error.text(), is("Syntax error, a byte that is not UTF-8 at line 2, column 8"));
    }

    @Test
    void noDepthOfNestingReachesTheEndOfTheStack() {
        int deep = 50_000;
        for (String script : new String[] {
            "return " + "(".repeat(deep) + "1" + ")".repeat(deep),
            "return " + "[".repeat(deep),
            "return " + "not ".repeat(deep) + "true",
            "return " + "-".repeat(deep) + "a",
            "return " + "abs(".repeat(deep),
            "return " + "get (".repeat(deep),
            "set k ".repeat(deep) + "1",
            "if true then ".repeat(deep),
            "while true do ".repeat(deep),
            "return 1" + "[1".repeat(deep),
        }) {
            assertThat(stage.error(script).message(), is("Syntax error, nested deeper than 200 levels"));
        }
        for (String script : new String[] {
            "return 1" + " + 1".repeat(deep),
            "return true" + " && true".repeat(deep),
            "let a = [1] return a" + "[0]".repeat(deep),
        }) {
            assertThat(
                    stage.error(script).message(),
                    is("Syntax error, an expression of more than 500 operators in a row"));
        }
        // As high and as deep as it may be, a tree still runs.
        String chain = "(1" + " + 1".repeat(2) + ")";
        for (int i = 0; i < 150; i++) {
            chain = "(" + chain + " + 1 + 1)";
        }
        assertThat(stage.text("return " + chain), is("303"));
        assertThat(stage.text("if true then ".repeat(199) + "let x = 1 " + "end ".repeat(199) + "return x"), is("1"));
    }

    @Test
    void aSourceBeyondTheLimitIsRefused() {
        assertThat(stage.error(" ".repeat(Source.MAX_BYTES + 1)).message(), containsString("the limit is 1048576"));
    }
}
