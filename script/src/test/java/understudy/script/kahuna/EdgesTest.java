package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.script.command.Reply;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Keyspace;

/** What somebody tries who wants to break it: at each end there is a result or an error that a script can have. */
final class EdgesTest {
    private final Stage stage = new Stage();

    @Test
    void aHugeScriptRunsUpToItsLimit() {
        String line = "set counter 1\n";
        StringBuilder script = new StringBuilder();
        while (script.length() + line.length() < Source.MAX_BYTES - 20) {
            script.append(line);
        }
        assertThat(stage.run(script + "return 1").type(), is("Get"));
        script.append(line.repeat(3));
        assertThat(stage.error(script.toString()).message(), containsString("the limit is " + Source.MAX_BYTES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return OPEN1CLOSE;(;)",
                "return OPENtrueCLOSE;not (;)",
                "OPENset a 1 CLOSE;if true then ;end ",
                "OPENset a 1 CLOSE;for i in [1] do ;end ",
                "OPENset a 1 CLOSE;while false do ;end ",
                "return OPEN1CLOSE;[;]",
                "return OPEN1CLOSE;to_str(;)",
                "return OPEN1CLOSE;(get (;))",
                "return OPENtrueCLOSE;not ;",
                "return OPEN1CLOSE;- ;",
                "return [1]OPEN0CLOSE;[[0][;]]",
                "set (OPEN1CLOSE) 1;('a' + ;)",
                "OPENset a 1 CLOSE;begin ;end "
            })
    void whatIsNestedDeeplyEndsInAnErrorOrARun(String pattern) {
        String[] parts = pattern.split(";", -1);
        for (int depth : new int[] {1, 50, 150, 199, 200, 201, 1_000, 100_000}) {
            String script = parts[0].replace("OPEN", parts[1].repeat(depth)).replace("CLOSE", parts[2].repeat(depth));
            Stage.Outcome outcome = stage.outcome(script, Map.of());
            boolean known = !outcome.failed()
                    || outcome.text().contains("nested deeper")
                    || outcome.text().contains("operators in a row")
                    || outcome.text().contains("bytes, the limit")
                    || outcome.text().contains("Nested transactions")
                    || outcome.text().contains("exceed the limit of 64 levels")
                    || outcome.text().contains("Transaction aborted")
                    || outcome.text().contains("Invalid key name type")
                    || outcome.text().contains("Invalid operands")
                    || outcome.text().contains("Expression to index")
                    || outcome.text().contains("Index must be");
            assertThat(depth + " " + outcome.type() + " " + clipped(outcome.text()), known, is(true));
        }
    }

    private static String clipped(String text) {
        return text.substring(0, Math.min(200, text.length()));
    }

    @Test
    void longChainsOfOperatorsAndBranchesEndInAnErrorOrARun() {
        assertThat(stage.text("return 1" + " + 1".repeat(400)), is("401"));
        assertThat(stage.error("return 1" + " + 1".repeat(5_000)).message(), containsString("operators in a row"));
        String many = "if false then return 0 " + "elseif false then return 1 ".repeat(5_000) + "else return 2 end";
        assertThat(stage.text(many), is("2"));
        assertThat(stage.text("return count([" + "1,".repeat(50_000) + "1])"), is("50001"));
        assertThat(
                stage.error("return max(" + "1,".repeat(50_000) + "1)").message(),
                containsString("Invalid number of arguments"));
    }

    @Test
    void thousandsOfVariablesAndParametersHaveTheirPlaces() {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            script.append("let v").append(i).append(" = ").append(i).append('\n');
        }
        assertThat(stage.text(script + "return v0 + v19999"), is("19999"));
        StringBuilder sum = new StringBuilder("let t = 0\n");
        String[] parameters = new String[8_000];
        for (int i = 0; i < 4_000; i++) {
            sum.append("let t = t + @p").append(i).append('\n');
            parameters[2 * i] = "p" + i;
            parameters[2 * i + 1] = "1";
        }
        assertThat(stage.text(sum + "return t", parameters), is("4000"));
    }

    @Test
    void keysHaveUpTo64KiB() {
        String most = "k".repeat(Keyspace.MAX_KEY_BYTES);
        assertThat(stage.run("set @k 1", "k", most).type(), is("Set"));
        assertThat(stage.text("get @k", "k", most), is("1"));
        assertThat(stage.text("return count(scan by prefix @p)", "p", "k".repeat(60_000)), is("1"));
        assertThat(stage.run("delete @k", "k", most).type(), is("Deleted"));
        for (String command : List.of(
                "set @k 1",
                "get @k",
                "exists @k",
                "delete @k",
                "extend @k 5",
                "get by bucket @k",
                "scan by prefix @k",
                "get @k at 0",
                "get @k as of 5",
                "lock @k 'me' for 5",
                "get lock @k",
                "next @k",
                "create sequence @k")) {
            String message = stage.error(command, "k", most + "k").message();
            assertThat(command, message, anyOf(containsString("exceeds the limit of"), containsString("at most 1024")));
        }
        assertThat(stage.error("set ('a' + @k) 1", "k", most).message(), containsString("exceeds the limit"));
        assertThat(
                "a bucket's own slash fits too",
                stage.run("get by bucket @k", "k", most).type(),
                is("DoesNotExist"));
    }

    @Test
    void bytesThatAreNoTextPassThroughUnharmed() {
        byte[] odd = {(byte) 0xff, 0, '`', (byte) 0xc3, '\n', (byte) 0x80};
        Budget budget = Budget.standard();
        stage.run(Stage.utf8("set @k @v"), List.of("k", "v"), List.of(odd, odd), budget);
        ScriptResult got = stage.run(Stage.utf8("get @k"), List.of("@k"), List.of(odd), budget);
        assertThat(Arrays.equals(got.values().get(0).text(), odd), is(true));
        ScriptResult moved = stage.run(
                Stage.utf8("set other (get @k) let other = get other return other == get @k"),
                List.of("k"),
                List.of(odd),
                budget);
        assertThat(moved.reply(), is(new Reply.Truth(true)));
        ScriptResult scanned = stage.run(
                Stage.utf8("for v in (scan by prefix @p) do set (key(v) + '2') v end scan by prefix @p"),
                List.of("p"),
                List.of(new byte[] {(byte) 0xff}),
                budget);
        assertThat(scanned.values().size(), is(2));
        ScriptError error = assertThrows(
                ScriptError.class,
                () -> stage.run(new byte[] {'s', 'e', 't', ' ', (byte) 0xff}, List.of(), List.of(), budget));
        assertThat(error.text(), is("Syntax error, a byte that is not UTF-8 at line 1, column 5"));
        for (byte[] cut :
                new byte[][] {{(byte) 0xe4, (byte) 0xb8}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xc0, 'a'}
                }) {
            assertThrows(ScriptError.class, () -> stage.run(cut, List.of(), List.of(), budget));
        }
    }

    @Test
    void aScanOverAHundredThousandKeysRunsOrEndsWithTheBudget() {
        for (int i = 0; i < 100; i++) {
            stage.run("for i in 1..1000 do set ('k/' + @n + '/' + i) i norev end", "n", Integer.toString(i));
        }
        assertThat(stage.text("return count(keys(scan by prefix 'k/1'))"), is("11000"));
        assertThat(
                stage.text("let n = 0 for x in (scan by prefix 'k/5') do let n = n + x end return n"), is("5505500"));
        assertThat(stage.text("return count(scan by prefix 'k')"), is("100000"));
        ScriptError error = stage.error("return count(scan by prefix 'k') + count(scan by prefix 'k')");
        assertThat(error.kind(), is(ScriptError.Kind.BUDGET));
        assertThat(error.message(), containsString("bytes is used up"));
    }

    @Test
    void historyEndsAtItsBoundWithAnErrorThatSaysSo() {
        for (int i = 0; i < 100; i++) {
            stage.run("set k @v", "v", "v" + i);
        }
        assertThat(stage.text("get k at 99"), is("v99"));
        assertThat(stage.text("get k at 35"), is("v35"));
        assertThat(stage.error("get k at 34").message(), containsString("revision 34 is no longer kept"));
        assertThat(stage.run("get k at 100").type(), is("DoesNotExist"));
        assertThat(stage.run("get k at 9223372036854775807").type(), is("DoesNotExist"));
        assertThat(stage.run("get k at -9223372036854775808").type(), is("DoesNotExist"));
        assertThat(stage.error("get k as of 1").message(), containsString("no longer kept"));
        assertThat(stage.error("get k as of -9223372036854775808").message(), containsString("no longer kept"));
        assertThat(stage.text("get k as of 9223372036854775807"), is("v99"));
        assertThat(stage.error("get k as of null").message(), is("Invalid AS OF expression"));
        assertThat(stage.error("exists k at 1.5").message(), is("Invalid AT expression"));
    }

    @Test
    void aLeaseEndsAtItsStampAndNotWithinAScript() {
        assertThat(stage.text("lock a 'me' for 1 sleep 100 return get lock a"), is("me"));
        stage.pass(1);
        assertThat(stage.run("get lock a").type(), is("DoesNotExist"));
        assertThat(stage.run("extend lock a 'me' for 5").type(), is("DoesNotExist"));
        assertThat(stage.text("lock a 'me' for 1"), is("1"));
        assertThat(
                "in one script a lock may go from hand to hand",
                stage.text("lock b 'x' for 9 unlock b 'x' let t = lock b 'y' for 9 unlock b 'y' return t"),
                is("1"));
        for (String lease : List.of("0", "-1", "9223372036854775807", "3155760000001", "-9223372036854775808")) {
            assertThat(
                    stage.error("lock c 'me' for (" + lease + ")").message(),
                    containsString("Invalid request, lease of"));
        }
        assertThat(stage.run("lock c 'me' for 3155760000000").type(), is("Locked"));
        for (String lease : List.of("null", "true", "1.5", "'x'", "[1]")) {
            assertThat(stage.error("lock d 'me' for " + lease).message(), is("Invalid LOCK FOR expression"));
        }
        assertThat(stage.error("lock d '' for 5").message(), containsString("owner of 0 bytes"));
        assertThat(stage.error("lock d [1] for 5").message(), is("Cannot convert array to bytes"));
    }

    @Test
    void sequencesEndAtTheEndsOfTheirNumbers() {
        stage.run("create sequence s initial 9223372036854775805");
        assertThat(stage.text("next s"), is("9223372036854775806"));
        assertThat(stage.text("next s"), is("9223372036854775807"));
        assertThat(stage.error("next s").message(), containsString("is exhausted"));
        stage.run("create sequence low initial -9223372036854775808 increment 9223372036854775807");
        assertThat(stage.text("reserve 2 of low"), is("-1"));
        assertThat(stage.error("next low").message(), containsString("is exhausted"));
        stage.run("create sequence wide initial -9223372036854775808");
        assertThat(stage.text("let b = reserve 1000000000 of wide return b[999999999]"), is("-9223372035854775808"));
        assertThat(
                stage.text(
                        "let n = 0 for i in 1..18 do let b = reserve 1000000000 of wide let n = n + count(b) end return n"),
                is("18000000000"));
        for (String count : List.of("0", "-1", "1000000001", "9223372036854775807", "-9223372036854775808")) {
            assertThat(
                    stage.error("reserve (" + count + ") of wide").message(),
                    containsString("Invalid request, count of"));
        }
        assertThat(
                stage.error("reserve 1000000000 of wide").message(),
                is("An array of 1000000000 items exceeds the limit of 1000000"));
        assertThat("what failed took nothing", stage.text("next wide"), is("-9223372017854775807"));
        assertThat(
                stage.error("for x in (reserve 1000000000 of wide) do let y = x end")
                        .kind(),
                is(ScriptError.Kind.BUDGET));
        assertThat(stage.error("create sequence t initial 5 max 4").message(), containsString("max of 4"));
        assertThat(stage.error("create sequence t increment 0").message(), containsString("increment of 0"));
    }

    @Test
    void anIdempotencyKeyStandsForItsRequestUntilItIsForgotten() {
        stage.run("create sequence s");
        assertThat(stage.text("next s idempotency 'a'"), is("1"));
        assertThat(stage.text("next s idempotency 'a'"), is("1"));
        assertThat(stage.error("reserve 2 of s idempotency 'a'").message(), containsString("stands for 1 numbers"));
        assertThat(stage.texts("reserve 1 of s idempotency 'a'"), is(List.of("1")));
        assertThat(
                stage.text("let a = next s idempotency 'b' let b = next s idempotency 'b' return a == b"), is("true"));
        assertThat(stage.error("next s idempotency 'c' throw 'x'").message(), is("x"));
        assertThat("an undone request took no number", stage.text("next s idempotency 'c'"), is("3"));
        for (int i = 0; i < 128; i++) {
            stage.run("next s idempotency @k", "k", "k" + i);
        }
        assertThat("forgotten", stage.text("next s idempotency 'a'"), is("132"));
        assertThat(stage.error("next s idempotency ''").message(), containsString("idempotency key of 0 bytes"));
        assertThat(stage.text("delete sequence s create sequence s return next s idempotency 'a'"), is("1"));
        stage.run("create sequence t");
        assertThat("another sequence, another request", stage.text("next t idempotency 'a'"), is("1"));
    }

    @Test
    void integersWrapAtTheirEndsAndNeverBreak() {
        assertThat(stage.text("return -9223372036854775808"), is("-9223372036854775808"));
        assertThat(stage.text("return -(-9223372036854775808)"), is("-9223372036854775808"));
        assertThat(stage.text("return -9223372036854775808 * -1"), is("-9223372036854775808"));
        assertThat(stage.error("return -9223372036854775808 / -1").message(), startsWith("OverflowException"));
        assertThat(stage.error("return abs(-9223372036854775808)").message(), startsWith("OverflowException"));
        assertThat(stage.text("return '9223372036854775807' + 1"), is("-9223372036854775808"));
        assertThat(stage.text("return '9223372036854775808' + 0"), is("9.223372036854776E+18"));
        assertThat(stage.text("return to_int('-9223372036854775808')"), is("-9223372036854775808"));
        assertThat(stage.error("return to_int('9223372036854775808')").message(), startsWith("Cannot cast"));
        assertThat(stage.text("return count(9223372036854775806..9223372036854775807)"), is("2"));
        assertThat(
                stage.text("let n = 0 for i in 9223372036854775806..9223372036854775807 do let n = n + 1 end return n"),
                is("2"));
        assertThat(stage.text("return count(1..-9223372036854775808)"), is("0"));
        assertThat(
                stage.error("return -9223372036854775808..9223372036854775807").message(),
                containsString("A range of more than"));
        assertThat(stage.error("return (1..2)[9223372036854775807]").message(), containsString("Index must be"));
        assertThat(
                stage.error("set k 1 ex 9223372036854775807 throw 'not stopped'")
                        .message(),
                is("not stopped"));
        assertThat(stage.run("set k 1 ex 9223372036854775807").type(), is("InvalidInput"));
        stage.run("set k 1");
        assertThat(stage.run("extend k 9223372036854775807").type(), is("InvalidInput"));
        assertThat(stage.run("extend k -9223372036854775808").type(), is("Extended"));
        assertThat(stage.run("get k").type(), is("DoesNotExist"));
        assertThat(stage.run("set k 1 cmprev 9223372036854775807").type(), is("NotSet"));
        assertThat(stage.error("sleep 9223372036854775807").message(), containsString("Invalid SLEEP duration"));
        assertThat(stage.error("return round(1.5, 9223372036854775807)").message(), startsWith("ArgumentOutOfRange"));
        assertThat(stage.text("return to_int(1e3)".replace("1e3", "100000000000000000000.5")), is(not("")));
    }

    @Test
    void stringsAndArraysStayWithinTheBudget() {
        String doubling = "let s = 'x' for i in 1..%d do let s = concat(s, s) end return len(s)";
        assertThat(stage.text(String.format(doubling, 20)), is("1048576"));
        assertThat(
                stage.error(String.format(doubling, 60)).message(),
                anyOf(containsString("exceeds the limit"), containsString("used up")));
        assertThat(stage.error("let a = [1] while true do let a = [a] end").message(), containsString("64 levels"));
        assertThat(
                stage.error("let a = [1] while true do let a = [a, a] end").message(),
                anyOf(containsString("exceeds the limit"), containsString("64 levels")));
        assertThat(
                stage.error("let a = to_json(['" + "é".repeat(100_000) + "']) while true do let a = to_json(a) end")
                        .message(),
                anyOf(containsString("exceeds the limit"), containsString("used up")));
        assertThat(stage.error("throw to_str(1) throw 2").message(), is("1"));
        assertThat(
                stage.error("let s = 'x' for i in 1..18 do let s = concat(s, s) end throw s")
                                .message()
                                .length()
                        < 5_000,
                is(true));
    }
}
