package understudy.sim.check.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Checks a history that falls into parts which touch nothing in common: it is linearizable if and only if each part
 * is (Herlihy and Wing: linearizability is local).
 *
 * <p>Parts take turns with budgets that double from turn to turn, and the first that is not linearizable ends the
 * check: one part may be refuted in a thousand steps while its neighbour keeps a search busy for ever.
 */
public final class Linearizability {
    private static final long FIRST_STEPS = 1_000;

    private Linearizability() {}

    /**
     * @param answer NOT_LINEARIZABLE when one part is not, UNKNOWN when none is found so and not all are decided
     * @param parts one for each part of the history; those that were still undecided are UNKNOWN
     */
    public record Result(Verdict.Answer answer, List<Verdict> parts) {
        /** The part that is not linearizable; -1 for none. */
        public int refuted() {
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i).answer() == Verdict.Answer.NOT_LINEARIZABLE) {
                    return i;
                }
            }
            return -1;
        }

        public int undecided() {
            int count = 0;
            for (Verdict part : parts) {
                count += part.answer() == Verdict.Answer.UNKNOWN ? 1 : 0;
            }
            return count;
        }
    }

    /**
     * @param model makes a model for each part, so that states are numbered for it alone
     * @param maxSteps of the model, for each part
     */
    public static <A> Result check(Supplier<Model<A>> model, List<List<Span<A>>> parts, long maxSteps) {
        List<Search<A>> searches = new ArrayList<>();
        for (List<Span<A>> part : parts) {
            searches.add(new Search<>(model.get(), part));
        }
        boolean refuted = false;
        long turn = Math.min(FIRST_STEPS, maxSteps);
        boolean open = true;
        while (open && !refuted) {
            open = false;
            for (Search<A> search : searches) {
                if (!search.isDone() && search.steps() < maxSteps) {
                    search.run(Math.min(turn, maxSteps - search.steps()));
                    refuted = search.isDone() && search.verdict().answer() == Verdict.Answer.NOT_LINEARIZABLE;
                    if (refuted) {
                        break;
                    }
                    open |= !search.isDone() && search.steps() < maxSteps;
                }
            }
            turn = Math.min(turn * 2, maxSteps);
        }
        List<Verdict> verdicts = new ArrayList<>();
        boolean all = true;
        for (Search<A> search : searches) {
            verdicts.add(search.verdict());
            all &= search.isDone();
        }
        Verdict.Answer answer =
                refuted ? Verdict.Answer.NOT_LINEARIZABLE : all ? Verdict.Answer.LINEARIZABLE : Verdict.Answer.UNKNOWN;
        return new Result(answer, List.copyOf(verdicts));
    }

    public static <A> Verdict check(Model<A> model, List<Span<A>> history, long maxSteps) {
        return check(() -> model, List.of(history), maxSteps).parts().get(0);
    }
}
