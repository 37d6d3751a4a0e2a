package understudy.client;

import java.util.List;

/**
 * A portion of the keys.
 *
 * @param cursor where the next one begins: it means the same on every node, and after a failover
 */
public record ScanPage(String cursor, List<String> keys) {
    /** Where the first one begins. */
    public static final String FIRST = "0";

    static ScanPage of(Answer answer) {
        List<Answer> parts = answer.items();
        return new ScanPage(parts.get(0).text(), Replies.texts(parts.get(1)));
    }

    /** Whether all keys have been walked. */
    public boolean isLast() {
        return cursor.equals(FIRST);
    }
}
