package understudy.wal;

/**
 * Refused for want of space, before anything was written: the log is as it was, and can go on once there is
 * room again. (A disk that fills up in the middle of a write is another matter: that ends the process.)
 */
public final class LogFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogFull(String message) {
        super(message);
    }
}
