package understudy.wal;

/** The rest of a segment cannot be read: the disk says so. What was read before it counts. */
public final class UnreadableSegment extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableSegment(String message, Throwable cause) {
        super(message, cause);
    }
}
