package understudy.chaos.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.chaos.history.Call;
import understudy.chaos.history.History;
import understudy.script.command.Reply;
import understudy.sim.check.Intent;

final class ChaosToolTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new ChaosTool().run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void helpNamesEveryKindOfFault() {
        assertThat(run("--help"), is(0));
        for (String word : new String[] {"--nodes", "--minutes", "--seed", "partition", "clock", "wipe", "rot"}) {
            assertThat(out.toString(), containsString(word));
        }
    }

    @Test
    void aPlanIsTheSamePlanTwice() {
        assertThat(run("--plan", "--seed", "5", "--minutes", "2", "--faults", "kill,pause"), is(0));
        String once = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run("--plan", "--seed", "5", "--minutes", "2", "--faults", "kill,pause"), is(0));
        assertThat(out.toString(), is(once));
        assertThat(once, containsString("kill leader"));
        assertThat(once, not(containsString("partition")));
    }

    @Test
    void aHistoryOfAnEarlierRunIsJudgedAgain() throws IOException {
        Path file = directory.resolve("history.ndjson");
        assertThat(run("--judge", file.toString()), is(2));
        assertThat(err.toString(), containsString("history.ndjson cannot be read"));
        try (History history = History.create(file, Map.of())) {
            for (int i = 0; i < 2; i++) {
                history.call(new Call(
                        "counters",
                        1,
                        i,
                        1,
                        List.of("INCR", "c"),
                        new Intent.Count("c", 1),
                        true,
                        10L * i,
                        10L * i + 5,
                        understudy.chaos.history.Outcome.OK,
                        new Reply.Whole(7)));
            }
        }
        assertThat(run("--judge", file.toString()), is(1));
        assertThat(out.toString(), containsString("COUNT (counters) VIOLATED: a number was counted twice"));
        assertThat(out.toString(), containsString("CALLS (bank) UNKNOWN: the history has no call of it"));
        assertThat(out.toString(), containsString("FAILED"));
        Files.writeString(file, "{\"is\":\"a novel\"}\n");
        assertThat(run("--judge", file.toString()), is(1));
        assertThat(err.toString(), containsString("is no history of a run"));
    }

    @Test
    void whatIsWrongIsSaidWithWhatToDo() throws IOException {
        assertThat(run("--faults", "meteor"), is(2));
        assertThat(err.toString(), containsString("no fault 'meteor', but all, kill"));
        assertThat(run("--nodes", "4"), is(2));
        assertThat(err.toString(), containsString("3 or 5 nodes, not 4"));
        assertThat(run("--minutes", "0"), is(2));
        assertThat(err.toString(), containsString("--minutes wants more than 0"));
        assertThat(run("--minutes", "NaN"), is(2));
        Files.writeString(directory.resolve("something"), "of somebody's");
        assertThat(run("--dir", directory.toString()), is(2));
        assertThat(err.toString(), containsString("is not empty: remove it, or give another --dir"));
        assertThat(run("--frobnicate"), is(2));
    }
}
