package understudy.script.store;

/** Where writes go: a store, or what looks at them on their way. */
public interface Changes {
    void put(byte[] key, byte[] value);

    /** Removes a key; nothing happens when it is not there. */
    void delete(byte[] key);
}
