package understudy.script.command;

import java.util.ArrayList;
import java.util.List;

/** Where a command line's keys stand. */
final class KeyPlaces {
    private KeyPlaces() {}

    /** Indexes into the arguments, which the row's arity allows. Empty where a number of keys does not fit. */
    static List<Integer> of(Row row, List<byte[]> arguments) {
        List<Integer> places = new ArrayList<>();
        for (Row.KeySpec spec : row.keys()) {
            int first = spec.first();
            int last = spec.last() < 0 ? arguments.size() + spec.last() : first + spec.last();
            if (spec.counted()) {
                byte[] number = arguments.get(first);
                long count = Integers.isWhole(number) ? Integers.whole(number) : -1;
                first++;
                if (count < 0 || count > arguments.size() - first) {
                    continue;
                }
                last = first + (int) count - 1;
            }
            for (int place = first; place <= last && place < arguments.size(); place += spec.step()) {
                places.add(place);
            }
        }
        return places;
    }
}
