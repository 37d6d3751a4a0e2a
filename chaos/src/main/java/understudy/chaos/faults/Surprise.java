package understudy.chaos.faults;

/** A node did what it must never do, whatever the histories say. */
public final class Surprise extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Surprise(String what) {
        super(what);
    }
}
