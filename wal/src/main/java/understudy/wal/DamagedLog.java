package understudy.wal;

/** The log or the promise file has lost what was durable. The text names the file and what to do. */
public final class DamagedLog extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DamagedLog(String message) {
        super(message);
    }
}
