package understudy.sim.check;

import java.util.Arrays;
import java.util.List;
import understudy.script.command.Reply;

/** INV: a user's own invariant held whenever it was asked for. */
final class Invariants {
    private Invariants() {}

    static void check(List<Operation> history) {
        for (Operation operation : history) {
            if (operation.intent instanceof Intent.Invariant && operation.acknowledged() && !holds(operation.reply)) {
                throw new Violation("INV", "the invariant does not hold: " + operation);
            }
        }
    }

    private static boolean holds(Reply reply) {
        if (reply instanceof Reply.Truth truth) {
            return truth.value();
        } else if (reply instanceof Reply.Whole whole) {
            return whole.value() != 0;
        } else if (reply instanceof Reply.Bulk bulk) {
            return !Arrays.equals(bulk.bytes(), new byte[] {'0'});
        }
        return !(reply instanceof Reply.Failure || reply instanceof Reply.Nil || reply instanceof Reply.NilList);
    }
}
