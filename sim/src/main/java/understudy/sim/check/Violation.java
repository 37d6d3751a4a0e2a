package understudy.sim.check;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** A promise was broken: which checker says so, and what it saw. It ends the run of its seed. */
public final class Violation extends RuntimeException {
    /** The code of what went wrong outside of all that the simulator watches. */
    public static final String CRASH = "CRASH";

    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient List<Violation> also = new ArrayList<>();

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
        return new Violation("HALT", where + " halted: " + stack(why), why);
    }

    /** A checker stumbled over what the product answered: it objects, in its own way. */
    static Violation stumbled(String code, RuntimeException why) {
        return new Violation(code, "the checker itself failed: " + stack(why), why);
    }

    /** The simulator failed, outside of its checkers: nobody knows whether the product would have passed. */
    public static Violation crash(Throwable why) {
        return new Violation(CRASH, "the simulator itself failed: " + stack(why), why);
    }

    private static String stack(Throwable why) {
        StringWriter text = new StringWriter();
        why.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /** Which check it was, as far as the code knows: class and method, of the product where it stopped itself. */
    public String where() {
        Throwable origin = origin();
        StackTraceElement frame = frame(origin);
        if (frame == null) {
            return origin.getClass().getSimpleName();
        }
        String name = frame.getClassName();
        String method = frame.getMethodName();
        return name.substring(name.lastIndexOf('.') + 1)
                + (method.startsWith("lambda$") ? "" : "." + method)
                + (origin == this ? "" : " " + origin.getClass().getSimpleName());
    }

    /** The same, told from other checks of its method; it holds for one build only. */
    public String check() {
        Throwable origin = origin();
        StackTraceElement frame = frame(origin);
        // Where a stack overflows is chance.
        return frame == null || origin instanceof StackOverflowError ? where() : where() + ":" + frame.getLineNumber();
    }

    private Throwable origin() {
        Throwable origin = this;
        while (origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin;
    }

    private static StackTraceElement frame(Throwable origin) {
        for (StackTraceElement frame : origin.getStackTrace()) {
            String name = frame.getClassName();
            if (name.startsWith("understudy.") && !name.equals(Violation.class.getName())) {
                return frame;
            }
        }
        return null;
    }

    /** The same, with what other checkers found in the same run. */
    Violation with(List<Violation> others) {
        also.addAll(others);
        return this;
    }

    /** The codes of other checkers that were violated by the same run, in the order of their verdicts. */
    public List<String> alsoCodes() {
        return also.stream().map(Violation::code).toList();
    }

    @Override
    public String getMessage() {
        if (also.isEmpty()) {
            return super.getMessage();
        }
        StringBuilder text = new StringBuilder(super.getMessage());
        for (Violation violation : also) {
            text.append("\n  also ").append(violation.code).append(": ").append(violation.getMessage());
        }
        return text.toString();
    }

    /** As in the catalogue of defects: AGR, PRM, DUR, GAP, CFG, CRC, EQ, REF, LIN, ELLE, XO, LIVE; SUM, RATE, SCAN, LOCK, SEQ, TTL, ALL,
     * TIME, HALT, DOOR and CRASH are our own. */
    public String code() {
        return code;
    }
}
