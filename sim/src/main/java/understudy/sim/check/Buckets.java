package understudy.sim.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import understudy.script.command.Reply;

/**
 * RATE: a leaky bucket never gave more places than it has room for, in the log's time. Places that nobody was told of
 * can only have made it fuller.
 */
public final class Buckets {
    private final Marks marks;

    public Buckets(Marks marks) {
        this.marks = marks;
    }

    private record Place(Operation operation, Intent.Pour pour, long millis) {}

    public void check(List<Operation> history) {
        TreeMap<String, List<Place>> buckets = new TreeMap<>();
        for (Operation operation : history) {
            if (operation.intent instanceof Intent.Pour pour
                    && operation.acknowledged()
                    && operation.reply instanceof Reply.Items items) {
                boolean given = ((Reply.Whole) items.items().get(0)).value() == 1;
                marks.hit(given ? Mark.POURED : Mark.OVERFLOWED);
                if (given) {
                    long millis = ((Reply.Whole) items.items().get(1)).value();
                    buckets.computeIfAbsent(pour.bucket(), b -> new ArrayList<>())
                            .add(new Place(operation, pour, millis));
                }
            }
        }
        buckets.values().forEach(Buckets::checkLevels);
    }

    /** A place leaks away in so many milliseconds: levels are in these. */
    private static void checkLevels(List<Place> places) {
        places.sort(Comparator.comparingLong(Place::millis));
        long level = 0;
        long before = 0;
        for (Place place : places) {
            Intent.Pour pour = place.pour;
            level = Math.max(0, level - (place.millis - before)) + pour.leakMillis();
            before = place.millis;
            if (level > pour.capacity() * pour.leakMillis()) {
                throw new Violation(
                        "RATE",
                        place.operation + ": a place too many, of " + pour.capacity() + " that leak away in "
                                + pour.leakMillis() + " ms each");
            }
        }
    }
}
