package understudy.client;

import java.util.List;

/**
 * The errors by which the cluster itself says what became of a command, in full. A script may answer an error of its own
 * with any words, after it has written: taken for one of these, it would be run again. So where a script was called, and
 * where a session is named, nothing less than the whole text counts, with the session's own id in it.
 */
final class ClusterWords {
    /** A gateway's, a leader's and a replica's ways to say that nothing was done. */
    static final List<String> NOTHING_WAS_DONE = List.of(
            "TRYAGAIN no leader was reached in time, nothing was done",
            "TRYAGAIN the leader has more commands waiting than it can take, nothing was done",
            "TRYAGAIN the state was replaced while this was read, nothing was done",
            "TRYAGAIN this node has lost its state and is taking another's, nothing was done: ask another node");

    /** Any text that begins so is unknown: that errs on the safe side. */
    static final String OUTCOME_UNKNOWN = "UNKNOWN outcome";

    static final String NO_SCRIPT = "NOSCRIPT No matching script. Please use EVAL.";
    static final String NO_KAHUNA_SCRIPT = "NOSCRIPT No matching script. Please use KAHUNA.EVAL.";

    private ClusterWords() {}

    static String sessionIsFull(String session) {
        return "TRYAGAIN session " + session + " holds as many replies as it may: acknowledge some with SESSION ACK";
    }

    static String sessionIsOver(String session) {
        return "UNKNOWN session " + session + " expired, outcome unknown";
    }

    /** The answer to a number under which another command has run. */
    static String wasAnotherCommand(String session, long number) {
        return "ERR call " + number + " of session " + session + " was another command";
    }
}
