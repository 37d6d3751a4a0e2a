package understudy.sim.check.linear;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Numbers for states: equal ones have equal numbers, from 0 on in the order in which they are first met. */
final class Numbering<S> {
    private final TreeMap<S, Integer> numbers;
    private final List<S> states = new ArrayList<>();

    Numbering(Comparator<? super S> order) {
        numbers = new TreeMap<>(order);
    }

    int of(S state) {
        Integer known = numbers.get(state);
        if (known != null) {
            return known;
        }
        numbers.put(state, states.size());
        states.add(state);
        return states.size() - 1;
    }

    S at(int number) {
        return states.get(number);
    }
}
