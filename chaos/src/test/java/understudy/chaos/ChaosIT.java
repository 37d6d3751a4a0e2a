package understudy.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.chaos.schedule.Kind;

/**
 * The packaged jar under real faults, judged by all checkers: a minute of it, an hour in the nightly build. The run is the
 * command's own, in a process of its own, as a user has it.
 */
final class ChaosIT {
    private static final String SEED = "6";
    private static final int MOST_MILLIS_WITHOUT_LEADER = 5_000;

    @TempDir
    Path directory;

    @Test
    void aMinuteOfAllFaultsBreaksNoPromise() {
        String minutes = System.getProperty("understudy.chaos.minutes", "1");
        String faults = System.getProperty("understudy.chaos.faults", "all");
        List<String> arguments = new ArrayList<>(List.of("chaos", "--seed", SEED, "--nodes", "3"));
        arguments.addAll(List.of("--minutes", minutes, "--faults", faults, "--json"));
        arguments.addAll(List.of("--dir", directory.resolve("run").toString()));
        try (Running run = Jar.run(arguments.toArray(String[]::new))) {
            int exitCode = run.awaitEnd((long) (Double.parseDouble(minutes) * 60) + 600);
            System.out.println(run.output());
            assertThat(run.output(), exitCode, is(0));
            requireThatTheyStruck(
                    Kind.parse(faults),
                    new JsonObject(run.lines().get(run.lines().size() - 1)));
        }
    }

    /** A suite that does nothing finds nothing. */
    private static void requireThatTheyStruck(Set<Kind> asked, JsonObject outcome) {
        assertThat(outcome.encodePrettily(), outcome.getInteger("faults"), is(greaterThanOrEqualTo(8)));
        assertThat(outcome.encodePrettily(), outcome.getInteger("leader_kills"), is(greaterThanOrEqualTo(1)));
        assertThat(
                outcome.encodePrettily(),
                outcome.getJsonObject("by_kind").size(),
                is(greaterThanOrEqualTo(Math.min(5, asked.size()))));
        for (Kind kind : asked) {
            boolean leftOut = outcome.getJsonObject("left_out").fieldNames().stream()
                    .anyMatch(what -> what.startsWith(kind + " ") || what.startsWith(kind + ":"));
            boolean struck = outcome.getJsonObject("by_kind").containsKey(kind.toString());
            assertThat(kind + " struck, or is told as left out: " + outcome.encodePrettily(), struck || leftOut);
        }
        JsonObject recoveries = outcome.getJsonObject("recovery_millis");
        for (String after : recoveries.fieldNames()) {
            assertThat(after, recoveries.getJsonObject(after).getInteger("missing"), is(0));
        }
        int longest = recoveries.getJsonObject("leader kill").getInteger("max");
        assertThat("until a leader is replaced", longest, is(lessThan(MOST_MILLIS_WITHOUT_LEADER)));
    }
}
