package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Reply;
import understudy.sim.check.append.Anomaly;
import understudy.sim.check.append.ListAppend;
import understudy.sim.check.append.Transaction;
import understudy.sim.check.append.Transaction.Fate;

/**
 * ELLE: what clients saw of lists that scripts read and append to, searched for cycles. Like LIN it knows nothing but
 * what the clients know; unlike LIN it sees how several keys hang together.
 */
public final class Transactions {
    private final Marks marks;

    public Transactions(Marks marks) {
        this.marks = marks;
    }

    /** The first anomaly is a violation. */
    public void check(List<Operation> history) {
        List<Transaction> transactions = new ArrayList<>();
        for (Operation operation : SessionCalls.merged(history)) {
            if (operation.intent instanceof Intent.Transaction intent) {
                transactions.add(transaction(operation, intent));
            }
        }
        ListAppend.Report report = ListAppend.check(transactions);
        for (Anomaly anomaly : report.anomalies()) {
            throw new Violation("ELLE", anomaly.toString());
        }
        if (!transactions.isEmpty()) {
            marks.hit(Mark.ORDERED);
        }
        hit(Mark.WRITE_DEPENDS, report.writeEdges());
        hit(Mark.READ_DEPENDS, report.readEdges());
        hit(Mark.READ_PRECEDES, report.overtakenEdges());
        hit(Mark.UNKNOWN_SEEN, report.unknownSeen());
    }

    private void hit(Mark mark, int times) {
        for (int i = 0; i < times; i++) {
            marks.hit(mark);
        }
    }

    private static Transaction transaction(Operation operation, Intent.Transaction intent) {
        boolean failed = operation.refused() || !operation.unknown() && operation.reply instanceof Reply.Failure;
        Fate fate = failed ? Fate.FAILED : operation.unknown() ? Fate.UNKNOWN : Fate.COMMITTED;
        List<Transaction.Step> steps = new ArrayList<>();
        int reads = 0;
        for (Intent.Touch touch : intent.touches()) {
            if (!touch.reads()) {
                steps.add(new Transaction.Append(touch.key(), Long.parseLong(touch.element())));
            } else if (fate == Fate.COMMITTED) {
                steps.add(new Transaction.Read(touch.key(), list(operation, reads++)));
            }
        }
        return new Transaction(
                operation, operation.connection, operation.callMicros, operation.returnMicros, fate, steps);
    }

    /** What the operation's so-manyeth read saw. */
    private static long[] list(Operation operation, int read) {
        if (!(operation.reply instanceof Reply.Items items) || items.items().size() <= read) {
            throw new Violation("ELLE", operation + ": the answer has no list " + (read + 1));
        }
        Reply reply = items.items().get(read);
        if (reply instanceof Reply.Nil) {
            return new long[0];
        }
        String text = reply instanceof Reply.Bulk bulk
                ? new String(bulk.bytes(), StandardCharsets.ISO_8859_1)
                : Replies.text(reply);
        String[] elements = text.split(";");
        long[] list = new long[elements.length];
        for (int i = 0; i < list.length; i++) {
            if (elements[i].isEmpty() || !elements[i].chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new Violation("ELLE", operation + ": it reads \"" + elements[i] + "\", which nobody appended");
            }
            list[i] = Long.parseLong(elements[i]);
        }
        return list;
    }
}
