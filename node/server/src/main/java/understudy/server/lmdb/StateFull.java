package understudy.server.lmdb;

/** The state has reached the size that it was opened with; nothing since the last commit can be kept. */
public final class StateFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StateFull(String message, Throwable cause) {
        super(message, cause);
    }
}
