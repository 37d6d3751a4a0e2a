package understudy.client;

/** Definite: nothing took effect and never will. The call may be repeated as it is. */
public final class NotDone extends UnderstudyFailure {
    private static final long serialVersionUID = 1L;

    NotDone(String message, Throwable cause) {
        super(message, cause);
    }
}
