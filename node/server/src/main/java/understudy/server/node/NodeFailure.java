package understudy.server.node;

/**
 * What happens when a stage of a node has thrown. A node never limps on: what is in memory may no longer be what
 * was promised, and the disk knows better.
 */
@FunctionalInterface
public interface NodeFailure {
    /** Ends the process at once, without running anything else of it. */
    NodeFailure END_OF_PROCESS =
            (stage, cause, exitCode) -> Runtime.getRuntime().halt(exitCode);

    /** @param stage of the node, for the log */
    void failed(String stage, Throwable cause, int exitCode);
}
