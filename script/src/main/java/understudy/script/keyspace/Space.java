package understudy.script.keyspace;

/**
 * One map of names: each numbered database has one of persistent keys, one of ephemeral keys for Kahuna's
 * {@code eset} and its kin, one of {@link Locks} and one of {@link Sequences}. All are replicated alike; they only
 * never see each other's names, so a lock may have the name of the key that it protects.
 *
 * @param database 0 to 15
 */
public record Space(int database, Holds holds) {
    /** How many numbered databases there are. */
    public static final int DATABASES = 16;

    /** How many spaces there are in all. */
    static final int COUNT = Holds.values().length * DATABASES;

    /** What a space is a map of. */
    public enum Holds {
        KEYS,
        EPHEMERAL_KEYS,
        LOCKS,
        SEQUENCES
    }

    public Space {
        if (database < 0 || database >= DATABASES) {
            throw new IllegalArgumentException("database " + database + " is not within 0.." + (DATABASES - 1));
        }
    }

    /** The map that RESP commands work on. */
    public static Space persistent(int database) {
        return new Space(database, Holds.KEYS);
    }

    public static Space ephemeral(int database) {
        return new Space(database, Holds.EPHEMERAL_KEYS);
    }

    /** A number of its own for each space: 0 to 31 those of keys, then locks, then sequences. */
    int ordinal() {
        return switch (holds) {
            case KEYS -> database * 2;
            case EPHEMERAL_KEYS -> database * 2 + 1;
            case LOCKS -> 2 * DATABASES + database;
            case SEQUENCES -> 3 * DATABASES + database;
        };
    }

    /** Whether a name's revisions rise even where its earlier ones were forgotten: those of locks do. */
    static boolean neverFalls(int ordinal) {
        return ordinal >= 2 * DATABASES && ordinal < 3 * DATABASES;
    }
}
