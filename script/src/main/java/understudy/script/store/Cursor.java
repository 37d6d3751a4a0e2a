package understudy.script.store;

/** Walks a {@link View} upwards. A write to what it walks makes it unusable. */
public interface Cursor extends AutoCloseable {
    /** Moves to the next key; false at the end. */
    boolean next();

    byte[] key();

    byte[] value();

    @Override
    void close();
}
