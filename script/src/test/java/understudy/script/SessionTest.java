package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;
import understudy.script.keyspace.Table;
import understudy.script.store.Cursor;

class SessionTest {
    private final Node node = new Node();

    @Test
    void aRepeatedCallGetsTheStoredReplyAndHasNoSecondEffect() {
        long session = open();
        assertThat(call(session, 1, "incr n"), is(":1\\r\\n"));
        assertThat(call(session, 1, "incr n"), is(":1\\r\\n"));
        assertThat(call(session, 2, "incr n"), is(":2\\r\\n"));
        assertThat(call(session, 1, "incr n"), is(":1\\r\\n"));
        assertThat(node.run("get n"), is("$1\\r\\n2\\r\\n"));
        assertThat(Resp.text(node.machine.storedReply(session, 2), 2), is(":2\\r\\n"));
        assertThat(node.machine.storedReply(session, 3), is(nullValue()));
    }

    @Test
    void anErrorIsAReplyAndIsStoredToo() {
        long session = open();
        node.run("set s abc");
        String error = "-ERR value is not an integer or out of range\\r\\n";
        assertThat(call(session, 1, "incr s"), is(error));
        node.run("set s 1");
        assertThat(call(session, 1, "incr s"), is(error));
        assertThat(call(session, 2, "incr s"), is(":2\\r\\n"));
    }

    @Test
    void theSameNumberWithAnotherCommandIsAnError() {
        long session = open();
        call(session, 1, "incr n");
        assertThat(call(session, 1, "incr m"), containsString("was another command"));
        assertThat(call(session, 1, "incr n 1"), containsString("was another command"));
        node.database = 1;
        assertThat("in another database", call(session, 1, "incr n"), containsString("was another command"));
        assertThat(node.run("exists m n"), is(":0\\r\\n"));
    }

    @Test
    void numbersMayComeInAnyOrder() {
        long session = open();
        assertThat(call(session, 3, "append s c"), is(":1\\r\\n"));
        assertThat(call(session, 1, "append s a"), is(":2\\r\\n"));
        assertThat(call(session, 3, "append s c"), is(":1\\r\\n"));
        assertThat(node.run("get s"), is("$2\\r\\nca\\r\\n"));
    }

    @Test
    void whatIsAcknowledgedIsForgottenAndNeverRunsAgain() {
        long session = open();
        call(session, 1, "incr n");
        call(session, 2, "incr n");
        call(session, 3, "incr n");
        assertThat(node.run("session ack " + session + " 2"), is("+OK\\r\\n"));
        assertThat(call(session, 1, "incr n"), containsString("was acknowledged"));
        assertThat(call(session, 2, "incr n"), containsString("was acknowledged"));
        assertThat(call(session, 3, "incr n"), is(":3\\r\\n"));
        assertThat(
                "an older acknowledgement is no step back", node.run("session ack " + session + " 1"), is("+OK\\r\\n"));
        assertThat(call(session, 2, "incr n"), containsString("was acknowledged"));
        assertThat(node.run("get n"), is("$1\\r\\n3\\r\\n"));
    }

    @Test
    void aFullSessionTakesNoNewCallUntilSomeAreAcknowledged() {
        long session = open();
        for (int i = 1; i <= 256; i++) {
            call(session, i, "incr n");
        }
        assertThat(call(session, 257, "incr n"), containsString("-TRYAGAIN session " + session));
        assertThat("repeats are answered all the same", call(session, 256, "incr n"), is(":256\\r\\n"));
        node.run("session ack " + session + " 1");
        assertThat(call(session, 257, "incr n"), is(":257\\r\\n"));
        assertThat(call(session, 258, "incr n"), containsString("-TRYAGAIN"));
    }

    @Test
    void aSessionWhoseRepliesAreLargeIsFullSooner() {
        node.run("config set budget-bytes 1mb");
        long session = open();
        node.run("set big " + "x".repeat(400_000));
        for (int i = 1; i <= 3; i++) {
            assertThat(call(session, i, "get big"), not(containsString("TRYAGAIN")));
        }
        assertThat(call(session, 4, "get big"), containsString("-TRYAGAIN"));
    }

    @Test
    void anUnknownSessionRunsNothing() {
        assertThat(call(4711, 1, "incr n"), is("-UNKNOWN session 4711 expired, outcome unknown\\r\\n"));
        assertThat(node.run("session ack 4711 1"), is("-UNKNOWN session 4711 expired, outcome unknown\\r\\n"));
        assertThat(node.run("session end 4711"), is("-UNKNOWN session 4711 expired, outcome unknown\\r\\n"));
        assertThat(node.run("exists n"), is(":0\\r\\n"));
        assertThat(node.run("session ack abc 1"), is("-ERR value is not an integer or out of range\\r\\n"));
        assertThat(node.run("session ack 1 0"), containsString("numbered from 1 on"));
    }

    @Test
    void anEndedSessionIsUnknown() {
        long session = open();
        call(session, 1, "incr n");
        assertThat(node.run("session end " + session), is("+OK\\r\\n"));
        assertThat(call(session, 1, "incr n"), containsString("expired, outcome unknown"));
        assertThat(sessionRecords(), is(List.of()));
    }

    @Test
    void aSessionLivesFromItsLastUseOn() {
        node.run("config set session-ttl 10");
        long session = open();
        for (int i = 1; i <= 5; i++) {
            node.tick(9_000);
            assertThat(call(session, i, "incr n"), is(":" + i + "\\r\\n"));
        }
        node.tick(9_000);
        assertThat("a repeat is a use", call(session, 5, "incr n"), is(":5\\r\\n"));
        node.tick(9_000);
        assertThat("so is an acknowledgement", node.run("session ack " + session + " 5"), is("+OK\\r\\n"));
        node.tick(9_000);
        assertThat(call(session, 6, "incr n"), is(":6\\r\\n"));
        node.tick(10_000);
        assertThat(call(session, 7, "incr n"), containsString("expired, outcome unknown"));
        assertThat(node.machine.storedReply(session, 6), is(nullValue()));
        assertThat(node.run("get n"), is("$1\\r\\n6\\r\\n"));
        node.tick(1_000);
        assertThat(sessionRecords(), is(List.of()));
    }

    @Test
    void aSessionThatIsHalfSweptDoesNotComeBackWithALongerLife() {
        node.run("config set session-ttl 10");
        long session = open();
        for (int i = 1; i <= 100; i++) {
            call(session, i, "incr n");
        }
        // An entry with one command sweeps fewer records than the session has.
        node.stampMicros += 20_000_000;
        node.run("set other 1");
        assertThat(sessionRecords().size(), greaterThan(1));
        node.run("config set session-ttl 1000");
        assertThat(call(session, 1, "incr n"), containsString("expired, outcome unknown"));
        assertThat(call(session, 101, "incr n"), containsString("expired, outcome unknown"));
        assertThat(node.run("get n"), is("$3\\r\\n100\\r\\n"));
        node.tick(1);
        assertThat(sessionRecords(), is(List.of()));
    }

    @Test
    void sessionIdsAreNeverGivenTwice() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long id = open();
            assertThat(ids.contains(id), is(false));
            ids.add(id);
            node.run("session end " + id);
        }
    }

    @Test
    void aSessionsCallsAreNoSessionCommands() {
        long session = open();
        assertThat(call(session, 1, "session end " + session), containsString("-ERR"));
        assertThat(call(session, 2, "incr n"), is(":1\\r\\n"));
    }

    @Test
    void aSettingChangedWithinASessionCountsFromTheNextCommandOn() {
        long session = open();
        assertThat(call(session, 1, "config set session-ttl 1ms"), is("+OK\\r\\n"));
        assertThat(call(session, 1, "config set session-ttl 1ms"), is("+OK\\r\\n"));
        node.tick(1);
        assertThat(call(session, 2, "incr n"), containsString("expired, outcome unknown"));
    }

    @Test
    void aCallThatIsSentAsAReadGoesThroughTheLog() {
        long session = open();
        assertThat(node.read(session, 1, "set k v"), is(nullValue()));
        assertThat(node.read(session, 1, "session new"), is(nullValue()));
        assertThat(Resp.text(node.read(session, 1, "get k"), 2), is("$-1\\r\\n"));
    }

    private long open() {
        return ((Reply.Whole) node.reply("session new")).value();
    }

    private String call(long session, long number, String line) {
        return Resp.text(node.call(session, number, line), 2);
    }

    private List<String> sessionRecords() {
        List<String> records = new ArrayList<>();
        try (Cursor cursor = node.store.scan(new byte[] {0})) {
            while (cursor.next()) {
                for (Table table : List.of(Table.SESSIONS, Table.REPLIES, Table.SESSION_ENDS)) {
                    if (table.holds(cursor.key())) {
                        records.add(table.name());
                    }
                }
            }
        }
        return records;
    }
}
