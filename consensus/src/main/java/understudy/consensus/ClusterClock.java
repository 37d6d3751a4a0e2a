package understudy.consensus;

import java.util.Arrays;

/**
 * The time that goes into the log: the leader's own clock, held to within 200 ms of the median of a majority's,
 * and strictly rising whatever the clocks do. A wrong clock on a minority of nodes cannot move it by more than
 * that; without fresh samples of a majority it goes on by the monotonic clock.
 */
final class ClusterClock {
    private static final long CLAMP_MICROS = 200_000;
    private static final long FRESH_MICROS = 2_000_000;

    private final int quorum;
    private final int self;
    private int samples;

    /** Per member: how far its wall clock was ahead of our monotonic one when it was sampled. */
    private final long[] offsetMicros;

    private final long[] sampledMicros;
    private final boolean[] sampled;
    private long lastStampMicros;
    private long lastNowMicros;

    /** @param lastStampMicros the highest stamp in the log so far; the next one is above */
    ClusterClock(Configuration configuration, NodeId self, long lastStampMicros, long nowMicros) {
        this.quorum = configuration.quorum();
        this.self = configuration.indexOf(self);
        this.offsetMicros = new long[configuration.size()];
        this.sampledMicros = new long[configuration.size()];
        this.sampled = new boolean[configuration.size()];
        this.lastStampMicros = lastStampMicros;
        this.lastNowMicros = nowMicros;
    }

    /** Whether a majority's clocks were seen in this leadership, its own included. */
    boolean isSet() {
        return samples + (sampled[self] ? 0 : 1) >= quorum;
    }

    void sample(Step step, int member, long wallMicros) {
        offsetMicros[member] = wallMicros - step.nowMicros();
        sampledMicros[member] = step.nowMicros();
        samples += sampled[member] ? 0 : 1;
        sampled[member] = true;
    }

    /** What the next stamp would be. */
    long estimate(Step step) {
        sample(step, self, step.wallMicros());
        long[] fresh = new long[offsetMicros.length];
        int count = 0;
        for (int i = 0; i < fresh.length; i++) {
            if (sampled[i] && step.nowMicros() - sampledMicros[i] <= FRESH_MICROS) {
                fresh[count++] = offsetMicros[i] + step.nowMicros();
            }
        }
        long time;
        if (count < quorum) {
            time = lastStampMicros + Math.max(0, step.nowMicros() - lastNowMicros);
        } else {
            Arrays.sort(fresh, 0, count);
            long median = fresh[(count - 1) / 2];
            time = Math.max(median - CLAMP_MICROS, Math.min(median + CLAMP_MICROS, step.wallMicros()));
        }
        return Math.max(lastStampMicros + 1, time);
    }

    long stamp(Step step) {
        lastStampMicros = estimate(step);
        lastNowMicros = step.nowMicros();
        return lastStampMicros;
    }
}
