package understudy.chaos.history;

import java.util.List;

/**
 * A fault and its time, of the history's clock.
 *
 * @param kind as in the schedule: {@code kill}, {@code pause}, {@code partition} …
 * @param nodes whom it struck, from 1
 * @param untilNanos when its cause was gone: a killed node was started again, a link mended. It says nothing of when the
 *     cluster had recovered
 * @param leader it struck the node that led at that moment
 * @param counted it is one of the faults that a run boasts of: no mere delay, and it did strike
 * @param detail for people
 */
public record FaultSpan(
        String kind,
        List<Integer> nodes,
        long fromNanos,
        long untilNanos,
        boolean leader,
        boolean counted,
        String detail) {
    public FaultSpan {
        if (untilNanos < fromNanos) {
            throw new IllegalArgumentException(
                    "a fault ended at " + untilNanos + " ns that began later, at " + fromNanos + ": " + kind);
        }
        nodes = List.copyOf(nodes);
    }
}
