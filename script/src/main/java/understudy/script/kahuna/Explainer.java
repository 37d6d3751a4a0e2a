package understudy.script.kahuna;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import java.util.function.ToLongFunction;
import understudy.script.engine.Explanation;
import understudy.script.engine.Explanation.From;
import understudy.script.engine.Explanation.Reach;
import understudy.script.kahuna.Expression.Command;
import understudy.script.kahuna.Expression.Flag;
import understudy.script.kahuna.Expression.Key;
import understudy.script.kahuna.Expression.Moment;
import understudy.script.kahuna.Statement.Block;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.Sequences;

/**
 * Tells of a script what can be told without running it: the keys that it names, and the most steps that a run takes.
 *
 * <p>The bound is that of the budget's own prices, statement by statement: of branches the dearest, of a loop its body
 * as often as it can turn. How often that is can be told where it runs over a range between numbers that are known, over
 * an array that is written out, or over what is reserved of a sequence; {@code min}, {@code max}, a sum, a count and the
 * ends of another loop bound a number as well as a literal does. A variable is known by all that the script assigns it,
 * a parameter when its value was given. What reads as many keys as there are, or loops until a condition ends it, has no
 * bound but the budget; the first such place is named.
 *
 * <p>The tree is as deep as the parser allows, and so is the recursion here. A variable's definition is looked at once:
 * definitions may form a chain as long as the script.
 */
final class Explainer {
    /** Longest value in bytes, and longest text in characters, that cost no further steps. */
    private static final int SHORT = 255;

    private static final int TEXT_STEPS = SHORT / 16;
    private static final long FIND_STEPS = Keyspace.stepsToFind(SHORT);
    private static final long WRITE_STEPS = Keyspace.stepsToPut(SHORT);
    private static final long MOST = Long.MAX_VALUE >> 2;

    /** Longest chain of definitions that is followed. */
    private static final int MAX_CHAIN = 4;

    private static final long UNKNOWN = -1;

    private final Source source;
    private final long pastValues;
    private final Map<String, Value> given;
    private final TreeMap<String, List<Expression>> assignments = new TreeMap<>();

    /** What the loops over each variable run over. */
    private final TreeMap<String, List<Expression>> loopVariables = new TreeMap<>();

    private final Set<Explanation.Key> keys = new LinkedHashSet<>();
    private final TreeMap<String, Value> constants = new TreeMap<>();
    private final TreeMap<String, Bounds> variableBounds = new TreeMap<>();
    private final TreeMap<String, Long> lengths = new TreeMap<>();
    private final TreeMap<String, Long> weights = new TreeMap<>();
    private boolean snapshot;
    private String unboundedBecause = "";
    private int chain;

    private Explainer(Source source, long pastValues, Map<String, Value> given) {
        this.source = source;
        this.pastValues = pastValues;
        this.given = given;
    }

    /**
     * @param pastValues the most archived values that a key has
     * @param given the parameters' values, by their names with {@code @}
     */
    static Explanation explain(
            Source source, Block tree, Resolver.Resolved names, long pastValues, Map<String, Value> given) {
        Explainer explainer = new Explainer(source, pastValues, given);
        explainer.collect(tree);
        long steps = explainer.block(tree);
        return new Explanation(
                Printer.print(tree),
                List.copyOf(explainer.keys),
                List.copyOf(names.parameters().keySet()),
                steps,
                explainer.unboundedBecause);
    }

    // Definitions

    private void collect(Block block) {
        for (Statement statement : block.statements()) {
            if (statement instanceof Statement.Let let) {
                assignments
                        .computeIfAbsent(let.name(), name -> new ArrayList<>(1))
                        .add(let.value());
            } else if (statement instanceof Statement.If branching) {
                branching.branches().forEach(branch -> collect(branch.body()));
                if (branching.otherwise() != null) {
                    collect(branching.otherwise());
                }
            } else if (statement instanceof Statement.For loop) {
                loopVariables
                        .computeIfAbsent(loop.name(), name -> new ArrayList<>(1))
                        .add(loop.items());
                collect(loop.body());
            } else if (statement instanceof Statement.While loop) {
                collect(loop.body());
            } else if (statement instanceof Statement.Begin begin) {
                collect(begin.body());
            }
        }
    }

    /** The one expression that a variable can stand for; null when there are several. */
    private Expression definition(String variable) {
        List<Expression> all = assignments.getOrDefault(variable, List.of());
        return all.size() == 1 && !loopVariables.containsKey(variable) ? all.get(0) : null;
    }

    // Steps

    private long block(Block block) {
        long steps = 0;
        for (Statement statement : block.statements()) {
            steps = plus(steps, statement(statement));
        }
        return steps;
    }

    private long statement(Statement statement) {
        if (statement instanceof Statement.Run run) {
            return plus(1, expression(run.command()));
        }
        if (statement instanceof Statement.Let let) {
            return plus(1, expression(let.value()));
        }
        if (statement instanceof Statement.If branching) {
            long asked = 1;
            long dearest = 0;
            for (Statement.Branch branch : branching.branches()) {
                asked = plus(asked, expression(branch.condition()));
                dearest = Math.max(dearest, plus(asked, block(branch.body())));
            }
            return Math.max(dearest, branching.otherwise() == null ? asked : plus(asked, block(branching.otherwise())));
        }
        if (statement instanceof Statement.For loop) {
            long items = plus(1, expression(loop.items()));
            long turns = length(loop.items());
            if (turns == UNKNOWN) {
                unbounded("the for loop", loop.at(), "runs as often as an array has items that only a run knows");
            }
            return plus(items, times(turns, plus(1, block(loop.body()))));
        }
        if (statement instanceof Statement.While loop) {
            unbounded("the while loop", loop.at(), "runs until its condition ends it");
            expression(loop.condition());
            block(loop.body());
            return 1;
        }
        if (statement instanceof Statement.Begin begin) {
            snapshot = begin.options().stream().anyMatch(option -> option.name().equals("snapshot"));
            return block(begin.body());
        }
        if (statement instanceof Statement.Return returning) {
            return returning.value() == null ? 1 : plus(1, expression(returning.value()));
        }
        if (statement instanceof Statement.Sleep sleep) {
            return plus(1, expression(sleep.millis()));
        }
        if (statement instanceof Statement.Throw thrown) {
            return plus(1, expression(thrown.value()));
        }
        return 1;
    }

    private long expression(Expression expression) {
        if (expression instanceof Command command) {
            return command(command);
        }
        if (expression instanceof Expression.ArrayLiteral array) {
            return plus(1, all(array.items()));
        }
        if (expression instanceof Expression.Negate negate) {
            return plus(1, expression(negate.operand()));
        }
        if (expression instanceof Expression.Not not) {
            return plus(1, expression(not.operand()));
        }
        if (expression instanceof Expression.Binary binary) {
            return plus(1, plus(expression(binary.left()), expression(binary.right())));
        }
        if (expression instanceof Expression.Index index) {
            return plus(1, plus(expression(index.base()), expression(index.index())));
        }
        if (expression instanceof Expression.Call call) {
            return plus(plus(1, all(call.arguments())), work(call));
        }
        return 0;
    }

    private long all(List<Expression> expressions) {
        long steps = 0;
        for (Expression expression : expressions) {
            steps = plus(steps, expression(expression));
        }
        return steps;
    }

    /** What a function costs beside its call. */
    private long work(Expression.Call call) {
        Function function = Function.named(call.name());
        if (function == Function.UPPER || function == Function.LOWER) {
            return TEXT_STEPS;
        }
        if (function != Function.KEYS && function != Function.TO_JSON) {
            return 0;
        }
        Expression array = call.arguments().get(0);
        long items = function == Function.KEYS ? length(array) : weight(array);
        if (items == UNKNOWN) {
            unbounded(function.mainName(), call.at(), "walks as many items as an array has, which only a run knows");
        }
        return function == Function.KEYS ? items : times(items, 1 + TEXT_STEPS);
    }

    private long command(Command command) {
        note(command);
        long steps = plus(1, key(command.key()));
        if (command instanceof Expression.SetCommand set) {
            steps = plus(steps, expression(set.value()));
            for (Flag flag : set.flags()) {
                if (flag instanceof Flag.IfEquals equals) {
                    steps = plus(steps, expression(equals.value()));
                } else if (flag instanceof Flag.IfRevision revision) {
                    steps = plus(steps, expression(revision.revision()));
                } else if (flag instanceof Flag.ExpiresIn expires) {
                    steps = plus(steps, expression(expires.millis()));
                }
            }
            return plus(steps, 2 * FIND_STEPS + WRITE_STEPS);
        }
        if (command instanceof Expression.DeleteCommand) {
            return plus(steps, WRITE_STEPS + FIND_STEPS);
        }
        if (command instanceof Expression.ExtendCommand extend) {
            return plus(steps, plus(expression(extend.millis()), WRITE_STEPS + FIND_STEPS));
        }
        if (command instanceof Expression.GetCommand get) {
            return plus(steps, moment(get.moment()));
        }
        if (command instanceof Expression.ExistsCommand exists) {
            return plus(steps, moment(exists.moment()));
        }
        if (command instanceof Expression.BucketCommand bucket) {
            moment(bucket.moment());
            unbounded("get by bucket", command.at(), "reads as many keys as there are");
        } else if (command instanceof Expression.ScanCommand scan) {
            moment(scan.moment());
            unbounded("scan by prefix", command.at(), "reads as many keys as there are");
        } else {
            Expression.NamedCommand named = (Expression.NamedCommand) command;
            return plus(steps, plus(all(named.operands()), steps(named)));
        }
        return steps;
    }

    /** What a lock's or sequence's own work takes. */
    private static long steps(Expression.NamedCommand command) {
        if (command instanceof Expression.LockCommand) {
            return FIND_STEPS + WRITE_STEPS;
        }
        if (command instanceof Expression.UnlockCommand) {
            return 2 * FIND_STEPS + Keyspace.stepsToChange(SHORT);
        }
        if (command instanceof Expression.GetLockCommand) {
            return FIND_STEPS;
        }
        if (command instanceof Expression.NextCommand next) {
            return Sequences.mostStepsToTake(next.idempotencyKey() == null ? 0 : SHORT);
        }
        if (command instanceof Expression.ReserveCommand reserve) {
            return Sequences.mostStepsToTake(reserve.idempotencyKey() == null ? 0 : SHORT);
        }
        if (command instanceof Expression.GetSequenceCommand) {
            return Sequences.MAX_FIND_STEPS;
        }
        // create, alter and delete look at what is there beside changing it.
        return Sequences.MAX_FIND_STEPS + Sequences.MAX_CHANGE_STEPS;
    }

    private long moment(Moment moment) {
        if (moment instanceof Moment.AtRevision revision) {
            return plus(2 * FIND_STEPS, expression(revision.revision()));
        }
        if (moment instanceof Moment.AsOf asOf) {
            return plus(plus(FIND_STEPS, pastValues), expression(asOf.millis()));
        }
        return snapshot ? plus(FIND_STEPS, pastValues) : FIND_STEPS;
    }

    private long key(Key key) {
        return key instanceof Key.Computed computed ? expression(computed.value()) : 0;
    }

    private void unbounded(String what, int at, String why) {
        if (unboundedBecause.isEmpty()) {
            unboundedBecause = what + " at " + source.place(at) + " " + why;
        }
    }

    // Keys

    private void note(Command command) {
        Key key = command.key();
        From from = key instanceof Key.Named
                ? From.NAME
                : key instanceof Key.FromParameter ? From.PARAMETER : From.COMPUTED;
        Reach reach = reach(command);
        Explanation.Key found = new Explanation.Key(
                name(key),
                from,
                Printer.print(key),
                reach,
                command.ephemeral(),
                command.writes(),
                source.line(key.at()));
        boolean known = keys.stream().anyMatch(other -> sameButForTheLine(other, found));
        if (!known) {
            keys.add(found);
        }
    }

    private static Reach reach(Command command) {
        if (command instanceof Expression.BucketCommand) {
            return Reach.BUCKET;
        }
        if (command instanceof Expression.ScanCommand) {
            return Reach.PREFIX;
        }
        if (command instanceof Expression.LockCommand
                || command instanceof Expression.UnlockCommand
                || command instanceof Expression.GetLockCommand) {
            return Reach.LOCK;
        }
        return command instanceof Expression.NamedCommand ? Reach.SEQUENCE : Reach.KEY;
    }

    private static boolean sameButForTheLine(Explanation.Key a, Explanation.Key b) {
        return a.text().equals(b.text())
                && a.from() == b.from()
                && a.reach() == b.reach()
                && a.ephemeral() == b.ephemeral()
                && a.writes() == b.writes();
    }

    /** Null when only a run can tell. */
    private String name(Key key) {
        if (key instanceof Key.Named named) {
            return named.name();
        }
        if (key instanceof Key.FromParameter parameter) {
            return given.containsKey(parameter.name())
                    ? given.get(parameter.name()).shown()
                    : null;
        }
        Value value = keyText(((Key.Computed) key).value());
        return value instanceof Value.Text || value instanceof Value.Whole ? value.shown() : null;
    }

    /** As {@link ComputedKey} reads it: the outermost {@code +} joins texts. */
    private Value keyText(Expression expression) {
        if (expression instanceof Expression.Binary binary && binary.operator() == Operator.ADD) {
            Value a = keyText(binary.left());
            Value b = constant(binary.right());
            boolean joins = a instanceof Value.Text || b instanceof Value.Text;
            if (a == null || b == null || a.shown() == null || b.shown() == null) {
                return null;
            }
            return joins ? Value.of(a.shown() + b.shown()) : sum(binary.operator(), a, b);
        }
        return constant(expression);
    }

    // Constants

    /** The value of an expression that is the same in all runs with these parameters; null where that is not known. */
    private Value constant(Expression expression) {
        if (expression instanceof Expression.IntLiteral literal) {
            return Value.of(literal.value());
        }
        if (expression instanceof Expression.StringLiteral literal) {
            return Value.of(literal.value());
        }
        if (expression instanceof Expression.Parameter parameter) {
            return given.get(parameter.name());
        }
        if (expression instanceof Expression.Negate negate) {
            return constant(negate.operand()) instanceof Value.Whole whole ? Value.of(-whole.value()) : null;
        }
        if (expression instanceof Expression.Binary binary) {
            Value a = constant(binary.left());
            Value b = a == null ? null : constant(binary.right());
            return b == null ? null : sum(binary.operator(), a, b);
        }
        if (expression instanceof Expression.Call call && Function.named(call.name()) == Function.TO_INT) {
            Value value = constant(call.arguments().get(0));
            return value instanceof Value.Text text ? NumberText.whole(text.chars()) : value;
        }
        if (expression instanceof Expression.Variable variable) {
            Expression definition = definition(variable.name());
            if (definition == null || chain == MAX_CHAIN) {
                return null;
            }
            if (!constants.containsKey(variable.name())) {
                // While it is being found it is unknown: a definition may lead back to its own variable.
                constants.put(variable.name(), null);
                chain++;
                constants.put(variable.name(), constant(definition));
                chain--;
            }
            return constants.get(variable.name());
        }
        return null;
    }

    private static Value sum(Operator operator, Value a, Value b) {
        if (!(a instanceof Value.Whole x) || !(b instanceof Value.Whole y)) {
            return null;
        }
        return switch (operator) {
            case ADD -> Value.of(x.value() + y.value());
            case SUBTRACT -> Value.of(x.value() - y.value());
            case MULTIPLY -> Value.of(x.value() * y.value());
            default -> null;
        };
    }

    /**
     * The numbers between which an integer expression stays; either is null where none is known.
     *
     * @param most never below {@code least} where both are known
     */
    private record Bounds(Long least, Long most) {
        static final Bounds NONE = new Bounds(null, null);

        Bounds plus(Bounds other) {
            return new Bounds(sum(least, other.least), sum(most, other.most));
        }

        Bounds minus(Bounds other) {
            return new Bounds(difference(least, other.most), difference(most, other.least));
        }

        /** The bounds of whichever of two is taken. */
        Bounds or(Bounds other) {
            return new Bounds(lesser(least, other.least), greater(most, other.most));
        }

        /** Null where either is, and where 64 bits do not hold it: there a run wraps. */
        private static Long sum(Long a, Long b) {
            if (a == null || b == null) {
                return null;
            }
            long sum = a + b;
            return ((a ^ sum) & (b ^ sum)) < 0 ? null : Long.valueOf(sum);
        }

        private static Long difference(Long a, Long b) {
            if (a == null || b == null) {
                return null;
            }
            long difference = a - b;
            return ((a ^ b) & (a ^ difference)) < 0 ? null : Long.valueOf(difference);
        }

        static Long lesser(Long a, Long b) {
            return a == null || b == null ? null : Long.valueOf(Math.min(a, b));
        }

        static Long greater(Long a, Long b) {
            return a == null || b == null ? null : Long.valueOf(Math.max(a, b));
        }
    }

    private Bounds bounds(Expression expression) {
        if (constant(expression) instanceof Value.Whole whole) {
            return new Bounds(whole.value(), whole.value());
        }
        if (isCall(expression, Function.MIN) || isCall(expression, Function.MAX)) {
            List<Expression> both = ((Expression.Call) expression).arguments();
            Bounds a = bounds(both.get(0));
            Bounds b = bounds(both.get(1));
            return isCall(expression, Function.MIN)
                    ? new Bounds(Bounds.lesser(a.least, b.least), known(a.most, b.most, Math::min))
                    : new Bounds(known(a.least, b.least, Math::max), Bounds.greater(a.most, b.most));
        }
        if (isCall(expression, Function.COUNT)) {
            long items = length(((Expression.Call) expression).arguments().get(0));
            return new Bounds(0L, items == UNKNOWN ? null : Long.valueOf(items));
        }
        if (expression instanceof Expression.Binary binary) {
            return switch (binary.operator()) {
                case ADD -> whole(bounds(binary.left()).plus(bounds(binary.right())));
                case SUBTRACT -> whole(bounds(binary.left()).minus(bounds(binary.right())));
                default -> Bounds.NONE;
            };
        }
        return expression instanceof Expression.Variable variable ? bounds(variable.name()) : Bounds.NONE;
    }

    /** A sum wraps unless both of its ends are known not to: then neither is. */
    private static Bounds whole(Bounds sum) {
        return sum.least == null || sum.most == null ? Bounds.NONE : sum;
    }

    private static Long known(Long a, Long b, LongBinaryOperator of) {
        return a == null ? b : b == null ? a : Long.valueOf(of.applyAsLong(a, b));
    }

    /** The bounds of a variable: of all that the script assigns it, and of what loops give it. */
    private Bounds bounds(String variable) {
        Bounds known = variableBounds.get(variable);
        if (known != null) {
            return known;
        }
        if (chain == MAX_CHAIN) {
            return Bounds.NONE;
        }
        // While it is being found it is unknown: a definition may lead back to its own variable.
        variableBounds.put(variable, Bounds.NONE);
        chain++;
        Bounds all = null;
        for (Expression assigned : assignments.getOrDefault(variable, List.of())) {
            Bounds one = bounds(assigned);
            all = all == null ? one : all.or(one);
        }
        for (Expression items : loopVariables.getOrDefault(variable, List.of())) {
            Bounds one = items instanceof Expression.Binary range && range.operator() == Operator.RANGE
                    ? new Bounds(bounds(range.left()).least, bounds(range.right()).most)
                    : Bounds.NONE;
            all = all == null ? one : all.or(one);
        }
        chain--;
        all = all == null ? Bounds.NONE : all;
        variableBounds.put(variable, all);
        return all;
    }

    private static boolean isCall(Expression expression, Function function) {
        return expression instanceof Expression.Call call && Function.named(call.name()) == function;
    }

    // Arrays

    /** The most items that an expression's value has; 0 for one that is no array. */
    private long length(Expression expression) {
        if (expression instanceof Expression.ArrayLiteral array) {
            return array.items().size();
        }
        if (expression instanceof Expression.Binary binary && binary.operator() == Operator.RANGE) {
            Long first = bounds(binary.left()).least;
            Long last = bounds(binary.right()).most;
            if (first == null || last == null) {
                return UNKNOWN;
            }
            long distance = last - first;
            boolean overflown = last >= first && distance < 0;
            return last < first ? 0 : overflown ? MOST : Math.min(MOST, distance + 1);
        }
        if (isCall(expression, Function.KEYS)) {
            return length(((Expression.Call) expression).arguments().get(0));
        }
        if (expression instanceof Expression.Variable variable) {
            return ofVariable(variable.name(), lengths, this::length);
        }
        if (expression instanceof Expression.ReserveCommand reserve) {
            return Math.max(0, Math.min(Sequences.MAX_RESERVED, mostOf(reserve.count())));
        }
        boolean mayBeArray = expression instanceof Expression.Index
                || expression instanceof Expression.BucketCommand
                || expression instanceof Expression.ScanCommand;
        return mayBeArray ? UNKNOWN : 0;
    }

    /** The most that a count is, which may be a text that says it. */
    private long mostOf(Expression count) {
        if (constant(count) instanceof Value.Text text) {
            Value.Whole whole = NumberText.whole(text.chars());
            return whole == null ? 0 : whole.value();
        }
        Long most = bounds(count).most;
        return most == null ? Long.MAX_VALUE : most;
    }

    /** The most values that an expression's value consists of, arrays in arrays included. */
    private long weight(Expression expression) {
        if (expression instanceof Expression.ArrayLiteral array) {
            long weight = 1;
            for (Expression item : array.items()) {
                long one = weight(item);
                if (one == UNKNOWN) {
                    return UNKNOWN;
                }
                weight = plus(weight, one);
            }
            return weight;
        }
        if (expression instanceof Expression.Variable variable) {
            return ofVariable(variable.name(), weights, this::weight);
        }
        long length = length(expression);
        return length == UNKNOWN ? UNKNOWN : plus(1, length);
    }

    /** The most of what any assignment gives a variable. */
    private long ofVariable(String name, TreeMap<String, Long> known, ToLongFunction<Expression> of) {
        Long before = known.get(name);
        if (before != null) {
            return before;
        }
        if (loopVariables.containsKey(name) || chain == MAX_CHAIN) {
            return UNKNOWN;
        }
        // While it is being found it is unknown: a definition may lead back to its own variable.
        known.put(name, UNKNOWN);
        chain++;
        long most = 0;
        for (Expression assigned : assignments.getOrDefault(name, List.of())) {
            long one = of.applyAsLong(assigned);
            most = one == UNKNOWN || most == UNKNOWN ? UNKNOWN : Math.max(most, one);
        }
        chain--;
        known.put(name, most);
        return most;
    }

    // Numbers that stop at the top

    private static long plus(long a, long b) {
        return Math.min(MOST, a + b);
    }

    private static long times(long count, long steps) {
        if (count <= 0 || steps <= 0) {
            return 0;
        }
        return count > MOST / steps ? MOST : count * steps;
    }
}
