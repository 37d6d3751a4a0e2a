package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.NeedsLog;
import understudy.script.store.MemoryStore;

/** Commands, transactions, limits. */
final class CommandsTest {
    private final Stage stage = new Stage();

    /** The keys and values of a result, as {@code key=value}. */
    private static List<String> shown(ScriptResult result) {
        List<String> all = new ArrayList<>();
        for (ScriptResult.Value value : result.values()) {
            String key = value.key() == null ? "" : new String(value.key(), StandardCharsets.UTF_8) + "=";
            all.add(key + new String(value.text(), StandardCharsets.UTF_8));
        }
        return all;
    }

    @Test
    void revisionsCountEveryWriteAndDeletion() {
        assertThat(stage.run("set k 1 set k 2 delete k set k 3").values().get(0).revision(), is(3L));
        assertThat(stage.run("set k 4 cmprev 3").type(), is("Set"));
        assertThat(stage.run("set k 5 cmprev '4' cmp 4 xx").type(), is("Set"));
        assertThat(stage.run("set k 6 cmprev 5 cmp 9").type(), is("NotSet"));
        assertThat(stage.error("set k 6 cmprev 'x'").text(), is("Invalid SET CMPREV expression at line 1, column 16"));
        assertThat(stage.run("delete nope").type(), is("DoesNotExist"));
    }

    @Test
    void theLastWriteDecidesNotSet() {
        assertThat(stage.text("set k 1 nx get other return not set"), is("false"));
        assertThat(stage.text("set k 1 nx return not set"), is("true"));
        assertThat(stage.text("set k 1 delete k return not set"), is("true"));
        assertThat(stage.text("set k 1 let x = get k return not found"), is("false"));
    }

    @Test
    void plainRepliesAreThoseOfResp() {
        assertThat(stage.run("set k 1").reply(), is(Reply.OK));
        assertThat(stage.run("set k 1 nx").reply(), is(Reply.NIL));
        assertThat(stage.run("exists k").reply(), is(new Reply.Truth(true)));
        assertThat(stage.run("extend k 5000").reply(), is(new Reply.Truth(true)));
        assertThat(stage.run("delete k").reply(), is(new Reply.Truth(true)));
        assertThat(stage.run("delete k").reply(), is(new Reply.Truth(false)));
        assertThat(stage.run("get k").reply(), is(Reply.NIL));
        assertThat(stage.run("return 5").reply(), is(new Reply.Whole(5)));
        assertThat(stage.run("return 2.50").reply(), is(new Reply.Real("2.5")));
        assertThat(
                stage.run("return [1, [true]]").reply(),
                is(new Reply.Items(List.of(new Reply.Whole(1), new Reply.Items(List.of(new Reply.Truth(true)))))));
        assertThat(stage.run("get by bucket 'none'").reply(), is(new Reply.Items(List.of())));
        assertThat(stage.run("set k 1 ex -1").reply(), is(new Reply.Failure("ERR ex is negative")));
        assertThat(stage.run("set @k 1", "k", "").type(), is("InvalidInput"));
        assertThat(stage.run("set `__kahuna:x` 1").type(), is("InvalidInput"));
    }

    @Test
    void theEphemeralSpaceIsAnother() {
        stage.run("set k 'kept' eset k 'passing' ex 1000");
        assertThat(stage.text("get k"), is("kept"));
        assertThat(stage.text("eget k"), is("passing"));
        assertThat(stage.run("eexists k").type(), is("Exists"));
        assertThat(stage.run("eextend k 5000").type(), is("Extended"));
        assertThat(stage.run("edel k").type(), is("Deleted"));
        assertThat(stage.text("get k"), is("kept"));
        assertThat(shown(stage.run("eset `b/1` 'x' escan by prefix b")), is(List.of("b/1=x")));
    }

    @Test
    void aBucketHoldsWhatLiesDirectlyBelowIt() {
        stage.run("set 'f/b' 2 set 'f/a' 1 set 'f/c/d' 3 set 'fx/a' 4 set f 5 set 'f/' 6");
        assertThat(shown(stage.run("get by bucket f")), is(List.of("f/=6", "f/a=1", "f/b=2")));
        assertThat(shown(stage.run("get by bucket `f/c`")), is(List.of("f/c/d=3")));
        assertThat(
                shown(stage.run("scan by prefix f")),
                is(List.of("f=5", "f/=6", "f/a=1", "f/b=2", "f/c/d=3", "fx/a=4")));
        assertThat(shown(stage.run("delete `f/` let xs = get by bucket f return keys(xs)")), is(List.of("f/a", "f/b")));
        assertThat(
                shown(
                        stage.run(
                                "let xs = get by bucket f for x in xs do set (concat('copy:', key(x))) x end return scan by prefix 'copy'")),
                is(List.of("copy:f/a=1", "copy:f/b=2")));
        assertThat(stage.text("let xs = get by bucket f return rev(xs[0])"), is("0"));
    }

    @Test
    void earlierRevisionsCanBeRead() {
        stage.run("set k 'a'");
        stage.run("set k 'b' ex 60000");
        stage.run("set k 'c'");
        assertThat(stage.text("get k at 0"), is("a"));
        assertThat(stage.text("let r = 1 let v = get k at r return v"), is("b"));
        assertThat(
                "an old value has no expiry",
                stage.run("get k at 1").values().get(0).expiresMillis(),
                is(0L));
        assertThat(stage.text("get k at -1"), is("c"));
        assertThat(stage.text("get k @ 0"), is("a"));
        assertThat(stage.run("exists k at 7").type(), is("DoesNotExist"));
        assertThat(stage.run("exists k at '1'").type(), is("Exists"));
        assertThat(stage.error("get k at 1.5").text(), is("Invalid AT expression at line 1, column 10"));
    }

    @Test
    void revisionsWithinOneScriptLeaveNoHistoryBetweenThem() {
        stage.run("set k 'before'");
        stage.run("extend k 60000 set k 'between' set k 'last' delete k set k 'after'");
        assertThat(stage.text("get k at 0"), is("before"));
        assertThat(stage.run("get k at 1").type(), is("DoesNotExist"));
        assertThat(stage.run("get k at 2").type(), is("DoesNotExist"));
        assertThat(stage.text("get k at 4"), is("after"));
    }

    @Test
    void readsAsOfATimeSeeWhatWasThereThen() {
        stage.run("set `b/1` 'old' set `b/2` 'gone' eset `b/1` 'e'");
        long then = stage.nowMillis();
        stage.pass(5_000);
        stage.run("set `b/1` 'new' delete 'b/2' set `b/3` 'later'");
        String at = Long.toString(then);
        assertThat(stage.text("get `b/1` as of @t", "t", at), is("old"));
        assertThat(stage.run("exists `b/3` as of @t", "t", at).type(), is("DoesNotExist"));
        assertThat(shown(stage.run("get by bucket b as of @t", "t", at)), is(List.of("b/1=old", "b/2=gone")));
        assertThat(shown(stage.run("scan by prefix b as of @t", "t", at)), is(List.of("b/1=old", "b/2=gone")));
        assertThat(shown(stage.run("scan by prefix b as of current_time()")), is(List.of("b/1=new", "b/3=later")));
        assertThat(shown(stage.run("escan by prefix b as of @t", "t", at)), is(List.of("b/1=e")));
        assertThat(stage.run("get `b/1` as of -5").type(), is("DoesNotExist"));
        assertThat(stage.error("get k as of 'soon'").text(), is("Invalid AS OF expression at line 1, column 13"));
    }

    @Test
    void aSnapshotTransactionReadsOneTimeAndWritesNothing() {
        stage.run("set `b/1` 'old'");
        String at = Long.toString(stage.nowMillis());
        stage.pass(1_000);
        stage.run("set `b/1` 'new' set `b/2` 'later'");
        assertThat(
                shown(stage.run("begin (snapshot=@t, priority=low) get by bucket b commit end", "t", at)),
                is(List.of("b/1=old")));
        assertThat(stage.text("begin (snapshot=@t) get `b/1` as of current_time() commit end", "t", at), is("new"));
        ScriptError error = stage.error("begin (snapshot=@t) set k 1 commit end", "t", at);
        assertThat(error.kind(), is(ScriptError.Kind.ABORTED));
        assertThat(error.message(), is("writes are not allowed in a snapshot (AS OF) transaction"));
        assertThat(
                stage.error("begin (snapshot=@t) get k commit end", "t", "0").message(),
                containsString("snapshot must be"));
    }

    @Test
    void transactionsEndByCommitAloneUnlessTheyCommitThemselves() {
        assertThat(stage.run("begin set k 1 commit set k 2 end").type(), is("Set"));
        assertThat(stage.text("get k"), is("1"));
        assertThat(stage.error("begin set k 3 return 1 end").kind(), is(ScriptError.Kind.ABORTED));
        assertThat(stage.error("begin set k 3 rollback end").message(), is("Transaction aborted"));
        assertThat(stage.error("set k 3 rollback").message(), is("Transaction aborted"));
        assertThat(stage.text("get k"), is("1"));
        assertThat(stage.text("begin (locking=optimistic, autoCommit=true, timeout=50) set k 4 return 9 end"), is("9"));
        assertThat(stage.text("set k 5 commit set k 6"), is(""));
        assertThat(stage.text("get k"), is("5"));
    }

    @Test
    void sleepHoldsTheReplyAndNothingElse() {
        ScriptResult result = stage.run("let a = current_time() sleep 100 sleep '50' return current_time() - a");
        assertThat(result.holdMillis(), is(150L));
        assertThat(result.reply(), is(new Reply.Whole(0)));
        assertThat(stage.error("sleep 300001").message(), is("Invalid SLEEP duration 300001"));
        assertThat(stage.error("sleep 'x'").message(), is("Invalid SLEEP duration x"));
        assertThat(
                stage.error("begin (timeout=900000) for i in 1..4 do sleep 100000 end end")
                        .message(),
                containsString("at most 300000"));
        assertThat(stage.run("sleep 4999").holdMillis(), is(4999L));
        assertThat(stage.error("sleep 4999 sleep 1").message(), is("Transaction aborted by timeout"));
        assertThat(stage.run("begin (timeout=5001) sleep 5000 commit end").holdMillis(), is(5000L));
        assertThat(
                stage.error("begin (timeout=100) sleep 60 sleep 60 commit end").message(),
                is("Transaction aborted by timeout"));
        assertThat(stage.error("begin (timeout=0) set k 1 commit end").message(), is("Transaction aborted by timeout"));
    }

    @Test
    void thrownTextsNameTheirLine() {
        assertThat(stage.error("throw null").text(), is("(null) at line 1, column 1"));
        assertThat(stage.error("\nthrow 1.50").text(), is("1.5 at line 2, column 1"));
        assertThat(stage.error("throw 'two\nlines'".replace("\n", "\\n")).text(), is("two lines at line 1, column 1"));
    }

    @Test
    void expiryIsInMillisecondsOfTheScriptsTime() {
        stage.run("set k 'v' ex 1500");
        assertThat(stage.text("let v = get k return expires(v) - current_time()"), is("1499"));
        assertThat(stage.run("extend k 0").type(), is("Extended"));
        assertThat(stage.run("get k").type(), is("DoesNotExist"));
        assertThat(stage.run("set k 'v' ex 9223372036854775807").type(), is("InvalidInput"));
        assertThat(stage.error("extend k 'x'").text(), is("Invalid EXTEND expression at line 1, column 10"));
        assertThat(stage.error("set k [1]").text(), is("Cannot convert array to bytes at line 1, column 7"));
    }

    @Test
    void aRunawayEndsAtTheBudgetAndLeavesNothing() {
        ScriptError steps = stage.error("let n = 0 while true do let n = n + 1 set k n end");
        assertThat(steps.kind(), is(ScriptError.Kind.BUDGET));
        assertThat(steps.message(), containsString("steps"));
        assertThat(stage.run("exists k").type(), is("DoesNotExist"));
        ScriptError bytes = stage.error("let s = 'x' while true do let s = concat(s, s) end");
        assertThat(bytes.kind() == ScriptError.Kind.BUDGET || bytes.message().contains("exceeds the limit"), is(true));
        assertThat(
                stage.error("let a = [1] while true do let a = [a] end").message(),
                containsString("exceed the limit of 64 levels"));
        assertThat(stage.error("let a = [1] while true do let a = [a, a] end").message(), containsString("exceed"));
        assertThat(stage.error("return 1..2000000").message(), containsString("exceeds the limit of 1000000"));
        assertThat(
                stage.error("return -9223372036854775808..9223372036854775807").message(),
                containsString("A range of more than"));
        assertThat(
                stage.error(
                                "let s = 'x' for i in 1..20 do let s = concat(s, s) end return [s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s]")
                        .kind(),
                is(ScriptError.Kind.BUDGET));
    }

    @Test
    void theSameBudgetEndsAtTheSameStep() {
        for (long steps = 1; steps < 60; steps++) {
            String first = end(steps);
            assertThat(end(steps), is(first));
        }
    }

    private static String end(long steps) {
        Stage.Outcome outcome = new Stage()
                .outcome(
                        "let t = 0\nfor i in 1..3 do\nlet t = t + i\nset (concat('k', to_str(i))) t\nend\nscan by prefix k",
                        java.util.Map.of(),
                        new Budget(steps, 1 << 20));
        return outcome.type() + outcome.text();
    }

    @Test
    void aWriteOutsideTheLogAsksForTheLog() {
        Keyspace reading = Keyspace.reading(new MemoryStore(), Stage.START_MICROS, Budget.standard());
        KahunaScript script = KahunaScript.of(Stage.utf8("get k set k 1"));
        assertThrows(NeedsLog.class, () -> script.run(reading, 0, List.of(), List.of()));
        assertThat(
                KahunaScript.of(Stage.utf8("let xs = get by bucket b return xs"))
                        .run(reading, 0, List.of(), List.of())
                        .values(),
                is(empty()));
    }

    @Test
    void longKeysAreRefused() {
        assertThat(
                stage.error("set @k 1", "k", "x".repeat(65_537)).message(),
                is("A key of 65537 bytes exceeds the limit of 65536"));
    }
}
