package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;
import understudy.script.command.ScriptName;

/** Reads that take long: what they see, what they hold up, and what ends them. */
final class LongReadsTest {
    private static final NodeSettings SETTINGS = new NodeSettings(
                    50, 300, 600, 64, 900_000, 1_024, 60_000, 4_096, 8_192, 16 << 20, 64 << 10, 2_000, 0)
            .withTrialSteps(1_000);
    private static final String LOOK = "local i = 0 while i < 5000 do i = i + 1 end return redis.call('get', KEYS[1])";

    private final Trio trio = new Trio(SETTINGS);
    private final Trio.Member node = trio.leader();

    private void write(String key, String value) {
        node.command("set", key, value);
        trio.settle();
        node.replies.clear();
    }

    /** The node knows the script: as a read it need not enter the log. */
    private void load(String source) {
        node.command("script", "load", source);
        trio.settle();
        node.replies.clear();
    }

    private static String text(Reply reply) {
        if (reply instanceof Reply.Bulk bulk) {
            return new String(bulk.bytes(), StandardCharsets.UTF_8);
        }
        return reply instanceof Reply.Failure failure ? "-" + failure.text() : String.valueOf(reply);
    }

    /** A reply with all that is in it. */
    private static String shown(Reply reply) {
        if (reply instanceof Reply.Pairs pairs) {
            List<String> entries = new ArrayList<>();
            for (int i = 0; i < pairs.keysAndValues().size(); i += 2) {
                entries.add(shown(pairs.keysAndValues().get(i)) + "="
                        + shown(pairs.keysAndValues().get(i + 1)));
            }
            return "{" + String.join(", ", entries) + "}";
        }
        if (reply instanceof Reply.Items items) {
            return items.items().stream().map(LongReadsTest::shown).toList().toString();
        }
        return reply instanceof Reply.Nil ? "null" : text(reply);
    }

    private List<String> replies() {
        List<String> texts = new ArrayList<>();
        node.replies.forEach(reply -> texts.add(text(reply)));
        node.replies.clear();
        return texts;
    }

    private long asked(Class<? extends StateWork> kind) {
        return node.stateWork.stream().filter(kind::isInstance).count();
    }

    @Test
    void aLongReadSeesWhatWasAcknowledgedBeforeItBegan() {
        load(LOOK);
        write("key", "1");
        node.stateWork.clear();
        node.command("eval_ro", LOOK, "1", "key");
        trio.settle();
        assertThat(replies(), is(List.of("1")));
        assertThat("commits that were waited for", asked(StateWork.Commit.class), is(1L));
        assertThat("states held", asked(StateWork.Hold.class), is(1L));
    }

    @Test
    void aShortReadStaysOnTheStateStage() {
        load("return 1");
        node.stateWork.clear();
        node.command("eval_ro", "return 1", "0");
        trio.settle();
        assertThat(node.replies, is(List.of(new Reply.Whole(1))));
        assertThat(asked(StateWork.Hold.class), is(0L));
        assertThat(asked(StateWork.Commit.class), is(0L));
    }

    @Test
    void othersAreServedWhileItRuns() {
        load(LOOK);
        write("key", "1");
        node.connect(2);
        node.readersStall = true;
        node.command("eval_ro", LOOK, "1", "key");
        trio.settle();
        assertThat(replies(), is(List.of()));
        node.commandOn(2, "set", "key", "2");
        node.commandOn(2, "get", "key");
        trio.settle();
        assertThat(replies(), is(List.of("Status[text=OK]", "2")));
        node.readersStall = false;
        trio.settle();
        assertThat("it saw the state that was held for it", replies(), is(List.of("1")));
    }

    @Test
    void whatItsConnectionSentAfterItIsNotAnsweredByAnOlderState() {
        load(LOOK);
        write("key", "1");
        node.readersStall = true;
        for (long connection = 2; connection < 2 + LongReads.READERS; connection++) {
            node.connect(connection);
            node.commandOn(connection, "eval_ro", LOOK, "1", "none");
            trio.run(30);
        }
        // All readers are busy, so there is no state for this one yet.
        node.command("eval_ro", LOOK, "1", "key");
        node.command("get", "key");
        trio.settle();
        node.connect(9);
        node.commandOn(9, "set", "key", "2");
        trio.settle();
        assertThat(replies(), is(List.of("Status[text=OK]")));
        node.readersStall = false;
        trio.run(200);
        List<String> seen = replies();
        seen.removeIf(reply -> !reply.equals("1") && !reply.equals("2"));
        assertThat(
                "it sees the write that came meanwhile, and so does what came after it", seen, is(List.of("2", "2")));
    }

    @Test
    void thoseThatWaitShareOneStateAndNoneIsAskedForWhileAllReadersAreBusy() {
        load(LOOK);
        for (long connection = 2; connection < 12; connection++) {
            node.connect(connection);
        }
        node.readersStall = true;
        node.stateWork.clear();
        for (long connection = 2; connection < 12; connection++) {
            node.commandOn(connection, "eval_ro", LOOK, "1", "key");
            trio.run(30);
        }
        assertThat("one for each reader", asked(StateWork.Hold.class), is((long) LongReads.READERS));
        node.readersStall = false;
        trio.run(100);
        assertThat(replies(), hasSize(10));
        assertThat("and one for all that waited", asked(StateWork.Hold.class), is((long) LongReads.READERS + 1));
    }

    @Test
    void aScriptThatTheStateDoesNotHoldIsKeptByTheLogAndRunBesideIt() {
        String runaway = "while true do end";
        node.readersStall = true;
        node.command("eval_ro", runaway, "0");
        trio.run(100);
        assertThat("states held", asked(StateWork.Hold.class), is(1L));
        node.connect(2);
        node.commandOn(2, "script", "exists", ScriptName.hexOf(runaway.getBytes(StandardCharsets.UTF_8)));
        trio.settle();
        assertThat(replies(), is(List.of("Items[items=[Whole[value=1]]]")));
        node.readersStall = false;
        trio.settle();
        assertThat(replies().get(0), startsWith("-ERR budget of 2000000 steps is used up script: "));
        node.command("eval_ro", "return +", "0");
        trio.settle();
        assertThat(replies().get(0), startsWith("-ERR Error compiling script (new function): user_script:1:"));
    }

    @Test
    void aDigestThatNobodyHasLoadedIsToldAtOnce() {
        node.stateWork.clear();
        node.command("evalsha_ro", "0".repeat(40), "0");
        trio.settle();
        assertThat(replies(), is(List.of("-NOSCRIPT No matching script. Please use EVAL.")));
        boolean logged = node.stateWork.stream()
                .anyMatch(work -> work instanceof StateWork.Apply apply && apply.payload().length > 0);
        assertThat("a command went through the log", logged, is(false));
    }

    @Test
    void scriptKillEndsWhatRunsAndNothingElse() {
        String runaway = "while true do end";
        load(runaway);
        node.connect(2);
        node.commandOn(2, "script", "kill");
        assertThat(replies(), is(List.of("-NOTBUSY No scripts in execution right now.")));
        node.readersStall = true;
        node.command("eval_ro", runaway, "0");
        trio.settle();
        node.commandOn(2, "script", "kill");
        assertThat("it has not begun", replies(), is(List.of("-NOTBUSY No scripts in execution right now.")));
        node.takeReads();
        node.readOn(0);
        node.commandOn(2, "script", "kill");
        assertThat(replies(), is(List.of("Status[text=OK]")));
        node.readersStall = false;
        trio.settle();
        assertThat(replies().get(0), startsWith("-ERR Script killed by user with SCRIPT KILL."));
        node.commandOn(2, "script", "kill");
        assertThat(replies(), is(List.of("-NOTBUSY No scripts in execution right now.")));
    }

    @Test
    void thereIsNoDebuggerAndWhoTurnsItOffIsRight() {
        node.command("script", "debug", "no");
        node.command("script", "debug", "YES");
        node.command("script", "debug", "maybe");
        List<String> seen = replies();
        assertThat(seen.get(0), is("Status[text=OK]"));
        assertThat(seen.get(1), startsWith("-ERR there is no debugger"));
        assertThat(seen.get(2), is("-ERR Use SCRIPT DEBUG YES/SYNC/NO"));
    }

    @Test
    void functionKillEndsAFunctionAndFunctionStatsTellsOfIt() {
        node.command("function", "load", """
                #!lua name=l
                redis.register_function{function_name='spin', callback=function() while true do end end, flags={'no-writes'}}
                """);
        trio.settle();
        node.replies.clear();
        node.connect(2);
        node.readersStall = true;
        node.command("fcall_ro", "spin", "0", "word");
        trio.settle();
        node.takeReads();
        node.readOn(0);
        node.commandOn(2, "function", "stats");
        trio.settle();
        assertThat(
                shown(node.replies.remove(0)),
                startsWith("{running_script={name=spin, command=[fcall_ro, spin, 0, word], duration_ms="));
        node.commandOn(2, "script", "kill");
        assertThat(
                "it is no script",
                replies(),
                is(List.of(
                        "-BUSY Redis is busy running a script. You can only call FUNCTION KILL or SHUTDOWN NOSAVE.")));
        node.commandOn(2, "function", "kill");
        assertThat(replies(), is(List.of("Status[text=OK]")));
        node.readersStall = false;
        trio.settle();
        assertThat(replies().get(0), startsWith("-ERR Script killed by user with FUNCTION KILL."));
        node.commandOn(2, "function", "kill");
        assertThat(replies(), is(List.of("-NOTBUSY No scripts in execution right now.")));
        node.commandOn(2, "function", "stats");
        trio.settle();
        assertThat(shown(node.replies.remove(0)), startsWith("{running_script=null, engines={"));
    }

    @Test
    void damageThatAReaderFindsCostsTheStateAndTheReadIsAnsweredByTheNext() {
        load(LOOK);
        write("key", "1");
        node.command("eval_ro", LOOK, "1", "key");
        trio.run(100);
        assertThat("the write is committed", replies(), is(List.of("1")));
        for (var record : node.home.current.committed().entrySet()) {
            if (new String(record.getKey(), StandardCharsets.ISO_8859_1).contains("key")) {
                byte[] rotten = record.getValue().clone();
                rotten[rotten.length / 2] ^= 1;
                node.home.current.spoil(record.getKey(), rotten);
            }
        }
        node.command("eval_ro", LOOK, "1", "key");
        trio.run(2_000);
        assertThat(replies(), is(List.of("1")));
        assertThat(node.home.discarded, startsWith("the state is damaged"));
    }

    /** A long read of a key that holds 1: a reader has begun it and does not get on. */
    private void aLookThatStalls() {
        load(LOOK);
        write("key", "1");
        node.readersStall = true;
        node.command("eval_ro", LOOK, "1", "key");
        trio.settle();
        node.takeReads();
        node.readOn(0);
    }

    @Test
    void aStateThatIsLostUnderALongReadAnswersNobody() {
        aLookThatStalls();
        node.stateNow(new StateWork.Discard("a test wants it"));
        trio.run(2_000);
        assertThat(replies(), is(List.of()));
        node.readersStall = false;
        trio.run(2_000);
        assertThat(replies(), is(List.of("1")));
    }

    /** Seed 859: the second read had been answered by the state before the loss, the first was by the one after it. */
    @Test
    void aLongReadThatIsAskedAnewTakesThoseBehindItAlong() {
        aLookThatStalls();
        node.command("get", "key");
        trio.settle();
        node.connect(9);
        node.commandOn(9, "set", "key", "2");
        trio.settle();
        node.stateNow(new StateWork.Discard("a test wants it"));
        trio.run(2_000);
        node.readersStall = false;
        trio.run(2_000);
        List<String> seen = replies();
        seen.removeIf(reply -> !reply.equals("1") && !reply.equals("2"));
        assertThat(seen, is(List.of("2", "2")));
    }

    @Test
    void whatWasFoundBehindALongReadIsAnsweredWithIt() {
        aLookThatStalls();
        node.command("get", "key");
        node.command("strlen", "key");
        trio.settle();
        assertThat(replies(), is(List.of()));
        node.readersStall = false;
        trio.settle();
        assertThat(replies(), is(List.of("1", "1", "Whole[value=1]")));
    }

    @Test
    void aClientThatGoesEndsWhatRunsForIt() {
        String runaway = "while true do end";
        load(runaway);
        node.connect(2);
        node.readersStall = true;
        node.commandOn(2, "eval_ro", runaway, "0");
        trio.settle();
        node.takeReads();
        node.readOn(0);
        node.node.loop().disconnected(trio.now(), 2, node);
        node.readersStall = false;
        trio.settle();
        node.connect(3);
        node.commandOn(3, "script", "kill");
        assertThat(replies(), is(List.of("-NOTBUSY No scripts in execution right now.")));
    }
}
