package understudy.script.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import understudy.script.lua.syntax.Expression.Call;
import understudy.script.lua.syntax.Expression.Constant;
import understudy.script.lua.syntax.Expression.Field;
import understudy.script.lua.syntax.Expression.GlobalName;
import understudy.script.lua.syntax.Expression.Index;
import understudy.script.lua.syntax.Expression.LocalName;
import understudy.script.lua.syntax.Expression.MethodCall;
import understudy.script.lua.syntax.Expression.Parenthesised;
import understudy.script.lua.syntax.Expression.UpvalueName;
import understudy.script.lua.syntax.Statement.Block;
import understudy.script.lua.syntax.Statement.Branch;

/**
 * Recursive descent over the tokens, as PUC's parser goes, names resolved on the way. What may go wrong is depth: a
 * source is a stranger's, and this parser, the compiler behind it and the run all recurse over what it nests. So the
 * levels of syntax are counted as PUC counts them, and chains that PUC reads in a loop ({@code a+b+c+…},
 * {@code a.b.c…}), which grow the tree all the same, have a limit of their own.
 */
public final class Parser {
    private static final int MAX_LEVELS = 200;
    private static final int MAX_LOCALS = 200;
    private static final int MAX_UPVALUES = 60;
    private static final int MAX_TARGETS = 200;

    /** Deepest tree of one function with those in it. */
    public static final int MAX_DEPTH = 600;

    private final Lexer lexer;
    private Scope scope;
    private int levels;

    private Parser(byte[] source, String chunk) {
        this.lexer = new Lexer(source, chunk);
    }

    /**
     * @param chunkName as {@link ChunkName} takes it
     * @throws LuaSyntaxError with the text that PUC's compiler gives
     */
    public static FunctionBody parse(byte[] source, String chunkName) {
        return new Parser(source, ChunkName.shown(chunkName)).chunk();
    }

    /** A function while it is read. */
    private final class Scope {
        final Scope parent;
        final int line;
        final List<Local> active = new ArrayList<>();
        final List<Upvalue> upvalues = new ArrayList<>();

        /** Variables of loops that have no name count as PUC's hidden ones do. */
        int hidden;

        int slots;
        int loops;
        boolean vararg;
        boolean usesVarargs;

        Scope(Scope parent, int line) {
            this.parent = parent;
            this.line = line;
        }

        LuaSyntaxError tooMany(int limit, String what) {
            return lexer.error(
                    line == 0
                            ? "main function has more than " + limit + " " + what
                            : "function at line " + line + " has more than " + limit + " " + what);
        }

        /** Makes a variable that is not seen yet; {@code pending} others wait before it. */
        Local declare(String name, int pending) {
            if (active.size() + hidden + pending + 1 > MAX_LOCALS) {
                throw tooMany(MAX_LOCALS, "local variables");
            }
            Local local = new Local(name, active.size() + pending);
            slots = Math.max(slots, local.slot() + 1);
            return local;
        }

        Local find(String name) {
            for (int i = active.size() - 1; i >= 0; i--) {
                if (active.get(i).name().equals(name)) {
                    return active.get(i);
                }
            }
            return null;
        }

        /** The index of the enclosing function's variable; -1 when there is none of that name. */
        int upvalue(String name) {
            if (parent == null) {
                return -1;
            }
            Local local = parent.find(name);
            int index = -1;
            if (local == null) {
                index = parent.upvalue(name);
                if (index < 0) {
                    return -1;
                }
                local = parent.upvalues.get(index).local();
            }
            for (int i = 0; i < upvalues.size(); i++) {
                if (upvalues.get(i).local() == local) {
                    return i;
                }
            }
            if (upvalues.size() + 1 > MAX_UPVALUES) {
                throw tooMany(MAX_UPVALUES, "upvalues");
            }
            local.capture();
            upvalues.add(new Upvalue(local, index));
            return upvalues.size() - 1;
        }

        void leave(int activeBefore) {
            active.subList(activeBefore, active.size()).clear();
        }
    }

    private FunctionBody chunk() {
        scope = new Scope(null, 0);
        scope.vararg = true;
        lexer.next();
        List<Statement> statements = statements();
        expect(TokenType.END_OF_FILE);
        return new FunctionBody(0, List.of(), true, null, scope.slots, List.of(), new Block(lexer.line(), statements));
    }

    // Tokens

    private LuaSyntaxError expected(String what) {
        return lexer.errorHere("'" + what + "' expected");
    }

    private boolean accept(TokenType type) {
        if (!lexer.is(type)) {
            return false;
        }
        lexer.next();
        return true;
    }

    private boolean accept(char character) {
        if (!lexer.is(character)) {
            return false;
        }
        lexer.next();
        return true;
    }

    private void expect(TokenType type) {
        if (!lexer.is(type)) {
            throw expected(type.text);
        }
    }

    private void take(TokenType type) {
        expect(type);
        lexer.next();
    }

    private void take(char character) {
        if (!lexer.is(character)) {
            throw expected(Lexer.shown(character));
        }
        lexer.next();
    }

    private String name() {
        expect(TokenType.NAME);
        String name = lexer.text();
        lexer.next();
        return name;
    }

    private void close(TokenType end, String opened, int line) {
        if (!accept(end)) {
            throw unclosed(end.text, opened, line);
        }
    }

    private void close(char end, String opened, int line) {
        if (!accept(end)) {
            throw unclosed(String.valueOf(end), opened, line);
        }
    }

    private LuaSyntaxError unclosed(String end, String opened, int line) {
        return line == lexer.line()
                ? expected(end)
                : lexer.errorHere("'" + end + "' expected (to close '" + opened + "' at line " + line + ")");
    }

    private void enter() {
        if (++levels > MAX_LEVELS) {
            throw lexer.error("chunk has too many syntax levels");
        }
    }

    private <E extends Expression> E bounded(E expression) {
        if (expression.depth() > MAX_DEPTH) {
            throw lexer.errorHere("function or expression too complex");
        }
        return expression;
    }

    // Blocks

    private boolean atBlockEnd() {
        return switch (lexer.type()) {
            case ELSE, ELSEIF, END, UNTIL, END_OF_FILE -> true;
            default -> false;
        };
    }

    private List<Statement> statements() {
        enter();
        List<Statement> statements = new ArrayList<>();
        boolean last = false;
        while (!last && !atBlockEnd()) {
            last = lexer.is(TokenType.RETURN) || lexer.is(TokenType.BREAK);
            statements.add(statement());
            accept(';');
        }
        levels--;
        return List.copyOf(statements);
    }

    private Block block() {
        int line = lexer.line();
        int before = scope.active.size();
        List<Statement> statements = statements();
        scope.leave(before);
        return new Block(line, statements);
    }

    private Block loopBlock() {
        scope.loops++;
        Block block = block();
        scope.loops--;
        return block;
    }

    private Statement statement() {
        int line = lexer.line();
        switch (lexer.type()) {
            case IF:
                return ifStatement(line);
            case WHILE: {
                lexer.next();
                Expression condition = expression();
                take(TokenType.DO);
                Block body = loopBlock();
                close(TokenType.END, "while", line);
                return new Statement.While(line, condition, body);
            }
            case DO: {
                lexer.next();
                Block block = block();
                close(TokenType.END, "do", line);
                return block;
            }
            case FOR:
                return forStatement(line);
            case REPEAT:
                return repeatStatement(line);
            case FUNCTION:
                return functionStatement(line);
            case LOCAL:
                lexer.next();
                return accept(TokenType.FUNCTION) ? localFunction(line) : declaration(line);
            case RETURN: {
                lexer.next();
                List<Expression> values = atBlockEnd() || lexer.is(';') ? List.of() : expressions();
                return new Statement.Return(line, values);
            }
            case BREAK:
                lexer.next();
                if (scope.loops == 0) {
                    throw lexer.errorHere("no loop to break");
                }
                return new Statement.Break(line);
            default:
                return expressionStatement(line);
        }
    }

    private Statement ifStatement(int line) {
        List<Branch> branches = new ArrayList<>();
        do {
            lexer.next();
            Expression condition = expression();
            take(TokenType.THEN);
            branches.add(new Branch(condition, block()));
        } while (lexer.is(TokenType.ELSEIF));
        Block otherwise = accept(TokenType.ELSE) ? block() : null;
        close(TokenType.END, "if", line);
        return new Statement.If(line, List.copyOf(branches), otherwise);
    }

    private Statement repeatStatement(int line) {
        lexer.next();
        int before = scope.active.size();
        scope.loops++;
        Block body = new Block(lexer.line(), statements());
        scope.loops--;
        close(TokenType.UNTIL, "repeat", line);
        Expression condition = expression();
        scope.leave(before);
        return new Statement.Repeat(line, body, condition);
    }

    private Statement forStatement(int line) {
        lexer.next();
        String first = name();
        int before = scope.active.size();
        scope.hidden += 3;
        Statement loop;
        if (lexer.is('=')) {
            loop = numericFor(line, first);
        } else if (lexer.is(',') || lexer.is(TokenType.IN)) {
            loop = genericFor(line, first);
        } else {
            throw lexer.errorHere("'=' or 'in' expected");
        }
        scope.hidden -= 3;
        scope.leave(before);
        return loop;
    }

    private Statement numericFor(int line, String name) {
        lexer.next();
        Expression start = expression();
        take(',');
        Expression limit = expression();
        Expression step = accept(',') ? expression() : null;
        Local variable = scope.declare(name, 0);
        take(TokenType.DO);
        scope.active.add(variable);
        Block body = loopBlock();
        close(TokenType.END, "for", line);
        return new Statement.NumericFor(line, variable, start, limit, step, body);
    }

    private Statement genericFor(int line, String first) {
        List<Local> variables = new ArrayList<>();
        variables.add(scope.declare(first, 0));
        while (accept(',')) {
            variables.add(scope.declare(name(), variables.size()));
        }
        take(TokenType.IN);
        int valuesLine = lexer.line();
        List<Expression> values = expressions();
        take(TokenType.DO);
        scope.active.addAll(variables);
        Block body = loopBlock();
        close(TokenType.END, "for", line);
        return new Statement.GenericFor(valuesLine, List.copyOf(variables), values, body);
    }

    private Statement functionStatement(int line) {
        lexer.next();
        Expression target = variable(name(), lexer.lastLine());
        boolean method = false;
        while (lexer.is('.') || lexer.is(':')) {
            method = lexer.is(':');
            int keyLine = lexer.line();
            lexer.next();
            String key = name();
            target = bounded(new Index(keyLine, target, new Constant(keyLine, key)));
            if (method) {
                break;
            }
        }
        Expression.Function function = function(method, line);
        assigned(target);
        return new Statement.Assignment(line, List.of(target), List.of(function));
    }

    private Statement localFunction(int line) {
        Local local = scope.declare(name(), 0);
        scope.active.add(local);
        return new Statement.LocalFunction(line, local, function(false, lexer.line()));
    }

    private Statement declaration(int line) {
        List<Local> locals = new ArrayList<>();
        do {
            locals.add(scope.declare(name(), locals.size()));
        } while (accept(','));
        List<Expression> values = accept('=') ? expressions() : List.of();
        scope.active.addAll(locals);
        return new Statement.Declaration(line, List.copyOf(locals), values);
    }

    private Statement expressionStatement(int line) {
        Expression first = suffixed();
        if (first instanceof Call || first instanceof MethodCall) {
            return new Statement.CallStatement(line, first);
        }
        List<Expression> targets = new ArrayList<>();
        targets.add(assignable(first));
        while (accept(',')) {
            targets.add(assignable(suffixed()));
            if (targets.size() > MAX_TARGETS) {
                throw scope.tooMany(MAX_TARGETS, "variables in assignment");
            }
        }
        take('=');
        List<Expression> values = expressions();
        targets.forEach(this::assigned);
        return new Statement.Assignment(line, List.copyOf(targets), values);
    }

    private Expression assignable(Expression target) {
        if (target instanceof LocalName
                || target instanceof UpvalueName
                || target instanceof GlobalName
                || target instanceof Index) {
            return target;
        }
        throw lexer.errorHere("syntax error");
    }

    private void assigned(Expression target) {
        if (target instanceof LocalName name) {
            name.local().reassign();
        } else if (target instanceof UpvalueName name) {
            name.local().reassign();
        }
    }

    // Expressions

    private List<Expression> expressions() {
        List<Expression> expressions = new ArrayList<>();
        do {
            expressions.add(expression());
        } while (accept(','));
        return List.copyOf(expressions);
    }

    private Expression expression() {
        return expression(0);
    }

    private Expression expression(int limit) {
        enter();
        Expression left;
        if (lexer.is(TokenType.NOT)) {
            lexer.next();
            left = new Expression.Not(lexer.line(), expression(Operator.UNARY_PRIORITY));
        } else if (accept('-')) {
            Expression operand = expression(Operator.UNARY_PRIORITY);
            left = new Expression.Negation(lexer.lastLine(), operand);
        } else if (accept('#')) {
            Expression operand = expression(Operator.UNARY_PRIORITY);
            left = new Expression.Length(lexer.lastLine(), operand);
        } else {
            left = simple();
        }
        Operator operator = binary();
        while (operator != null && operator.left > limit) {
            lexer.next();
            left.usedAt(lexer.lastLine());
            Expression right = expression(operator.right);
            left = bounded(new Expression.Binary(lexer.lastLine(), operator, left, right));
            operator = binary();
        }
        levels--;
        return left;
    }

    /** The binary operator on which the lexer stands; null when it is none. */
    private Operator binary() {
        return switch (lexer.type()) {
            case CONCAT -> Operator.CONCAT;
            case UNEQUAL -> Operator.UNEQUAL;
            case EQUAL -> Operator.EQUAL;
            case AT_MOST -> Operator.AT_MOST;
            case AT_LEAST -> Operator.AT_LEAST;
            case AND -> Operator.AND;
            case OR -> Operator.OR;
            case CHARACTER ->
                switch (lexer.character()) {
                    case '+' -> Operator.ADD;
                    case '-' -> Operator.SUBTRACT;
                    case '*' -> Operator.MULTIPLY;
                    case '/' -> Operator.DIVIDE;
                    case '%' -> Operator.MODULO;
                    case '^' -> Operator.POWER;
                    case '<' -> Operator.LESS;
                    case '>' -> Operator.GREATER;
                    default -> null;
                };
            default -> null;
        };
    }

    private Expression simple() {
        int line = lexer.line();
        Expression simple;
        switch (lexer.type()) {
            case NUMBER -> simple = new Constant(line, lexer.number());
            case STRING -> simple = new Constant(line, lexer.text());
            case NIL -> simple = new Constant(line, null);
            case TRUE -> simple = new Constant(line, Boolean.TRUE);
            case FALSE -> simple = new Constant(line, Boolean.FALSE);
            case DOTS -> {
                if (!scope.vararg) {
                    throw lexer.errorHere("cannot use '...' outside a vararg function");
                }
                scope.usesVarargs = true;
                simple = new Expression.Varargs(line);
            }
            case FUNCTION -> {
                lexer.next();
                return function(false, lexer.line());
            }
            default -> {
                return lexer.is('{') ? table() : suffixed();
            }
        }
        lexer.next();
        return simple;
    }

    private Expression table() {
        int line = lexer.line();
        List<Field> fields = new ArrayList<>();
        take('{');
        while (!lexer.is('}')) {
            if (lexer.is('[')) {
                lexer.next();
                Expression key = expression();
                take(']');
                take('=');
                fields.add(new Field(key, expression()));
            } else if (lexer.is(TokenType.NAME) && lexer.nextIs('=')) {
                Expression key = new Constant(lexer.line(), name());
                take('=');
                fields.add(new Field(key, expression()));
            } else {
                fields.add(new Field(null, expression()));
            }
            if (!accept(',') && !accept(';')) {
                break;
            }
        }
        close('}', "{", line);
        if (!fields.isEmpty()) {
            fields.get(fields.size() - 1).value().usedAt(lexer.lastLine());
        }
        return new Expression.Table(line, List.copyOf(fields));
    }

    private Expression variable(String name, int line) {
        Local local = scope.find(name);
        if (local != null) {
            return new LocalName(line, local);
        }
        int index = scope.upvalue(name);
        return index < 0
                ? new GlobalName(line, name)
                : new UpvalueName(line, scope.upvalues.get(index).local(), index);
    }

    private Expression primary() {
        if (lexer.is(TokenType.NAME)) {
            int line = lexer.line();
            return variable(name(), line);
        }
        int line = lexer.line();
        if (!accept('(')) {
            throw lexer.errorHere("unexpected symbol");
        }
        Expression inner = expression();
        close(')', "(", line);
        inner.usedAt(lexer.lastLine());
        return new Parenthesised(lexer.lastLine(), inner);
    }

    private Expression suffixed() {
        Expression expression = primary();
        while (true) {
            if (lexer.is('.')) {
                lexer.next();
                int line = lexer.line();
                expression = new Index(line, expression, new Constant(line, name()));
            } else if (lexer.is('[')) {
                lexer.next();
                Expression key = expression();
                int line = lexer.line();
                take(']');
                expression = new Index(line, expression, key);
            } else if (lexer.is(':')) {
                lexer.next();
                String name = name();
                int line = lexer.line();
                expression = new MethodCall(line, expression, name, arguments());
            } else if (lexer.is('(') || lexer.is('{') || lexer.is(TokenType.STRING)) {
                int line = lexer.line();
                expression = new Call(line, expression, arguments());
            } else {
                return expression;
            }
            bounded(expression);
        }
    }

    private List<Expression> arguments() {
        int line = lexer.line();
        if (lexer.is(TokenType.STRING)) {
            Expression text = new Constant(line, lexer.text());
            lexer.next();
            return List.of(text);
        }
        if (lexer.is('{')) {
            return List.of(table());
        }
        if (!lexer.is('(')) {
            throw lexer.errorHere("function arguments expected");
        }
        if (line != lexer.lastLine()) {
            throw lexer.errorHere("ambiguous syntax (function call x new statement)");
        }
        lexer.next();
        List<Expression> arguments = lexer.is(')') ? List.of() : expressions();
        close(')', "(", line);
        if (!arguments.isEmpty()) {
            arguments.get(arguments.size() - 1).usedAt(lexer.lastLine());
        }
        return arguments;
    }

    private Expression.Function function(boolean method, int line) {
        scope = new Scope(scope, line);
        List<Local> parameters = new ArrayList<>();
        take('(');
        if (method) {
            parameters.add(scope.declare("self", 0));
        }
        if (!lexer.is(')')) {
            do {
                if (accept(TokenType.DOTS)) {
                    scope.vararg = true;
                } else if (lexer.is(TokenType.NAME)) {
                    parameters.add(scope.declare(name(), parameters.size()));
                } else {
                    throw lexer.errorHere("<name> or '...' expected");
                }
            } while (!scope.vararg && accept(','));
        }
        Local argument = scope.vararg ? scope.declare("arg", parameters.size()) : null;
        scope.active.addAll(parameters);
        if (argument != null) {
            scope.active.add(argument);
        }
        take(')');
        int bodyLine = lexer.line();
        Block block = new Block(bodyLine, statements());
        close(TokenType.END, "function", line);
        Scope own = scope;
        scope = own.parent;
        FunctionBody body = new FunctionBody(
                line,
                List.copyOf(parameters),
                own.vararg,
                own.usesVarargs ? null : argument,
                own.slots,
                List.copyOf(own.upvalues),
                block);
        return new Expression.Function(lexer.lastLine(), body);
    }
}
