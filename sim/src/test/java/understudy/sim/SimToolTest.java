package understudy.sim;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
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

    private int sim(String[] first, String... others) {
        return sim(Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new));
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

    private static String write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return file.toString();
    }

    @Test
    void whoGoesOnAfterFailuresGetsTheFirstThreeSmallerAndSaved(@TempDir Path folder) throws IOException {
        String workload = write(folder.resolve("workload"), "set (concat(\"k\", @client)) 1");
        String invariant = write(folder.resolve("invariant"), "return false");
        Path saved = folder.resolve("saved");
        int status = sim(
                "--seeds 1..4 --keep-going --minimise 1 --jobs 2 --out".split(" "),
                saved.toString(),
                "--workload",
                workload,
                "--invariant",
                invariant,
                "--aim",
                "kill nodes=3 faultsMicros=2000000 lengthMicros=3000000");
        assertThat(status, is(1));
        assertThat(out.toString(), containsString("4 seeds, "));
        assertThat(out.toString(), containsString("making seed 3 smaller"));
        try (Stream<Path> files = Files.list(saved)) {
            assertThat(
                    files.map(file -> file.getFileName().toString()).sorted().toList(),
                    contains("seed-1.scenario", "seed-2.scenario", "seed-3.scenario"));
        }
        assertThat(
                sim(
                        "--scenario",
                        saved.resolve("seed-2.scenario").toString(),
                        "--workload",
                        workload,
                        "--invariant",
                        invariant),
                is(1));
    }

    @Test
    void twoRunsThatDifferAreNotHandedToTheMinimiser() {
        Rehearsal.Result differs = Rehearsal.of(4).failed("DET", "two runs differ", "Campaign.rehearse");
        var arguments = new SimTool.Arguments(new PrintWriter(out, true), new PrintWriter(err, true));
        assertThat(arguments.keep(differs), is(false));
        assertThat(out.toString().stripTrailing(), matchesPattern(" *seed 4 is not made smaller: .*"));
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
