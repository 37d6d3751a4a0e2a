package understudy.sim.world;

/**
 * The simulator's one source of chance: xoshiro256++ (Blackman and Vigna), seeded through SplitMix64.
 *
 * <p>A generator is split by purpose, not by draws: {@code split("network")} depends on the seed and the word
 * alone, however much was drawn before. So one more draw for the network leaves the disk's faults, the
 * clients' commands and the schedule as they were, and a seed goes on showing what it showed.
 */
public final class Prng {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    public static final int MILLION = 1_000_000;

    private final long seed;
    private long a;
    private long b;
    private long c;
    private long d;

    public Prng(long seed) {
        this.seed = seed;
        a = mix(seed + GOLDEN);
        b = mix(seed + 2 * GOLDEN);
        c = mix(seed + 3 * GOLDEN);
        d = mix(seed + 4 * GOLDEN);
    }

    /** The generator for a purpose: the same for the same seed and word, whatever was drawn so far. */
    public Prng split(String purpose) {
        long h = seed ^ 0x5bf03635dcbb1f6cL;
        for (int i = 0; i < purpose.length(); i++) {
            h = mix(h + GOLDEN + purpose.charAt(i));
        }
        return new Prng(mix(h));
    }

    public Prng split(long purpose) {
        return new Prng(mix(mix(seed ^ 0x2545f4914f6cdd1dL) + purpose * GOLDEN));
    }

    public long next() {
        long result = Long.rotateLeft(a + d, 23) + a;
        long t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = Long.rotateLeft(d, 45);
        return result;
    }

    /** Evenly from 0 (inclusive) to {@code bound} (exclusive). */
    public long below(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nothing lies below " + bound);
        }
        // Lemire's method: the high half of a product, redrawn where the low half would favour some results.
        long x = next();
        long low = x * bound;
        if (Long.compareUnsigned(low, bound) < 0) {
            long threshold = Long.remainderUnsigned(-bound, bound);
            while (Long.compareUnsigned(low, threshold) < 0) {
                x = next();
                low = x * bound;
            }
        }
        return Math.multiplyHigh(x, bound) + ((x >> 63) & bound);
    }

    public int below(int bound) {
        return (int) below((long) bound);
    }

    /** Evenly from {@code least} to {@code most}, both inclusive. */
    public long between(long least, long most) {
        return least + below(most - least + 1);
    }

    public int between(int least, int most) {
        return (int) between((long) least, (long) most);
    }

    /** Between the two, each order of magnitude as likely as the next: for knobs that span several. */
    public long scaled(long least, long most) {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("from " + least + " to " + most);
        }
        double x = StrictMath.exp(unit() * (StrictMath.log(most + 1.0) - StrictMath.log(least)));
        return Math.max(least, Math.min(most, (long) (least * x)));
    }

    /** True so many times in a million. */
    public boolean chance(int perMillion) {
        return below(MILLION) < perMillion;
    }

    public boolean flip() {
        return next() < 0;
    }

    /** Exponentially distributed with this mean, at most twenty times it. */
    public long exponential(long mean) {
        double x = -StrictMath.log(1.0 - unit());
        return (long) (mean * Math.min(x, 20.0));
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += 8) {
            long x = next();
            for (int j = i; j < length && j < i + 8; j++) {
                bytes[j] = (byte) x;
                x >>>= 8;
            }
        }
        return bytes;
    }

    /** From 0 (inclusive) to 1 (exclusive). */
    private double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
