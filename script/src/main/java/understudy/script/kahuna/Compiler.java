package understudy.script.kahuna;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import understudy.script.kahuna.Expression.Command;
import understudy.script.kahuna.Expression.Flag;
import understudy.script.kahuna.Expression.Key;
import understudy.script.kahuna.Expression.Moment;
import understudy.script.kahuna.Statement.Block;

/** Makes the nodes of a tree that the {@link Resolver} has found sound. */
final class Compiler {
    private final Resolver.Resolved names;

    /** Not a command alone, which Kahuna runs outside of any. */
    private final boolean isTransaction;

    Compiler(Resolver.Resolved names, boolean isTransaction) {
        this.names = names;
        this.isTransaction = isTransaction;
    }

    Step block(Block block) {
        List<Step> steps = new ArrayList<>();
        List<Node> deletes = deletesAtHead(block);
        int at = block.statements().get(0).at();
        if (deletes.size() > 1) {
            steps.add(new Step.DeleteTogether(at, deletes.toArray(new Node[0])));
        }
        int sets = setsAtHead(block);
        for (int i = 0; i < block.statements().size(); i++) {
            Step step = statement(block.statements().get(i));
            // Ephemeral keys are not part of what Kahuna commits.
            boolean together = sets > 1
                    && i < sets
                    && !((Statement.Run) block.statements().get(i)).command().ephemeral();
            steps.add(together ? new Step.SetTogether(step) : step);
        }
        return steps.size() == 1 ? steps.get(0) : new Step.Sequence(at, steps.toArray(new Step[0]));
    }

    /** Keys of the deletes that Kahuna sends as one. A computed key is not among them: Kahuna has none. */
    private List<Node> deletesAtHead(Block block) {
        List<Node> keys = new ArrayList<>();
        for (Statement statement : block.statements()) {
            if (!(statement instanceof Statement.Run run)
                    || !(run.command() instanceof Expression.DeleteCommand delete)
                    || delete.key() instanceof Key.Computed) {
                break;
            }
            keys.add(key(delete.key()));
        }
        return keys;
    }

    /** How many sets Kahuna sends as one: those that a block begins with, up to a key that was there before. */
    private static int setsAtHead(Block block) {
        TreeSet<String> keys = new TreeSet<>();
        int sets = 0;
        for (Statement statement : block.statements()) {
            if (!(statement instanceof Statement.Run run)
                    || !(run.command() instanceof Expression.SetCommand set)
                    || set.key() instanceof Key.Computed
                    || !keys.add(set.key() instanceof Key.Named named ? named.name() : Printer.print(set.key()))) {
                break;
            }
            sets++;
        }
        return sets;
    }

    private Step statement(Statement statement) {
        int at = statement.at();
        if (statement instanceof Statement.Run run) {
            return new Step.Run(at, expression(run.command()));
        }
        if (statement instanceof Statement.Let let) {
            int slot = names.slots().get(let.name());
            Node value = expression(let.value());
            return let.value() instanceof Command
                    ? new Step.LetCommand(at, slot, value)
                    : new Step.Let(at, slot, value);
        }
        if (statement instanceof Statement.If branching) {
            Node[] conditions = branching.branches().stream()
                    .map(branch -> expression(branch.condition()))
                    .toArray(Node[]::new);
            Step[] bodies = branching.branches().stream()
                    .map(branch -> block(branch.body()))
                    .toArray(Step[]::new);
            Step otherwise = branching.otherwise() == null ? null : block(branching.otherwise());
            return new Step.If(at, conditions, bodies, otherwise);
        }
        if (statement instanceof Statement.For loop) {
            int slot = names.slots().get(loop.name());
            return new Step.For(at, slot, expression(loop.items()), block(loop.body()));
        }
        if (statement instanceof Statement.While loop) {
            return new Step.While(at, expression(loop.condition()), block(loop.body()));
        }
        if (statement instanceof Statement.Return returning) {
            return returning.value() == null
                    ? new Step.Jump(at, Step.STOP)
                    : new Step.Return(at, expression(returning.value()));
        }
        if (statement instanceof Statement.Sleep sleep) {
            return new Step.Sleep(at, expression(sleep.millis()));
        }
        if (statement instanceof Statement.Throw thrown) {
            return new Step.Throw(at, expression(thrown.value()));
        }
        if (statement instanceof Statement.Break) {
            return new Step.Jump(at, Step.BREAK);
        }
        if (statement instanceof Statement.Continue) {
            return new Step.Jump(at, Step.CONTINUE);
        }
        if (statement instanceof Statement.Commit) {
            return new Step.Jump(at, Step.COMMIT);
        }
        if (statement instanceof Statement.Rollback) {
            return new Step.Jump(at, Step.ROLLBACK);
        }
        throw new IllegalStateException("no step for " + statement);
    }

    private Node expression(Expression expression) {
        int at = expression.at();
        if (expression instanceof Expression.NullLiteral) {
            return new Node.Constant(at, Value.NULL);
        }
        if (expression instanceof Expression.BoolLiteral literal) {
            return new Node.Constant(at, Value.of(literal.value()));
        }
        if (expression instanceof Expression.IntLiteral literal) {
            return new Node.Constant(at, Value.of(literal.value()));
        }
        if (expression instanceof Expression.FloatLiteral literal) {
            return new Node.Constant(at, Value.of(literal.value()));
        }
        if (expression instanceof Expression.StringLiteral literal) {
            return constant(at, literal.value());
        }
        if (expression instanceof Expression.Variable variable) {
            return new Node.Variable(at, variable.name(), names.slots().get(variable.name()));
        }
        if (expression instanceof Expression.Parameter parameter) {
            return parameter(at, parameter.name());
        }
        if (expression instanceof Expression.ArrayLiteral array) {
            return new Node.Array(at, expressions(array.items()));
        }
        if (expression instanceof Expression.Negate negate) {
            return new Node.Negate(at, expression(negate.operand()));
        }
        if (expression instanceof Expression.Not not) {
            return new Node.Not(at, expression(not.operand()));
        }
        if (expression instanceof Expression.NotSet) {
            return new Node.NotSet(at);
        }
        if (expression instanceof Expression.NotFound) {
            return new Node.NotFound(at);
        }
        if (expression instanceof Expression.Binary binary) {
            return binary(at, binary.operator(), expression(binary.left()), expression(binary.right()));
        }
        if (expression instanceof Expression.Index index) {
            return new Node.Index(at, expression(index.base()), expression(index.index()));
        }
        if (expression instanceof Expression.Call call) {
            return new Function.Call(at, Function.named(call.name()), expressions(call.arguments()));
        }
        if (expression instanceof Command command) {
            return command(command);
        }
        throw new IllegalStateException("no node for " + expression);
    }

    private Node[] expressions(List<Expression> expressions) {
        return expressions.stream().map(this::expression).toArray(Node[]::new);
    }

    private static Node binary(int at, Operator operator, Node left, Node right) {
        return switch (operator) {
            case RANGE -> new Node.Range(at, left, right);
            case OR -> new Node.Or(at, left, right);
            case AND -> new Node.And(at, left, right);
            case EQUAL, NOT_EQUAL, LESS, GREATER, LESS_EQUAL, GREATER_EQUAL -> Comparison.of(at, operator, left, right);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> Arithmetic.of(at, operator, left, right);
        };
    }

    /** Its bytes are made here: what all runs share must not change in any. */
    private static Node constant(int at, String text) {
        Value value = Value.of(text);
        value.stored();
        return new Node.Constant(at, value);
    }

    private Node parameter(int at, String name) {
        return new Node.Parameter(at, name, names.parameters().get(name));
    }

    private Node key(Key key) {
        if (key instanceof Key.Named named) {
            return constant(key.at(), named.name());
        }
        if (key instanceof Key.FromParameter parameter) {
            return parameter(key.at(), parameter.name());
        }
        return new ComputedKey(key.at(), keyText(((Key.Computed) key).value()));
    }

    /** The outermost chain of {@code +} in a computed key joins texts. */
    private Node keyText(Expression expression) {
        return expression instanceof Expression.Binary binary && binary.operator() == Operator.ADD
                ? new ComputedKey.Plus(binary.at(), keyText(binary.left()), expression(binary.right()))
                : expression(expression);
    }

    private Node command(Command command) {
        int at = command.at();
        Node key = key(command.key());
        boolean ephemeral = command.ephemeral();
        if (command instanceof Expression.SetCommand set) {
            return set(set, key);
        }
        if (command instanceof Expression.DeleteCommand) {
            return new Commands.Delete(at, ephemeral, key);
        }
        if (command instanceof Expression.ExtendCommand extend) {
            return new Commands.Extend(at, ephemeral, key, expression(extend.millis()), isTransaction);
        }
        if (command instanceof Expression.GetCommand get) {
            return new Commands.Get(at, ephemeral, key, atRevision(get.moment()), asOf(get.moment()));
        }
        if (command instanceof Expression.ExistsCommand exists) {
            return new Commands.Exists(at, ephemeral, key, atRevision(exists.moment()), asOf(exists.moment()));
        }
        if (command instanceof Expression.BucketCommand bucket) {
            return new Commands.Many(at, ephemeral, key, true, asOf(bucket.moment()));
        }
        if (command instanceof Expression.ScanCommand scan) {
            return new Commands.Many(at, ephemeral, key, false, asOf(scan.moment()));
        }
        if (command instanceof Expression.NamedCommand named) {
            return named(named, key);
        }
        throw new IllegalStateException("no node for " + command);
    }

    private Node named(Expression.NamedCommand command, Node key) {
        int at = command.at();
        if (command instanceof Expression.LockCommand lock) {
            return new LockCommands.Lock(at, key, expression(lock.owner()), expression(lock.millis()), lock.renews());
        }
        if (command instanceof Expression.UnlockCommand lock) {
            return new LockCommands.Unlock(at, key, expression(lock.owner()));
        }
        if (command instanceof Expression.GetLockCommand) {
            return new LockCommands.Get(at, key);
        }
        if (command instanceof Expression.CreateSequenceCommand create) {
            return new SequenceCommands.Create(
                    at, key, given(create.initial()), given(create.increment()), given(create.max()));
        }
        if (command instanceof Expression.AlterSequenceCommand alter) {
            return new SequenceCommands.Alter(at, key, given(alter.increment()), given(alter.max()));
        }
        if (command instanceof Expression.NextCommand next) {
            return new SequenceCommands.Take(at, key, null, given(next.idempotencyKey()));
        }
        if (command instanceof Expression.ReserveCommand reserve) {
            return new SequenceCommands.Take(at, key, expression(reserve.count()), given(reserve.idempotencyKey()));
        }
        if (command instanceof Expression.GetSequenceCommand) {
            return new SequenceCommands.Get(at, key);
        }
        if (command instanceof Expression.DeleteSequenceCommand) {
            return new SequenceCommands.Delete(at, key);
        }
        throw new IllegalStateException("no node for " + command);
    }

    private Node given(Expression expression) {
        return expression == null ? null : expression(expression);
    }

    private Node atRevision(Moment moment) {
        return moment instanceof Moment.AtRevision revision ? expression(revision.revision()) : null;
    }

    private Node asOf(Moment moment) {
        return moment instanceof Moment.AsOf asOf ? expression(asOf.millis()) : null;
    }

    private Node set(Expression.SetCommand set, Node key) {
        boolean ifMissing = false;
        boolean ifPresent = false;
        boolean keepHistory = true;
        Node ifEquals = null;
        Node ifRevision = null;
        Node expiresIn = null;
        for (Flag flag : set.flags()) {
            if (flag instanceof Flag.IfMissing) {
                ifMissing = true;
            } else if (flag instanceof Flag.IfPresent) {
                ifPresent = true;
            } else if (flag instanceof Flag.KeepsNoHistory) {
                keepHistory = false;
            } else if (flag instanceof Flag.IfEquals equals) {
                ifEquals = expression(equals.value());
            } else if (flag instanceof Flag.IfRevision revision) {
                ifRevision = expression(revision.revision());
            } else if (flag instanceof Flag.ExpiresIn expires) {
                expiresIn = expression(expires.millis());
            }
        }
        return new Commands.Set(
                set.at(),
                set.ephemeral(),
                key,
                expression(set.value()),
                ifMissing,
                ifPresent,
                ifEquals,
                ifRevision,
                expiresIn,
                keepHistory);
    }
}
