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
    private long frozenMicros = -1;

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

    /** Both clocks stand still: the machine, or what shows it the time, is suspended and does not know. */
    public void freeze() {
        if (frozenMicros < 0) {
            frozenMicros = timeline.nowMicros();
        }
    }

    /** The wall clock jumps to where it would be; the monotonic one goes on from where it stood. */
    public void thaw() {
        if (frozenMicros >= 0) {
            startedMicros += timeline.nowMicros() - Math.max(frozenMicros, startedMicros);
            frozenMicros = -1;
        }
    }

    public Now now() {
        long micros = frozenMicros >= 0 ? frozenMicros : timeline.nowMicros();
        long lived = Math.max(0, micros - startedMicros);
        return new Now(
                monotonicOriginMicros + lived + drift(lived), EPOCH_MICROS + wallOffsetMicros + micros + drift(micros));
    }

    private long drift(long micros) {
        return micros * driftPerMillion / Prng.MILLION;
    }
}
