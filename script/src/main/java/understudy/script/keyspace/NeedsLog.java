package understudy.script.keyspace;

/**
 * What was sent as a read turned out to write. Nothing has happened yet: the command goes through the log
 * instead. Not an error of the command, so no script may catch it.
 */
public final class NeedsLog extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NeedsLog() {
        super("a write outside the log", null, false, false);
    }
}
