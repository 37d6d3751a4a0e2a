package understudy.script.keyspace;

/**
 * A live key.
 *
 * @param value not written to by anyone
 * @param revision 0 for the first write; every write and every deletion takes the next
 * @param expiresAtMicros in microseconds since 1970; 0 = never
 * @param modifiedMicros stamp of its last write
 */
public record Entry(ValueType type, byte[] value, long revision, long expiresAtMicros, long modifiedMicros) {}
