package understudy.script.engine;

/** A script that does not compile, or ended in an error. It leaves no effect. */
public final class ScriptError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        SYNTAX,
        RUNTIME,
        /** The script's own {@code throw}. */
        THROWN,
        ABORTED,
        BUDGET
    }

    private final Kind kind;
    private final int line;
    private final int column;
    private final String sourceLine;
    private final String hint;

    /**
     * @param line from 1; 0 when unknown
     * @param column from 1; 0 when unknown
     * @param sourceLine the text of that line, to put a caret under; "" when unknown
     */
    public ScriptError(Kind kind, String message, int line, int column, String sourceLine) {
        this(kind, message, line, column, sourceLine, "");
    }

    /** @param hint what would have been right, or ""; it ends the text */
    public ScriptError(Kind kind, String message, int line, int column, String sourceLine, String hint) {
        super(message, null, false, false);
        this.kind = kind;
        this.line = line;
        this.column = column;
        this.sourceLine = sourceLine;
        this.hint = hint;
    }

    public Kind kind() {
        return kind;
    }

    /** The message without its place. */
    public String message() {
        return getMessage();
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    public String sourceLine() {
        return sourceLine;
    }

    /** What would have been right, or "". */
    public String hint() {
        return hint;
    }

    /** The message with its place and hint, on one line: what a client is told. */
    public String text() {
        StringBuilder text = new StringBuilder(message());
        if (line > 0) {
            text.append(" at line ").append(line);
            if (column > 0) {
                text.append(", column ").append(column);
            }
        }
        if (!hint.isEmpty()) {
            text.append(": ").append(hint);
        }
        return text.toString().replace('\r', ' ').replace('\n', ' ');
    }
}
