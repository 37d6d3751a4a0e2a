package understudy.sim.check;

/** What time it is, in truth and as the nodes' clocks have shown it. */
public interface Clocks {
    /** Microseconds since the world began. */
    long nowMicros();

    /** The lowest that any node's wall clock ever showed. */
    long lowestWallMicros();

    /** The highest that any node's wall clock ever showed. */
    long highestWallMicros();

    /** The lowest that a node's wall clock shows now. */
    default long lowestNowMicros() {
        return lowestWallMicros();
    }

    /** The highest that the median of any so many nodes' wall clocks ever may have been. */
    default long highestMedianMicros(int nodes) {
        return highestWallMicros();
    }
}
