package understudy.client;

/**
 * The cluster answered with an error: nothing took effect, and repeating the same will not help. One kind of error comes
 * after effects: a table with {@code err} that a Lua script returns by itself is its reply, and what the script wrote stays.
 */
public final class Refused extends UnderstudyFailure {
    private static final long serialVersionUID = 1L;

    private final String code;

    /** Until when the refused request had time. */
    private final long deadlineNanos;

    Refused(Answer.Failure failure, long deadlineNanos) {
        super(failure.text(), null);
        this.code = failure.code();
        this.deadlineNanos = deadlineNanos;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** The first word of the error: {@code ERR}, {@code WRONGTYPE} … */
    public String code() {
        return code;
    }

    /** The digest of a script is not known: no client of scripts sees it, they send the source then. */
    boolean isNoScript() {
        return getMessage().equals(ClusterWords.NO_SCRIPT) || getMessage().equals(ClusterWords.NO_KAHUNA_SCRIPT);
    }
}
