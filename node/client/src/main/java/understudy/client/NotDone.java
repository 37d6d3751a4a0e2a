package understudy.client;

/** Definite: nothing took effect and never will. The call may be repeated as it is. */
public final class NotDone extends UnderstudyFailure {
    private static final long serialVersionUID = 1L;

    /** Why nothing was done. */
    public enum Reason {
        /** No node could be reached, or none found a leader, until the deadline passed or the retries were used up. */
        UNREACHED,
        /** The client has as many requests without an answer as its options allow: the caller is to slow down. */
        OVERLOADED,
        /** The client is closed or closing. */
        CLOSED,
        /** The session expired or was ended: another one is to be opened. */
        SESSION_OVER,
        /** The session keeps as many answers as it may; a {@link Session} acknowledges and sends again by itself. */
        SESSION_FULL,
        /** The command would change the connection, which all callers share. */
        NOT_FOR_SHARED_CONNECTION
    }

    private final Reason reason;

    NotDone(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    NotDone(String message, Throwable cause) {
        this(Reason.UNREACHED, message, cause);
    }

    public Reason reason() {
        return reason;
    }
}
