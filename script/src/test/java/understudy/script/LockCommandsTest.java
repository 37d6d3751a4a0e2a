package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.keyspace.Sequences;
import understudy.script.keyspace.StateAudit;
import understudy.script.store.Cursor;
import understudy.script.store.MemoryStore;
import understudy.script.store.Store;

/** LOCK.* and SEQ.* as clients see them. */
class LockCommandsTest {
    private final Node node = new Node();

    /** A reply as people read it. */
    private String ask(String line) {
        return text(node.reply(line));
    }

    private static String text(Reply reply) {
        if (reply instanceof Reply.Whole whole) {
            return Long.toString(whole.value());
        } else if (reply instanceof Reply.Bulk bulk) {
            return new String(bulk.bytes(), StandardCharsets.UTF_8);
        } else if (reply instanceof Reply.Nil || reply instanceof Reply.NilList) {
            return "nil";
        } else if (reply instanceof Reply.Failure failure) {
            return failure.text();
        } else if (reply instanceof Reply.Status status) {
            return status.text();
        } else if (reply instanceof Reply.Pairs pairs) {
            return "{" + texts(pairs.keysAndValues()) + "}";
        }
        return "[" + texts(((Reply.Items) reply).items()) + "]";
    }

    private static String texts(List<Reply> replies) {
        List<String> texts = new ArrayList<>();
        replies.forEach(reply -> texts.add(text(reply)));
        return String.join(" ", texts);
    }

    @Test
    void aLockHasOneOwnerAndItsTokenRisesWithEachGrant() {
        assertThat(ask("LOCK.ACQUIRE job ann 5000"), is("0"));
        assertThat(ask("LOCK.ACQUIRE job bob 5000"), is("nil"));
        assertThat("asked again, the same", ask("lock.acquire job ann 5000"), is("0"));
        assertThat(ask("LOCK.EXTEND job ann 9000"), is("0"));
        assertThat(ask("LOCK.EXTEND job bob 9000"), is("nil"));
        assertThat(ask("LOCK.RELEASE job bob"), is("0"));
        assertThat(ask("LOCK.RELEASE job ann"), is("1"));
        assertThat(ask("LOCK.RELEASE job ann"), is("0"));
        assertThat(ask("LOCK.EXTEND job ann 9000"), is("nil"));
        assertThat(ask("LOCK.ACQUIRE job bob 5000"), is("1"));
        assertThat("locks count by themselves", ask("LOCK.ACQUIRE other bob 5000"), is("0"));
        node.database = 1;
        assertThat("each database has its own", ask("LOCK.ACQUIRE job ann 5000"), is("0"));
    }

    @Test
    void aLeaseEndsAtItsStampAndNotBefore() {
        ask("LOCK.ACQUIRE job ann 5");
        long until = node.stampMicros + 5_000;
        node.stampMicros = until - 2;
        assertThat("1 us before its end", ask("LOCK.ACQUIRE job bob 5"), is("nil"));
        assertThat(node.stampMicros, is(until - 1));
        assertThat("at its end", ask("LOCK.ACQUIRE job bob 5"), is("1"));
    }

    @Test
    void lockingAgainAndExtendingCountTheLeaseFromNow() {
        ask("LOCK.ACQUIRE job ann 1000");
        node.tick(900);
        ask("LOCK.ACQUIRE job ann 1000");
        node.tick(900);
        ask("LOCK.EXTEND job ann 500");
        assertThat(
                ask("LOCK.INFO job"),
                is("{owner ann token 0 lease-ms 500 expires-at-ms " + (node.stampMicros / 1000 + 500) + "}"));
        node.tick(500);
        assertThat(ask("LOCK.INFO job"), is("nil"));
    }

    @Test
    void tokensRiseAlthoughTheLockWasForgotten() {
        ask("CONFIG SET tombstone-age 1s");
        for (int grant = 0; grant < 5; grant++) {
            assertThat(ask("LOCK.ACQUIRE job ann 100"), is(Integer.toString(grant)));
            ask("LOCK.RELEASE job ann");
        }
        assertThat(ask("LOCK.ACQUIRE other ann 100"), is("0"));
        node.tick(5_000);
        node.tick(5_000);
        assertThat("forgotten, and above all that were", ask("LOCK.ACQUIRE job ann 100"), is("5"));
        assertThat("never held, but who knows", ask("LOCK.ACQUIRE third ann 100"), is("5"));
        assertThat(ask("LOCK.ACQUIRE other ann 100"), is("5"));
        StateAudit.check(node.store);
    }

    @Test
    void aFlushFreesLocksAndForgetsSequencesAndTokensStillRise() {
        ask("LOCK.ACQUIRE job ann 100000");
        ask("LOCK.RELEASE job ann");
        ask("LOCK.ACQUIRE job ann 100000");
        ask("SEQ.CREATE orders");
        ask("SEQ.NEXT orders");
        ask("FLUSHALL");
        assertThat(ask("LOCK.INFO job"), is("nil"));
        assertThat(ask("LOCK.ACQUIRE job bob 1000"), is("2"));
        ask("FLUSHDB");
        node.tick(1);
        assertThat(ask("LOCK.ACQUIRE job cy 1000"), is("3"));
        assertThat(ask("SEQ.INFO orders"), is("nil"));
        StateAudit.check(node.store);
    }

    @Test
    void keysLocksAndSequencesOfOneNameDoNotKnowEachOther() {
        ask("SET orders text");
        ask("LOCK.ACQUIRE orders ann 100000");
        ask("SEQ.CREATE orders");
        assertThat(ask("GET orders"), is("text"));
        assertThat(ask("TYPE orders"), is("string"));
        assertThat(ask("DBSIZE"), is("1"));
        assertThat(ask("KEYS *"), is("[orders]"));
        assertThat(ask("SCAN 0"), is("[0 [orders]]"));
        assertThat(ask("SEQ.NEXT orders"), is("1"));
        ask("EXPIRE orders 1");
        ask("RENAME orders gone");
        ask("DEL gone orders");
        assertThat(ask("EXISTS orders"), is("0"));
        assertThat(ask("TYPE orders"), is("none"));
        ask("PERSIST orders");
        assertThat(ask("LOCK.ACQUIRE orders bob 1"), is("nil"));
        assertThat(ask("SEQ.NEXT orders"), is("2"));
        assertThat("a key of another type is no obstacle", ask("SET orders 1"), is("OK"));
        assertThat(ask("LOCK.RELEASE orders ann"), is("1"));
        assertThat(ask("SEQ.DELETE orders"), is("1"));
        assertThat(ask("GET orders"), is("1"));
    }

    @Test
    void aSequenceCountsFromItsInitialByItsIncrementToItsMax() {
        assertThat(ask("SEQ.NEXT orders"), is("ERR no sequence 'orders': make it with SEQ.CREATE"));
        assertThat(ask("SEQ.CREATE orders INITIAL 100 increment 10 MAX 145"), is("1"));
        assertThat("it stays as it is", ask("SEQ.CREATE orders"), is("0"));
        assertThat(ask("SEQ.NEXT orders"), is("110"));
        assertThat(ask("SEQ.RESERVE orders 2"), is("[120 130]"));
        assertThat(
                ask("SEQ.RESERVE orders 2"),
                is("ERR sequence 'orders' is exhausted: 2 asked for, 1 left up to its max of 145"));
        assertThat("nothing was taken", ask("SEQ.INFO orders"), is("{current 130 initial 100 increment 10 max 145}"));
        assertThat(ask("SEQ.NEXT orders"), is("140"));
        assertThat(
                ask("SEQ.NEXT orders"),
                is("ERR sequence 'orders' is exhausted: 1 asked for, 0 left up to its max of 145"));
        assertThat(ask("SEQ.ALTER orders MAX none INCREMENT 1"), is("OK"));
        assertThat(ask("SEQ.NEXT orders"), is("141"));
        assertThat(ask("SEQ.INFO orders"), is("{current 141 initial 100 increment 1 max nil}"));
        assertThat(ask("SEQ.ALTER orders MAX 140"), is("ERR max of 140: it must not lie below the current 141"));
        assertThat(ask("SEQ.DELETE orders"), is("1"));
        assertThat(ask("SEQ.DELETE orders"), is("0"));
        assertThat(ask("SEQ.ALTER orders MAX 140"), is("ERR no sequence 'orders': make it with SEQ.CREATE"));
    }

    @Test
    void aSequenceEndsWithTheNumbersOf64Bits() {
        ask("SEQ.CREATE s INITIAL -9223372036854775808 INCREMENT 9223372036854775807");
        assertThat(ask("SEQ.RESERVE s 2"), is("[-1 9223372036854775806]"));
        assertThat(
                ask("SEQ.NEXT s"),
                is("ERR sequence 's' is exhausted: 1 asked for, 0 left up to its max of 9223372036854775807"));
    }

    @Test
    void theSameIdempotencyKeyGetsTheSameNumbersWhileItIsRemembered() {
        ask("SEQ.CREATE orders");
        assertThat(ask("SEQ.NEXT orders IDEMPOTENCY a"), is("1"));
        assertThat(ask("SEQ.NEXT orders IDEMPOTENCY a"), is("1"));
        assertThat(ask("SEQ.RESERVE orders 10 idempotency b"), is("[2 11]"));
        assertThat(
                ask("SEQ.RESERVE orders 9 IDEMPOTENCY b"),
                is("ERR the idempotency key stands for 10 numbers, not for 9: each request takes a key of its own"));
        ask("SEQ.ALTER orders INCREMENT 5");
        assertThat("as it was then", ask("SEQ.RESERVE orders 10 idempotency b"), is("[2 11]"));
        for (int i = 1; i < Sequences.REMEMBERED_KEYS; i++) {
            ask("SEQ.NEXT orders IDEMPOTENCY k" + i);
        }
        assertThat("the oldest is forgotten", ask("SEQ.NEXT orders IDEMPOTENCY a"), is("651"));
        assertThat("and then the next", ask("SEQ.NEXT orders IDEMPOTENCY k1"), is("16"));
        assertThat(
                ask("SEQ.NEXT orders IDEMPOTENCY \"\""),
                is("ERR idempotency key of 0 bytes: it has from 1 to 1024 bytes"));
    }

    @Test
    void whatCannotBeAskedSaysWhyAndChangesNothing() {
        String digest = state();
        for (String[] wrong : new String[][] {
            {"LOCK.ACQUIRE job ann 0", "ERR lease of 0 ms: it must be from 1 to 3155760000000 milliseconds"},
            {"LOCK.ACQUIRE job ann -5", "ERR lease of -5 ms: it must be from 1 to 3155760000000 milliseconds"},
            {
                "LOCK.ACQUIRE job ann 9223372036854775807",
                "ERR lease of 9223372036854775807 ms: it must be from 1 to 3155760000000 milliseconds"
            },
            {"LOCK.ACQUIRE job ann soon", "ERR value is not an integer or out of range"},
            {"LOCK.ACQUIRE job \"\" 5", "ERR owner of 0 bytes: a lock's owner has from 1 to 1024 bytes"},
            {"LOCK.ACQUIRE \"\" ann 5", "ERR the lock's name is empty"},
            {"LOCK.RELEASE job", "ERR wrong number of arguments for 'lock.release' command"},
            {"SEQ.CREATE orders INCREMENT 0", "ERR increment of 0: it must be above 0"},
            {"SEQ.CREATE orders INITIAL 5 MAX 4", "ERR max of 4: it must not lie below the initial 5"},
            {"SEQ.CREATE orders MAX", "ERR syntax error"},
            {"SEQ.CREATE orders START 1", "ERR syntax error"},
            {"SEQ.CREATE \"\"", "ERR the sequence's name is empty"},
            {"SEQ.CREATE " + "x".repeat(1025), "ERR name of 1025 characters: a sequence's has at most 1024 characters"},
            {"SEQ.RESERVE orders 0", "ERR count of 0: it must be from 1 to 1000000000"},
            {"SEQ.NEXT orders IDEMPOTENCY", "ERR syntax error"},
            {"SEQ.NEXT orders WITH key", "ERR syntax error"}
        }) {
            assertThat(ask(wrong[0]), is(wrong[1]));
            assertThat(wrong[0], state(), is(digest));
        }
    }

    /** All records but those that count entries. */
    private String state() {
        StringBuilder text = new StringBuilder();
        try (Cursor cursor = node.store.scan(new byte[] {'D'})) {
            while (cursor.next()) {
                if (cursor.key()[0] != 'O') {
                    text.append(Resp.escape(cursor.key()))
                            .append('=')
                            .append(Resp.escape(cursor.value()))
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    @Test
    void theStateIsCarriedByWhatASnapshotCarries() {
        ask("LOCK.ACQUIRE job ann 100");
        ask("LOCK.RELEASE job ann");
        ask("LOCK.ACQUIRE job bob 100000");
        ask("SEQ.CREATE orders INCREMENT 3 MAX 100");
        ask("SEQ.RESERVE orders 4 IDEMPOTENCY once");
        Store copy = new MemoryStore();
        try (Cursor cursor = node.store.scan(new byte[0])) {
            while (cursor.next()) {
                copy.put(cursor.key(), cursor.value());
            }
        }
        StateMachine other = new StateMachine(copy);
        long number = 0;
        for (String line : List.of(
                "LOCK.ACQUIRE job ann 5",
                "LOCK.EXTEND job bob 7000",
                "LOCK.RELEASE job bob",
                "LOCK.ACQUIRE job ann 5",
                "SEQ.RESERVE orders 4 IDEMPOTENCY once",
                "SEQ.NEXT orders")) {
            byte[] entry = Batch.encode(
                    List.of(new Envelope(new Origin(2, 1, ++number), 0, 0, "default", 0, 2, null, Node.words(line))));
            node.stampMicros += 10;
            long slot = other.appliedSlot() + 1;
            String answer = text(node.machine
                    .apply(slot, node.stampMicros, entry)
                    .outcomes()
                    .get(0)
                    .reply());
            assertThat(
                    line,
                    text(other.apply(slot, node.stampMicros, entry)
                            .outcomes()
                            .get(0)
                            .reply()),
                    is(answer));
            assertThat(line, other.digest(), is(node.machine.digest()));
        }
        assertThat(ask("LOCK.INFO job").substring(0, 18), is("{owner ann token 2"));
        assertThat(ask("SEQ.INFO orders"), is("{current 15 initial 0 increment 3 max 100}"));
    }

    @Test
    void repliesAreWhatTheProtocolHasForThem() {
        ask("LOCK.ACQUIRE job ann 5000");
        assertThat(node.run("LOCK.ACQUIRE job bob 1"), is("$-1\\r\\n"));
        assertThat(node.run("LOCK.INFO free"), is("*-1\\r\\n"));
        assertThat(node.run("LOCK.INFO job").substring(0, 4), is("*8\\r"));
        node.protocol = 3;
        assertThat(node.run("LOCK.ACQUIRE job bob 1"), is("_\\r\\n"));
        assertThat(node.run("LOCK.INFO free"), is("_\\r\\n"));
        assertThat(node.run("LOCK.INFO job").substring(0, 4), is("%4\\r"));
    }

    @Test
    void scriptsAndCommandsMeetTheSameLocks() {
        assertThat(
                ask("KAHUNA.EVAL \"lock @name @me for 5000\" name job me ann"),
                is("{type Locked value 0 revision 0" + " expires " + (node.stampMicros + 5_000_000) / 1000 + "}"));
        assertThat(ask("LOCK.ACQUIRE job bob 5000"), is("nil"));
        assertThat(ask("EVAL \"#!kahuna\\nlock job 'bob' for 5000\" 0"), is("nil"));
        assertThat(ask("KAHUNA.EVAL \"lock job 'bob' for 5000\"").substring(0, 19), is("{type AlreadyLocked"));
        ask("SEQ.CREATE orders");
        assertThat(ask("EVAL \"#!kahuna\\nreturn [next orders, next orders]\" 0"), is("[1 2]"));
        assertThat(ask("SEQ.NEXT orders"), is("3"));
        assertThat(
                ask("EVAL \"#!kahuna\\nlock job 'bob' for 0\" 0"),
                is("ERR Invalid request, lease of 0 ms: it must be from 1 to 3155760000000 milliseconds"
                        + " at line 2, column 1"));
    }
}
