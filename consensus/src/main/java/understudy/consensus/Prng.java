package understudy.consensus;

/** The one source of randomness of this module: SplitMix64 (Steele, Lea, Flood 2014), seeded from outside. */
public final class Prng {
    private long state;

    public Prng(long seed) {
        state = seed;
    }

    public long nextLong() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** 0 to {@code bound} - 1. */
    public long below(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("no number is below " + bound);
        }
        return Long.remainderUnsigned(nextLong(), bound);
    }
}
