package understudy.script.store;

/**
 * The state is not what was written: a record's checksum is wrong, or the store below cannot find its way in its own
 * pages. The replica must neither answer from this state nor build on it. It discards the state and takes a peer's;
 * its log and promises stay as they are.
 *
 * <p>Every store and every reader of records throws this one type, since whoever runs the state acts on it alike
 * wherever the damage is found. The text names the place.
 */
public final class DamagedState extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DamagedState(String message) {
        super(message);
    }

    public DamagedState(String message, Throwable cause) {
        super(message, cause);
    }
}
