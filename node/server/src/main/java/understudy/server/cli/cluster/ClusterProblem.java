package understudy.server.cli.cluster;

/** Why a cluster cannot be started here, and what to do about it: for the user's eyes. */
public final class ClusterProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClusterProblem(String message) {
        super(message);
    }
}
