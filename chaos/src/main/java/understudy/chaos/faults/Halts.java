package understudy.chaos.faults;

import java.util.Set;
import understudy.chaos.processes.NodeProcess;

/** How a node may end whose disk fails it: by its own decision, which its exit code tells. */
final class Halts {
    // As 'understudy start --help' has them: the suite knows the packaged product alone.
    private static final int NO_SPACE = 7;
    private static final int HALTED = 70;

    static final Set<Integer> EXIT_CODES = Set.of(NO_SPACE, HALTED);

    private Halts() {}

    /** @throws Surprise when the node that has ended did so in another way: by a signal, or for damage */
    static void require(NodeProcess node) {
        require(node.toString(), node.exitCode());
    }

    static void require(String node, int exitCode) {
        if (!EXIT_CODES.contains(exitCode)) {
            throw new Surprise(node + " ended with exit code " + exitCode + ", and was to halt with " + NO_SPACE
                    + " or " + HALTED);
        }
    }
}
