package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.Explanation;
import understudy.script.engine.Explanation.From;
import understudy.script.engine.Explanation.Reach;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;
import understudy.script.kahuna.Statement.Block;

/** Expressions, statements and functions, beyond what Kahuna's own cases cover. */
final class LanguageTest {
    private final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '~',
            value = {
                "10-5¦5",
                "10 -5¦5",
                "2 - -3¦5",
                "-(2 + 3)¦-5",
                "-'7'¦-7",
                "--5¦5",
                "-null¦0",
                "-9223372036854775808¦-9223372036854775808",
                "2 + 3 * 4¦14",
                "(2 + 3) * 4¦20",
                "7 / -2¦-3",
                "1 / 2.0¦0.5",
                "'1e3' + 0¦1000",
                "' 5 ' + 1¦6",
                "1 + true == 2¦Invalid operands: LongType + BoolType at line 1, column 10",
                "null + null¦0",
                "null + '5'¦5",
                "null + 'x'¦Invalid operands: NullType + StringType at line 1, column 13",
                "null < 1¦true",
                "null < null¦false",
                "null == 0¦false",
                "null == null¦true",
                "null != 'x'¦true",
                "'a' == 'a'¦true",
                "'5' == 5¦true",
                "'5' == 5.0¦true",
                "3 == 3.0009¦false",
                "3 == 3.0¦true",
                "true == 1¦Invalid operands: BoolType == LongType at line 1, column 13",
                "[1] == [1]¦Invalid operands: ArrayType == ArrayType at line 1, column 12",
                "2 <= 2.0¦true",
                "2 >= '3'¦false",
                "'a' > 'b'¦Invalid operands: StringType > StringType at line 1, column 12",
                "not 5¦false",
                "not 0¦false",
                "not ''¦false",
                "not null¦true",
                "not not null¦false",
                "null || false¦false",
                "null || 'x'¦true",
                "true || nosuch()¦Undefined function nosuch expression at line 1, column 16",
                "true || 1 / 0¦true",
                "false && 1 / 0¦false",
                "not true == false¦true",
                "count(1..3)¦3",
                "count(3..1)¦0",
                "count(-2..2)¦5",
                "(5..9)[1]¦6",
                "'a'..2¦Invalid operands for range operator: StringType - LongType at line 1, column 11",
                "[1, 'b', [null, 2]][2][1]¦2",
                "[][0]¦Index must be integer and positive and less than size of array. Found: LongType Value: 0 at line 1, column 10",
                "count([])¦0",
                "not set¦Invalid NOT SET expression at line 1, column 8",
                "not found¦true",
                "1 / 0¦DivideByZeroException: Attempted to divide by zero. at line 1, column 10",
                "-9223372036854775808 / -1¦OverflowException: Arithmetic operation resulted in an overflow. at line 1, column 29",
                "abs(-9223372036854775808)¦OverflowException: Negating the minimum value of a twos complement number is invalid. at line 1, column 8",
            })
    void anExpressionGives(String expression, String expected) {
        assertThat(shown("return " + expression), is(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '~',
            value = {
                "abs(-2.5)¦2.5",
                "pow(2, 10)¦1024",
                "pow(2, 0.5)¦1.4142135623730951",
                "round(2.5, 0)¦2",
                "round(3.5, 0)¦4",
                "round(-2.345, 2)¦-2.35",
                "round(5, 1)¦5",
                "round(1e, 1)¦Syntax error",
                "round(1.5, '1')¦Cannot use 'round' function with argument DoubleType and StringType at line 1, column 8",
                "ceil(3.2)¦4",
                "floor(-3.2)¦-4",
                "min(1, 2)¦1",
                "min('1', 2)¦Cannot use 'min' function with argument StringType and LongType at line 1, column 8",
                "max(1, 2.5)¦2.5",
                "to_int(null)¦0",
                "to_int(' 42 ')¦42",
                "to_int(2.9)¦2",
                "to_int(1 / 0.0)¦9223372036854775807",
                "to_int([1])¦Cannot cast ArrayType to int at line 1, column 8",
                "to_number('+7')¦7",
                "to_float('1,234.5')¦1234.5",
                "to_float('1e2')¦100",
                "to_float('-Infinity')¦-Infinity",
                "to_float('x')¦Cannot cast string value 'x' to double at line 1, column 8",
                "to_float(true)¦1",
                "to_str(null)¦",
                "to_str(1.50)¦1.5",
                "to_str(false)¦false",
                "to_bool('TRUE')¦true",
                "to_bool('1')¦false",
                "to_bool(0.0)¦false",
                "to_bool(null)¦false",
                "is_int(1.0)¦false",
                "is_float(pow(1, 1))¦true",
                "is_string(@p)¦true",
                "is_boolean(not found)¦true",
                "is_null(null)¦true",
                "is_array(1..2)¦true",
                "to_json([1, 2.5, 'a', null, true, [ ]])¦[1,2.5,\"a\",null,true,[]]",
                "to_json('é<\"\\\\\\n')¦\"\\u00E9\\u003C\\u0022\\\\\\n\"",
                "to_json(1 / 0.0)¦Cannot use 'to_json' function on Infinity, which JSON cannot say at line 1, column 8",
                "concat('a', to_str(1))¦a1",
                "upper('straße é ж ı')¦STRAßE É Ж ı",
                "lower('ÀÉЖΩİ')¦àéжωİ",
                "len('a🔥')¦3",
                "len(5)¦Cannot use 'length' function on argument LongType at line 1, column 8",
                "count('abc')¦Cannot use 'count' function on argument StringType at line 1, column 8",
                "rev(5)¦-1",
                "expires(5)¦0",
                "key(5)¦",
            })
    void aFunctionGives(String call, String expected) {
        String shown = shown("return " + call);
        assertThat(
                shown,
                expected == null ? is("") : shown.startsWith("Syntax") ? containsString(expected) : is(expected));
    }

    private String shown(String script) {
        try {
            return stage.text(script, "p", "7");
        } catch (ScriptError e) {
            return e.text();
        }
    }

    @Test
    void stringsDecodeTheirEscapes() {
        assertThat(
                stage.text("return 'a\\n\\t\\\\\\'\\\"\\u0041\\u{1F525}\\ud83d\\udd25\\0'"), is("a\n\t\\'\"A🔥🔥\0"));
        assertThat("others stay", stage.text("return '\\d+\\w'"), is("\\d+\\w"));
    }

    @Test
    void commentsAndSemicolonsAreBlanks() {
        assertThat(stage.text("#!kahuna\nset k 1; # one; set k 2\nget k; # 'end"), is("1"));
    }

    @Test
    void newWordsAreFreeNames() {
        assertThat(
                stage.text("let while = 1 let elseif = 2 let break = while + elseif set continue break get continue"),
                is("3"));
        assertThat(
                stage.text("let lock = 5 for continue in [1] do let lock = lock + continue end return lock"), is("6"));
    }

    @Test
    void ifElseifElseTakesTheFirstThatIsTrue() {
        String script = "if @n == 1 then return 'one' elseif @n == 2 then return 'two' else return 'many' end";
        assertThat(stage.text(script, "n", "1"), is("one"));
        assertThat(stage.text(script, "n", "2"), is("two"));
        assertThat(stage.text(script, "n", "3"), is("many"));
        assertThat(stage.text("IF false THEN return 1 ELSEIF true THEN return 2 END"), is("2"));
    }

    @Test
    void loopsBreakAndContinue() {
        assertThat(stage.text("""
                        let t = 0
                        for i in 1..10 do
                          if i == 3 then continue end
                          if i == 6 then break end
                          let t = t + i
                        end
                        return t"""), is("12"));
        assertThat(stage.text("""
                        let n = 0 let t = 0
                        while true do
                          let n = n + 1
                          for j in [1, 2, 3] do
                            if j == 2 then break end
                            let t = t + j
                          end
                          if n < 5 then continue end
                          break
                        end
                        return t"""), is("5"));
        assertThat(
                stage.text("for i in 1..3 do for j in 1..3 do if j == 2 then return i * 10 + j end end end"), is("12"));
    }

    @Test
    void aVariableSetInABranchThatDidNotRunIsMissedWhenRead() {
        assertThat(
                stage.error("if false then let x = 1 end return x").text(),
                is("Undefined variable: x at line 1, column 36"));
        assertThat(stage.text("for i in 1..2 do if i == 2 then return y end let y = i end"), is("1"));
        assertThat(
                stage.error("for i in 1..0 do let t = i end return i").text(), containsString("Undefined variable: i"));
    }

    @Test
    void commandsAreExpressions() {
        assertThat(stage.text("if set k 1 nx then return 'won' end return 'lost'"), is("won"));
        assertThat(stage.text("if set k 1 nx then return 'won' end return 'lost'"), is("lost"));
        assertThat(stage.text("return to_int(get k) + 1"), is("2"));
        assertThat(stage.text("let gone = delete k return gone && not exists k"), is("true"));
        assertThat(stage.text("return not (set k 5 xx)"), is("true"));
        assertThat(stage.text("return count(scan by prefix 'k')"), is("0"));
        assertThat(stage.text("return extend k 1000"), is("false"));
    }

    @Test
    void aLetOfACommandKeepsTheCommandsResult() {
        ScriptResult set = stage.run("let done = set k 'v'");
        assertThat(set.type(), is("Set"));
        ScriptResult get = stage.run("let v = get k");
        assertThat(get.type(), is("Get"));
        assertThat(new String(get.values().get(0).key(), StandardCharsets.UTF_8), is("k"));
        assertThat(stage.run("let v = get nope").type(), is("DoesNotExist"));
    }

    @Test
    void theResultIsThatOfTheLastStatementThatHasOne() {
        assertThat(stage.run("set k 1 if false then get k end").type(), is("Set"));
        assertThat(stage.run("set k 1 return").type(), is("Set"));
        ScriptResult none = stage.run("if false then set k 1 end");
        assertThat(none.type(), is("Get"));
        assertThat(none.reply(), is(understudy.script.command.Reply.NIL));
        assertThat(stage.run("sleep 5").type(), is("Get"));
    }

    @Test
    void computedKeysJoinTexts() {
        stage.run(
                "let id = 7 set ('user:' + id) 'ann' set ('user:' + (id + 1)) 'bob' set ('a' + 'b' + 1 + 2) 'c' set (id) 'd'");
        assertThat(stage.text("get `user:7`"), is("ann"));
        assertThat(stage.text("get `user:8`"), is("bob"));
        assertThat(stage.text("get `ab12`"), is("c"));
        assertThat(stage.text("get `7`"), is("d"));
        assertThat(stage.text("get (@a + @b)", "a", "user:", "b", "7"), is("ann"));
        assertThat(stage.text("set (1 + 2) 'sum' get `3`"), is("sum"));
        assertThat(
                stage.error("get ('user:' + null)").text(),
                is("Invalid operands: StringType + NullType at line 1, column 14"));
        assertThat(stage.error("get (null)").text(), is("Invalid key name type NullType at line 1, column 5"));
        assertThat(
                stage.error("get (concat('', ''))").text(), is("Invalid key name type StringType at line 1, column 5"));
    }

    @Test
    void aBareNameIsAKeyAndNeverAVariable() {
        assertThat(stage.text("let city = 'lima' set city 'quito' return city"), is("lima"));
        assertThat(stage.text("get city"), is("quito"));
    }

    @Test
    void valuesAreBytesAndPassThroughUnharmed() {
        byte[] binary = {0, (byte) 0xff, 'a', (byte) 0xc3};
        stage.run(Stage.utf8("set k @v"), List.of("v"), List.of(binary), understudy.script.keyspace.Budget.standard());
        ScriptResult copy = stage.run("let v = get k set m v return get m");
        assertThat(copy.values().get(0).text(), is(binary));
        assertThat(stage.text("let v = get k let w = get m return v == w"), is("true"));
        stage.run("let v = get k set c concat(v, v)");
        assertThat(stage.run("get c").values().get(0).text().length, is(8));
    }

    @Test
    void parametersComeWithOrWithoutTheirSign() {
        assertThat(stage.text("return concat(@a, @b)", "@a", "1", "b", "2"), is("12"));
        assertThat(stage.error("return @missing").text(), is("Undefined parameter: @missing at line 1, column 8"));
        assertThat(
                "a value in a branch not taken is not missed",
                stage.text("if false then return @missing end return 1"),
                is("1"));
        assertThat(
                "a key is",
                stage.error("if false then set @missing 1 end").text(),
                is("Undefined parameter: @missing at line 1, column 19"));
    }

    @Test
    void onlyScriptsWithoutWritesAreReadOnly() {
        for (String reading : List.of(
                "get k",
                "return exists k",
                "begin (snapshot=5) get k commit end",
                "let x = scan by prefix 'a' return keys(x)",
                "throw 'x'",
                "sleep 5")) {
            assertThat(reading, KahunaScript.of(Stage.utf8(reading)).readOnly(), is(true));
        }
        for (String writing : List.of(
                "set k 1",
                "if false then edelete k end",
                "return extend k 5",
                "for i in 1..2 do let x = [set k 1] end",
                "return not (set k 1)",
                "get (to_str(delete k))")) {
            assertThat(writing, KahunaScript.of(Stage.utf8(writing)).readOnly(), is(false));
        }
    }

    @Test
    void aTreeIsPrintedWithNoMoreParenthesesThanItTakes() {
        Block tree = Parser.parse(
                Source.of(Stage.utf8("SET `a b` ((1 + 2) * 3) + -(4) nx EX 5; IF NOT (a && b) THEN RETURN END")));
        assertThat(
                Printer.print(tree),
                is("set \"a b\" (1 + 2) * 3 + -(4) nx ex 5\nif not (a && b) then\n  return\nend\n"));
    }

    @Test
    void aScriptIsExplained() {
        CompiledScript script = new KahunaEngine().compile(Stage.utf8("let v = get stock set @out v + @n"));
        Explanation told = script.explain(64, List.of("out"), List.of(Stage.utf8("sold")));
        assertThat(
                told.keys().get(0), is(new Explanation.Key("stock", From.NAME, "stock", Reach.KEY, false, false, 1)));
        assertThat(
                told.keys().get(1), is(new Explanation.Key("sold", From.PARAMETER, "@out", Reach.KEY, false, true, 1)));
        assertThat(told.parameters(), is(List.of("@out", "@n")));
        assertThat(script.readOnly(), is(false));
        assertThat(told.form(), is("let v = get stock\nset @out v + @n\n"));
        assertThat(told.unboundedBecause(), is(""));
    }
}
