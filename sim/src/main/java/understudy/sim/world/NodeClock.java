package understudy.sim.world;

import understudy.replica.Now;

/**
 * A node's clocks. The monotonic one starts anew with each process; the wall clock is off by an offset. Both run
 * a little too fast or too slow.
 */
public final class NodeClock {
    /** When the worlds begin, in microseconds since 1970. */
    private static final long EPOCH_MICROS = 1_800_000_000_000_000L;

    private final Timeline timeline;
    private final long driftPerMillion;
    private long wallOffsetMicros;
    private long lowestOffsetMicros;
    private long highestOffsetMicros;
    private long startedMicros;
    private long monotonicOriginMicros;

    public NodeClock(Timeline timeline, long wallOffsetMicros, long driftPerMillion) {
        this.timeline = timeline;
        this.wallOffsetMicros = wallOffsetMicros;
        lowestOffsetMicros = wallOffsetMicros;
        highestOffsetMicros = wallOffsetMicros;
        this.driftPerMillion = driftPerMillion;
    }

    /** A process starts: its monotonic clock begins somewhere else. */
    public void restart(long originMicros) {
        startedMicros = timeline.nowMicros();
        monotonicOriginMicros = originMicros;
    }

    /** The wall clock is set. */
    public void step(long byMicros) {
        wallOffsetMicros += byMicros;
        lowestOffsetMicros = Math.min(lowestOffsetMicros, wallOffsetMicros);
        highestOffsetMicros = Math.max(highestOffsetMicros, wallOffsetMicros);
    }

    /** Nobody who asked this wall clock ever saw less. */
    public long lowestWallMicros() {
        return EPOCH_MICROS + lowestOffsetMicros + Math.min(0, drift(timeline.nowMicros()));
    }

    /** Nobody who asked this wall clock ever saw more. */
    public long highestWallMicros() {
        long micros = timeline.nowMicros();
        return EPOCH_MICROS + highestOffsetMicros + micros + Math.max(0, drift(micros));
    }

    public Now now() {
        long micros = timeline.nowMicros();
        long lived = micros - startedMicros;
        return new Now(
                monotonicOriginMicros + lived + drift(lived), EPOCH_MICROS + wallOffsetMicros + micros + drift(micros));
    }

    private long drift(long micros) {
        return micros * driftPerMillion / Prng.MILLION;
    }
}
