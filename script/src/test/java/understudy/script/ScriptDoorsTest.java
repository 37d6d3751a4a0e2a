package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;
import understudy.script.command.ScriptName;
import understudy.script.store.MemoryStore;

/** Scripts by source, by SHA-1 and beside the log, and what is told of them before they run. */
class ScriptDoorsTest {
    private static final String NOSCRIPT = "-NOSCRIPT No matching script. Please use KAHUNA.EVAL.\\r\\n";

    private final Node node = new Node();

    private static String sha(String source) {
        return Hex.text(ScriptName.sha(source.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aScriptThatWasRunRunsByItsDigestWithTheSameMap() {
        String byDigest = "kahuna.evalsha " + sha("set k @v") + " v 5";
        assertThat(node.run(byDigest), is(NOSCRIPT));
        String first = node.run("kahuna.eval \"set k @v\" v 4");
        assertThat(first, containsString("Set"));
        assertThat(node.run(byDigest), is(first.replace("revision\\r\\n:0", "revision\\r\\n:1")));
        assertThat(node.run("get k"), containsString("5"));
        assertThat(node.run(byDigest.toUpperCase(Locale.ROOT).replace("V 5", "v 6")), containsString("Set"));
    }

    @Test
    void whatEvalSawRunsInFullAndPlainlyByItsDigest() {
        String source = "#!kahuna\\nreturn to_int(@n) + 1";
        String digest = sha("#!kahuna\nreturn to_int(@n) + 1");
        assertThat(node.run("eval \"" + source + "\" 0 n 1"), is(":2\\r\\n"));
        assertThat(node.run("kahuna.evalsha " + digest + " n 2"), containsString(":3"));
        assertThat(node.run("evalsha " + digest + " 0 n 3"), is(":4\\r\\n"));
        assertThat(
                node.run("evalsha " + sha("other") + " 0"), is("-NOSCRIPT No matching script. Please use EVAL.\\r\\n"));
        assertThat(node.run("kahuna.evalsha nonsense"), is(NOSCRIPT));
    }

    @Test
    void aScriptThatFailedIsKnownAllTheSameAndOneThatDoesNotCompileIsNot() {
        node.run("kahuna.eval \"set k 1 throw @why\" why no");
        assertThat(node.run("get k"), is("$-1\\r\\n"));
        assertThat(node.run("kahuna.evalsha " + sha("set k 1 throw @why") + " why never"), startsWith("-ERR never"));
        node.run("kahuna.eval \"set k\"");
        assertThat(node.run("kahuna.evalsha " + sha("set k")), is(NOSCRIPT));
    }

    @Test
    void theSourcesOutliveARestartAndAFlush() {
        node.run("kahuna.eval \"get k\"");
        node.run("flushall");
        node.machine.commit();
        ((MemoryStore) node.store).crash();
        node.machine = new StateMachine(node.store);
        assertThat(node.run("kahuna.evalsha " + sha("get k")), containsString("DoesNotExist"));
    }

    @Test
    void theScriptThatWasLoadedFirstIsForgottenFirst() {
        node.run("config set script-sources 2");
        node.run("kahuna.eval \"return 1\"");
        node.run("kahuna.eval \"return 2\"");
        node.run("kahuna.evalsha " + sha("return 1"));
        node.run("kahuna.eval \"return 1\"");
        node.run("kahuna.eval \"return 3\"");
        assertThat(node.run("kahuna.evalsha " + sha("return 1")), is(NOSCRIPT));
        assertThat(node.run("kahuna.evalsha " + sha("return 2")), containsString(":2"));
        assertThat(node.run("kahuna.evalsha " + sha("return 3")), containsString(":3"));
    }

    @Test
    void theBytesOfAllSourcesAreBounded() {
        node.run("config set script-bytes 1mb");
        String long1 = "return len('" + "a".repeat(600_000) + "')";
        String long2 = "return len('" + "b".repeat(600_000) + "')";
        assertThat(node.run("kahuna.eval \"" + long1 + "\""), containsString(":600000"));
        assertThat(node.run("kahuna.eval \"" + long2 + "\""), containsString(":600000"));
        assertThat(node.run("kahuna.evalsha " + sha(long1)), is(NOSCRIPT));
        assertThat(node.run("kahuna.evalsha " + sha(long2)), containsString(":600000"));
    }

    @Test
    void aScriptThatIsReadRunsBesideTheLogOnceTheStateKnowsItsSource() {
        node.run("set k 7");
        String eval = "kahuna.eval \"get k\"";
        assertThat("unknown source", node.read(0, 0, eval), is(nullValue()));
        assertThat("unknown digest", node.read(0, 0, "kahuna.evalsha " + sha("get k")), is(nullValue()));
        Reply logged = node.logged(eval);
        long slot = node.machine.appliedSlot();
        String digest = node.machine.digest();
        assertThat(Resp.text(node.read(0, 0, eval), 2), is(Resp.text(logged, 2)));
        assertThat(Resp.text(node.read(0, 0, "kahuna.evalsha " + sha("get k")), 3), is(Resp.text(logged, 3)));
        assertThat(node.machine.appliedSlot(), is(slot));
        assertThat(node.machine.digest(), is(digest));
    }

    @Test
    void aScriptThatMayWriteIsNeverRunBesideTheLog() {
        String eval = "kahuna.eval \"if false then set k 1 end return 2\"";
        node.logged(eval);
        assertThat(node.read(0, 0, eval), is(nullValue()));
    }

    @Test
    void theOutcomeSaysWhetherAScriptCanWrite() {
        List<Boolean> told = new ArrayList<>();
        for (String line : List.of(
                "kahuna.eval \"get k\"",
                "eval \"#!kahuna\\nreturn 1\" 0",
                "kahuna.evalsha " + sha("get k"),
                "kahuna.eval \"throw 'no'\"",
                "kahuna.eval \"set k 1\"",
                "kahuna.eval \"return (extend k 5)\"",
                "kahuna.eval \"set\"",
                "get k")) {
            told.add(node.outcome(line).readOnlyScript());
        }
        assertThat(told, is(List.of(true, true, true, true, false, false, false, false)));
    }

    @Test
    void theTimeOfAReadIsTheStampOfTheSlotThatItReadsAt() {
        node.run("kahuna.eval \"set k 1 ex 50\"");
        String eval = "eval \"#!kahuna\\nreturn [current_time(), exists k]\" 0";
        node.run(eval);
        long stamp = node.machine.stampMicros() / 1000;
        assertThat(Resp.text(node.read(0, 0, eval), 3), is("*2\\r\\n:" + stamp + "\\r\\n#t\\r\\n"));
        node.tick(49);
        assertThat(Resp.text(node.read(0, 0, eval), 3), is("*2\\r\\n:" + (stamp + 49) + "\\r\\n#t\\r\\n"));
        node.tick(1);
        assertThat(Resp.text(node.read(0, 0, eval), 3), is("*2\\r\\n:" + (stamp + 50) + "\\r\\n#f\\r\\n"));
    }

    @Test
    void aReadThatSleepsIsHeldBack() {
        String eval = "kahuna.eval \"sleep 25 return 1\"";
        node.logged(eval);
        assertThat(node.machine.read(node.envelope(eval)).holdMillis(), is(25L));
    }

    @Test
    void theBudgetEndsAReadTooAndWithTheSameError() {
        String eval = "kahuna.eval \"let i = 0 while true do let i = i + 1 end\"";
        Reply logged = node.logged(eval);
        assertThat(Resp.text(logged, 2), containsString("budget of 2000000 steps is used up"));
        assertThat(Resp.text(node.read(0, 0, eval), 2), is(Resp.text(logged, 2)));
    }

    @Test
    void whatTheHistoryNoLongerHoldsIsAnErrorWithItsPlace() {
        node.run("config set history-revisions 1 history-age 5s");
        List<Long> stamps = new ArrayList<>();
        for (String value : List.of("a", "b", "c")) {
            node.run("kahuna.eval \"set k @v\" v " + value);
            stamps.add(node.stampMicros / 1000);
            node.tick(1_000);
        }
        assertThat(node.run("eval \"#!kahuna\\nget k at 1\" 0"), is("$1\\r\\nb\\r\\n"));
        String bounds = ": a key's history holds at most 1 past values, each for 5 s"
                + " (settings history-revisions and history-age)";
        assertThat(
                node.run("kahuna.eval \"set x 1\\nget k at 0\""),
                is("-ERR Key 'k': revision 0 is no longer kept" + bounds + " at line 2, column 1\\r\\n"));
        assertThat("the script failed as a whole", node.run("get x"), is("$-1\\r\\n"));
        assertThat(node.run("kahuna.eval \"get k at 9\""), containsString("DoesNotExist"));
        assertThat(node.run("eval \"#!kahuna\\nget k as of @t\" 0 t " + stamps.get(1)), is("$1\\r\\nb\\r\\n"));
        for (String read : List.of("get k", "exists k", "scan by prefix k")) {
            assertThat(
                    node.run("eval \"#!kahuna\\n" + read + " as of @t\" 0 t " + stamps.get(0)),
                    is("-ERR Key 'k': the value at that time is no longer kept" + bounds
                            + " at line 2, column 1\\r\\n"));
        }
        node.tick(4_000);
        assertThat(node.run("eval \"#!kahuna\\nget k at 1\" 0"), containsString("revision 1 is no longer kept"));
        assertThat(node.run("eval \"#!kahuna\\nget k at 2\" 0"), is("$1\\r\\nc\\r\\n"));
    }

    @Test
    void aScriptIsExplainedBesideTheLog() {
        long slot = node.machine.appliedSlot();
        node.protocol = 3;
        String told = node.run(
                "kahuna.explain \"let n = get stock\\nset ('item/' + @id) n\\nfor i in 1..3 do del @gone end\" id 7");
        assertThat(told, startsWith("%7\\r\\n$4\\r\\nsha1\\r\\n$40\\r\\n"));
        assertThat(told, containsString("let n = get stock\\nset (\"item/\" + @id) n\\n"));
        assertThat(
                told, containsString("$3\\r\\nkey\\r\\n$6\\r\\nitem/7\\r\\n$4\\r\\nfrom\\r\\n$8\\r\\ncomputed\\r\\n"));
        assertThat(told, containsString("$3\\r\\nkey\\r\\n_\\r\\n$4\\r\\nfrom\\r\\n$9\\r\\nparameter\\r\\n"));
        assertThat(told, containsString("$9\\r\\nread-only\\r\\n#f\\r\\n$5\\r\\nsteps\\r\\n:"));
        node.protocol = 2;
        assertThat(node.run("kahuna.explain \"scan by prefix a\""), containsString("$9\\r\\nread-only\\r\\n:1\\r\\n"));
        assertThat(
                node.run("kahuna.explain \"scan by prefix a\""),
                containsString("scan by prefix at line 1, column 1 reads as many keys as there are"));
        assertThat(
                node.run("kahuna.explain \"set a 1\\nreturn b\""),
                is("-ERR Undefined variable: b at line 2, column 8\\r\\n"));
        assertThat(node.machine.appliedSlot(), is(slot));
        assertThat(node.run("kahuna.evalsha " + sha("scan by prefix a")), is(NOSCRIPT));
    }
}
