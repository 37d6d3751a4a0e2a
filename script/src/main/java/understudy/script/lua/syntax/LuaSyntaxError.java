package understudy.script.lua.syntax;

/** A source that does not compile. The message begins with chunk and line, as PUC's does. */
public final class LuaSyntaxError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    LuaSyntaxError(String message, int line) {
        super(message, null, false, false);
        this.line = line;
    }

    /** From 1. */
    public int line() {
        return line;
    }
}
