package understudy.client;

/**
 * Why a call did not bring its result. The three kinds ask for three different things of the caller: mend the call,
 * repeat it, or find out what became of it.
 */
public abstract sealed class UnderstudyFailure extends RuntimeException permits Refused, NotDone, OutcomeUnknown {
    private static final long serialVersionUID = 1L;

    UnderstudyFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
