package understudy.script.keyspace;

/** What a key holds. The code stands in the record; 2 to 5 are kept free for hash, list, set and sorted set. */
public enum ValueType {
    STRING(1, "string");

    private final int code;
    private final String text;

    ValueType(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    /** As {@code TYPE} answers it. */
    public String text() {
        return text;
    }

    /** Null for a code that no type has. */
    static ValueType ofCode(int code) {
        return code == STRING.code ? STRING : null;
    }
}
