package understudy.replica;

/** All log work up to and including this position is durable. */
public record LogDone(long position) {}
