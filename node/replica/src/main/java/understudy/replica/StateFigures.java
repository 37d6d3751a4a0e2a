package understudy.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import understudy.script.command.Reply;
import understudy.script.keyspace.Figures;

/**
 * Who asked for what the state holds in numbers. The state stage answers in its order: after all that it has applied. One
 * that does not answer soon is not waited for: a node in trouble must still say how it is, with the numbers of before.
 */
final class StateFigures {
    private static final long PATIENCE_MICROS = 500_000;

    private final Deque<Asked> waiting = new ArrayDeque<>();
    private Figures last = Figures.NONE;
    private int unasked;
    private int underWay;

    private record Asked(Connections.Slot slot, Function<Figures, Reply> reply, long sinceMicros) {}

    void ask(Now now, Connections.Slot slot, Function<Figures, Reply> reply) {
        waiting.add(new Asked(slot, reply, now.monotonicMicros()));
        unasked++;
    }

    /** Asks the state stage, once for all that came in this turn. */
    void flush(Outbox out) {
        if (unasked > 0) {
            out.state(new StateWork.Count(unasked));
            underWay += unasked;
            unasked = 0;
        }
    }

    /** The state's answer to so many: the oldest, of which some may have been answered already. */
    void counted(Now now, StateDone.Counted counted, Connections connections) {
        last = counted.figures();
        int gone = underWay + unasked - waiting.size();
        underWay -= counted.asked();
        for (int i = Math.max(0, gone); i < counted.asked(); i++) {
            answerOldest(now, connections);
        }
    }

    /** The state was lost, and what it was asked with it. */
    void lost(Now now, Connections connections) {
        while (!waiting.isEmpty()) {
            answerOldest(now, connections);
        }
        underWay = 0;
        unasked = 0;
    }

    void tick(Now now, Connections connections) {
        while (!waiting.isEmpty() && now.monotonicMicros() - waiting.peek().sinceMicros() > PATIENCE_MICROS) {
            answerOldest(now, connections);
        }
    }

    private void answerOldest(Now now, Connections connections) {
        Asked asked = waiting.poll();
        connections.answer(now, asked.slot(), asked.reply().apply(last), 0);
    }
}
