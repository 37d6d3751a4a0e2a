package understudy.chaos.faults;

import java.util.List;
import understudy.chaos.relays.Passage;
import understudy.chaos.relays.Relays;

/** Directions of links through which nothing passes. */
final class Cut implements Fault {
    /** All that one node sends to another. */
    record Direction(int from, int to) {}

    private final Relays relays;
    private final List<Direction> directions;
    private final Passage passage;
    private final String words;

    Cut(Relays relays, List<Direction> directions, Passage passage, String words) {
        this.relays = relays;
        this.directions = directions;
        this.passage = passage;
        this.words = words;
    }

    @Override
    public String begin() {
        directions.forEach(direction -> relays.impose(direction.from(), direction.to(), passage));
        return words;
    }

    @Override
    public void heal() {
        directions.forEach(direction -> relays.lift(direction.from(), direction.to(), passage));
    }
}
