package understudy.script.keyspace;

import java.util.List;

/**
 * A function as its library declares it.
 *
 * @param name letters, digits and underscores
 * @param description null for none
 * @param flags those of {@link #FLAGS} that it has, in their order
 */
public record LibraryFunction(String name, byte[] description, List<String> flags) {
    /** It may not write. */
    public static final String NO_WRITES = "no-writes";

    /** All that there are, in the order in which they are listed. */
    public static final List<String> FLAGS =
            List.of(NO_WRITES, "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys");

    public boolean readOnly() {
        return flags.contains(NO_WRITES);
    }
}
