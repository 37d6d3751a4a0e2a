package understudy.script.lua.value;

/** An error on its way to the nearest {@code pcall}. Its value is what Lua's handlers see. */
public final class LuaError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Object value;
    private final boolean bare;
    private String chunk = "";
    private int line;

    public LuaError(Object value) {
        this(value, false);
    }

    private LuaError(Object value, boolean bare) {
        super(null, null, false, false);
        this.value = value;
        this.bare = bare;
    }

    /**
     * An error of the language's own operations. It carries no place when a library function raised it; Lua code
     * that gets it from a table or an operator of its own puts its place before the text.
     */
    public static LuaError bare(String message) {
        return new LuaError(LuaString.of(message), true);
    }

    public Object value() {
        return value;
    }

    /** Whether Lua code that runs into it, other than by a call, is to put its place before the text. */
    public boolean bare() {
        return bare;
    }

    /** Where it was raised, for the server's reply; "" and 0 while unknown. The first to say it is right. */
    public LuaError raisedAt(String chunk, int line) {
        if (this.line == 0) {
            this.chunk = chunk;
            this.line = line;
        }
        return this;
    }

    public String chunk() {
        return chunk;
    }

    public int line() {
        return line;
    }

    @Override
    public String getMessage() {
        return value instanceof LuaString || value instanceof Double
                ? Values.text(value).toString()
                : String.valueOf(Values.typeName(value));
    }
}
