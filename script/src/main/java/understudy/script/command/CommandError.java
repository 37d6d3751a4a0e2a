package understudy.script.command;

/** A command ends in an error and leaves no effect. The text is the whole reply, its code first. */
public final class CommandError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandError(String text) {
        super(text, null, false, false);
    }

    static CommandError syntax() {
        return new CommandError("ERR syntax error");
    }

    static CommandError arity(String name) {
        return new CommandError("ERR wrong number of arguments for '" + name + "' command");
    }

    static CommandError notAnInteger() {
        return new CommandError("ERR value is not an integer or out of range");
    }

    public String text() {
        return getMessage();
    }

    public Reply.Failure reply() {
        return new Reply.Failure(getMessage());
    }
}
