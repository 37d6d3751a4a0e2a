package understudy.script.lua.syntax;

import java.util.List;

/**
 * An expression. Its line is the one that PUC's compiler gives to its instruction, which messages show. Its depth
 * bounds the recursion of whoever walks it.
 */
public abstract sealed class Expression {
    private int line;
    private final int depth;

    private Expression(int line, int depth) {
        this.line = line;
        this.depth = depth;
    }

    public final int line() {
        return line;
    }

    public final int depth() {
        return depth;
    }

    /** PUC writes the instruction of a name or field only when it knows what the value is for: lines later, it may be. */
    final void usedAt(int usedLine) {
        if (this instanceof Index || this instanceof GlobalName) {
            line = usedLine;
        }
    }

    /** May yield any number of values, where a list takes them. */
    public boolean multiple() {
        return false;
    }

    static int deepest(List<Expression> expressions) {
        int depth = 0;
        for (Expression expression : expressions) {
            depth = Math.max(depth, expression.depth);
        }
        return depth;
    }

    /** {@code null}, a Boolean, a Double, or a text whose chars are bytes. */
    public static final class Constant extends Expression {
        private final Object value;

        Constant(int line, Object value) {
            super(line, 1);
            this.value = value;
        }

        public Object value() {
            return value;
        }
    }

    public static final class Varargs extends Expression {
        Varargs(int line) {
            super(line, 1);
        }

        @Override
        public boolean multiple() {
            return true;
        }
    }

    public static final class Function extends Expression {
        private final FunctionBody body;

        Function(int line, FunctionBody body) {
            super(line, 1 + body.block().depth());
            this.body = body;
        }

        public FunctionBody body() {
            return body;
        }
    }

    public static final class LocalName extends Expression {
        private final Local local;

        LocalName(int line, Local local) {
            super(line, 1);
            this.local = local;
        }

        public Local local() {
            return local;
        }
    }

    public static final class UpvalueName extends Expression {
        private final Local local;
        private final int index;

        UpvalueName(int line, Local local, int index) {
            super(line, 1);
            this.local = local;
            this.index = index;
        }

        public Local local() {
            return local;
        }

        /** Where the function's closures hold it. */
        public int index() {
            return index;
        }
    }

    public static final class GlobalName extends Expression {
        private final String name;

        GlobalName(int line, String name) {
            super(line, 1);
            this.name = name;
        }

        public String name() {
            return name;
        }
    }

    public static final class Index extends Expression {
        private final Expression table;
        private final Expression key;

        Index(int line, Expression table, Expression key) {
            super(line, 1 + Math.max(table.depth, key.depth));
            this.table = table;
            this.key = key;
        }

        public Expression table() {
            return table;
        }

        public Expression key() {
            return key;
        }
    }

    public static final class Call extends Expression {
        private final Expression function;
        private final List<Expression> arguments;

        Call(int line, Expression function, List<Expression> arguments) {
            super(line, 1 + Math.max(function.depth, deepest(arguments)));
            this.function = function;
            this.arguments = arguments;
        }

        public Expression function() {
            return function;
        }

        public List<Expression> arguments() {
            return arguments;
        }

        @Override
        public boolean multiple() {
            return true;
        }
    }

    public static final class MethodCall extends Expression {
        private final Expression object;
        private final String name;
        private final List<Expression> arguments;

        MethodCall(int line, Expression object, String name, List<Expression> arguments) {
            super(line, 1 + Math.max(object.depth, deepest(arguments)));
            this.object = object;
            this.name = name;
            this.arguments = arguments;
        }

        public Expression object() {
            return object;
        }

        public String name() {
            return name;
        }

        public List<Expression> arguments() {
            return arguments;
        }

        @Override
        public boolean multiple() {
            return true;
        }
    }

    public static final class Binary extends Expression {
        private final Operator operator;
        private final Expression left;
        private final Expression right;

        Binary(int line, Operator operator, Expression left, Expression right) {
            super(line, 1 + Math.max(left.depth, right.depth));
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        public Operator operator() {
            return operator;
        }

        public Expression left() {
            return left;
        }

        public Expression right() {
            return right;
        }
    }

    public static final class Negation extends Expression {
        private final Expression operand;

        Negation(int line, Expression operand) {
            super(line, 1 + operand.depth);
            this.operand = operand;
        }

        public Expression operand() {
            return operand;
        }
    }

    public static final class Not extends Expression {
        private final Expression operand;

        Not(int line, Expression operand) {
            super(line, 1 + operand.depth);
            this.operand = operand;
        }

        public Expression operand() {
            return operand;
        }
    }

    public static final class Length extends Expression {
        private final Expression operand;

        Length(int line, Expression operand) {
            super(line, 1 + operand.depth);
            this.operand = operand;
        }

        public Expression operand() {
            return operand;
        }
    }

    /** Parentheses: one value of whatever is in them. */
    public static final class Parenthesised extends Expression {
        private final Expression inner;

        Parenthesised(int line, Expression inner) {
            super(line, 1 + inner.depth);
            this.inner = inner;
        }

        public Expression inner() {
            return inner;
        }
    }

    /** A table's constructor, its fields in the order of the source. */
    public static final class Table extends Expression {
        private final List<Field> fields;

        Table(int line, List<Field> fields) {
            super(line, 1 + deepestField(fields));
            this.fields = fields;
        }

        public List<Field> fields() {
            return fields;
        }

        private static int deepestField(List<Field> fields) {
            int depth = 0;
            for (Field field : fields) {
                depth = Math.max(depth, field.value.depth);
                if (field.key != null) {
                    depth = Math.max(depth, field.key.depth);
                }
            }
            return depth;
        }
    }

    /** @param key null for an item of the list */
    public record Field(Expression key, Expression value) {}
}
