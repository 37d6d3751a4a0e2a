package understudy.script.store;

/** Bytes that were not written by the codec that reads them. */
public final class MalformedBytes extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedBytes(String message) {
        super(message);
    }
}
