package understudy.client;

import io.vertx.core.Promise;

/** One call of the application until it has its answer or has failed, however often it is sent. */
final class Request {
    /** What the answer to a request says about it. */
    enum Verdict {
        ANSWERED,
        /** Nothing happened and never will: it may be sent again. */
        NOTHING_DONE,
        /** It may have happened. */
        UNKNOWN,
        /** Nothing happened since the session keeps as many answers as it may: no other node would say otherwise. */
        SESSION_FULL,
        /** The session is not there: this sending did nothing, earlier ones may have. */
        SESSION_OVER,
        REFUSED
    }

    final Command command;

    /** It may be sent again though it may have happened. */
    final boolean repeatable;

    /** As many as were counted for it. */
    final long bytes;

    final long sinceNanos = System.nanoTime();
    final long deadlineNanos;
    final Promise<Answer> answer = Promise.promise();

    int attempts;
    boolean ended;

    /** An earlier sending of it may have happened. */
    boolean left;

    String why = "no node could be reached";

    /** Where it is under way; null when it is here. */
    Connection connection;

    Connection.Exchange exchange;

    Request(Command command, boolean repeatable, long bytes, long deadlineNanos) {
        this.command = command;
        this.repeatable = repeatable;
        this.bytes = bytes;
        this.deadlineNanos = deadlineNanos;
    }

    boolean late() {
        return System.nanoTime() - deadlineNanos >= 0;
    }

    long micros() {
        return (System.nanoTime() - sinceNanos) / 1_000;
    }

    /**
     * What an answer says. A script may answer an error of its own with any words, after it has written: those of the
     * cluster itself are told from them by more than their first word.
     */
    Verdict verdict(Answer answer) {
        if (!(answer instanceof Answer.Failure failure)) {
            return Verdict.ANSWERED;
        }
        String text = failure.text();
        boolean script = command.runsScript();
        // By hand, nobody here could make sure that it is not the script that says so: see Session.
        if (command.isOfSession() && !(script && command.isCallByHand())) {
            if (text.equals(ClusterWords.sessionIsOver(command.session()))) {
                return Verdict.SESSION_OVER;
            } else if (text.equals(ClusterWords.sessionIsFull(command.session()))) {
                return Verdict.SESSION_FULL;
            }
        }
        return switch (failure.code()) {
            case "TRYAGAIN" ->
                !script || ClusterWords.NOTHING_WAS_DONE.contains(text) ? Verdict.NOTHING_DONE : Verdict.REFUSED;
            case "LOADING" -> script ? Verdict.REFUSED : Verdict.NOTHING_DONE;
            case "UNKNOWN" ->
                !script || text.startsWith(ClusterWords.OUTCOME_UNKNOWN) ? Verdict.UNKNOWN : Verdict.REFUSED;
            default -> Verdict.REFUSED;
        };
    }
}
