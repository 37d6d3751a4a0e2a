package understudy.replica;

/**
 * What the log stage does. Positions are consecutive over appends and promises; when all up to a position is
 * durable the stage answers with {@link LogDone}.
 */
public sealed interface LogWork {
    /** Appends a record to the log. */
    record Append(long position, int type, byte[] payload) implements LogWork {}

    /** Replaces the promise file's content. */
    record Promise(long position, byte[] value) implements LogWork {}

    /** Everything written at positions below is no longer needed. */
    record Trim(long position) implements LogWork {}

    /** Nothing was written for a while: time for a durable mark. */
    record Idle() implements LogWork {}
}
