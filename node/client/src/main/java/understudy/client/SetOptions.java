package understudy.client;

import java.util.ArrayList;
import java.util.List;

/** Conditions and expiry of a {@code SET}. Immutable; each method answers a changed copy. */
public final class SetOptions {
    /** No condition, no expiry. */
    public static final SetOptions NONE = new SetOptions("", "", 0);

    private final String condition;
    private final String expiry;
    private final long millis;

    private SetOptions(String condition, String expiry, long millis) {
        this.condition = condition;
        this.expiry = expiry;
        this.millis = millis;
    }

    /** Only where the key is missing. */
    public SetOptions ifAbsent() {
        return new SetOptions("NX", expiry, millis);
    }

    /** Only where the key is there. */
    public SetOptions ifPresent() {
        return new SetOptions("XX", expiry, millis);
    }

    /** It expires after so many milliseconds, 1 or more. */
    public SetOptions expireAfterMillis(long millis) {
        return new SetOptions(condition, "PX", positive(millis));
    }

    /** It expires at that Unix time in milliseconds, 1 or more. */
    public SetOptions expireAtMillis(long unixMillis) {
        return new SetOptions(condition, "PXAT", positive(unixMillis));
    }

    /** It expires when the value before would have; else that is forgotten. */
    public SetOptions keepExpiry() {
        return new SetOptions(condition, "KEEPTTL", 0);
    }

    private static long positive(long millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("an expiry is 1 ms or more, not " + millis);
        }
        return millis;
    }

    List<Object> words() {
        List<Object> words = new ArrayList<>();
        if (!condition.isEmpty()) {
            words.add(condition);
        }
        if (!expiry.isEmpty()) {
            words.add(expiry);
        }
        if (millis > 0) {
            words.add(millis);
        }
        return words;
    }
}
