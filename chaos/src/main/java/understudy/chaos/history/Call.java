package understudy.chaos.history;

import java.util.List;
import understudy.script.command.Reply;
import understudy.sim.check.Intent;

/**
 * One call of a client: what it asked for, and why, when, and what became of it.
 *
 * <p>Times are of one monotonic clock, that of the {@link History}, in nanoseconds from the history's beginning. The
 * intervals are closed and as seen by the client, retries of its library included.
 *
 * @param workload the name of the workload that it belongs to
 * @param client numbered through the run, from 1
 * @param process a client does one thing after the other, until an outcome is unknown: from then on it counts as
 *     another process, since what it did may yet happen
 * @param node that answered, from 1; 0 where none did
 * @param words the command and its arguments
 * @param intent what a checker can make of it
 * @param write it went through the log
 * @param result the answer; where the outcome is {@link Outcome#FAIL} an error; null where it is unknown
 */
public record Call(
        String workload,
        int client,
        int process,
        int node,
        List<String> words,
        Intent intent,
        boolean write,
        long invokedNanos,
        long returnedNanos,
        Outcome outcome,
        Reply result) {
    public Call {
        if (returnedNanos < invokedNanos) {
            throw new IllegalArgumentException("a call returned at " + returnedNanos + " ns that was made later, at "
                    + invokedNanos + ": " + words);
        }
        if ((outcome == Outcome.UNKNOWN) != (result == null)) {
            throw new IllegalArgumentException("a call has an answer if and only if its outcome is known, and this is "
                    + outcome + " with " + result + ": " + words);
        }
        words = List.copyOf(words);
    }

    public boolean acknowledgedWrite() {
        return write && outcome == Outcome.OK;
    }
}
