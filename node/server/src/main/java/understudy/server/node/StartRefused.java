package understudy.server.node;

/** A node does not start, for a reason that its operator can do something about. Nothing was changed. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Exit codes of {@code understudy start}; 0 is a clean stop and 2 a wrong command line. */
    public static final int NOT_FORMATTED = 3;

    public static final int IN_USE = 4;
    public static final int DAMAGED = 5;
    public static final int CANNOT_LISTEN = 6;
    public static final int NO_SPACE = 7;
    public static final int UNSUITABLE = 8;

    /** The node was readmitted from another directory. */
    public static final int REPLACED = 9;

    /** Something happened after which the process may not go on; see the log. */
    public static final int HALTED = 70;

    private final int exitCode;

    public StartRefused(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
