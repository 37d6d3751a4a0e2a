package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;
import understudy.script.keyspace.Sealed;
import understudy.script.keyspace.Table;
import understudy.script.store.ByteWriter;

/** A node whose state is damaged, or differs from the others', takes another, whatever happens on the way. */
final class RepairTest {
    private static final NodeSettings KEEPS_ITS_LOG =
            new NodeSettings(50, 300, 600, 64, 900_000, 1_024, 50, 4_096, 8_192, 16 << 20, 512, 2_000, 0);
    private static final NodeSettings TRIMS =
            new NodeSettings(50, 300, 600, 64, 900_000, 1_024, 50, 4_096, 8, 16 << 20, 512, 2_000, 0);

    private static String text(Reply reply) {
        if (reply instanceof Reply.Status status) {
            return status.text();
        } else if (reply instanceof Reply.Failure failure) {
            return failure.text();
        } else if (reply instanceof Reply.Bulk bulk) {
            return new String(bulk.bytes(), StandardCharsets.UTF_8);
        } else if (reply instanceof Reply.Whole whole) {
            return Long.toString(whole.value());
        }
        return reply.toString();
    }

    private static String ask(Trio.Member member, String... words) {
        return text(member.ask(words));
    }

    /** Asks again for as long as the node says that it did nothing. */
    private static String insist(Trio trio, Trio.Member member, String... words) {
        String answer = ask(member, words);
        for (int i = 0; i < 200 && answer.startsWith("TRYAGAIN"); i++) {
            trio.run(50);
            answer = ask(member, words);
        }
        return answer;
    }

    private static Trio filled(NodeSettings settings) {
        Trio trio = new Trio(settings);
        for (int i = 0; i < 40; i++) {
            assertThat(ask(trio.leader(), "set", "key" + i, "value" + i), is("OK"));
        }
        assertThat(ask(trio.leader(), "set", "n", "100"), is("OK"));
        trio.run(300);
        return trio;
    }

    /** The record of a key, on a node's disk. */
    private static byte[] record(Trio.Member member, String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        for (Map.Entry<byte[], byte[]> record : member.home.current.committed().entrySet()) {
            byte[] stored = record.getKey();
            if (Table.KEYS.holds(stored)
                    && stored.length > name.length
                    && Arrays.equals(Arrays.copyOfRange(stored, stored.length - name.length, stored.length), name)) {
                return stored;
            }
        }
        throw new AssertionError("no " + key);
    }

    private static void rot(Trio.Member member, String key) {
        byte[] name = record(member, key);
        byte[] stored = member.home.current.committed().get(name).clone();
        stored[stored.length / 2] ^= 16;
        member.home.current.spoil(name, stored);
    }

    /** The last character of a value becomes another one, under a checksum that fits. */
    private static void change(Trio.Member member, String key, int by) {
        byte[] name = record(member, key);
        byte[] body =
                Sealed.open(name, member.home.current.committed().get(name)).rest();
        body[body.length - 1] ^= (byte) by;
        member.home.current.spoil(name, Sealed.seal(name, new ByteWriter(64).raw(body)));
    }

    private static void assertWell(Trio trio, Trio.Member repaired) {
        trio.run(1_000);
        assertThat(repaired.status().repairing(), is(""));
        assertThat(insist(trio, repaired, "get", "key7"), is("value7"));
        assertThat(insist(trio, repaired, "set", "after", "repair"), is("OK"));
        trio.run(300);
        for (Trio.Member member : trio.members) {
            assertThat(member.status().appliedSlot(), is(repaired.status().appliedSlot()));
            assertThat(member.status().digest(), is(repaired.status().digest()));
            assertThat(
                    "records of " + member.id,
                    member.home.current.committed().size(),
                    is(repaired.home.current.committed().size()));
        }
    }

    @Test
    void whatIsReadFromARottenRecordIsNeverAnswered() {
        for (NodeSettings settings : new NodeSettings[] {KEEPS_ITS_LOG, TRIMS}) {
            Trio trio = filled(settings);
            Trio.Member follower = trio.follower();
            rot(follower, "key7");
            assertThat(insist(trio, follower, "get", "key7"), is("value7"));
            assertThat(follower.home.discarded, containsString("checksum"));
            assertWell(trio, follower);
        }
    }

    @Test
    void theLogIsReplayedWhereItIsWholeAndASnapshotTakenWhereItIsNot() {
        for (NodeSettings settings : new NodeSettings[] {KEEPS_ITS_LOG, TRIMS}) {
            Trio trio = filled(settings);
            Trio.Member follower = trio.follower();
            rot(follower, "n");
            follower.stateWork.clear();
            assertThat(ask(trio.leader(), "incr", "n"), is("101"));
            trio.run(2_000);
            boolean switched = follower.stateWork.stream().anyMatch(work -> work instanceof StateWork.SwitchTo);
            assertThat(switched, is(settings == TRIMS));
            assertWell(trio, follower);
            assertThat(ask(follower, "get", "n"), is("101"));
        }
    }

    @Test
    void aLeaderWithoutAStateHandsOverAndTheOthersGoOn() {
        for (NodeSettings settings : new NodeSettings[] {KEEPS_ITS_LOG, TRIMS}) {
            Trio trio = filled(settings);
            Trio.Member leader = trio.leader();
            Trio.Member other = trio.follower();
            rot(leader, "n");
            assertThat(insist(trio, other, "incr", "n"), is("101"));
            assertThat(insist(trio, other, "incr", "n"), is("102"));
            assertThat(leader.home.discarded, is(notNullValue()));
            assertWell(trio, leader);
            assertThat(ask(leader, "get", "n"), is("102"));
        }
    }

    @Test
    void aNodeThatRepairsItsStateSaysSoAndRefusesWhatItCannotAnswer() {
        Trio trio = filled(TRIMS);
        Trio.Member follower = trio.follower();
        rot(follower, "key7");
        // Snapshots do not come through.
        follower.holdState = work -> work instanceof StateWork.InstallChunk;
        ask(follower, "get", "key7");
        trio.run(1_000);
        assertThat(follower.status().repairing(), containsString("checksum"));
        assertThat(follower.status().serving(), is(false));
        assertThat(ask(follower, "set", "k", "v"), containsString("TRYAGAIN this node has lost its state"));
        assertThat(ask(follower, "get", "k"), containsString("TRYAGAIN this node has lost its state"));
        for (int i = 0; i < 5_000; i++) {
            follower.command("get", "k");
        }
        trio.run(10);
        assertThat("all of a long line is refused", follower.replies, hasSize(5_001));
        assertThat("it votes", ask(trio.leader(), "set", "k", "v"), is("OK"));
        follower.holdState = work -> false;
        trio.run(6_000);
        assertWell(trio, follower);
    }

    @Test
    void aNodeWithoutAStateVotesAndIsNotElected() {
        Trio trio = filled(TRIMS);
        Trio.Member lost = trio.follower();
        rot(lost, "key7");
        lost.holdState = work -> work instanceof StateWork.InstallChunk;
        ask(lost, "get", "key7");
        trio.run(100);
        trio.leader().isolated = true;
        trio.run(3_000);
        Trio.Member next = trio.leader();
        assertThat(next, is(not(lost)));
        assertThat(insist(trio, next, "set", "k", "v"), is("OK"));
        assertThat(lost.status().repairing(), is(not("")));
        assertThat(lost.status().role(), is("follower"));
    }

    @Test
    void whoComputedSomethingElseIsOutvotedAndTakesTheMajoritysState() {
        for (NodeSettings settings : new NodeSettings[] {KEEPS_ITS_LOG, TRIMS}) {
            Trio trio = filled(settings.comparing(16, 0));
            Trio.Member follower = trio.follower();
            change(follower, "n", 1);
            ask(trio.leader(), "incr", "n");
            for (int i = 0; i < 20; i++) {
                ask(trio.leader(), "set", "k", "v" + i);
            }
            trio.run(3_000);
            assertThat(follower.home.discarded, containsString("diverged"));
            boolean switched = follower.stateWork.stream().anyMatch(work -> work instanceof StateWork.SwitchTo);
            assertThat("not made anew from the log that made it wrong", switched, is(true));
            assertWell(trio, follower);
            assertThat(ask(follower, "get", "n"), is("101"));
            for (Trio.Member member : trio.members) {
                assertThat(member.home.discarded, member == follower ? notNullValue() : nullValue());
            }
        }
    }

    @Test
    void aLeaderThatIsOutvotedIsRepairedToo() {
        Trio trio = filled(TRIMS.comparing(16, 0));
        Trio.Member leader = trio.leader();
        change(leader, "n", 1);
        ask(leader, "incr", "n");
        for (int i = 0; i < 20; i++) {
            insist(trio, trio.leader(), "set", "k", "v" + i);
        }
        trio.run(3_000);
        assertThat(leader.home.discarded, containsString("diverged"));
        assertWell(trio, leader);
        assertThat(ask(leader, "get", "n"), is("101"));
    }

    @Test
    void aScrubFindsWhatNobodyReads() {
        Trio trio = filled(TRIMS.comparing(0, 16));
        Trio.Member changed = trio.follower();
        change(changed, "key3", 1);
        for (int i = 0; i < 20; i++) {
            ask(trio.leader(), "set", "k", "v" + i);
        }
        trio.run(3_000);
        assertThat(changed.home.discarded, containsString("what is stored"));
        assertWell(trio, changed);
        assertThat(ask(changed, "get", "key3"), is("value3"));

        Trio.Member rotten = trio.leader();
        rot(rotten, "key5");
        for (int i = 0; i < 20; i++) {
            insist(trio, trio.leader(), "set", "k", "w" + i);
        }
        trio.run(3_000);
        assertThat(rotten.home.discarded, containsString("checksum"));
        assertWell(trio, rotten);
    }

    @Test
    void withoutAMajorityAllStopAndStaySo() {
        Trio trio = filled(TRIMS.comparing(0, 16));
        change(trio.members.get(0), "key3", 1);
        change(trio.members.get(1), "key3", 2);
        for (int i = 0; i < 20 && trio.members.get(0).halted == null; i++) {
            trio.members.get(2).command("set", "k", "v" + i);
            trio.run(50);
        }
        trio.run(1_000);
        for (Trio.Member member : trio.members) {
            assertThat(member.halted, is(instanceOf(Stopped.class)));
            assertThat(member.halted.getMessage(), containsString("no majority agrees"));
            Stopped refusal = assertThrows(Stopped.class, () -> member.start(trio.configuration));
            assertThat(refusal.getMessage(), containsString("{n1="));
        }
    }

    @Test
    void aStateThatIsGoneAtStartIsTakenFromTheOthers() {
        Trio trio = filled(TRIMS);
        Trio.Member follower = trio.follower();
        follower.dieAt(1);
        follower.home.current = new understudy.script.store.MemoryStore();
        trio.run(50);
        assertThat(follower.isToDie(), is(false));
        assertThat(follower.status().repairing(), containsString("the state ends at slot 0"));
        trio.run(3_000);
        assertWell(trio, follower);
    }

    @Test
    void aSnapshotIsNotGivenOfARottenState() {
        Trio trio = filled(TRIMS);
        Trio.Member asks = trio.follower();
        for (Trio.Member member : trio.members) {
            if (member != asks) {
                rot(member, "key9");
            }
        }
        rot(asks, "key7");
        ask(asks, "get", "key7");
        trio.run(10_000);
        // All three had damage: none has a state now, and none pretends to.
        for (Trio.Member member : trio.members) {
            assertThat(member.home.discarded, containsString("checksum"));
            assertThat(member.status().repairing(), is(not("")));
            assertThat(member.status().role(), is("follower"));
        }
        assertThat(ask(asks, "get", "key9"), containsString("TRYAGAIN"));
    }

    /** A node dies between any two outputs or durable steps of a repair, and again it is repaired. */
    @Test
    void aCrashAtAnyPointOfARepairIsSurvived() {
        for (NodeSettings settings : new NodeSettings[] {KEEPS_ITS_LOG, TRIMS, TRIMS.comparing(8, 0)}) {
            int deaths = 0;
            boolean died = true;
            for (int output = 1; died; output = output < 40 ? output + 1 : output + output / 8) {
                Trio trio = filled(settings);
                Trio.Member follower = trio.follower();
                boolean diverges = settings.compareSlots() == 8;
                if (diverges) {
                    change(follower, "n", 1);
                } else {
                    rot(follower, "n");
                }
                follower.dieAt(output);
                String first = insist(trio, trio.leader(), "incr", "n");
                for (int i = 0; i < 12; i++) {
                    insist(trio, trio.leader(), "set", "k", "v" + i);
                }
                trio.run(3_000);
                died = !follower.isToDie();
                deaths += died ? 1 : 0;
                String at = "died at " + output + " of " + settings;
                assertThat(at, first, is("101"));
                for (int i = 0; i < 10; i++) {
                    insist(trio, trio.leader(), "set", "k", "w" + i);
                }
                trio.run(6_000);
                // Where it died before it had read the record, the others' snapshot may have come first.
                boolean replaced = follower.home.discarded != null
                        || follower.stateWork.stream().anyMatch(work -> work instanceof StateWork.SwitchTo);
                assertThat(at, replaced, is(true));
                assertWell(trio, follower);
                assertThat(at, insist(trio, follower, "get", "n"), is("101"));
            }
            assertThat(deaths, is(greaterThan(40)));
        }
    }

    @Test
    void whatARepairingNodesClientsWaitForIsAnsweredOnce() {
        Trio trio = filled(TRIMS);
        Trio.Member follower = trio.follower();
        follower.replies.clear();
        rot(follower, "n");
        for (int i = 0; i < 10; i++) {
            follower.command("incr", "n");
        }
        trio.run(5_000);
        assertThat(follower.replies, hasSize(10));
        assertThat(
                follower.replies.stream().map(RepairTest::text).toList(),
                everyItem(org.hamcrest.Matchers.anyOf(
                        containsString("UNKNOWN"), containsString("TRYAGAIN"), containsString("1"))));
        assertWell(trio, follower);
        assertThat(ask(follower, "get", "n"), is(ask(trio.leader(), "get", "n")));
    }
}
