package understudy.sim.check.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Is there an order of a history's actions that its model allows and that respects real time? Wing and Gong's search
 * with Lowe's memory.
 *
 * <p>Calls and returns stand in one list by time, calls before returns at the same instant: intervals are closed, and
 * a coarse clock must not make an order. The search takes the first call whose action the model allows in the
 * present state, lifts its call and return out of the list and begins anew at the front. When it meets a return, an
 * action ended that nobody placed: it takes back the last action placed and goes on behind it. A set of placed
 * actions with the state that they led to is tried once; whoever comes to it again, by another order, turns back.
 *
 * <p>Actions of unknown outcome have a call and no return. The search has won when all that returned is placed, with
 * as many of the unknown as it took.
 *
 * <p>Three shortcuts, none of which changes a verdict. A read that is allowed stays where it is first placed: whatever order
 * has it later has it here as well. An action of unknown outcome that would leave the state as it is is not placed
 * there: nobody misses it. Of equal unknown actions the one called first is placed
 * first: any order with the other in its place does as well.
 *
 * <p>The search is bounded by steps of the model, never by real time, and can be gone on with: its verdict is a
 * function of history and budget.
 */
final class Search<A> {
    private final Model<A> model;
    private final List<Span<A>> history;

    /** Entries: the call of action i is 2i, its return 2i + 1; the list's head is 2n. */
    private final int[] next;

    private final int[] previous;
    private final int head;

    /** The equal unknown action that must be placed before; -1 for none. */
    private final int[] elder;

    private final boolean[] reads;

    private final int[] placed;
    private final int[] stateBefore;
    private int depth;
    private int state;
    private int entry;
    private int returnsLeft;

    private final long[] set;
    private final Visited visited;

    private long steps;
    private int[] longest = {};
    private int stuckAt = -1;
    private Verdict.Answer answer;

    Search(Model<A> model, List<Span<A>> history) {
        this.model = model;
        this.history = history;
        int count = history.size();
        head = 2 * count;
        next = new int[2 * count + 1];
        previous = new int[2 * count + 1];
        placed = new int[count];
        stateBefore = new int[count];
        set = new long[(count + 63) / 64];
        visited = new Visited(set.length);
        elder = elders();
        reads = new boolean[count];
        for (int i = 0; i < count; i++) {
            reads[i] = model.reads(history.get(i).action());
        }
        state = model.initial();
        link();
        if (returnsLeft == 0) {
            answer = Verdict.Answer.LINEARIZABLE;
        }
    }

    private void link() {
        List<Integer> entries = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            entries.add(2 * i);
            if (history.get(i).returns()) {
                entries.add(2 * i + 1);
                returnsLeft++;
            }
        }
        entries.sort(Comparator.<Integer>comparingLong(this::micros).thenComparingInt(e -> e & 1));
        int last = head;
        for (int e : entries) {
            next[last] = e;
            previous[e] = last;
            last = e;
        }
        next[last] = head;
        previous[head] = last;
        entry = next[head];
    }

    private long micros(int entry) {
        Span<A> span = history.get(entry >> 1);
        return (entry & 1) == 0 ? span.callMicros() : span.returnMicros();
    }

    private int[] elders() {
        int[] elders = new int[history.size()];
        Arrays.fill(elders, -1);
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            if (!history.get(i).returns()) {
                unknown.add(i);
            }
        }
        unknown.sort(Comparator.<Integer>comparingLong(i -> history.get(i).callMicros()));
        for (int younger = 0; younger < unknown.size(); younger++) {
            A action = history.get(unknown.get(younger)).action();
            for (int other = younger - 1; other >= 0; other--) {
                if (history.get(unknown.get(other)).action().equals(action)) {
                    elders[unknown.get(younger)] = unknown.get(other);
                    break;
                }
            }
        }
        return elders;
    }

    /** Goes on for so many steps, or until it knows. */
    void run(long moreSteps) {
        long until = steps + moreSteps;
        while (answer == null && steps < until) {
            if (entry == head) {
                throw new IllegalStateException(returnsLeft + " returns are left, and none is in the list");
            }
            if ((entry & 1) == 1) {
                back();
            } else if (!place(entry >> 1)) {
                entry = next[entry];
            }
        }
    }

    private boolean place(int action) {
        steps++;
        if (elder[action] >= 0 && !contains(elder[action])) {
            return false;
        }
        int after = model.step(state, history.get(action).action());
        if (after == Model.IMPOSSIBLE || after == state && !history.get(action).returns()) {
            return false;
        }
        set[action >> 6] |= 1L << action;
        if (!visited.add(set, after)) {
            set[action >> 6] &= ~(1L << action);
            return false;
        }
        placed[depth] = action;
        stateBefore[depth] = state;
        depth++;
        state = after;
        unlink(2 * action);
        if (history.get(action).returns()) {
            unlink(2 * action + 1);
            returnsLeft--;
            if (returnsLeft == 0) {
                answer = Verdict.Answer.LINEARIZABLE;
            }
        }
        entry = next[head];
        return true;
    }

    /** An action returned that is not placed. */
    private void back() {
        if (depth > longest.length || stuckAt < 0) {
            longest = Arrays.copyOf(placed, depth);
            stuckAt = entry >> 1;
        }
        boolean free = true;
        while (free) {
            if (depth == 0) {
                answer = Verdict.Answer.NOT_LINEARIZABLE;
                return;
            }
            depth--;
            int action = placed[depth];
            free = reads[action];
            state = stateBefore[depth];
            set[action >> 6] &= ~(1L << action);
            if (history.get(action).returns()) {
                relink(2 * action + 1);
                returnsLeft++;
            }
            relink(2 * action);
            entry = next[2 * action];
        }
    }

    private boolean contains(int action) {
        return (set[action >> 6] >>> action & 1) == 1;
    }

    private void unlink(int entry) {
        next[previous[entry]] = next[entry];
        previous[next[entry]] = previous[entry];
    }

    /** In the reverse order of {@link #unlink}: an entry still knows its neighbours of that time. */
    private void relink(int entry) {
        next[previous[entry]] = entry;
        previous[next[entry]] = entry;
    }

    Verdict verdict() {
        boolean found = answer == Verdict.Answer.LINEARIZABLE;
        int[] shown = found ? Arrays.copyOf(placed, depth) : longest;
        List<Integer> order = new ArrayList<>(shown.length);
        for (int action : shown) {
            order.add(action);
        }
        return new Verdict(
                answer == null ? Verdict.Answer.UNKNOWN : answer, List.copyOf(order), found ? -1 : stuckAt, steps);
    }

    boolean isDone() {
        return answer != null;
    }

    long steps() {
        return steps;
    }
}
