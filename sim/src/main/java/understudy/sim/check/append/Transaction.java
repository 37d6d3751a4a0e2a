package understudy.sim.check.append;

import java.util.List;

/**
 * A client's transaction over lists.
 *
 * @param origin what it was, for people
 * @param connection what one connection sends takes effect in that order
 * @param returnMicros what it is does not matter where the fate is not known
 */
public record Transaction(
        Object origin, long connection, long callMicros, long returnMicros, Fate fate, List<Step> steps) {
    /** What its client knows of it. */
    public enum Fate {
        /** It was answered. */
        COMMITTED,
        /** It may have happened. Its reads, if any, nobody saw. */
        UNKNOWN,
        /** It never happened and never will. */
        FAILED
    }

    /** What a transaction does, one after the other. */
    public sealed interface Step {
        String key();
    }

    /** Adds an element, unique in the history, to the end of a list. */
    public record Append(String key, long element) implements Step {}

    /** Reads a list. */
    public record Read(String key, long[] elements) implements Step {}
}
