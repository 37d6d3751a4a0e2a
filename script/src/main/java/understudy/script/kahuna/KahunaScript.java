package understudy.script.kahuna;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.Explanation;
import understudy.script.engine.ScriptError.Kind;
import understudy.script.engine.ScriptResult;
import understudy.script.kahuna.Expression.Key;
import understudy.script.kahuna.Statement.Block;
import understudy.script.kahuna.Statement.Option;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.Keyspace;

/** A script ready to run. Threads may share it: nothing in it changes. */
final class KahunaScript implements CompiledScript {
    private final Source source;
    private final Block tree;
    private final Resolver.Resolved names;
    private final Step body;

    /** Null unless the script is one {@code begin}. */
    private final Statement.Begin begin;

    private KahunaScript(Source source, Block tree, Resolver.Resolved names) {
        this.source = source;
        this.tree = tree;
        this.names = names;
        this.begin =
                tree.statements().size() == 1 && tree.statements().get(0) instanceof Statement.Begin only ? only : null;
        boolean isTransaction = begin != null
                || tree.statements().size() > 1
                || !(tree.statements().get(0) instanceof Statement.Run);
        this.body = new Compiler(names, isTransaction).block(begin == null ? tree : begin.body());
    }

    static KahunaScript of(byte[] utf8) {
        Source source = Source.of(utf8);
        Block tree = Parser.parse(source);
        return new KahunaScript(source, tree, Resolver.resolve(source, tree));
    }

    /** The body of a function, which is a script like any other but that its parameters are declared. */
    static KahunaScript ofFunction(Source source, Declaration function) {
        return new KahunaScript(
                source, function.body(), Resolver.resolve(source, function.body(), function.parameters()));
    }

    Block tree() {
        return tree;
    }

    Resolver.Resolved names() {
        return names;
    }

    @Override
    public boolean readOnly() {
        return names.readOnly();
    }

    @Override
    public Explanation explain(long pastValues, List<String> parameterNames, List<byte[]> parameterValues) {
        Map<String, Value> given = new TreeMap<>();
        for (int i = 0; i < parameterNames.size(); i++) {
            given.put(withSign(parameterNames.get(i)), Value.Text.ofBytes(parameterValues.get(i), null));
        }
        return Explainer.explain(source, tree, names, pastValues, given);
    }

    private static String withSign(String name) {
        return name.startsWith("@") ? name : "@" + name;
    }

    @Override
    public ScriptResult run(
            Keyspace keyspace, int database, List<String> parameterNames, List<byte[]> parameterValues) {
        if (parameterNames.size() != parameterValues.size()) {
            throw new IllegalArgumentException(
                    parameterNames.size() + " names for " + parameterValues.size() + " parameters");
        }
        Frame frame = new Frame(
                source, keyspace, database, names.slots().size(), parameters(parameterNames, parameterValues));
        try {
            return run(frame);
        } catch (BudgetExhausted e) {
            throw frame.exhausted(e.getMessage());
        }
    }

    /** The values in the places that the script's nodes know; a name may come with its {@code @} or without. */
    private Value[] parameters(List<String> given, List<byte[]> values) {
        Value[] parameters = new Value[names.parameters().size()];
        for (int i = 0; i < given.size(); i++) {
            Integer index = names.parameters().get(withSign(given.get(i)));
            if (index != null) {
                parameters[index] = Value.Text.ofBytes(values.get(i), null);
            }
        }
        return parameters;
    }

    private ScriptResult run(Frame frame) {
        for (Key.FromParameter key : names.keyParameters().values()) {
            given(frame, key.name(), key.at());
        }
        TransactionOptions options = begin == null ? TransactionOptions.NONE : options(frame);
        frame.timeoutMillis = options.timeoutMillis();
        frame.snapshotMillis = options.snapshotMillis();
        if (frame.timeoutMillis == 0) {
            throw frame.aborted("Transaction aborted by timeout", begin.at());
        }
        int how = body.run(frame);
        boolean commits = how == Step.COMMIT || (how != Step.ROLLBACK && (begin == null || options.autoCommit()));
        if (!commits) {
            throw frame.aborted("Transaction aborted", frame.runningAt);
        }
        if (frame.notSetTogetherAt >= 0) {
            throw frame.aborted(
                    "Transaction aborted",
                    "sets at the head of a script go together, and this one did not set",
                    frame.notSetTogetherAt);
        }
        return frame.result();
    }

    private TransactionOptions options(Frame frame) {
        try {
            return TransactionOptions.of(
                    begin.options(),
                    option -> option.form() == Option.Form.PARAMETER
                            ? given(frame, option.value(), option.at()).shown()
                            : option.value());
        } catch (TransactionOptions.Refused e) {
            throw source.error(
                    Kind.RUNTIME, e.getMessage(), e.hint(), e.option().at());
        }
    }

    private Value given(Frame frame, String name, int at) {
        Value value = frame.parameter(names.parameters().get(name));
        if (value == null) {
            throw frame.error("Undefined parameter: " + name, at);
        }
        return value;
    }
}
