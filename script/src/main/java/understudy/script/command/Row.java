package understudy.script.command;

import java.util.List;

/**
 * A command as the table knows it.
 *
 * @param name in lower case; a subcommand's is {@code config|get}
 * @param arity how many arguments with the name; at least so many when negative
 * @param flags as COMMAND INFO reports them
 * @param scriptable whether a logged script may call it
 * @param subcommands empty for a command that has none
 */
public record Row(
        String name,
        int arity,
        Kind kind,
        List<String> flags,
        List<KeySpec> keys,
        List<String> tips,
        boolean scriptable,
        String group,
        String since,
        String complexity,
        String summary,
        List<Row> subcommands) {

    public boolean hasFlag(String flag) {
        return flags.contains(flag);
    }

    /** With the name. */
    public boolean acceptsCount(int arguments) {
        return arity >= 0 ? arguments == arity : arguments >= -arity;
    }

    /**
     * Where keys stand among the arguments.
     *
     * @param first index of the first key; for a counted one, of the number of keys
     * @param last index of the last key counted from the first; negative from the end: -1 is the last argument
     * @param counted the keys follow their number
     * @param flags as COMMAND INFO reports them
     */
    public record KeySpec(int first, int last, int step, boolean counted, List<String> flags) {}
}
