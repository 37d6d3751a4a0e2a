package understudy.replica;

/**
 * What a stage is told about time. Nothing in this module asks a clock.
 *
 * @param monotonicMicros never goes back within a life of the process; its origin means nothing
 * @param wallMicros microseconds since 1970 as the machine believes; may jump
 */
public record Now(long monotonicMicros, long wallMicros) {}
