package understudy.chaos.verdict;

import java.util.Map;

/**
 * What a checker says of a history.
 *
 * @param checker its code: LIN, ELLE, XO …
 * @param workload whose calls it judged
 * @param what for {@link Status#VIOLATED} the operations that show it, for {@link Status#UNKNOWN} why nothing can be
 *     said, else what was found right
 * @param sizes of the history that was judged, and what in it put the checker to the test
 */
public record Verdict(String checker, String workload, Status status, String what, Map<String, Long> sizes) {
    /** Three values: unknown is no pass. */
    public enum Status {
        OK,
        VIOLATED,
        UNKNOWN
    }

    @Override
    public String toString() {
        return checker + " (" + workload + ") " + status + ": " + what;
    }
}
