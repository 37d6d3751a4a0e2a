package understudy.script.kahuna;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import understudy.script.engine.ScriptError;
import understudy.script.kahuna.Expression.Command;
import understudy.script.kahuna.Expression.Flag;
import understudy.script.kahuna.Expression.Key;
import understudy.script.kahuna.Expression.Moment;
import understudy.script.kahuna.Statement.Block;
import understudy.script.kahuna.Statement.Branch;
import understudy.script.kahuna.Statement.Option;
import understudy.script.keyspace.Libraries;

/**
 * Reads a script into a tree, by recursive descent with one token of lookahead.
 *
 * <p>Kahuna Script has no separators: a statement ends where the next token cannot go on with it. That rests on no
 * statement beginning with a name, and is why the words that Kahuna does not have ({@link #STATEMENT_WORDS}) can be
 * words here without being reserved: they are, where a statement begins, and nowhere else.
 *
 * <p>Those that begin a command ({@link #COMMAND_WORDS}) do so within an expression too, where what names a key
 * follows: a variable of that name is never followed by a name, a string or a parameter, and no function has it.
 * {@code lock} and {@code sequence} behind {@code get}, {@code extend} and {@code delete} are told in the same way from
 * keys of that name.
 *
 * <p>Two limits keep any source from reaching the end of the Java stack, here and in all that walks the tree later:
 * {@link #MAX_NESTING} for what is open at one time, and {@link #MAX_HEIGHT} for an expression's tree, which a chain
 * of operators makes high without nesting.
 */
final class Parser {
    /** They begin a command where a statement can begin, and where a value can when a key follows. */
    static final List<String> COMMAND_WORDS = List.of("lock", "unlock", "next", "reserve", "create", "alter");

    /** They begin or go on with a statement. */
    static final List<String> STATEMENT_WORDS =
            List.of("while", "break", "continue", "elseif", "lock", "unlock", "next", "reserve", "create", "alter");

    /** They have a meaning at their place within a command. */
    static final List<String> CLAUSE_WORDS = List.of("sequence", "initial", "increment", "idempotency");

    static final int MAX_NESTING = 200;
    static final int MAX_HEIGHT = 500;

    private final Source source;
    private final Lexer lexer;
    private Token token;

    /** The token behind it where that was asked for, else null. */
    private Token ahead;

    private int nesting;
    private int loops;

    /** Height of the expression read last. */
    private int height;

    private Parser(Source source) {
        this.source = source;
        this.lexer = new Lexer(source);
        this.token = lexer.next();
    }

    static Block parse(Source source) {
        Parser parser = new Parser(source);
        if (parser.is(TokenType.END_OF_SCRIPT)) {
            // The line is Kahuna's: no token has told of another.
            throw new ScriptError(
                    ScriptError.Kind.SYNTAX,
                    "Syntax error, unexpected EOF at line 0",
                    0,
                    0,
                    "",
                    "expected a statement: the script is empty");
        }
        List<Statement> statements = new ArrayList<>();
        while (!parser.is(TokenType.END_OF_SCRIPT)) {
            statements.add(parser.statement("a statement, such as set, get, let, if or return"));
        }
        return new Block(List.copyOf(statements));
    }

    /** The functions of a library, in their order. */
    static List<Declaration> library(Source source) {
        Parser parser = new Parser(source);
        List<Declaration> functions = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        while (!parser.is(TokenType.END_OF_SCRIPT)) {
            Declaration function = parser.function();
            if (!names.add(Ascii.lower(function.name()))) {
                throw source.syntax("Syntax error, two functions are called " + function.name(), function.at());
            }
            functions.add(function);
        }
        return functions;
    }

    private Declaration function() {
        Token opener = token;
        if (!isWord("function")) {
            throw unexpected("function: a library holds functions and nothing else");
        }
        take();
        Token name = expect(TokenType.IDENTIFIER, "the function's name");
        if (!Libraries.isName(name.value())) {
            throw source.syntax("Syntax error, a function's name is of letters, digits and underscores", name.at());
        }
        expect(TokenType.LEFT_PAREN, "( and the function's parameters, such as (@from, @to)");
        List<String> parameters = new ArrayList<>();
        if (!is(TokenType.RIGHT_PAREN)) {
            do {
                Token parameter = expect(TokenType.PLACEHOLDER, "a parameter, such as @from");
                if (parameters.contains(parameter.value())) {
                    throw source.syntax(
                            "Syntax error, two parameters are called " + Clip.text(parameter.value(), 100),
                            parameter.at());
                }
                parameters.add(parameter.value());
            } while (takeIf(TokenType.COMMA));
        }
        expect(TokenType.RIGHT_PAREN, ", or ) after a parameter");
        Block body = block(opener, "function");
        take();
        return new Declaration(name.at(), name.value(), List.copyOf(parameters), body);
    }

    // Tokens

    private boolean is(TokenType type) {
        return token.type() == type;
    }

    private boolean isWord(String word) {
        return is(TokenType.IDENTIFIER)
                && !token.quoted()
                && Ascii.lower(token.value()).equals(word);
    }

    private Token take() {
        Token taken = token;
        token = ahead == null ? lexer.next() : ahead;
        ahead = null;
        return taken;
    }

    private Token peek() {
        if (ahead == null) {
            ahead = lexer.next();
        }
        return ahead;
    }

    /** The token is a word that is one only where the name of a lock or sequence follows. */
    private boolean isWordBeforeKey(String word) {
        return isWord(word) && (peek().type() == TokenType.LEFT_PAREN || isOperand(peek()));
    }

    /** Something that can stand behind a command's word, and behind a variable of that name never. */
    private static boolean isOperand(Token next) {
        return switch (next.type()) {
            case STRING, PLACEHOLDER -> true;
            case IDENTIFIER -> next.quoted() || !STATEMENT_WORDS.contains(Ascii.lower(next.value()));
            default -> false;
        };
    }

    private boolean takeIf(TokenType type) {
        if (is(type)) {
            take();
            return true;
        }
        return false;
    }

    private Token expect(TokenType type, String expected) {
        if (!is(type)) {
            throw unexpected(expected);
        }
        return take();
    }

    /** Kahuna's text, which names the place twice, and then what it does not say: what was expected. */
    private ScriptError unexpected(String expected) {
        String message = "Syntax error, unexpected " + token.type().kahunaName();
        if (!is(TokenType.END_OF_SCRIPT)) {
            String near = source.text().substring(token.at(), token.end());
            message += " at " + source.place(token.at()) + " near '" + Clip.text(near, 60) + "'";
        }
        return source.syntax(message, "expected " + expected, token.at());
    }

    private void enter() {
        if (++nesting > MAX_NESTING) {
            throw source.syntax("Syntax error, nested deeper than " + MAX_NESTING + " levels", token.at());
        }
    }

    private void leave() {
        nesting--;
    }

    private void grow(int first, int second) {
        height = Math.max(first, second) + 1;
        if (height > MAX_HEIGHT) {
            throw source.syntax(
                    "Syntax error, an expression of more than " + MAX_HEIGHT + " operators in a row", token.at());
        }
    }

    // Statements

    private Statement statement(String expected) {
        Token first = token;
        switch (first.type()) {
            case SET, ESET, GET, EGET, EXISTS, EEXISTS, DELETE, EDELETE, EXTEND, EEXTEND, SCAN, ESCAN -> {
                return new Statement.Run(command());
            }
            case LET -> {
                take();
                String name = expect(TokenType.IDENTIFIER, "the name of a variable after let")
                        .value();
                expect(TokenType.EQUALS, "= after the variable's name");
                return new Statement.Let(first.at(), name, expression());
            }
            case IF -> {
                return ifStatement();
            }
            case FOR -> {
                take();
                String name = expect(TokenType.IDENTIFIER, "the name of a variable after for")
                        .value();
                expect(TokenType.IN, "in after the loop's variable");
                Expression items = expression();
                expect(TokenType.DO, "do, or an operator that goes on with the expression");
                return new Statement.For(first.at(), name, items, loopBody(first, "for"));
            }
            case BEGIN -> {
                return begin();
            }
            case COMMIT -> {
                take();
                return new Statement.Commit(first.at());
            }
            case ROLLBACK -> {
                take();
                return new Statement.Rollback(first.at());
            }
            case RETURN -> {
                take();
                return new Statement.Return(first.at(), beginsExpression() ? expression() : null);
            }
            case SLEEP -> {
                take();
                return new Statement.Sleep(first.at(), expression());
            }
            case THROW -> {
                take();
                return new Statement.Throw(first.at(), expression());
            }
            default -> {
                return newerStatement(first, expected);
            }
        }
    }

    /** The statements that Kahuna does not have. */
    private Statement newerStatement(Token first, String expected) {
        if (isWord("while")) {
            take();
            Expression condition = expression();
            expect(TokenType.DO, "do, or an operator that goes on with the condition");
            return new Statement.While(first.at(), condition, loopBody(first, "while"));
        }
        if (isWord("break") || isWord("continue")) {
            if (loops == 0) {
                throw source.syntax(
                        "Syntax error, " + Ascii.lower(first.value()) + " outside a for or while", first.at());
            }
            boolean breaks = isWord("break");
            take();
            return breaks ? new Statement.Break(first.at()) : new Statement.Continue(first.at());
        }
        for (String word : COMMAND_WORDS) {
            if (isWord(word)) {
                return new Statement.Run(newerCommand());
            }
        }
        throw unexpected(expected);
    }

    private Block loopBody(Token opener, String word) {
        loops++;
        Block body = block(opener, word);
        loops--;
        take();
        return body;
    }

    /** Statements up to {@code end}, which is left in place. */
    private Block block(Token opener, String word) {
        return block(opener, word, false);
    }

    private Block block(Token opener, String word, boolean branches) {
        enter();
        List<Statement> statements = new ArrayList<>();
        while (statements.isEmpty() || !endsBlock(branches)) {
            String expected = statements.isEmpty()
                    ? "a statement: a block holds at least one"
                    : "a statement, or end for the " + word + " at " + source.place(opener.at());
            statements.add(statement(expected));
        }
        leave();
        return new Block(List.copyOf(statements));
    }

    private boolean endsBlock(boolean branches) {
        return is(TokenType.END) || (branches && (is(TokenType.ELSE) || isWord("elseif")));
    }

    private Statement ifStatement() {
        Token opener = token;
        List<Branch> branches = new ArrayList<>();
        do {
            Token word = take();
            Expression condition = expression();
            expect(TokenType.THEN, "then, or an operator that goes on with the condition");
            branches.add(new Branch(word.at(), condition, block(opener, "if", true)));
        } while (isWord("elseif"));
        Block otherwise = takeIf(TokenType.ELSE) ? block(opener, "if") : null;
        take();
        return new Statement.If(opener.at(), List.copyOf(branches), otherwise);
    }

    private Statement begin() {
        Token opener = take();
        List<Option> options = new ArrayList<>();
        if (takeIf(TokenType.LEFT_PAREN)) {
            do {
                options.add(option());
            } while (takeIf(TokenType.COMMA));
            expect(TokenType.RIGHT_PAREN, ", or ) after an option");
        }
        Block body = block(opener, "begin");
        take();
        return new Statement.Begin(opener.at(), List.copyOf(options), body);
    }

    private Option option() {
        Token name = expect(TokenType.IDENTIFIER, "the name of an option");
        expect(TokenType.EQUALS, "= after the option's name");
        String sign = takeIf(TokenType.MINUS) ? "-" : "";
        Option.Form form = switch (token.type()) {
            case INT, FLOAT -> Option.Form.NUMBER;
            case IDENTIFIER, TRUE, FALSE, NULL -> Option.Form.WORD;
            case STRING -> Option.Form.STRING;
            case PLACEHOLDER -> Option.Form.PARAMETER;
            default -> null;
        };
        if (form == null || (!sign.isEmpty() && form != Option.Form.NUMBER)) {
            throw unexpected(sign.isEmpty() ? "the option's value: a word, number or string" : "a number after -");
        }
        boolean keyword = form == Option.Form.WORD && !is(TokenType.IDENTIFIER);
        String value = take().value();
        return new Option(name.at(), name.value(), form, keyword ? Ascii.lower(value) : sign + value);
    }

    // Commands

    private Command command() {
        Token word = take();
        int at = word.at();
        return switch (word.type()) {
            case SET -> set(at, false);
            case ESET -> set(at, true);
            case GET -> get(at, false);
            case EGET -> get(at, true);
            case EXISTS -> exists(at, false);
            case EEXISTS -> exists(at, true);
            case DELETE -> delete(at);
            case EDELETE -> new Expression.DeleteCommand(at, true, key());
            case EXTEND -> extend(at, false);
            case EEXTEND -> extend(at, true);
            case SCAN -> scan(at, false);
            case ESCAN -> scan(at, true);
            default -> throw new IllegalStateException(word + " begins no command");
        };
    }

    /** Whether a command of {@link #COMMAND_WORDS} begins, where a variable of that name could stand as well. */
    private boolean beginsNewerCommand() {
        if (!is(TokenType.IDENTIFIER) || token.quoted()) {
            return false;
        }
        String word = Ascii.lower(token.value());
        return switch (word) {
            case "lock", "unlock", "next" -> isWordBeforeKey(word);
            case "reserve" ->
                peek().type() == TokenType.INT || peek().type() == TokenType.LEFT_PAREN || isOperand(peek());
            case "create", "alter" -> isSequence(peek());
            default -> false;
        };
    }

    private static boolean isSequence(Token word) {
        return word.type() == TokenType.IDENTIFIER
                && !word.quoted()
                && Ascii.lower(word.value()).equals("sequence");
    }

    /** A command of {@link #COMMAND_WORDS}; the token is its word. */
    private Command newerCommand() {
        Token word = take();
        int at = word.at();
        return switch (Ascii.lower(word.value())) {
            case "lock" -> lock(at, false);
            case "unlock" -> {
                Key key = key();
                int highest = height;
                Expression owner = expression();
                height = Math.max(highest, height);
                yield new Expression.UnlockCommand(at, key, owner);
            }
            case "next" -> {
                Key key = key();
                yield new Expression.NextCommand(at, key, clause("idempotency"));
            }
            case "reserve" -> {
                Expression count = expression();
                int highest = height;
                expect(TokenType.OF, "of and the sequence, or an operator that goes on with the count");
                Key key = key();
                highest = Math.max(highest, height);
                Expression idempotencyKey = clause("idempotency");
                height = Math.max(highest, height);
                yield new Expression.ReserveCommand(at, key, count, idempotencyKey);
            }
            case "create", "alter" -> sequence(at, word);
            default -> throw new IllegalStateException(word + " begins no command");
        };
    }

    private Command lock(int at, boolean renews) {
        Key key = key();
        int highest = height;
        Expression owner = expression();
        highest = Math.max(highest, height);
        expect(TokenType.FOR, "for and the lease in milliseconds, or an operator that goes on with the owner");
        Expression millis = expression();
        height = Math.max(highest, height);
        return new Expression.LockCommand(at, renews, key, owner, millis);
    }

    private Command sequence(int at, Token word) {
        if (!isWord("sequence")) {
            throw unexpected("sequence after " + Ascii.lower(word.value()));
        }
        take();
        boolean creates = Ascii.lower(word.value()).equals("create");
        Key key = key();
        int highest = height;
        Expression initial = null;
        Expression increment = null;
        Expression max = null;
        while (true) {
            if (creates && initial == null && isWord("initial")) {
                initial = clause("initial");
            } else if (increment == null && isWord("increment")) {
                increment = clause("increment");
            } else if (max == null && isWord("max")) {
                max = clause("max");
            } else if (!creates && increment == null && max == null) {
                throw unexpected("increment or max, and what it is to be");
            } else {
                height = highest;
                return creates
                        ? new Expression.CreateSequenceCommand(at, key, initial, increment, max)
                        : new Expression.AlterSequenceCommand(at, key, increment, max);
            }
            highest = Math.max(highest, height);
        }
    }

    /** What follows a word, where that word stands; else null. The height is never lower after it. */
    private Expression clause(String word) {
        if (!isWord(word)) {
            return null;
        }
        int before = height;
        take();
        Expression value = expression();
        height = Math.max(before, height);
        return value;
    }

    private Command get(int at, boolean ephemeral) {
        if (!ephemeral && isWordBeforeKey("lock")) {
            take();
            return new Expression.GetLockCommand(at, key());
        }
        if (!ephemeral && isWordBeforeKey("sequence")) {
            take();
            return new Expression.GetSequenceCommand(at, key());
        }
        boolean bucket = takeIf(TokenType.BY);
        if (bucket) {
            expect(TokenType.BUCKET, "bucket after by");
        }
        Key key = key();
        int highest = height;
        Moment moment = bucket ? asOf() : moment();
        height = Math.max(highest, height);
        return bucket
                ? new Expression.BucketCommand(at, ephemeral, key, moment)
                : new Expression.GetCommand(at, ephemeral, key, moment);
    }

    private Command exists(int at, boolean ephemeral) {
        Key key = key();
        int highest = height;
        Moment moment = moment();
        height = Math.max(highest, height);
        return new Expression.ExistsCommand(at, ephemeral, key, moment);
    }

    private Command delete(int at) {
        if (isWordBeforeKey("sequence")) {
            take();
            return new Expression.DeleteSequenceCommand(at, key());
        }
        return new Expression.DeleteCommand(at, false, key());
    }

    private Command extend(int at, boolean ephemeral) {
        if (!ephemeral && isWordBeforeKey("lock")) {
            take();
            return lock(at, true);
        }
        Key key = key();
        int highest = height;
        Expression millis = expression();
        height = Math.max(highest, height);
        return new Expression.ExtendCommand(at, ephemeral, key, millis);
    }

    private Command scan(int at, boolean ephemeral) {
        expect(TokenType.BY, "by after scan");
        expect(TokenType.PREFIX, "prefix after scan by");
        Key key = key();
        int highest = height;
        Moment moment = asOf();
        height = Math.max(highest, height);
        return new Expression.ScanCommand(at, ephemeral, key, moment);
    }

    private Command set(int at, boolean ephemeral) {
        Key key = key();
        int highest = height;
        Expression value = expression();
        highest = Math.max(highest, height);
        List<Flag> flags = new ArrayList<>();
        while (true) {
            Token word = token;
            Flag flag;
            switch (word.type()) {
                case NX -> {
                    take();
                    flag = new Flag.IfMissing(word.at());
                }
                case XX -> {
                    take();
                    flag = new Flag.IfPresent(word.at());
                }
                case NOREV -> {
                    take();
                    flag = new Flag.KeepsNoHistory(word.at());
                }
                case CMP -> {
                    take();
                    flag = new Flag.IfEquals(word.at(), expression());
                }
                case CMPREV -> {
                    take();
                    flag = new Flag.IfRevision(word.at(), expression());
                }
                case EX -> {
                    take();
                    flag = new Flag.ExpiresIn(word.at(), expression());
                }
                default -> {
                    height = highest;
                    return new Expression.SetCommand(at, ephemeral, key, value, List.copyOf(flags));
                }
            }
            highest = Math.max(highest, height);
            flags.add(flag);
        }
    }

    private Key key() {
        Token word = token;
        height = 1;
        switch (word.type()) {
            case IDENTIFIER, STRING -> {
                take();
                if (word.value().isEmpty()) {
                    throw source.syntax("Invalid key name type StringType, the key is empty", word.at());
                }
                return new Key.Named(word.at(), word.value());
            }
            case PLACEHOLDER -> {
                take();
                return new Key.FromParameter(word.at(), word.value());
            }
            case LEFT_PAREN -> {
                take();
                enter();
                Expression value = expression();
                leave();
                grow(height, 0);
                expect(TokenType.RIGHT_PAREN, ") after the computed key, or an operator that goes on with it");
                return new Key.Computed(word.at(), value);
            }
            default ->
                throw unexpected("a key: a name, a string, a @parameter or an expression in parentheses"
                        + (word.type().ordinal() >= TokenType.LET.ordinal()
                                ? " (" + word.type().shown() + " is a word of the language: put it in backticks)"
                                : ""));
        }
    }

    private Moment moment() {
        if (is(TokenType.AT)) {
            int at = take().at();
            return new Moment.AtRevision(at, expression());
        }
        return asOf();
    }

    private Moment asOf() {
        if (is(TokenType.AS)) {
            int at = take().at();
            expect(TokenType.OF, "of after as");
            return new Moment.AsOf(at, expression());
        }
        return new Moment.Now();
    }

    // Expressions

    private boolean beginsExpression() {
        return switch (token.type()) {
            case IDENTIFIER,
                    PLACEHOLDER,
                    INT,
                    FLOAT,
                    STRING,
                    TRUE,
                    FALSE,
                    NULL,
                    NOT,
                    MINUS,
                    LEFT_PAREN,
                    LEFT_SQUARE,
                    SET,
                    ESET,
                    GET,
                    EGET,
                    EXISTS,
                    EEXISTS,
                    DELETE,
                    EDELETE,
                    EXTEND,
                    EEXTEND,
                    SCAN,
                    ESCAN -> true;
            default -> false;
        };
    }

    private Expression expression() {
        return binary(1);
    }

    private Expression binary(int level) {
        Expression left = unary();
        int leftHeight = height;
        while (true) {
            Operator operator = Operator.of(token.type());
            if (operator == null || operator.level() < level) {
                height = leftHeight;
                return left;
            }
            int at = take().at();
            Expression right = operator.level() == Operator.TIGHTEST ? unary() : binary(operator.level() + 1);
            grow(leftHeight, height);
            leftHeight = height;
            left = new Expression.Binary(at, operator, left, right);
        }
    }

    private Expression unary() {
        if (is(TokenType.NOT)) {
            int at = take().at();
            height = 1;
            if (takeIf(TokenType.SET)) {
                return new Expression.NotSet(at);
            }
            if (takeIf(TokenType.FOUND)) {
                return new Expression.NotFound(at);
            }
            return new Expression.Not(at, operand());
        }
        if (is(TokenType.MINUS)) {
            int at = take().at();
            if (is(TokenType.INT)) {
                // A sign and digits are one literal: only so can the smallest integer be written.
                return indexed(integer(at, "-" + take().value()));
            }
            return new Expression.Negate(at, operand());
        }
        return indexed(primary());
    }

    private Expression operand() {
        enter();
        Expression operand = unary();
        leave();
        grow(height, 0);
        return operand;
    }

    private Expression indexed(Expression base) {
        Expression indexed = base;
        int baseHeight = height;
        while (is(TokenType.LEFT_SQUARE)) {
            int at = take().at();
            enter();
            Expression index = expression();
            leave();
            expect(TokenType.RIGHT_SQUARE, "] after the index, or an operator that goes on with it");
            grow(baseHeight, height);
            baseHeight = height;
            indexed = new Expression.Index(at, indexed, index);
        }
        height = baseHeight;
        return indexed;
    }

    private Expression primary() {
        Token first = token;
        height = 1;
        switch (first.type()) {
            case INT -> {
                return integer(first.at(), take().value());
            }
            case FLOAT -> {
                return new Expression.FloatLiteral(first.at(), Double.parseDouble(take().value()));
            }
            case STRING -> {
                return new Expression.StringLiteral(first.at(), take().value());
            }
            case TRUE, FALSE -> {
                take();
                return new Expression.BoolLiteral(first.at(), first.type() == TokenType.TRUE);
            }
            case NULL -> {
                take();
                return new Expression.NullLiteral(first.at());
            }
            case PLACEHOLDER -> {
                return new Expression.Parameter(first.at(), take().value());
            }
            case IDENTIFIER -> {
                if (beginsNewerCommand()) {
                    enter();
                    Expression command = newerCommand();
                    leave();
                    grow(height, 0);
                    return command;
                }
                take();
                if (!is(TokenType.LEFT_PAREN)) {
                    return new Expression.Variable(first.at(), first.value());
                }
                take();
                List<Expression> arguments = items(TokenType.RIGHT_PAREN, ", or ) after an argument");
                return new Expression.Call(first.at(), first.value(), arguments);
            }
            case LEFT_SQUARE -> {
                take();
                return new Expression.ArrayLiteral(
                        first.at(), items(TokenType.RIGHT_SQUARE, ", or ] after an item of the array"));
            }
            case LEFT_PAREN -> {
                take();
                enter();
                Expression inner = expression();
                leave();
                int innerHeight = height;
                expect(TokenType.RIGHT_PAREN, "), or an operator that goes on with the expression");
                height = innerHeight;
                return inner;
            }
            case SET, ESET, GET, EGET, EXISTS, EEXISTS, DELETE, EDELETE, EXTEND, EEXTEND, SCAN, ESCAN -> {
                enter();
                Expression command = command();
                leave();
                grow(height, 0);
                return command;
            }
            default -> throw unexpected("a value");
        }
    }

    private List<Expression> items(TokenType closer, String expected) {
        List<Expression> items = new ArrayList<>();
        int highest = 0;
        if (!is(closer)) {
            enter();
            do {
                items.add(expression());
                highest = Math.max(highest, height);
            } while (takeIf(TokenType.COMMA));
            leave();
        }
        expect(closer, expected);
        grow(highest, 0);
        return List.copyOf(items);
    }

    private Expression integer(int at, String digits) {
        height = 1;
        try {
            return new Expression.IntLiteral(at, Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw source.syntax("OverflowException: Value was either too large or too small for an Int64.", at);
        }
    }
}
