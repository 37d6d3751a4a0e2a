package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.consensus.Incarnation;
import understudy.script.command.Reply;
import understudy.script.command.ScriptName;

/** The loop of a node with its stages: the orders that it keeps. */
final class ReplicaTest {
    private static final NodeSettings SETTINGS =
            new NodeSettings(50, 300, 600, 64, 900_000, 1_024, 200, 4_096, 8, 16 << 20, 512, 2_000, 0);

    private final Trio trio = new Trio(SETTINGS);

    private static String text(Reply reply) {
        if (reply instanceof Reply.Status status) {
            return status.text();
        } else if (reply instanceof Reply.Failure failure) {
            return failure.text();
        } else if (reply instanceof Reply.Bulk bulk) {
            return new String(bulk.bytes(), StandardCharsets.UTF_8);
        }
        return reply.toString();
    }

    private static String ask(Trio.Member member, String... words) {
        return text(member.ask(words));
    }

    @Test
    void whatOneNodeWroteEveryNodeReads() {
        assertThat(ask(trio.leader(), "set", "k", "v1"), is("OK"));
        for (Trio.Member member : trio.members) {
            assertThat(ask(member, "get", "k"), is("v1"));
        }
        assertThat(ask(trio.follower(), "set", "k", "v2"), is("OK"));
        assertThat(ask(trio.leader(), "get", "k"), is("v2"));
    }

    @Test
    void repliesComeInTheOrderOfTheCommandsWhateverTheirWay() {
        Trio.Member member = trio.follower();
        member.replies.clear();
        for (String[] words : new String[][] {
            {"set", "k", "a"}, {"get", "k"}, {"ping"}, {"append", "k", "b"}, {"echo", "x"}, {"get", "k"}, {"nonsense"}
        }) {
            member.command(words);
        }
        trio.run(100);
        List<String> replies = new ArrayList<>();
        member.replies.forEach(reply -> replies.add(text(reply)));
        assertThat(replies.subList(0, 2), is(List.of("OK", "a")));
        assertThat(replies.get(2), is("PONG"));
        assertThat(replies.subList(4, 6), is(List.of("x", "ab")));
        assertThat(replies, hasSize(7));
    }

    @Test
    void aScriptThatWritesNothingEntersTheLogOnceAndIsReadFromThenOn() {
        for (Trio.Member member : List.of(trio.follower(), trio.leader())) {
            ask(member, "set", "k", "v");
            String first = ask(member, "eval", "#!kahuna\nget k", "0");
            trio.run(200);
            long appended = applies(member);
            assertThat(first, is("v"));
            assertThat(ask(member, "eval", "#!kahuna\nget k", "0"), is("v"));
            assertThat(ask(member, "kahuna.evalsha", GET_K, "unused", "x"), containsString("Whole[value=0]"));
            assertThat(ask(member, "evalsha", GET_K, "0"), is("v"));
            assertThat("commands in the log", applies(member), is(appended));
            ask(member, "session", "new");
        }
        ask(trio.leader(), "set", "k", "w");
        assertThat(ask(trio.follower(), "eval", "#!kahuna\nget k", "0"), is("w"));
    }

    @Test
    void aScriptWhoseSourceTheStateHasDroppedGoesThroughTheLogAgain() {
        Trio.Member member = trio.follower();
        ask(member, "config", "set", "script-sources", "1");
        ask(member, "eval", "#!kahuna\nget k", "0");
        ask(member, "eval", "#!kahuna\nset k 1", "0");
        long appended = applies(member);
        assertThat(ask(member, "eval", "#!kahuna\nget k", "0"), is("1"));
        assertThat(applies(member), is(appended + 1));
        assertThat(ask(member, "eval", "#!kahuna\nget k", "0"), is("1"));
        assertThat(applies(member), is(appended + 1));
    }

    @Test
    void aFunctionThatWritesNothingEntersTheLogOnceUntilAnotherTakesItsName() {
        Trio.Member member = trio.follower();
        ask(member, "function", "load", "#!kahuna name=l\nfunction f(@k) return get @k end");
        ask(member, "set", "k", "v");
        assertThat(ask(member, "fcall", "f", "1", "k"), is("v"));
        long appended = applies(member);
        assertThat(ask(member, "fcall", "F", "1", "k"), is("v"));
        assertThat(ask(member, "fcall_ro", "f", "0", "k"), is("v"));
        assertThat(applies(member), is(appended));
        ask(member, "function", "load", "replace", "#!kahuna name=l\nfunction f(@k) set @k 'w' return get @k end");
        for (int i = 2; i <= 3; i++) {
            assertThat(ask(member, "fcall", "f", "1", "k"), is("w"));
            assertThat(applies(member), is(appended + i));
        }
        assertThat(ask(trio.leader(), "fcall_ro", "f", "1", "k"), containsString("write flag"));
    }

    @Test
    void whatThereIsOfScriptsIsToldByEveryNode() {
        ask(trio.leader(), "function", "load", "#!kahuna name=l\nfunction f() return 1 end function g() return 2 end");
        ask(trio.leader(), "eval", "return 1", "0");
        ask(trio.leader(), "config", "set", "budget-steps", "3000000");
        trio.run(2_000);
        for (Trio.Member member : List.of(trio.follower(), trio.leader())) {
            Reply.Verbatim told = (Reply.Verbatim) member.ask("info", "memory", "scripts");
            String text = new String(told.bytes(), StandardCharsets.UTF_8);
            assertThat(text, containsString("number_of_cached_scripts:1\r\nnumber_of_functions:2\r\n"));
            assertThat(text, containsString("number_of_libraries:1\r\n"));
            assertThat(text, containsString("budget_steps:3000000\r\n"));
        }
    }

    @Test
    void aSessionsCallOfAScriptThatOnlyReadsIsKeptLikeAnyOther() {
        Trio.Member member = trio.follower();
        String look = "#!kahuna\nget k";
        ask(member, "eval", look, "0");
        String session = Long.toString(((Reply.Whole) member.ask("session", "new")).value());
        ask(member, "set", "k", "then");
        assertThat(ask(member, "session", "call", session, "1", "eval", look, "0"), is("then"));
        ask(member, "set", "k", "now");
        assertThat(ask(member, "session", "call", session, "1", "eval", look, "0"), is("then"));
        assertThat(ask(member, "eval", look, "0"), is("now"));
    }

    @Test
    void whatIsToldOfAScriptDoesNotEnterTheLog() {
        Trio.Member member = trio.leader();
        ask(member, "set", "k", "v");
        long appended = applies(member);
        assertThat(member.ask("kahuna.explain", "set k @v", "v", "w"), is(instanceOf(Reply.Pairs.class)));
        assertThat(ask(member, "kahuna.explain", "set k"), containsString("at line 1, column 6"));
        assertThat(applies(member), is(appended));
        assertThat(ask(member, "get", "k"), is("v"));
    }

    @Test
    void aReadThatSleepsIsAnsweredLater() {
        Trio.Member member = trio.follower();
        for (int i = 0; i < 2; i++) {
            member.replies.clear();
            member.command("eval", "#!kahuna\nsleep 500 return 1", "0");
            trio.run(400);
            assertThat(member.replies, is(empty()));
            trio.run(400);
            assertThat(member.replies, is(List.of(new Reply.Whole(1))));
        }
    }

    private static final String GET_K = ScriptName.hexOf("#!kahuna\nget k".getBytes(StandardCharsets.UTF_8));

    /** How many entries with commands a node has applied. */
    private static long applies(Trio.Member member) {
        return member.stateWork.stream()
                .filter(work -> work instanceof StateWork.Apply apply && apply.payload().length > 0)
                .count();
    }

    @Test
    void theStateIsNotCommittedBeforeTheLogIsDurableSoFar() {
        Trio.Member follower = trio.follower();
        trio.run(500);
        follower.logStalls = true;
        follower.stateWork.clear();
        // The others choose without it; it hears what is chosen and applies it.
        assertThat(ask(trio.leader(), "set", "k", "v"), is("OK"));
        trio.run(400);
        assertThat(follower.status().appliedSlot(), is(trio.leader().status().appliedSlot()));
        assertThat(
                follower.stateWork.stream()
                        .filter(work -> work instanceof StateWork.Commit)
                        .toList(),
                is(empty()));
        follower.logStalls = false;
        trio.run(300);
        assertThat(follower.status().committedSlot(), is(follower.status().appliedSlot()));
    }

    @Test
    void aLeaderWhoseStateAnswersNoMoreGivesWayAndLeadsAgainWhenItDoes() {
        Trio few = new Trio(new NodeSettings(50, 300, 600, 64, 900_000, 4, 200, 4_096, 8, 16 << 20, 512, 2_000, 0));
        Trio.Member leader = few.leader();
        Trio.Member follower = few.follower();
        leader.holdState = work -> true;
        follower.replies.clear();
        // Each is chosen before the next comes; after the fourth the leader waits for its state.
        for (int i = 0; i < 20; i++) {
            follower.command("incr", "n");
            few.run(10);
        }
        few.run(6_000);
        assertThat(follower.replies, hasSize(20));
        assertThat(text(follower.replies.get(19)), containsString("value=20"));
        Trio.Member heir = few.leader();
        assertThat(heir, is(not(leader)));
        few.run(6_000);
        assertThat("who cannot apply does not stand again", few.leader(), is(heir));
        leader.holdState = work -> false;
        few.run(100);
        heir.isolated = true;
        few.run(2_000);
        assertThat(leader.status().digest(), is(few.leader().status().digest()));
        assertThat(leader.status().appliedSlot(), is(few.leader().status().chosenSlot()));
    }

    /** Cuts a member off until the others' logs begin beyond what it has. */
    private static void leaveBehind(Trio trio, Trio.Member away) {
        away.isolated = true;
        Trio.Member leader = trio.leader();
        for (int i = 0; i < 60; i++) {
            leader.command("set", "key" + i, "value" + i);
            trio.run(20);
        }
        trio.run(1_000);
        assertThat(leader.status().floorSlot(), is(greaterThan(away.status().chosenSlot() + 1)));
    }

    /** Seed 8388: it had taken the snapshot into its log, was elected, and could apply nothing. */
    @Test
    void aNodeWhoseNewStateIsNeverInstalledDoesNotLead() {
        Trio few = new Trio(
                new NodeSettings(50, 300, 600, 64, 900_000, 1_024, 200, 4_096, 8, 16 << 20, 64 << 10, 2_000, 0));
        Trio.Member away = few.follower();
        leaveBehind(few, away);
        away.isolated = false;
        away.holdState = work -> work instanceof StateWork.SwitchTo;
        few.run(3_000);
        assertThat(away.status().chosenSlot(), is(few.leader().status().chosenSlot()));
        assertThat(away.status().appliedSlot(), is(lessThan(away.status().chosenSlot())));
        for (int round = 1; round <= 6; round++) {
            Trio.Member lost = few.leader();
            lost.isolated = true;
            few.run(6_000);
            Trio.Member heir = few.leader();
            assertThat("round " + round, heir, is(not(away)));
            heir.replies.clear();
            for (int i = 0; i < 8; i++) {
                heir.command("incr", "n");
                few.run(20);
            }
            few.run(1_000);
            assertThat("round " + round + heir.status() + away.status(), heir.replies, hasSize(8));
            lost.isolated = false;
            few.run(1_000);
        }
        away.holdState = work -> false;
        few.run(3_000);
        assertThat(away.status().digest(), is(few.leader().status().digest()));
    }

    @Test
    void aCommandThatFitsNoLogEntryIsRefusedAndHarmsNobody() {
        Trio.Member follower = trio.follower();
        List<byte[]> many = new ArrayList<>();
        many.add("mset".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 2_000; i++) {
            many.add(new byte[] {(byte) ('a' + i % 26)});
        }
        follower.replies.clear();
        follower.command(many);
        trio.run(100);
        assertThat(text(follower.replies.get(0)), containsString("bytes of a log entry"));
        assertThat(ask(follower, "set", "k", "v"), is("OK"));
    }

    @Test
    void aFrameThatCannotBeReadIsAsGoodAsLost() {
        Trio.Member leader = trio.leader();
        Trio.Member follower = trio.follower();
        byte[] ofANewerBuild = {120, 1, 2, 3};
        boolean read = leader.node.loop().frame(trio.now(), follower.id, new Incarnation(1, 1), ofANewerBuild, leader);
        assertThat(read, is(false));
        assertThat(ask(leader, "set", "k", "v"), is("OK"));
    }

    @Test
    void aNodeThatReachesNoLeaderSaysSoWithinTwoSeconds() {
        Trio.Member cut = trio.follower();
        assertThat(ask(cut, "set", "k", "v"), is("OK"));
        cut.isolated = true;
        cut.replies.clear();
        // Sent to a leader that was still believed in: nobody knows. And what came when none was known: nothing
        // happened.
        cut.command("set", "k", "w");
        trio.run(1_000);
        cut.command("set", "k", "x");
        trio.run(3_100);
        assertThat(cut.replies, hasSize(2));
        assertThat(text(cut.replies.get(0)), containsString("UNKNOWN outcome"));
        assertThat(text(cut.replies.get(1)), containsString("TRYAGAIN"));
        cut.replies.clear();
        cut.command("get", "k");
        trio.run(2_100);
        assertThat(text(cut.replies.get(0)), containsString("TRYAGAIN"));
        cut.isolated = false;
        trio.run(1_000);
        assertThat("the command in the line took effect after all", ask(cut, "get", "k"), is("w"));
    }

    @Test
    void aNodeThatWasAwayTooLongTakesASnapshotAndServes() {
        Trio.Member away = trio.follower();
        away.isolated = true;
        Trio.Member leader = trio.leader();
        for (int i = 0; i < 60; i++) {
            ask(leader, "set", "key" + i, "value" + i);
        }
        trio.run(1_000);
        assertThat(leader.status().floorSlot(), is(greaterThan(away.status().chosenSlot() + 1)));
        away.isolated = false;
        away.stateWork.clear();
        trio.run(2_000);
        assertThat(
                away.stateWork.stream()
                        .filter(work -> work instanceof StateWork.SwitchTo)
                        .toList(),
                hasSize(1));
        assertThat(away.status().digest(), is(trio.leader().status().digest()));
        assertThat(ask(away, "get", "key59"), is("value59"));
        assertThat(ask(away, "set", "key59", "new"), is("OK"));
    }

    /** Seeds 436 and 474: what was given up while the state stood still was dropped when it was about to be the state. */
    @Test
    void aSnapshotThatWasAskedForAgainWhileTheStateStoodStillIsInstalled() {
        Trio slow = new Trio(
                new NodeSettings(50, 300, 600, 64, 900_000, 1_024, 200, 4_096, 8, 16 << 20, 64 << 10, 2_000, 0));
        Trio.Member away = slow.follower();
        leaveBehind(slow, away);
        away.isolated = false;
        away.holdState = work -> work instanceof StateWork.InstallChunk;
        slow.run(20_000);
        away.holdState = work -> false;
        slow.run(3_000);
        assertThat(away.status().digest(), is(slow.leader().status().digest()));
        assertThat(away.status().appliedSlot(), is(slow.leader().status().appliedSlot()));
    }

    @Test
    void theStateIsNotSwitchedBeforeTheNewFloorIsDurable() {
        Trio.Member away = trio.follower();
        away.isolated = true;
        Trio.Member leader = trio.leader();
        for (int i = 0; i < 60; i++) {
            ask(leader, "set", "key" + i, "value" + i);
        }
        trio.run(1_000);
        away.isolated = false;
        away.stateWork.clear();
        away.logStalls = true;
        trio.run(2_000);
        assertThat(away.stateWork, is(not(empty())));
        for (StateWork work : away.stateWork) {
            assertThat(work, is(not(instanceOf(StateWork.SwitchTo.class))));
        }
        away.logStalls = false;
        trio.run(500);
        assertThat(ask(away, "get", "key59"), is("value59"));
    }

    @Test
    void whatTheLeaderHadTakenWhenItWasLostIsDoneOnce() {
        Trio.Member leader = trio.leader();
        Trio.Member follower = trio.follower();
        assertThat(ask(follower, "set", "n", "0"), is("OK"));
        follower.replies.clear();
        for (int i = 0; i < 20; i++) {
            follower.command("incr", "n");
        }
        leader.isolated = true;
        trio.run(2_000);
        leader.isolated = false;
        trio.run(1_000);
        assertThat(follower.replies, hasSize(20));
        assertThat(ask(leader, "get", "n"), is("20"));
    }
}
