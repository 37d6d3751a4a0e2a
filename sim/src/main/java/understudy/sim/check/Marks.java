package understudy.sim.check;

import java.util.ArrayList;
import java.util.List;

/** How often each {@link Mark} was hit. */
public final class Marks {
    private final long[] hits = new long[Mark.values().length];

    private final Coverage coverage = new Coverage();
    private long unknownVerdicts;

    /** A search was given up: nobody knows whether its history is right. */
    public void unknownVerdict() {
        unknownVerdicts++;
    }

    /** Searches that were given up. */
    public long unknownVerdicts() {
        return unknownVerdicts;
    }

    /** What of the product's surface was used. */
    public Coverage coverage() {
        return coverage;
    }

    public void hit(Mark mark) {
        hits[mark.ordinal()]++;
    }

    public long hits(Mark mark) {
        return hits[mark.ordinal()];
    }

    public void add(Marks others) {
        for (int i = 0; i < hits.length; i++) {
            hits[i] += others.hits[i];
        }
        unknownVerdicts += others.unknownVerdicts;
        coverage.merge(others.coverage);
    }

    public List<Mark> missed() {
        List<Mark> missed = new ArrayList<>();
        for (Mark mark : Mark.values()) {
            if (hits(mark) == 0) {
                missed.add(mark);
            }
        }
        return missed;
    }
}
