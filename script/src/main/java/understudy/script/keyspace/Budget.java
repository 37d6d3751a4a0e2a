package understudy.script.keyspace;

/**
 * What a command may still spend. Steps and bytes are counted identically on every replica, so that a runaway
 * ends in the same error at the same instruction everywhere; wall time plays no part.
 */
public final class Budget {
    public static final long DEFAULT_STEPS = 2_000_000;
    public static final long DEFAULT_BYTES = 16L << 20;

    private final long steps;
    private final long bytes;
    private long stepsLeft;
    private long bytesLeft;

    public Budget(long steps, long bytes) {
        this.steps = steps;
        this.bytes = bytes;
        this.stepsLeft = steps;
        this.bytesLeft = bytes;
    }

    public static Budget standard() {
        return new Budget(DEFAULT_STEPS, DEFAULT_BYTES);
    }

    /** Pays for {@code n} steps of work. */
    public void step(long n) {
        if (n < 0 || n > stepsLeft) {
            stepsLeft = 0;
            throw new BudgetExhausted("budget of " + steps + " steps is used up");
        }
        stepsLeft -= n;
    }

    /** Pays for {@code n} bytes that the command keeps or answers. */
    public void allocate(long n) {
        if (n < 0 || n > bytesLeft) {
            bytesLeft = 0;
            throw new BudgetExhausted("budget of " + bytes + " bytes is used up");
        }
        bytesLeft -= n;
    }

    public long stepsLeft() {
        return stepsLeft;
    }

    public long bytesLeft() {
        return bytesLeft;
    }
}
