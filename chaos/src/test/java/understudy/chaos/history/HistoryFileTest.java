package understudy.chaos.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.command.Reply;
import understudy.sim.check.Intent;
import understudy.sim.check.Replies;

/** What is written to a history is read from it again. */
class HistoryFileTest {
    private static final String SCRIPT = "return 'a script of more than a few words, which many calls have in common'";

    @TempDir
    Path folder;

    private static Call call(String workload, Intent intent, Outcome outcome, Reply result, String... words) {
        return new Call(workload, 3, 4, 2, List.of(words), intent, true, 1_000, 2_345, outcome, result);
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Call> calls(Path file, String workload) {
        List<Call> calls = new ArrayList<>();
        new HistoryFile(file).calls(workload, calls::add);
        return calls;
    }

    @Test
    void allIntentsAndAnswersComeBackAsTheyWere() {
        List<Call> written = List.of(
                call("register", Intent.LOOK, Outcome.OK, Reply.NIL, "GET", "r1"),
                call(
                        "register",
                        Intent.OTHER,
                        Outcome.OK,
                        new Reply.Status("OK"),
                        "SET",
                        "r1",
                        "a \"b\"\n\u00e9\ud83c\udfad"),
                call("register", new Intent.Swap("r1", "a", "b"), Outcome.UNKNOWN, null, "EVAL", SCRIPT, "0"),
                call("bank", Intent.AUDIT, Outcome.OK, new Reply.Whole(-7), "EVAL", SCRIPT, "0"),
                call("sessions", new Intent.Element("e1", "5;"), Outcome.OK, new Reply.Whole(2), "APPEND", "e1", "5;"),
                call(
                        "counters",
                        new Intent.Count("c1", 3),
                        Outcome.FAIL,
                        new Reply.Failure("TRYAGAIN later"),
                        "INCRBY",
                        "c1",
                        "3"),
                call(
                        "append",
                        new Intent.Transaction(List.of(new Intent.Touch("t1", null), new Intent.Touch("t2", "9"))),
                        Outcome.OK,
                        new Reply.Items(List.of(bulk("1;2;"), Reply.NIL, new Reply.Truth(true))),
                        "EVAL",
                        SCRIPT,
                        "0"),
                call("limiter", new Intent.Pour("b", 3, 200), Outcome.OK, new Reply.Items(List.of()), "EVAL", SCRIPT),
                call(
                        "locks",
                        new Intent.Lock("l", "o", 50, Intent.LockAct.EXTEND),
                        Outcome.OK,
                        new Reply.Pairs(List.of(bulk("owner"), bulk("o"))),
                        "LOCK.INFO",
                        "l"));
        Path file = folder.resolve("history.ndjson");
        try (History history = History.create(file, Map.of("seed", "7"))) {
            written.forEach(history::call);
            assertThat(history.calls(), is(9L));
            assertThat(history.acknowledgedWrites(), is(7L));
            // They were called at 1,000 ns, whenever they were answered.
            assertThat(history.servedSince(1_000), is(true));
            assertThat(history.servedSince(1_001), is(false));
        }
        List<Call> read = calls(file, null);
        assertThat(read.size(), is(written.size()));
        for (int i = 0; i < read.size(); i++) {
            Call before = written.get(i);
            Call after = read.get(i);
            assertThat(after.words(), is(before.words()));
            assertThat(after.intent(), is(before.intent()));
            assertThat(after.outcome(), is(before.outcome()));
            assertThat(after.invokedNanos() + " " + after.returnedNanos(), is("1000 2345"));
            assertThat(after.client() + " " + after.process() + " " + after.node(), is("3 4 2"));
            if (before.result() == null) {
                assertThat(after.result() == null, is(true));
            } else {
                assertThat(after.result().toString(), Replies.same(after.result(), before.result()), is(true));
            }
        }
        assertThat(new HistoryFile(file).facts(), is(Map.of("seed", "7")));
    }

    @Test
    void aScriptIsWrittenOnceHoweverOftenItRan() throws IOException {
        Path file = folder.resolve("history.ndjson");
        try (History history = History.create(file, Map.of())) {
            for (int i = 0; i < 100; i++) {
                history.call(call("bank", Intent.AUDIT, Outcome.OK, new Reply.Whole(0), "EVAL", SCRIPT, "0"));
            }
        }
        assertThat(Files.readString(file).split("which many calls", -1).length - 1, is(1));
        assertThat(calls(file, "bank").get(99).words().get(1), is(SCRIPT));
        assertThat(Files.size(file), is(lessThan(100 * 250L)));
    }

    @Test
    void aWorkloadIsReadWithoutTheOthers() {
        Path file = folder.resolve("history.ndjson");
        FaultSpan fault = new FaultSpan("pause", List.of(2, 3), 5, 9, true, true, "SIGSTOP \"for\" 4 ns");
        try (History history = History.create(file, Map.of())) {
            history.call(call("bank", Intent.AUDIT, Outcome.OK, new Reply.Whole(0), "EVAL", SCRIPT, "0"));
            history.fault(fault);
            history.call(call("register", Intent.LOOK, Outcome.OK, Reply.NIL, "GET", "r1"));
        }
        assertThat(calls(file, "register").stream().map(Call::workload).toList(), contains("register"));
        assertThat(new HistoryFile(file).faults(), contains(fault));
        assertThat(new HistoryFile(file).sizes(), is(Map.of("bank", 1L, "register", 1L)));
    }

    @Test
    void whatARunThatWasKilledHasWrittenIsReadAndATornLineIsNamed() throws IOException {
        Path file = folder.resolve("history.ndjson");
        try (History history = History.create(file, Map.of())) {
            history.call(call("register", Intent.LOOK, Outcome.OK, Reply.NIL, "GET", "r1"));
        }
        Files.writeString(file, Files.readString(file) + "{\"is\":\"call\",\"wor");
        assertThat(calls(file, "register").size(), is(1));
        IllegalArgumentException complaint = assertThrows(IllegalArgumentException.class, () -> calls(file, null));
        assertThat(complaint.getMessage(), containsString("line 3"));
    }

    @Test
    void aCallWithoutAnAnswerIsOfUnknownOutcome() {
        assertThrows(
                IllegalArgumentException.class, () -> call("register", Intent.LOOK, Outcome.OK, null, "GET", "r1"));
        assertThrows(
                IllegalArgumentException.class,
                () -> call("register", Intent.LOOK, Outcome.UNKNOWN, Reply.NIL, "GET", "r1"));
    }
}
