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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
