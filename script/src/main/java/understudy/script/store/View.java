package understudy.script.store;

/** An ordered map of bytes, to read. Keys compare as unsigned bytes. Arrays handed out are not written to by anyone. */
public interface View {
    /** The value under a key, or null. */
    byte[] get(byte[] key);

    /** A cursor that stands before the first key at or above {@code from}. */
    Cursor scan(byte[] from);
}
