package understudy.script.engine;

import java.util.List;
import understudy.script.command.Call;
import understudy.script.command.Reply;

/** A script that runs as EVAL runs it: with keys and arguments, calling commands. */
public interface EvalScript extends CompiledScript {
    /**
     * Runs it on behalf of a command, whose keyspace and budget it uses. It ends as a
     * {@link understudy.script.command.Handler} does.
     *
     * @param mayWrite a command that writes is an error in the script if not
     */
    Reply run(Call call, List<byte[]> keys, List<byte[]> arguments, boolean mayWrite);
}
