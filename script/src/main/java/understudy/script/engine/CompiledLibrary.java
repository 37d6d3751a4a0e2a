package understudy.script.engine;

import java.util.List;
import understudy.script.command.Call;
import understudy.script.command.Reply;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.LibraryFunction;

/** The source of a library of functions, compiled. It keeps nothing of one run for the next. */
public interface CompiledLibrary {
    /**
     * The functions that it declares, in that order; none or more. Where its code has to run to tell, that is paid from
     * the keyspace's budget. It ends in an error as a {@link understudy.script.command.Handler} does.
     */
    List<LibraryFunction> functions(Keyspace keyspace);

    /**
     * Runs one of its functions on behalf of a command, whose keyspace and budget it uses. It ends as a
     * {@link understudy.script.command.Handler} does.
     *
     * @param function its name as it was declared
     * @param mayWrite a command that writes is an error in the function if not
     */
    Reply run(Call call, String function, List<byte[]> keys, List<byte[]> arguments, boolean mayWrite);
}
