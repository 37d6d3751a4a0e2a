package understudy.server.lmdb;

/** The state on disk is not what was written. The text names the place and what to do. */
public final class DamagedState extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DamagedState(String message) {
        super(message);
    }

    DamagedState(String message, Throwable cause) {
        super(message, cause);
    }
}
