package understudy.sim.check;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A promise was broken: which checker says so, and what it saw. It ends the run of its seed. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    public Violation(String code, String what) {
        super(what);
        this.code = code;
    }

    private Violation(String code, String what, Throwable cause) {
        super(what, cause);
        this.code = code;
    }

    /** The product stopped itself: an assertion of its own, or a defect that shows as an exception. */
    public static Violation halt(String where, Throwable why) {
        StringWriter text = new StringWriter();
        why.printStackTrace(new PrintWriter(text, true));
        return new Violation("HALT", where + " halted: " + text, why);
    }

    /** As in the catalogue of defects: AGR, PRM, DUR, GAP, EQ, REF, LIN, XO, LIVE; HALT and DOOR are our own. */
    public String code() {
        return code;
    }
}
