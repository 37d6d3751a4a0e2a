package understudy.client;

/**
 * The call left for a node and its answer did not come: it may have taken effect, may do so later, or never. Only a
 * {@link Session} may repeat it.
 */
public final class OutcomeUnknown extends UnderstudyFailure {
    private static final long serialVersionUID = 1L;

    OutcomeUnknown(String message, Throwable cause) {
        super(message, cause);
    }
}
