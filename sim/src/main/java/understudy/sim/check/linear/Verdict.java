package understudy.sim.check.linear;

import java.util.List;

/**
 * What a search found.
 *
 * @param order indexes into the history: the linearization found; where there is none, the longest part of one
 *     that the search came upon
 * @param stuckAt the action that no continuation of {@code order} can place before it returns; -1 where the history
 *     is linearizable
 * @param steps of the model that the search took
 */
public record Verdict(Answer answer, List<Integer> order, int stuckAt, long steps) {
    /** Three values: a search that was given up says nothing about its history. */
    public enum Answer {
        LINEARIZABLE,
        NOT_LINEARIZABLE,
        UNKNOWN
    }
}
