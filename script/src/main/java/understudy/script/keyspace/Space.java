package understudy.script.keyspace;

/**
 * One map of user keys: each numbered database has a persistent one, and an ephemeral one for Kahuna's
 * {@code eset} and its kin. Both are replicated alike; they only never see each other's keys.
 *
 * @param database 0 to 15
 */
public record Space(int database, boolean ephemeral) {
    /** How many numbered databases there are. */
    public static final int DATABASES = 16;

    public Space {
        if (database < 0 || database >= DATABASES) {
            throw new IllegalArgumentException("database " + database + " is not within 0.." + (DATABASES - 1));
        }
    }

    /** The map that RESP commands work on. */
    public static Space persistent(int database) {
        return new Space(database, false);
    }

    /** A number of its own for each space, 0 to 31. */
    int ordinal() {
        return database * 2 + (ephemeral ? 1 : 0);
    }
}
