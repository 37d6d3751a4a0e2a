package understudy.script.lua.syntax;

import java.util.List;

/** A statement, with the line on which it begins. */
public abstract sealed class Statement {
    private final int line;
    private final int depth;

    private Statement(int line, int depth) {
        this.line = line;
        this.depth = depth;
    }

    public final int line() {
        return line;
    }

    public final int depth() {
        return depth;
    }

    public static final class Block extends Statement {
        private final List<Statement> statements;

        Block(int line, List<Statement> statements) {
            super(line, 1 + deepest(statements));
            this.statements = statements;
        }

        public List<Statement> statements() {
            return statements;
        }

        private static int deepest(List<Statement> statements) {
            int depth = 0;
            for (Statement statement : statements) {
                depth = Math.max(depth, statement.depth);
            }
            return depth;
        }
    }

    public static final class Declaration extends Statement {
        private final List<Local> locals;
        private final List<Expression> values;

        Declaration(int line, List<Local> locals, List<Expression> values) {
            super(line, 1 + Expression.deepest(values));
            this.locals = locals;
            this.values = values;
        }

        public List<Local> locals() {
            return locals;
        }

        public List<Expression> values() {
            return values;
        }
    }

    /** Its function sees itself. */
    public static final class LocalFunction extends Statement {
        private final Local local;
        private final Expression.Function function;

        LocalFunction(int line, Local local, Expression.Function function) {
            super(line, 1 + function.depth());
            this.local = local;
            this.function = function;
        }

        public Local local() {
            return local;
        }

        public Expression.Function function() {
            return function;
        }
    }

    public static final class Assignment extends Statement {
        private final List<Expression> targets;
        private final List<Expression> values;

        Assignment(int line, List<Expression> targets, List<Expression> values) {
            super(line, 1 + Math.max(Expression.deepest(targets), Expression.deepest(values)));
            this.targets = targets;
            this.values = values;
        }

        public List<Expression> targets() {
            return targets;
        }

        public List<Expression> values() {
            return values;
        }
    }

    public static final class CallStatement extends Statement {
        private final Expression call;

        CallStatement(int line, Expression call) {
            super(line, 1 + call.depth());
            this.call = call;
        }

        public Expression call() {
            return call;
        }
    }

    public static final class While extends Statement {
        private final Expression condition;
        private final Block body;

        While(int line, Expression condition, Block body) {
            super(line, 1 + Math.max(condition.depth(), body.depth()));
            this.condition = condition;
            this.body = body;
        }

        public Expression condition() {
            return condition;
        }

        public Block body() {
            return body;
        }
    }

    /** The condition sees the body's locals. */
    public static final class Repeat extends Statement {
        private final Block body;
        private final Expression condition;

        Repeat(int line, Block body, Expression condition) {
            super(line, 1 + Math.max(condition.depth(), body.depth()));
            this.body = body;
            this.condition = condition;
        }

        public Block body() {
            return body;
        }

        public Expression condition() {
            return condition;
        }
    }

    public static final class If extends Statement {
        private final List<Branch> branches;
        private final Block otherwise;

        If(int line, List<Branch> branches, Block otherwise) {
            super(line, 1 + Math.max(deepest(branches), otherwise == null ? 0 : otherwise.depth()));
            this.branches = branches;
            this.otherwise = otherwise;
        }

        public List<Branch> branches() {
            return branches;
        }

        /** Null when there is no {@code else}. */
        public Block otherwise() {
            return otherwise;
        }

        private static int deepest(List<Branch> branches) {
            int depth = 0;
            for (Branch branch : branches) {
                depth = Math.max(depth, Math.max(branch.condition.depth(), branch.body.depth()));
            }
            return depth;
        }
    }

    public record Branch(Expression condition, Block body) {}

    public static final class NumericFor extends Statement {
        private final Local variable;
        private final Expression start;
        private final Expression limit;
        private final Expression step;
        private final Block body;

        NumericFor(int line, Local variable, Expression start, Expression limit, Expression step, Block body) {
            super(line, 1 + Math.max(body.depth(), deepest(start, limit, step)));
            this.variable = variable;
            this.start = start;
            this.limit = limit;
            this.step = step;
            this.body = body;
        }

        public Local variable() {
            return variable;
        }

        public Expression start() {
            return start;
        }

        public Expression limit() {
            return limit;
        }

        /** Null when it is not written. */
        public Expression step() {
            return step;
        }

        public Block body() {
            return body;
        }

        private static int deepest(Expression start, Expression limit, Expression step) {
            return Math.max(Math.max(start.depth(), limit.depth()), step == null ? 0 : step.depth());
        }
    }

    public static final class GenericFor extends Statement {
        private final List<Local> variables;
        private final List<Expression> values;
        private final Block body;

        GenericFor(int line, List<Local> variables, List<Expression> values, Block body) {
            super(line, 1 + Math.max(body.depth(), Expression.deepest(values)));
            this.variables = variables;
            this.values = values;
            this.body = body;
        }

        public List<Local> variables() {
            return variables;
        }

        public List<Expression> values() {
            return values;
        }

        public Block body() {
            return body;
        }
    }

    public static final class Return extends Statement {
        private final List<Expression> values;

        Return(int line, List<Expression> values) {
            super(line, 1 + Expression.deepest(values));
            this.values = values;
        }

        public List<Expression> values() {
            return values;
        }
    }

    public static final class Break extends Statement {
        Break(int line) {
            super(line, 1);
        }
    }
}
