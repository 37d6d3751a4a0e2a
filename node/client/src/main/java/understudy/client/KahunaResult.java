package understudy.client;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code KAHUNA.EVAL} answers.
 *
 * @param type Kahuna's name of the outcome: Set, NotSet, Get, DoesNotExist, Exists, Deleted, Extended …
 * @param values what the last statement gave: none, one, or one per key of a bucket or a scan
 */
public record KahunaResult(String type, List<Value> values) {
    /**
     * @param key null for a computed value
     * @param value {@link Answer.Nil} where there is none
     * @param revision -1 for a computed value, and for a key that never existed
     * @param expiresMillis when it expires, in milliseconds since 1970; 0 for never
     */
    public record Value(String key, Answer value, long revision, long expiresMillis) {}

    /** Reads the map. */
    public static KahunaResult of(Answer answer) {
        Answer type = answer.field("type");
        if (type == null) {
            throw new IllegalStateException("an answer to KAHUNA.EVAL names a type; this one does not: " + answer);
        }
        Answer many = answer.field("values");
        List<Value> values = new ArrayList<>();
        if (many != null) {
            for (Answer one : many.items()) {
                values.add(value(one));
            }
        } else {
            values.add(value(answer));
        }
        return new KahunaResult(type.text(), List.copyOf(values));
    }

    private static Value value(Answer map) {
        Answer key = map.field("key");
        Answer value = map.field("value");
        Answer revision = map.field("revision");
        Answer expires = map.field("expires");
        return new Value(
                key == null || key.isNil() ? null : key.text(),
                value == null ? new Answer.Nil() : value,
                revision == null || revision.isNil() ? -1 : revision.whole(),
                expires == null || expires.isNil() ? 0 : expires.whole());
    }
}
