package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;

/** Locks and sequences in the language: what they yield, where their words are words, and what is refused where. */
final class LocksAndSequencesTest {
    private final Stage stage = new Stage();

    private static String shown(ScriptResult result) {
        ScriptResult.Value value = result.values().get(0);
        return result.type() + " r" + value.revision() + " " + new String(value.text(), StandardCharsets.UTF_8);
    }

    @Test
    void aLockIsItsFencingTokenAndOneThatIsNotGrantedIsNull() {
        assertThat(shown(stage.run("lock job 'ann' for 5000")), is("Locked r0 0"));
        assertThat(shown(stage.run("lock job 'bob' for 5000")), is("AlreadyLocked r-1 "));
        assertThat(stage.run("lock job 'bob' for 5000").reply(), is(Reply.NIL));
        assertThat(stage.run("lock job 'ann' for 5000").reply(), is(new Reply.Whole(0)));
        assertThat(stage.text("if lock job 'bob' for 5000 then return 'mine' end return 'busy'"), is("busy"));
        assertThat(stage.text("let t = lock job 'bob' for 5000 return t == null"), is("true"));
        assertThat(shown(stage.run("unlock job 'bob'")), is("DoesNotExist r-1 "));
        assertThat(stage.run("unlock job 'bob'").reply(), is(new Reply.Truth(false)));
        assertThat(shown(stage.run("unlock job 'ann'")), is("Unlocked r0 "));
        assertThat(shown(stage.run("lock job 'bob' for 5000")), is("Locked r1 1"));
        assertThat("token 0 is true", stage.text("if lock new 'x' for 1 then return 'mine' end"), is("mine"));
    }

    @Test
    void aLockKnowsItsOwnerItsTokenAndItsEnd() {
        stage.run("lock job 'ann' for 5000");
        assertThat(stage.text("let who = get lock job return concat(who, concat(':', to_str(rev(who))))"), is("ann:0"));
        assertThat(stage.text("return expires(get lock job) - current_time()"), is("4998"));
        assertThat(stage.text("let t = extend lock job 'ann' for 9000 return expires(t) - current_time()"), is("9000"));
        assertThat(shown(stage.run("extend lock job 'ann' for 100")), is("Extended r0 0"));
        assertThat(shown(stage.run("extend lock job 'bob' for 100")), is("DoesNotExist r-1 "));
        stage.pass(100);
        assertThat(shown(stage.run("get lock job")), is("DoesNotExist r-1 "));
        assertThat(shown(stage.run("extend lock job 'ann' for 100")), is("DoesNotExist r-1 "));
    }

    @Test
    void whatAScriptDroppedWasNeverLockedOrGiven() {
        stage.run("create sequence orders");
        stage.error("lock job 'ann' for 5000 next orders throw 'no'");
        stage.error("lock job 'ann' for 5000 next orders rollback");
        assertThat(shown(stage.run("lock job 'bob' for 5000")), is("Locked r0 0"));
        assertThat(shown(stage.run("next orders")), is("Get r1 1"));
    }

    @Test
    void aSequenceGivesEachNumberOnce() {
        assertThat(stage.run("next orders").type(), is("DoesNotExist"));
        assertThat(stage.text("return next orders == null"), is("true"));
        assertThat(shown(stage.run("create sequence orders")), is("Set r0 "));
        assertThat(shown(stage.run("create sequence orders initial 50")), is("NotSet r0 "));
        assertThat(stage.text("return next orders + next orders"), is("3"));
        assertThat(stage.run("reserve 3 of orders").reply(), is(wholes(3, 4, 5)));
        assertThat(
                stage.text("let sum = 0 for n in reserve (1 + 1) of orders do let sum = sum + n end return sum"),
                is("13"));
        assertThat(shown(stage.run("get sequence orders")), is("Get r4 7"));
        assertThat(shown(stage.run("delete sequence orders")), is("Deleted r5 "));
        assertThat(shown(stage.run("delete sequence orders")), is("DoesNotExist r-1 "));
    }

    @Test
    void aSequenceHasItsOwnStepsAndItsEnd() {
        stage.run("create sequence odd initial -1 increment 2 max @max", "max", "6");
        assertThat(stage.run("reserve 2 of odd").reply(), is(wholes(1, 3)));
        assertThat(
                stage.error("reserve 2 of odd").text(),
                is("Invalid request, sequence 'odd' is exhausted: 2 asked for, 1 left up to its max of 6"
                        + " at line 1, column 1"));
        assertThat(stage.text("next odd"), is("5"));
        assertThat(stage.run("alter sequence odd max null increment 10").type(), is("Set"));
        assertThat(stage.text("next odd"), is("15"));
        assertThat(stage.run("alter sequence none max 5").type(), is("DoesNotExist"));
        assertThat(
                stage.error("let a = 1\nalter sequence odd max 5").text(),
                is("Invalid request, max of 5: it must not lie below the current 15 at line 2, column 1"));
    }

    @Test
    void theSameIdempotencyKeyGetsTheSameNumbers() {
        stage.run("create sequence orders");
        assertThat(stage.text("return next orders idempotency @key", "key", "a"), is("1"));
        assertThat(stage.text("return next orders"), is("2"));
        assertThat(stage.text("return next orders idempotency 'a'"), is("1"));
        assertThat(stage.run("reserve 2 of orders idempotency 'b'").reply(), is(wholes(3, 4)));
        assertThat(stage.run("reserve 2 of orders idempotency 'b'").reply(), is(wholes(3, 4)));
        assertThat(
                stage.error("next orders idempotency 'b'").text(),
                is("Invalid request, the idempotency key stands for 2 numbers, not for 1: each request takes a key of"
                        + " its own at line 1, column 1"));
    }

    @Test
    void whatCannotBeAskedNamesItsPlaceAndChangesNothing() {
        assertThat(
                stage.error("lock job 'a' for 0").text(),
                is("Invalid request, lease of 0 ms: it must be from 1 to 3155760000000 milliseconds"
                        + " at line 1, column 1"));
        assertThat(
                stage.error("lock job null for 5").text(),
                is("Invalid request, owner of 0 bytes: a lock's owner has from 1 to 1024 bytes at line 1, column 1"));
        assertThat(
                stage.error("lock job 'a' for 'long'").text(), is("Invalid LOCK FOR expression at line 1, column 18"));
        assertThat(stage.error("lock job [1] for 5").text(), is("Cannot convert array to bytes at line 1, column 10"));
        assertThat(
                stage.error("create sequence s increment 0").text(),
                is("Invalid request, increment of 0: it must be above 0 at line 1, column 1"));
        assertThat(
                stage.error("create sequence (@n)", "n", "x".repeat(1025)).text(),
                is("Invalid request, name of 1025 characters: a sequence's has at most 1024 characters"
                        + " at line 1, column 1"));
        assertThat(stage.run("create sequence (@n)", "n", "é".repeat(1024)).type(), is("Set"));
        assertThat(stage.run("lock @n 'a' for 5", "n", "").type(), is("InvalidInput"));
        assertThat(
                stage.error("reserve 0 of s").message(),
                is("Invalid request, count of 0: it must be from 1 to 1000000000"));
        assertThat(stage.run("get lock job").type(), is("DoesNotExist"));
    }

    @Test
    void aSnapshotNeitherLocksNorReadsLocks() {
        String at = Long.toString(stage.nowMillis());
        assertThat(
                stage.error("begin (snapshot=@t) lock job 'a' for 5 commit end", "t", at)
                        .kind(),
                is(ScriptError.Kind.ABORTED));
        assertThat(
                stage.error("begin (snapshot=@t) get lock job commit end", "t", at)
                        .message(),
                is("Locks and sequences keep no past: a snapshot cannot read them"));
    }

    @Test
    void theirNamesAreNoneOfKeys() {
        stage.run("lock job 'ann' for 5000 create sequence job set job 'a key' eset job 'e'");
        assertThat(stage.text("get job"), is("a key"));
        assertThat(stage.text("get lock job"), is("ann"));
        assertThat(stage.text("next job"), is("1"));
        stage.run("delete job edelete job");
        assertThat(stage.text("get lock job"), is("ann"));
        assertThat(stage.text("get sequence job"), is("1"));
        assertThat(stage.run("scan by prefix 'job'").values(), is(empty()));
    }

    @Test
    void scriptsThatUseTheWordsAsNamesStillRun() {
        assertThat(
                stage.text("let lock = 1 let next = lock + 1 let reserve = next - -1 let unlock = reserve"
                        + " let create = unlock let alter = create let sequence = alter return sequence"),
                is("3"));
        assertThat(stage.run("set lock 5 get lock").values().get(0).revision(), is(0L));
        assertThat(stage.text("get lock"), is("5"));
        assertThat(stage.run("extend lock 5000").type(), is("Extended"));
        assertThat(stage.run("extend lock -5").type(), is("Extended"));
        assertThat(stage.run("set sequence 1 delete sequence").type(), is("Deleted"));
        assertThat(stage.text("set next 7 let x = get next return x"), is("7"));
        assertThat(stage.text("let lock = [4] let reserve = 9 return lock[0] + reserve -1"), is("12"));
        assertThat(stage.text("let lock = 2\nlet y = lock\nwhile y < 5 do let y = y + lock end return y"), is("6"));
        assertThat(stage.text("for next in 1..3 do let last = next end return last"), is("3"));
        assertThat(stage.text("set lock 8 let x = get lock\nlock lock 'me' for 5\nreturn x"), is("8"));
        assertThat(stage.run("LOCK Job 'x' FOR 5 Get Lock Job").type(), is("Get"));
    }

    @Test
    void readingThemIsReadOnlyAndTheRestIsNot() {
        assertThat(KahunaScript.of(Stage.utf8("get lock a get sequence b")).readOnly(), is(true));
        for (String script : List.of(
                "lock a 'o' for 5",
                "unlock a 'o'",
                "extend lock a 'o' for 5",
                "next a",
                "return reserve 2 of a",
                "create sequence a",
                "alter sequence a max 5",
                "delete sequence a")) {
            assertThat(script, KahunaScript.of(Stage.utf8(script)).readOnly(), is(false));
        }
    }

    @Test
    void syntaxErrorsSayWhatWasExpected() {
        assertThat(
                stage.error("lock job 'a' 5").text(),
                is("Syntax error, unexpected TDIGIT at line 1, column 14 near '5' at line 1, column 14:"
                        + " expected for and the lease in milliseconds, or an operator that goes on with the owner"));
        assertThat(
                stage.error("create job").text(),
                is("Syntax error, unexpected TIDENTIFIER at line 1, column 8 near 'job' at line 1, column 8:"
                        + " expected sequence after create"));
        assertThat(
                stage.error("alter sequence job").text(),
                is(
                        "Syntax error, unexpected EOF at line 1, column 19: expected increment or max, and what it is to be"));
        assertThat(
                stage.error("reserve 5 orders").hint(),
                is("expected of and the sequence, or an operator that goes on with the count"));
    }

    private static Reply wholes(long... values) {
        return new Reply.Items(java.util.Arrays.stream(values)
                .mapToObj(value -> (Reply) new Reply.Whole(value))
                .toList());
    }
}
