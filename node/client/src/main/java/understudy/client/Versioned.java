package understudy.client;

/**
 * A value with its revision.
 *
 * @param value null when the key is missing
 * @param revision 0 for the first write, one more for each further one; a key that never was has -1
 * @param expiresAtMillis Unix time; 0 for never
 */
public record Versioned(String value, long revision, long expiresAtMillis) {
    static Versioned of(KahunaResult result) {
        KahunaResult.Value value = result.values().get(0);
        return new Versioned(Replies.text(value.value()), value.revision(), value.expiresMillis());
    }
}
