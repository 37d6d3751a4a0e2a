package understudy.chaos.faults;

import java.util.List;
import understudy.chaos.relays.Passage;

/** Directions of links through which nothing passes. */
final class Cut implements Fault {
    /** All that one node sends to another. */
    record Direction(int from, int to) {}

    private final Arena arena;
    private final List<Direction> directions;
    private final Passage passage;
    private final String words;

    Cut(Arena arena, List<Direction> directions, Passage passage, String words) {
        this.arena = arena;
        this.directions = directions;
        this.passage = passage;
        this.words = words;
    }

    @Override
    public String begin() {
        directions.forEach(direction -> arena.pass(direction.from(), direction.to(), passage));
        return words;
    }

    @Override
    public void heal() {
        directions.forEach(direction -> arena.pass(direction.from(), direction.to(), Passage.OPEN));
    }
}
