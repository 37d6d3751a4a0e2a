package understudy.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar under real faults, judged by all checkers: a minute of it, an hour in the nightly build. The run is the
 * command's own, in a process of its own, as a user has it.
 */
final class ChaosIT {
    private static final String SEED = "6";

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
            requireThatTheyStruck(new JsonObject(run.lines().get(run.lines().size() - 1)));
        }
    }

    /** A suite that does nothing finds nothing. */
    private static void requireThatTheyStruck(JsonObject outcome) {
        assertThat(outcome.encodePrettily(), outcome.getInteger("faults"), is(greaterThanOrEqualTo(8)));
        assertThat(outcome.encodePrettily(), outcome.getInteger("leader_kills"), is(greaterThanOrEqualTo(1)));
        assertThat(outcome.getJsonObject("by_kind").size(), is(greaterThanOrEqualTo(5)));
        JsonObject recoveries = outcome.getJsonObject("recovery_millis");
        for (String after : recoveries.fieldNames()) {
            assertThat(after, recoveries.getJsonObject(after).getInteger("missing"), is(0));
        }
    }
}
