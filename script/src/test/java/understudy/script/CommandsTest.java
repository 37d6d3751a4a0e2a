package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import understudy.script.command.Door;
import understudy.script.command.Kind;
import understudy.script.command.Reply;
import understudy.script.command.Row;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Figures;
import understudy.script.keyspace.SplitMix;

/** What a recorded conversation cannot show: time that goes by, walks, settings, and what is Understudy's own. */
class CommandsTest {
    private final Node node = new Node();

    @Test
    void timeIsTheStampOfTheLogAndStandsStillBetweenEntries() {
        node.tick(1);
        node.stampMicros = 1_700_000_123_456_788L;
        node.run("set k v");
        assertThat(node.run("time"), is("*2\\r\\n$10\\r\\n1700000123\\r\\n$6\\r\\n456789\\r\\n"));
        assertThat(node.run("time"), is("*2\\r\\n$10\\r\\n1700000123\\r\\n$6\\r\\n456789\\r\\n"));
    }

    @Test
    void remainingTimeIsRoundedAsRedisDoes() {
        node.tick(1_000);
        node.run("set k v px 10000");
        assertThat(node.run("pttl k"), is(":10000\\r\\n"));
        node.tick(499);
        assertThat(node.run("ttl k"), is(":10\\r\\n"));
        node.tick(2);
        assertThat(node.run("ttl k"), is(":9\\r\\n"));
        node.tick(9_490);
        assertThat(node.run("get k"), is("$1\\r\\nv\\r\\n"));
        node.tick(10);
        assertThat(node.run("get k"), is("$-1\\r\\n"));
        assertThat(node.run("ttl k"), is(":-2\\r\\n"));
        assertThat(node.run("setnx k w"), is(":1\\r\\n"));
        assertThat(node.run("ttl k"), is(":-1\\r\\n"));
    }

    @Test
    void idleTimeCountsFromTheLastWrite() {
        node.run("set k v");
        node.tick(5_500);
        assertThat(node.run("object idletime k"), is(":5\\r\\n"));
        node.run("append k w");
        assertThat(node.run("object idletime k"), is(":0\\r\\n"));
    }

    @Test
    void aFullWalkReturnsWhatWasThereAllAlongWhateverIsWrittenMeanwhile() {
        for (long seed = 1; seed <= 40; seed++) {
            Node walked = new Node();
            SplitMix chance = new SplitMix(seed);
            TreeSet<String> stays = new TreeSet<>();
            for (int i = 0; i < 200; i++) {
                String key = "k" + i;
                walked.run("set " + key + " v");
                if (chance.below(2) == 0) {
                    stays.add(key);
                }
            }
            TreeSet<String> seen = new TreeSet<>();
            String cursor = "0";
            int calls = 0;
            do {
                List<Reply> reply = items(walked.reply("scan " + cursor + " count " + (1 + chance.below(20))));
                cursor = text(reply.get(0));
                for (Reply key : items(reply.get(1))) {
                    seen.add(text(key));
                }
                for (int i = 0; i < 8; i++) {
                    String key = "k" + chance.below(300);
                    if (stays.contains(key)) {
                        walked.run(chance.below(2) == 0 ? "append " + key + " x" : "pexpire " + key + " 9999999");
                    } else {
                        walked.run(chance.below(2) == 0 ? "del " + key : "set " + key + " w");
                    }
                }
                calls++;
                assertThat("calls", calls, is(lessThan(300)));
            } while (!cursor.equals("0"));
            TreeSet<String> missed = new TreeSet<>(stays);
            missed.removeAll(seen);
            assertThat("seed " + seed + " missed", missed, is(new TreeSet<>()));
        }
    }

    @Test
    void aWalkGoesOnAnywhereFromItsCursorAlone() {
        Node other = new Node();
        for (int i = 0; i < 25; i++) {
            node.run("set k" + i + " v");
            other.run("set k" + i + " v");
        }
        List<Reply> first = items(node.reply("scan 0"));
        List<Reply> second = items(other.reply("scan " + text(first.get(0))));
        List<Reply> third = items(node.reply("scan " + text(second.get(0))));
        TreeSet<String> seen = new TreeSet<>();
        for (List<Reply> part : List.of(first, second, third)) {
            items(part.get(1)).forEach(key -> seen.add(text(key)));
        }
        assertThat(text(third.get(0)), is("0"));
        assertThat(seen.size(), is(25));
    }

    @Test
    void aWalkThatFindsNothingStillMovesOn() {
        for (int i = 0; i < 30; i++) {
            node.run("set k" + i + " v");
        }
        List<Reply> reply = items(node.reply("scan 0 match nosuch* count 10"));
        assertThat(items(reply.get(1)).size(), is(0));
        assertThat(text(reply.get(0)), is("21"));
        node.run("flushdb");
        assertThat("a cursor from before the flush", node.run("scan 21"), is("*2\\r\\n$1\\r\\n0\\r\\n*0\\r\\n"));
    }

    @Test
    void keysComeInOrderAndCostSteps() {
        node.run("mset b 1 a 1 ab 1 abc 1");
        assertThat(node.run("keys a*"), is("*3\\r\\n$1\\r\\na\\r\\n$2\\r\\nab\\r\\n$3\\r\\nabc\\r\\n"));
        node.run("config set budget-steps 100000");
        String value = " " + "v".repeat(30_000);
        for (int i = 0; i < 900; i++) {
            node.run("set key:" + i + value);
        }
        assertThat(node.run("keys *"), is("-ERR budget of 100000 steps is used up\\r\\n"));
        assertThat(node.run("keys a*"), is("*3\\r\\n$1\\r\\na\\r\\n$2\\r\\nab\\r\\n$3\\r\\nabc\\r\\n"));
    }

    @Test
    void lcsOfLongValuesEndsInAnErrorInsideTheBudget() {
        node.run("set a " + "x".repeat(100_000));
        node.run("set b " + "y".repeat(100_000));
        assertThat(node.run("lcs a b"), containsString("-ERR budget of"));
        assertThat(node.run("lcs a b len"), containsString("-ERR budget of"));
    }

    @Test
    void aValueCannotOutgrowTheBudget() {
        assertThat(node.run("setrange k 500000000 x"), is("-ERR budget of 16777216 bytes is used up\\r\\n"));
        assertThat(node.run("exists k"), is(":0\\r\\n"));
        node.run("set k " + "x".repeat(500_000));
        StringBuilder line = new StringBuilder("mget");
        for (int i = 0; i < 100; i++) {
            line.append(" k");
        }
        assertThat(node.run(line.toString()), is("-ERR budget of 16777216 bytes is used up\\r\\n"));
    }

    @Test
    void settingsAreSetThroughTheLogAndCheckedAsOne() {
        assertThat(node.run("config get history-*"), containsString("history-revisions\\r\\n$2\\r\\n64"));
        assertThat(node.run("config set history-revisions 10 tombstone-age 90m"), is("+OK\\r\\n"));
        assertThat(
                node.run("config get tombstone-age history-revisions"),
                is(
                        "*4\\r\\n$17\\r\\nhistory-revisions\\r\\n$2\\r\\n10\\r\\n$13\\r\\ntombstone-age\\r\\n$4\\r\\n5400\\r\\n"));
        assertThat(
                node.run("config set history-revisions 11 tombstone-age never"),
                is("-ERR CONFIG SET failed (possibly related to argument 'tombstone-age') - argument must be from 0"
                        + " to 315360000 seconds (or with ms, s, m, h, d)\\r\\n"));
        assertThat(node.run("config get history-revisions"), containsString("$2\\r\\n10"));
        node.run("config set session-ttl 1500ms BUDGET-BYTES 2mb");
        assertThat(node.run("config get session-ttl"), containsString("1500ms"));
        assertThat(node.run("config get budget-bytes"), containsString("2097152"));
        assertThat(node.run("config set budget-steps 1"), containsString("argument must be from 100000"));
        assertThat(node.run("config set save \"\" appendonly yes"), is("+OK\\r\\n"));
        assertThat(node.run("config set databases 17"), containsString("can't set immutable config"));
        assertThat(node.run("config get save"), is("*2\\r\\n$4\\r\\nsave\\r\\n$0\\r\\n\\r\\n"));
        assertThat(node.run("config set nosuch 1"), containsString("Unknown option"));
        node.machine = restarted();
        assertThat(node.run("config get history-revisions"), containsString("$2\\r\\n10"));
    }

    @Test
    void settingsWithoutEffectAreKeptAndGivenBack() {
        assertThat(node.run("config get lua-time-limit"), containsString("$4\\r\\n5000"));
        assertThat(node.run("config set LUA-time-limit 10 maxmemory 1 history-revisions 5"), is("+OK\\r\\n"));
        node.machine = restarted();
        assertThat(node.run("config get lua-time-limit"), is("*2\\r\\n$14\\r\\nlua-time-limit\\r\\n$2\\r\\n10\\r\\n"));
        assertThat(node.run("config get history-revisions"), containsString("$1\\r\\n5"));
        assertThat(node.run("config get maxmemory"), containsString("$1\\r\\n1"));
        assertThat(
                node.run("config set save \"" + "x".repeat(1_025) + "\""),
                containsString("must be at most 1024 bytes"));
    }

    @Test
    void memoryUsageIsAnEstimateThatIsTheSameEverywhere() {
        node.run("set key 12345678");
        assertThat(node.run("memory usage key"), is(":91\\r\\n"));
        assertThat(node.run("memory usage key samples 5"), is(":91\\r\\n"));
        assertThat(node.run("memory usage none"), is("$-1\\r\\n"));
        assertThat(node.run("memory usage key samples"), is("-ERR syntax error\\r\\n"));
        assertThat(node.run("eval \"return redis.call('memory', 'usage', 'key')\" 0"), is(":91\\r\\n"));
    }

    @Test
    void theStateIsToldInNumbers() {
        assertThat(node.machine.figures(), is(Figures.NONE));
        node.run("mset a 1 b 2");
        node.run("set c 3 px 10000");
        node.run("select 3");
        node.run("set a 1");
        node.run("script load \"return 1\"");
        node.run("function load \"#!kahuna name=l\\nfunction f() return 1 end function g() return 2 end\"");
        assertThat(
                node.machine.figures(),
                is(new Figures(
                        1,
                        8,
                        1,
                        2,
                        Budget.DEFAULT_STEPS,
                        Budget.DEFAULT_BYTES,
                        0,
                        List.of(new Figures.Database(0, 3, 1, 9_999), new Figures.Database(3, 1, 0, 0)))));
    }

    @Test
    void randomKeysAreDrawnFromTheLogAndNotAlwaysTheSame() {
        node.run("mset a 1 b 1 c 1 d 1 e 1 f 1 g 1 h 1");
        TreeSet<String> drawn = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            drawn.add(node.run("randomkey"));
        }
        assertThat(drawn.size(), is(greaterThan(4)));
        node.run("flushall");
        node.run("set only 1");
        node.run("set expired 1 px 1");
        node.tick(5);
        for (int i = 0; i < 20; i++) {
            assertThat(node.run("randomkey"), is("$4\\r\\nonly\\r\\n"));
        }
        Node twin = new Node();
        Node other = new Node();
        for (Node each : List.of(twin, other)) {
            each.run("mset a 1 b 1 c 1 d 1 e 1 f 1 g 1 h 1");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(Resp.text(twin.logged("randomkey"), 2), is(Resp.text(other.logged("randomkey"), 2)));
        }
    }

    @Test
    void theCatalogKnowsEveryCommandThatIsAnsweredHere() {
        List<Reply> all = items(node.reply("command"));
        assertThat(node.run("command count"), is(":" + all.size() + "\\r\\n"));
        assertThat(all.size(), is(greaterThan(60)));
        Reply.Pairs docs = (Reply.Pairs) node.reply("command docs");
        assertThat(docs.keysAndValues().size(), is(2 * all.size()));
        for (Reply info : all) {
            String name = text(items(info).get(0));
            assertThat(node.run("command docs " + name), containsString("summary"));
        }
        assertThat(node.run("command docs kahuna.eval"), containsString("Kahuna"));
    }

    @Test
    void everyWriteAndReadOfTheTableHasAHandler() {
        for (Reply name : items(node.reply("command list"))) {
            String line = text(name).replace('|', ' ');
            for (int words = 0; words < 6; words++) {
                String whole = line + " 1".repeat(words);
                Row row = Door.admit(Node.words(whole)).row();
                boolean onTheState = row != null && (row.kind() == Kind.READ || row.kind() == Kind.WRITE);
                if (onTheState && !row.name().equals("session|call")) {
                    assertThat(whole, Resp.text(node.logged(whole), 2), not(containsString("about itself")));
                }
            }
        }
        assertThat(node.run("object help"), containsString("ENCODING"));
        assertThat(node.run("config help"), containsString("RESETSTAT"));
        assertThat(node.run("session help"), containsString("ACK"));
        assertThat(node.run("command help"), containsString("GETKEYS"));
    }

    @Test
    void kahunaScriptsRunByEvalAndTellMoreByKahunaEval() {
        assertThat(node.run("eval \"#!kahuna\nset city @c\nreturn 5\" 0 c lima"), is(":5\\r\\n"));
        assertThat(node.run("get city"), is("$4\\r\\nlima\\r\\n"));
        node.protocol = 3;
        assertThat(
                node.run("kahuna.eval \"get city\""),
                is("%4\\r\\n$4\\r\\ntype\\r\\n$3\\r\\nGet\\r\\n$5\\r\\nvalue\\r\\n$4\\r\\nlima\\r\\n"
                        + "$8\\r\\nrevision\\r\\n:0\\r\\n$7\\r\\nexpires\\r\\n:0\\r\\n"));
        node.run("kahuna.eval \"set 'a/1' 1 set `a/2` 2\"");
        assertThat(
                node.run("kahuna.eval \"scan by prefix `a/`\""),
                containsString("%2\\r\\n$4\\r\\ntype\\r\\n$3\\r\\nGet"
                        + "\\r\\n$6\\r\\nvalues\\r\\n*2\\r\\n%4\\r\\n$3\\r\\nkey\\r\\n$3\\r\\na/1"));
        assertThat(node.run("kahuna.eval \"set x 1 throw 'no way'\""), containsString("-ERR no way at line 1"));
        assertThat(node.run("exists x"), is(":0\\r\\n"));
        assertThat(node.run("kahuna.eval \"set\""), containsString("-ERR "));
        assertThat(node.run("kahuna.eval \"get city\" c"), containsString("parameters come as names and values"));
    }

    @Test
    void evalSaysWhatItCannotRun() {
        assertThat(node.run("eval \"#!js\nreturn 1\" 0"), is("-ERR Could not find scripting engine 'js'\\r\\n"));
        assertThat(node.run("eval \"#!\nreturn 1\" 0"), containsString("Invalid engine in script shebang"));
        assertThat(node.run("eval \"#!kahuna\nget k\" abc"), is("-ERR value is not an integer or out of range\\r\\n"));
        assertThat(node.run("eval \"#!kahuna\nget k\" -1"), is("-ERR Number of keys can't be negative\\r\\n"));
        assertThat(
                node.run("eval \"#!kahuna\nget k\" 3 a b"),
                is("-ERR Number of keys can't be greater than number of args\\r\\n"));
        assertThat(node.run("eval \"#!kahuna\nget k\" 1 a"), containsString("takes no keys apart"));
        assertThat(node.run("eval \"#!kahuna\nget k\" 0 a"), containsString("the last has no value"));
    }

    private StateMachine restarted() {
        return new StateMachine(node.store);
    }

    private static List<Reply> items(Reply reply) {
        return new ArrayList<>(((Reply.Items) reply).items());
    }

    private static String text(Reply reply) {
        return new String(((Reply.Bulk) reply).bytes(), StandardCharsets.UTF_8);
    }
}
