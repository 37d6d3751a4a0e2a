package understudy.script.keyspace;

/**
 * What a command may still spend. Steps and bytes are counted identically on every replica, so that a runaway
 * ends in the same error at the same instruction everywhere; wall time plays no part.
 *
 * <p>Reads outside the log may have one of two kinds more. A <em>trial</em> ends a read that takes more than a few steps,
 * with {@link TakesLong}. A <em>killable</em> budget is handed out in portions, and before each a {@link KillSwitch} is
 * looked at. Neither changes where the budget itself ends.
 */
public final class Budget {
    public static final long DEFAULT_STEPS = 2_000_000;
    public static final long DEFAULT_BYTES = 16L << 20;

    /** Lua takes a tenth of a millisecond for so many, a walk some milliseconds. */
    private static final long PORTION_STEPS = 10_000;

    private final long steps;
    private final long bytes;

    /** A trial ends when this portion is spent. */
    private final boolean trial;

    /** Null where nothing but the budget ends the run. */
    private final KillSwitch killSwitch;

    /** Of the portion at hand, which is all of it but for reads outside the log. */
    private long stepsLeft;

    private long stepsBehind;
    private long bytesLeft;

    public Budget(long steps, long bytes) {
        this(steps, bytes, steps, false, null);
    }

    private Budget(long steps, long bytes, long portion, boolean trial, KillSwitch killSwitch) {
        this.steps = steps;
        this.bytes = bytes;
        this.trial = trial;
        this.killSwitch = killSwitch;
        this.stepsLeft = portion;
        this.stepsBehind = steps - portion;
        this.bytesLeft = bytes;
    }

    public static Budget standard() {
        return new Budget(DEFAULT_STEPS, DEFAULT_BYTES);
    }

    /** A budget of which only the first steps may be spent here: beyond, {@link TakesLong} is thrown. */
    public static Budget trial(long steps, long bytes, long stepsHere) {
        return new Budget(steps, bytes, Math.min(steps, stepsHere), stepsHere < steps, null);
    }

    /** A budget of a run that may be ended from outside. */
    public static Budget killable(long steps, long bytes, KillSwitch killSwitch) {
        return new Budget(steps, bytes, 0, false, killSwitch);
    }

    /** Pays for {@code n} steps of work. */
    public void step(long n) {
        if (n < 0 || n > stepsLeft) {
            nextPortion(n);
        }
        stepsLeft -= n;
    }

    /** Makes the portion at hand large enough for {@code n} steps. */
    private void nextPortion(long n) {
        if (trial && n >= 0) {
            throw new TakesLong();
        }
        if (killSwitch != null && killSwitch.reason() != null) {
            stepsLeft = 0;
            stepsBehind = 0;
            throw new BudgetExhausted(killSwitch.reason());
        }
        long all = stepsLeft + stepsBehind;
        if (n < 0 || n > all) {
            stepsLeft = 0;
            stepsBehind = 0;
            throw new BudgetExhausted("budget of " + steps + " steps is used up");
        }
        stepsLeft = Math.min(all, Math.max(n, PORTION_STEPS));
        stepsBehind = all - stepsLeft;
    }

    /** Pays for {@code n} bytes that the command keeps or answers. */
    public void allocate(long n) {
        if (n < 0 || n > bytesLeft) {
            bytesLeft = 0;
            throw new BudgetExhausted("budget of " + bytes + " bytes is used up");
        }
        bytesLeft -= n;
    }

    /**
     * So many may be spent before {@link #step} is to be told of it again. That they are spent does not mean that there
     * are no more.
     */
    public long stepsLeft() {
        return stepsLeft;
    }

    public long bytesLeft() {
        return bytesLeft;
    }
}
