package understudy.script.lua.run;

import java.util.ArrayList;
import java.util.List;
import understudy.script.lua.syntax.ChunkName;
import understudy.script.lua.syntax.Expression;
import understudy.script.lua.syntax.FunctionBody;
import understudy.script.lua.syntax.Local;
import understudy.script.lua.syntax.Operator;
import understudy.script.lua.syntax.Statement;
import understudy.script.lua.syntax.Upvalue;
import understudy.script.lua.value.LuaString;

/**
 * Turns the tree of one function into nodes. What it adds to the tree: which variables need cells, where messages say
 * that something is, how they name an operand, and what each block costs.
 */
final class Compiler {
    /** Steps for a call beside those of its body. */
    private static final int CALL_COST = 2;

    /** Levels of Java's stack that a call takes beside those of its nodes. */
    private static final int CALL_DEPTH = 5;

    /** A level of the tree is at most so many of Java's. */
    private static final int LEVELS = 2;

    /** Variables take memory as levels do. */
    private static final int SLOTS_PER_LEVEL = 8;

    private final String chunk;
    private final FunctionBody function;
    private final List<Site> sites = new ArrayList<>();

    /** The function's constants hold zero once, with the sign that it had first: so PUC's do. */
    private Double zero;

    private boolean weak;

    /** What the block that is compiled costs so far. */
    private int cost;

    private Compiler(String chunk, FunctionBody function) {
        this.chunk = chunk;
        this.function = function;
    }

    static Prototype compile(FunctionBody body, String chunkName) {
        return prototype(ChunkName.shown(chunkName), body);
    }

    private static Prototype prototype(String chunk, FunctionBody body) {
        return new Compiler(chunk, body).prototype();
    }

    private Prototype prototype() {
        site(function.line());
        cost = CALL_COST;
        Step body = block(function.block(), 0);
        List<Local> parameters = function.parameters();
        int[] cells =
                parameters.stream().filter(Local::inCell).mapToInt(Local::slot).toArray();
        Local argument = function.argument();
        return new Prototype(
                chunk,
                function.line(),
                function.slots(),
                parameters.size(),
                function.vararg(),
                cells,
                argument == null ? -1 : argument.slot(),
                argument != null && argument.inCell(),
                sites.toArray(Site[]::new),
                CALL_DEPTH + LEVELS * function.block().depth() + function.slots() / SLOTS_PER_LEVEL,
                weak,
                body);
    }

    private int site(int line) {
        return site(new Site(line, "", "?"));
    }

    private int site(Site site) {
        int last = sites.size() - 1;
        if (last >= 0 && sites.get(last).equals(site)) {
            return last;
        }
        sites.add(site);
        return sites.size() - 1;
    }

    // Names in messages

    /** As {@code local 'x'}; null for what has no name. */
    private static String what(Expression expression) {
        Site named = named(expression, 0);
        return named.kind().isEmpty() ? null : named.kind() + " '" + named.name() + "'";
    }

    private static Site named(Expression expression, int line) {
        if (expression instanceof Expression.LocalName name) {
            return new Site(line, "local", name.local().name());
        }
        if (expression instanceof Expression.UpvalueName name) {
            return new Site(line, "upvalue", name.local().name());
        }
        if (expression instanceof Expression.GlobalName name) {
            return new Site(line, "global", name.name());
        }
        if (expression instanceof Expression.Index index) {
            return new Site(
                    line,
                    "field",
                    index.key() instanceof Expression.Constant key && key.value() instanceof String name ? name : "?");
        }
        if (expression instanceof Expression.Parenthesised inside) {
            return named(inside.inner(), line);
        }
        return new Site(line, "", "?");
    }

    // Statements

    /** @param more what a turn of its loop costs beside it */
    private Step block(Statement.Block block, int more) {
        List<Step> steps = new ArrayList<>();
        int outer = cost;
        cost = 1 + more + (block == function.block() ? CALL_COST : 0);
        for (Statement statement : block.statements()) {
            steps.add(statement(statement));
        }
        int own = cost;
        cost = outer;
        return switch (steps.size()) {
            case 1 -> new Blocks.BlockOfOne(steps.get(0), own, block.line());
            case 2 -> new Blocks.BlockOfTwo(steps.get(0), steps.get(1), own, block.line());
            default -> new Blocks.Block(steps.toArray(Step[]::new), own, block.line());
        };
    }

    private Step statement(Statement statement) {
        cost++;
        if (statement instanceof Statement.Declaration declaration) {
            return declaration(declaration);
        } else if (statement instanceof Statement.Assignment assignment) {
            return assignment(assignment);
        } else if (statement instanceof Statement.CallStatement call) {
            return new Blocks.Evaluate(expression(call.call()));
        } else if (statement instanceof Statement.If branches) {
            return branches(branches);
        } else if (statement instanceof Statement.Return returned) {
            return returned(returned);
        } else if (statement instanceof Statement.NumericFor loop) {
            Node start = expression(loop.start());
            Node limit = expression(loop.limit());
            Node step = loop.step() == null ? null : expression(loop.step());
            Local variable = loop.variable();
            Step body = block(loop.body(), 0);
            return new Loops.NumericFor(
                    variable.slot(), variable.inCell(), start, limit, step, body, site(loop.line()));
        } else if (statement instanceof Statement.GenericFor loop) {
            Node[] values = expressions(loop.values());
            Step body = block(loop.body(), 2);
            int site = site(new Site(loop.line(), "local", "(for generator)"));
            return new Loops.GenericFor(slots(loop.variables()), inCell(loop.variables()), values, body, site);
        } else if (statement instanceof Statement.While loop) {
            int before = cost;
            Node condition = expression(loop.condition());
            return new Loops.While(condition, block(loop.body(), cost - before));
        } else if (statement instanceof Statement.Repeat loop) {
            int before = cost;
            Node condition = expression(loop.condition());
            return new Loops.Repeat(block(loop.body(), cost - before), condition);
        } else if (statement instanceof Statement.Block block) {
            return block(block, 0);
        } else if (statement instanceof Statement.LocalFunction local) {
            return localFunction(local);
        } else if (statement instanceof Statement.Break) {
            return new Blocks.Break();
        }
        throw new IllegalStateException("no node for " + statement.getClass());
    }

    private Step declaration(Statement.Declaration declaration) {
        List<Local> locals = declaration.locals();
        List<Expression> values = declaration.values();
        if (locals.size() == 1 && values.size() <= 1) {
            Local local = locals.get(0);
            Node value = values.isEmpty() ? Constants.of(null) : expression(values.get(0));
            return local.inCell()
                    ? new Variables.NewCell(local.slot(), value)
                    : new Variables.SetLocal(local.slot(), value);
        }
        return new Blocks.Declaration(slots(locals), inCell(locals), expressions(values));
    }

    private static int[] slots(List<Local> locals) {
        return locals.stream().mapToInt(Local::slot).toArray();
    }

    private static boolean[] inCell(List<Local> locals) {
        boolean[] inCell = new boolean[locals.size()];
        for (int i = 0; i < inCell.length; i++) {
            inCell[i] = locals.get(i).inCell();
        }
        return inCell;
    }

    private Step localFunction(Statement.LocalFunction statement) {
        Local local = statement.local();
        Calls.NewClosure closure = closure(statement.function());
        int self = -1;
        List<Upvalue> upvalues = statement.function().body().upvalues();
        for (int i = 0; i < upvalues.size(); i++) {
            if (upvalues.get(i).local() == local) {
                self = i;
            }
        }
        return new Blocks.LocalFunction(local.slot(), local.inCell(), closure, self);
    }

    private Step assignment(Statement.Assignment assignment) {
        List<Expression> targets = assignment.targets();
        List<Expression> values = assignment.values();
        if (targets.size() == 1 && values.size() == 1) {
            return assignment(targets.get(0), values.get(0));
        }
        Blocks.Target[] places = new Blocks.Target[targets.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = target(targets.get(i));
            cost++;
        }
        return new Blocks.Assignment(places, expressions(values));
    }

    private Step assignment(Expression target, Expression from) {
        if (target instanceof Expression.LocalName name) {
            Node value = expression(from);
            int slot = name.local().slot();
            return name.local().inCell() ? new Variables.SetCell(slot, value) : new Variables.SetLocal(slot, value);
        }
        if (target instanceof Expression.UpvalueName name) {
            return new Variables.SetUpvalue(name.index(), expression(from));
        }
        if (target instanceof Expression.GlobalName name) {
            cost++;
            return new Variables.SetGlobal(name(name.name()), expression(from), site(target.line()));
        }
        Expression.Index index = (Expression.Index) target;
        cost++;
        Node table = expression(index.table());
        String what = what(index.table());
        if (index.key() instanceof Expression.Constant key && key.value() instanceof String name) {
            Node value = expression(from);
            return new Tables.SetField(table, name(name), value, site(index.line()), what);
        }
        Node key = expression(index.key());
        Node value = expression(from);
        return new Tables.SetIndex(table, key, value, site(index.line()), what);
    }

    private Blocks.Target target(Expression target) {
        if (target instanceof Expression.LocalName name) {
            return new Blocks.LocalTarget(name.local().slot(), name.local().inCell());
        }
        if (target instanceof Expression.UpvalueName name) {
            return new Blocks.UpvalueTarget(name.index());
        }
        if (target instanceof Expression.GlobalName name) {
            return new Blocks.GlobalTarget(name(name.name()), site(target.line()));
        }
        Expression.Index index = (Expression.Index) target;
        Node table = expression(index.table());
        Node key = expression(index.key());
        return new Blocks.IndexTarget(table, key, site(index.line()), what(index.table()));
    }

    private Step branches(Statement.If statement) {
        List<Statement.Branch> branches = statement.branches();
        Node[] conditions = new Node[branches.size()];
        Step[] bodies = new Step[conditions.length];
        for (int i = 0; i < conditions.length; i++) {
            conditions[i] = expression(branches.get(i).condition());
            bodies[i] = block(branches.get(i).body(), 0);
        }
        Step otherwise = statement.otherwise() == null ? null : block(statement.otherwise(), 0);
        if (conditions.length > 1) {
            return new Blocks.IfChain(conditions, bodies, otherwise);
        }
        return otherwise == null
                ? new Blocks.If(conditions[0], bodies[0])
                : new Blocks.IfElse(conditions[0], bodies[0], otherwise);
    }

    private Step returned(Statement.Return statement) {
        List<Expression> values = statement.values();
        if (values.isEmpty()) {
            return new Blocks.ReturnNothing();
        }
        if (values.size() > 1) {
            return new Blocks.ReturnMany(expressions(values));
        }
        Node value = expression(values.get(0));
        if (value instanceof Calls.Call call) {
            return new Blocks.ReturnCall(call);
        }
        return value.multiple() ? new Blocks.ReturnMany(new Node[] {value}) : new Blocks.ReturnOne(value);
    }

    // Expressions

    private Node[] expressions(List<Expression> expressions) {
        Node[] nodes = new Node[expressions.size()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = expression(expressions.get(i));
        }
        return nodes;
    }

    private Node expression(Expression expression) {
        if (expression instanceof Expression.Constant constant) {
            return constant(constant);
        } else if (expression instanceof Expression.LocalName name) {
            int slot = name.local().slot();
            return name.local().inCell() ? new Variables.CellValue(slot) : new Variables.LocalValue(slot);
        } else if (expression instanceof Expression.UpvalueName name) {
            return name.local().inCell()
                    ? new Variables.UpvalueCellValue(name.index())
                    : new Variables.UpvalueValue(name.index());
        }
        Double folded = folded(expression);
        if (folded != null) {
            return number(folded);
        }
        cost++;
        if (expression instanceof Expression.GlobalName name) {
            return new Variables.GlobalValue(name(name.name()), site(name.line()));
        } else if (expression instanceof Expression.Index index) {
            return index(index);
        } else if (expression instanceof Expression.Call call) {
            Node called = expression(call.function());
            Node[] arguments = expressions(call.arguments());
            cost += arguments.length;
            int site = site(named(call.function(), call.line()));
            return Calls.function(called, arguments, site, what(call.function()));
        } else if (expression instanceof Expression.MethodCall call) {
            Node object = expression(call.object());
            Node[] arguments = expressions(call.arguments());
            cost += 1 + arguments.length;
            LuaString name = name(call.name());
            int site = site(new Site(call.line(), "method", call.name()));
            return Calls.method(object, name, arguments, site, what(call.object()));
        } else if (expression instanceof Expression.Binary binary) {
            return binary(binary);
        } else if (expression instanceof Expression.Negation negation) {
            Node operand = expression(negation.operand());
            return new Arithmetic.Negate(operand, site(negation.line()), what(negation.operand()));
        } else if (expression instanceof Expression.Not not) {
            return new Logic.Not(expression(not.operand()));
        } else if (expression instanceof Expression.Length length) {
            Node operand = expression(length.operand());
            return new Tables.Length(operand, site(length.line()), what(length.operand()));
        } else if (expression instanceof Expression.Parenthesised inside) {
            Node inner = expression(inside.inner());
            return inner.multiple() ? new Calls.First(inner) : inner;
        } else if (expression instanceof Expression.Table table) {
            return table(table);
        } else if (expression instanceof Expression.Function inner) {
            return closure(inner);
        } else if (expression instanceof Expression.Varargs) {
            return new Calls.Varargs();
        }
        throw new IllegalStateException("no node for " + expression.getClass());
    }

    private Node constant(Expression.Constant constant) {
        Object value = constant.value();
        if (value instanceof Double number) {
            return number(number);
        }
        return Constants.of(value instanceof String text ? name(text) : value);
    }

    private LuaString name(String text) {
        weak |= text.equals(WeakSweep.MODE);
        cost += text.length() / Lua.LOOKED_AT_PER_STEP;
        return Names.shared(LuaString.of(text));
    }

    private Node number(Double value) {
        if (value != 0) {
            return Constants.of(value);
        }
        if (zero == null) {
            zero = value;
        }
        return Constants.of(zero);
    }

    /** The value of arithmetic on numbers alone, where PUC's compiler computes it; else null. */
    private static Double folded(Expression expression) {
        if (expression instanceof Expression.Constant constant) {
            return constant.value() instanceof Double number ? number : null;
        }
        if (expression instanceof Expression.Parenthesised inside) {
            return folded(inside.inner());
        }
        if (expression instanceof Expression.Negation negation) {
            Double operand = folded(negation.operand());
            return operand == null ? null : Double.valueOf(-operand);
        }
        if (!(expression instanceof Expression.Binary binary) || !isArithmetic(binary.operator())) {
            return null;
        }
        Double right = folded(binary.right());
        Double left = right == null ? null : folded(binary.left());
        if (left == null) {
            return null;
        }
        Arithmetic.Kind kind = kind(binary.operator());
        if (right == 0 && (kind == Arithmetic.Kind.DIVIDE || kind == Arithmetic.Kind.MODULO)) {
            return null;
        }
        double result = kind.of(left, right);
        return result == result ? Double.valueOf(result) : null;
    }

    private static boolean isArithmetic(Operator operator) {
        return operator.compareTo(Operator.POWER) <= 0;
    }

    private static Arithmetic.Kind kind(Operator operator) {
        return switch (operator) {
            case ADD -> Arithmetic.Kind.ADD;
            case SUBTRACT -> Arithmetic.Kind.SUBTRACT;
            case MULTIPLY -> Arithmetic.Kind.MULTIPLY;
            case DIVIDE -> Arithmetic.Kind.DIVIDE;
            case MODULO -> Arithmetic.Kind.MODULO;
            case POWER -> Arithmetic.Kind.POWER;
            default -> throw new IllegalStateException("no arithmetic in " + operator);
        };
    }

    private Node index(Expression.Index index) {
        Node table = expression(index.table());
        String what = what(index.table());
        if (index.key() instanceof Expression.Constant key && key.value() instanceof String name) {
            return new Tables.Field(table, name(name), site(index.line()), what);
        }
        Node key = expression(index.key());
        return new Tables.Index(table, key, site(index.line()), what);
    }

    private Node binary(Expression.Binary binary) {
        Operator operator = binary.operator();
        if (operator == Operator.CONCAT) {
            return concat(binary);
        }
        Node left = expression(binary.left());
        Node right = expression(binary.right());
        int site = site(binary.line());
        switch (operator) {
            case AND:
                return new Logic.And(left, right);
            case OR:
                return new Logic.Or(left, right);
            case EQUAL:
                if (right instanceof Constants.Number number) {
                    return new Comparisons.EqualNumber(left, number);
                }
                return right instanceof Constants.Constant constant
                        ? new Comparisons.EqualConstant(left, right, constant.value)
                        : new Comparisons.Equal(left, right, site);
            case UNEQUAL:
                if (right instanceof Constants.Number number) {
                    return new Comparisons.UnequalNumber(left, number);
                }
                return right instanceof Constants.Constant constant
                        ? new Comparisons.UnequalConstant(left, right, constant.value)
                        : new Comparisons.Unequal(left, right, site);
            case LESS:
                return right instanceof Constants.Number number
                        ? new Comparisons.LessConstant(left, number, site)
                        : new Comparisons.Less(left, right, site);
            case AT_MOST:
                return right instanceof Constants.Number number
                        ? new Comparisons.AtMostConstant(left, number, site)
                        : new Comparisons.AtMost(left, right, site);
            case GREATER:
                return right instanceof Constants.Number number
                        ? new Comparisons.GreaterConstant(left, number, site)
                        : new Comparisons.Greater(left, right, site);
            case AT_LEAST:
                return right instanceof Constants.Number number
                        ? new Comparisons.AtLeastConstant(left, number, site)
                        : new Comparisons.AtLeast(left, right, site);
            default:
                break;
        }
        return Arithmetic.of(
                kind(operator), left, right, new Arithmetic.Operands(site, what(binary.left()), what(binary.right())));
    }

    /** A chain is one node, as it is one instruction in PUC: {@code a..b..c} makes one new string. */
    private Node concat(Expression.Binary binary) {
        List<Node> operands = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Expression rest = binary;
        int line = binary.line();
        while (rest instanceof Expression.Binary chain && chain.operator() == Operator.CONCAT) {
            operands.add(expression(chain.left()));
            names.add(what(chain.left()));
            cost++;
            rest = chain.right();
        }
        operands.add(expression(rest));
        names.add(what(rest));
        return new Calls.Concat(operands.toArray(Node[]::new), names.toArray(String[]::new), site(line));
    }

    private Node table(Expression.Table table) {
        List<Expression.Field> fields = table.fields();
        if (fields.isEmpty()) {
            return new Tables.EmptyTable();
        }
        Node[] keys = new Node[fields.size()];
        Node[] values = new Node[keys.length];
        int items = 0;
        for (int i = 0; i < keys.length; i++) {
            Expression.Field field = fields.get(i);
            if (field.key() != null) {
                keys[i] = expression(field.key());
            } else if (i < keys.length - 1 || !field.value().multiple()) {
                items++;
            }
            values[i] = expression(field.value());
            cost++;
        }
        int listed = 0;
        for (Node key : keys) {
            listed += key == null ? 1 : 0;
        }
        return new Tables.Constructor(keys, values, items, keys.length - listed, site(table.line()));
    }

    private Calls.NewClosure closure(Expression.Function expression) {
        FunctionBody body = expression.body();
        List<Upvalue> upvalues = body.upvalues();
        int[] sources = new int[upvalues.size()];
        for (int i = 0; i < sources.length; i++) {
            Upvalue upvalue = upvalues.get(i);
            sources[i] = upvalue.parentIndex() < 0 ? upvalue.local().slot() : -1 - upvalue.parentIndex();
        }
        Prototype inner = prototype(chunk, body);
        weak |= inner.weak;
        return new Calls.NewClosure(inner, sources);
    }
}
