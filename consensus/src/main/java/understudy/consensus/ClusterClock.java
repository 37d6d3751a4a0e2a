package understudy.consensus;

import java.util.Arrays;

/**
 * The time that goes into the log: the leader's own clock, held to within 200 ms of the median of a majority's,
 * and strictly rising whatever the clocks do. A wrong clock on a minority of nodes cannot move it by more than
 * that; without fresh samples of a majority it goes on by the monotonic clock.
 *
 * <p>A new leader gives no stamp before it has heard a majority's clocks once. All it could go by is the last stamp of
 * the log, which may be from before a long outage, or 0: what expires would then be stamped with an expiry that has
 * long passed once the clock jumps to the present.
 */
final class ClusterClock {
    private static final long CLAMP_MICROS = 200_000;
    private static final long FRESH_MICROS = 2_000_000;

    private final int quorum;
    private final int self;

    /** Per member: how far its wall clock was ahead of our monotonic one when it was sampled. */
    private final long[] offsetMicros;

    private final long[] sampledMicros;
    private final boolean[] sampled;
    private long lastStampMicros;
    private long lastNowMicros;
    private boolean settled;

    /** @param lastStampMicros the highest stamp in the log so far; the next one is above */
    ClusterClock(Configuration configuration, NodeId self, long lastStampMicros, Step step) {
        this.quorum = configuration.quorum();
        this.self = configuration.indexOf(self);
        this.offsetMicros = new long[configuration.size()];
        this.sampledMicros = new long[configuration.size()];
        this.sampled = new boolean[configuration.size()];
        this.lastStampMicros = lastStampMicros;
        this.lastNowMicros = step.nowMicros();
        sample(step, this.self, step.wallMicros());
    }

    /** Whether a majority's clocks were heard since this node leads: before, it has no idea of the time. */
    boolean isSettled() {
        return settled;
    }

    void sample(Step step, int member, long wallMicros) {
        offsetMicros[member] = wallMicros - step.nowMicros();
        sampledMicros[member] = step.nowMicros();
        sampled[member] = true;
        settled = settled || fresh(step).length >= quorum;
    }

    /** What the clocks that were heard lately show now. */
    private long[] fresh(Step step) {
        long[] fresh = new long[offsetMicros.length];
        int count = 0;
        for (int i = 0; i < fresh.length; i++) {
            if (sampled[i] && step.nowMicros() - sampledMicros[i] <= FRESH_MICROS) {
                fresh[count++] = offsetMicros[i] + step.nowMicros();
            }
        }
        return Arrays.copyOf(fresh, count);
    }

    /** What the next stamp would be. */
    long estimate(Step step) {
        sample(step, self, step.wallMicros());
        long[] fresh = fresh(step);
        long time;
        if (fresh.length < quorum) {
            time = lastStampMicros + Math.max(0, step.nowMicros() - lastNowMicros);
        } else {
            Arrays.sort(fresh);
            long median = fresh[(fresh.length - 1) / 2];
            time = Math.max(median - CLAMP_MICROS, Math.min(median + CLAMP_MICROS, step.wallMicros()));
        }
        return Math.max(lastStampMicros + 1, time);
    }

    long stamp(Step step) {
        lastStampMicros = estimate(step);
        lastNowMicros = step.nowMicros();
        return lastStampMicros;
    }

    /** Real time since the last stamp was given. */
    long sinceStampMicros(Step step) {
        return step.nowMicros() - lastNowMicros;
    }
}
