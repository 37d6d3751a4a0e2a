package understudy.chaos.run;

import java.nio.file.Path;
import java.util.Set;
import understudy.chaos.schedule.Kind;

/**
 * What is to be run.
 *
 * @param directory where histories, logs and data go; made anew
 */
public record Settings(int nodes, long millis, Set<Kind> kinds, long seed, Path directory) {
    public Settings {
        if (nodes != 3 && nodes != 5) {
            throw new IllegalArgumentException("a cluster here has 3 or 5 nodes, not " + nodes);
        }
        kinds = Set.copyOf(kinds);
    }
}
