package understudy.script.kahuna;

/**
 * Where a value was read. Values keep it through variables; whatever is computed from them has none.
 *
 * @param key null where Kahuna tells none
 * @param revision -1 for a missing key
 * @param expiresMillis in milliseconds since 1970; 0 for never
 */
record Origin(byte[] key, long revision, long expiresMillis) {}
