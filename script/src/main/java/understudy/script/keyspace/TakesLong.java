package understudy.script.keyspace;

/**
 * A read takes more steps than it may where it was begun, and fewer than its budget as far as anybody knows: it is to be
 * begun anew where it holds nobody up. Not an error of the command, so no script may catch it.
 */
public final class TakesLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakesLong() {
        super("a read of many steps", null, false, false);
    }
}
