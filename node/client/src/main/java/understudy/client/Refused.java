package understudy.client;

/** The node answered with an error: nothing took effect, and repeating the same will not help. */
public final class Refused extends UnderstudyFailure {
    private static final long serialVersionUID = 1L;

    private final String code;

    Refused(Answer.Failure failure) {
        super(failure.text(), null);
        this.code = failure.code();
    }

    /** The first word of the error: {@code ERR}, {@code WRONGTYPE} … */
    public String code() {
        return code;
    }
}
