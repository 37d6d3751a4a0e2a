package understudy.script.keyspace;

/** What a command or script asked of the keyspace is refused, as a key that is too long. It leaves no effect. */
public final class KeyspaceError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyspaceError(String message) {
        super(message, null, false, false);
    }
}
