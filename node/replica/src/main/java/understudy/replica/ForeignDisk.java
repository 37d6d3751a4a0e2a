package understudy.replica;

/**
 * The log and promises on this disk are another node's, or another incarnation's: to vote with them would be to
 * vote twice. Nothing was changed; the text says what to do.
 */
public final class ForeignDisk extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForeignDisk(String message) {
        super(message);
    }
}
