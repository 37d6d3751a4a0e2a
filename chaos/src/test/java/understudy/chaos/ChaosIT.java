package understudy.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

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
    private static final String SEED = "2";

    @TempDir
    Path directory;

    @Test
    void aMinuteOfKillsPausesAndPartitionsBreaksNoPromise() {
        String minutes = System.getProperty("understudy.chaos.minutes", "1");
        String faults = System.getProperty("understudy.chaos.faults", "kill,pause,partition");
        List<String> arguments = new ArrayList<>(List.of("chaos", "--seed", SEED, "--nodes", "3"));
        arguments.addAll(List.of("--minutes", minutes, "--faults", faults, "--json"));
        arguments.addAll(List.of("--dir", directory.resolve("run").toString()));
        try (Running run = Jar.run(arguments.toArray(String[]::new))) {
            int exitCode = run.awaitEnd((long) (Double.parseDouble(minutes) * 60) + 600);
            System.out.println(run.output());
            assertThat(run.output(), exitCode, is(0));
        }
    }
}
