package understudy.script.keyspace;

/**
 * The state machine's only source of chance: Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators" (OOPSLA 2014), figure 17. Seeded from the log, so that every replica draws the same.
 */
public final class SplitMix {
    private long state;

    public SplitMix(long seed) {
        state = seed;
    }

    public long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number from 0 to below {@code bound}, evenly but for one part in 2^64/bound. */
    public long below(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound " + bound + " is not positive");
        }
        return Long.remainderUnsigned(next(), bound);
    }
}
