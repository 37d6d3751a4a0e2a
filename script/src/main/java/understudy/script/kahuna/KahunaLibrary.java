package understudy.script.kahuna;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.Reply;
import understudy.script.engine.CompiledLibrary;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.LibraryFunction;

/**
 * Functions in Kahuna Script: each body is a script of its own, whose parameters are those that the function declares.
 * The keys of a call and then its arguments are their values, in order. That a function does not write is told by its
 * statements.
 */
final class KahunaLibrary implements CompiledLibrary {
    /** In the order of their declaration, by name. */
    private final List<LibraryFunction> functions = new ArrayList<>();

    private final Map<String, Ready> ready = new TreeMap<>();

    /** @param parameters with their {@code @} */
    private record Ready(List<String> parameters, KahunaScript script) {}

    private KahunaLibrary(Source source) {
        for (Declaration declared : Parser.library(source)) {
            KahunaScript script = KahunaScript.ofFunction(source, declared);
            List<String> flags = script.readOnly() ? List.of(LibraryFunction.NO_WRITES) : List.of();
            functions.add(new LibraryFunction(declared.name(), null, flags));
            ready.put(declared.name(), new Ready(declared.parameters(), script));
        }
    }

    static KahunaLibrary of(byte[] utf8) {
        return new KahunaLibrary(Source.of(utf8));
    }

    @Override
    public List<LibraryFunction> functions(Keyspace keyspace) {
        return List.copyOf(functions);
    }

    @Override
    public Reply run(Call call, String function, List<byte[]> keys, List<byte[]> arguments, boolean mayWrite) {
        Ready found = ready.get(function);
        if (found == null) {
            throw new CommandError("ERR the library does not declare its function '" + function + "' any more");
        }
        List<byte[]> values = new ArrayList<>(keys);
        values.addAll(arguments);
        if (values.size() != found.parameters().size()) {
            throw new CommandError("ERR the function '" + function + "' takes "
                    + (found.parameters().isEmpty() ? "nothing" : String.join(", ", found.parameters())) + ": "
                    + found.parameters().size() + " keys and arguments together, not " + values.size());
        }
        ScriptResult result = found.script().run(call.keyspace(), call.database(), found.parameters(), values);
        call.hold(result.holdMillis());
        return result.reply();
    }
}
