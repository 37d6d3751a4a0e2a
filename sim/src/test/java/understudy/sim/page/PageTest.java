package understudy.sim.page;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.consensus.Ballot;
import understudy.consensus.Message;
import understudy.consensus.MessageCodec;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.sim.json.Json;
import understudy.sim.world.Timeline;
import understudy.sim.world.Trace;

class PageTest {
    private static final byte[] HEARTBEAT = MessageCodec.encode(new Message.Heartbeat(new Ballot(1, 1), 3, 4));
    private static final byte[] PREPARE = MessageCodec.encode(new Message.Prepare(new Ballot(2, 1), 7, 7));

    private final List<Trace.Event> events = new ArrayList<>();

    private void happens(long micros, Trace.Kind kind, int node, int peer, long first, long second, byte[] bytes) {
        events.add(new Trace.Event(micros, kind, node, peer, first, second, bytes, ""));
    }

    private void said(long micros, Trace.Kind kind, int node, int client, long operation, String words) {
        events.add(new Trace.Event(micros, kind, node, client, operation, 1, null, words));
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder();
        Json.text(json, text);
        return json.toString();
    }

    private static byte[] batch(int node, String... words) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return Batch.encode(List.of(new Envelope(new Origin(node, 1, 1), 0, 0, "default", 0, 2, null, arguments)));
    }

    /** A heartbeat that arrives every 10 us, and a message of an election that is lost every 100 us. */
    private void anHourOfHeartbeats(int count) {
        for (int i = 1; i <= count; i++) {
            boolean election = i % 10 == 0;
            happens(i * 10L, Trace.Kind.SEND, 1, 2, i, 9, election ? PREPARE : HEARTBEAT);
            happens(i * 10L + 5, election ? Trace.Kind.LOSE : Trace.Kind.DELIVER, election ? 1 : 2, 1, i, 0, null);
        }
    }

    @Test
    void noCharacterOfHtmlLeavesAsItself() {
        assertThat(json("</script>"), is("\"\\u003c/script\\u003e\""));
        assertThat(json("a\"b\\c\nd&\t"), is("\"a\\\"b\\\\c\\nd\\u0026\\u0009\""));
        assertThat(json("\u2028\u202e\ud800x\ufeff"), is("\"\\u2028\\u202e\\ud800x\\ufeff\""));
        assertThat(json("grün \ud83c\udfad"), is("\"grün \ud83c\udfad\""));
    }

    @Test
    void numbersThatJavaScriptWouldRoundAreWrittenAsText() {
        StringBuilder json = new StringBuilder();
        Json.number(json, 1L << 53);
        Json.number(json.append(' '), (1L << 53) + 1);
        Json.number(json.append(' '), Long.MIN_VALUE);
        assertThat(json.toString(), is("9007199254740992 \"9007199254740993\" \"-9223372036854775808\""));
    }

    @Test
    void heartbeatsGoFirstAndThePageSaysSo() {
        anHourOfHeartbeats(100);
        happens(2_000, Trace.Kind.KILL, 1, 0, 1, 0, null);
        Excerpt all = new Excerpt(events, 201, 0, Long.MAX_VALUE, 0);
        assertThat(all.size(), is(201));
        assertThat(all.leftOut(), hasSize(0));
        Excerpt some = new Excerpt(events, 100, 0, Long.MAX_VALUE, 0);
        assertThat(some.size(), is(21));
        assertThat(some.leftOut(), is(List.of("180 heartbeats, their answers and digests")));
    }

    @Test
    void whenNothingElseHelpsWhatStandsBeforeTheFailureStays() {
        anHourOfHeartbeats(1_000);
        said(1, Trace.Kind.CALL, 1, 1, 1, "GET a");
        Excerpt excerpt = new Excerpt(events, 51, 0, Long.MAX_VALUE, 5_000);
        assertThat(excerpt.size(), is(lessThanOrEqualTo(51)));
        assertThat(excerpt.has(events.size() - 1), is(true));
        long last = 0;
        for (int i = 0; i + 1 < events.size(); i++) {
            last = excerpt.has(i) ? events.get(i).micros() : last;
        }
        assertThat(last, is(greaterThan(5_000L)));
        assertThat(last, is(lessThan(5_600L)));
        assertThat(excerpt.leftOut(), hasItem(containsString("messages and steps")));
        assertThat(excerpt.detailFromMicros(), is(greaterThan(2_000L)));
    }

    @Test
    void aStretchThatWasAskedForKeepsItsHeartbeats() {
        anHourOfHeartbeats(100);
        happens(2_000, Trace.Kind.KILL, 1, 0, 1, 0, null);
        Excerpt excerpt = new Excerpt(events, 1_000, 110, 295, 0);
        assertThat(excerpt.size(), is(2 * 19 + 1));
        assertThat(excerpt.leftOut(), hasItem(startsWith("144 heartbeats")));
    }

    @Test
    void aWriteIsFoundInTheLogByItsWordsAtItsNodeWithinItsInterval() {
        said(1, Trace.Kind.CALL, 1, 1, 1, "SET a 1");
        said(2, Trace.Kind.CALL, 2, 2, 2, "SET a 1");
        said(3, Trace.Kind.REPLY, 2, 2, 2, "OK");
        happens(4, Trace.Kind.CHOSEN, 3, 0, 1, 0, batch(1, "SET", "a", "1"));
        happens(5, Trace.Kind.CHOSEN, 3, 0, 2, 0, batch(2, "SET", "a", "1"));
        assertThat(Linearisation.of(events), is(List.of(new Linearisation.Place(1, 1, false))));
        happens(6, Trace.Kind.STANDS, 2, 2, 2, 9, null);
        happens(6, Trace.Kind.STANDS, 1, 1, 1, 8, null);
        assertThat(
                Linearisation.of(events),
                is(List.of(new Linearisation.Place(1, 8, true), new Linearisation.Place(2, 9, true))));
    }

    @Test
    void aFrameIsToldWithKindBallotAndSlot() {
        happens(1, Trace.Kind.SEND, 1, 2, 1, 9, PREPARE);
        Telling prepare = Telling.of(events.get(0));
        assertThat(prepare.kind(), is("Prepare"));
        assertThat(prepare.ballot(), is("2.1"));
        assertThat(prepare.words(), is("all slots from 7 on"));
        happens(1, Trace.Kind.SEND, 1, 2, 1, 9, new byte[] {6, 1});
        assertThat(Telling.of(events.get(1)).words(), startsWith("2 bytes, unreadable"));
    }

    @Test
    void thePageIsOneFileThatNamesNoOther() {
        Page page = new Page(7, 1, 1, "a draw");
        new Trace(new Timeline(), page).add(Trace.Kind.NOTE, 1, 0, 1, 2, () -> "/*{data}*/ </script>");
        String html = page.html(new Page.Verdict(null, null, "00"));
        assertThat(html, not(containsString("http://")));
        assertThat(html, not(containsString("https://")));
        assertThat(html, not(containsString("@import")));
        assertThat(html.split("<script").length, is(3));
        assertThat(html.split("</script>").length, is(3));
        assertThat(html, containsString("/*{data}*/ \\u003c/script\\u003e"));
        assertThat(html, containsString("<title>Seed 7 "));
    }
}
