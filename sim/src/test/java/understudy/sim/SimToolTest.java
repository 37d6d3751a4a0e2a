package understudy.sim;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimToolTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int sim(String... arguments) {
        ToolProvider tool = ToolProvider.findFirst("sim").orElseThrow();
        return tool.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private String lastLine() {
        return out.toString().stripTrailing().lines().reduce("", (before, line) -> line);
    }

    @Test
    void aSeedIsReplayedToTheSameTrace() {
        assertThat(sim("--seed", "4"), is(0));
        assertThat(out.toString(), containsString("passed"));
        String first = lastLine();
        assertThat(first, matchesPattern("trace [0-9a-f]{32}"));
        assertThat(sim("--seed", "4", "--trace"), is(0));
        assertThat(lastLine(), is(first));
        assertThat(out.toString(), containsString("BOOT"));
    }

    @Test
    void aRangeOfSeedsEndsWithASummaryAndTheSpeed() {
        assertThat(sim("--seeds", "4..5"), is(0));
        assertThat(out.toString(), containsString("2 seeds, "));
        assertThat(lastLine(), matchesPattern("passed: \\d+\\.\\d\\d seeds/s, simulated:wall \\d+:1"));
    }

    @Test
    void aSeedIsWrittenAsAPage(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("page.html");
        assertThat(sim("--seed", "6", "--page", file.toString(), "--page-to", "2.5"), is(0));
        assertThat(out.toString(), containsString("page.html"));
        assertThat(Files.readString(file), containsString("Seed 6"));
        assertThat(
                sim("--seed", "6", "--page", folder.resolve("nowhere/page.html").toString()), is(2));
        assertThat(err.toString(), containsString("cannot write the page"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--seeds 5..1",
                "--seeds many",
                "--seeds 1..x",
                "",
                "--seed 1 --seeds 1..2",
                "--seeds 5",
                "--seeds 1..2 --page x",
                "--seed 1 --page-to 3"
            })
    void wrongArgumentsAreRefusedWithAWord(String arguments) {
        assertThat(sim(arguments.isEmpty() ? new String[0] : arguments.split(" ")), is(2));
        assertThat(err.toString(), containsString("--seed"));
    }
}
