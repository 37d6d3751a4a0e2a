package understudy.script.kahuna;

import java.util.List;
import understudy.script.kahuna.Expression.Flag;
import understudy.script.kahuna.Expression.Key;
import understudy.script.kahuna.Expression.Moment;
import understudy.script.kahuna.Statement.Block;
import understudy.script.kahuna.Statement.Option;
import understudy.script.number.Decimal;

/**
 * Writes a tree as a script, one statement a line, with no more parentheses than it takes. What is printed reads back
 * as the same tree.
 */
final class Printer {
    /** Above every operator between operands. */
    private static final int UNARY = Operator.TIGHTEST + 1;

    private static final int PRIMARY = UNARY + 1;

    private final StringBuilder out = new StringBuilder();
    private int indent;

    private Printer() {}

    static String print(Block script) {
        Printer printer = new Printer();
        printer.block(script);
        return printer.out.toString();
    }

    /** A key as a command names it. */
    static String print(Key key) {
        return new Printer().key(key);
    }

    private void line(String text) {
        out.append("  ".repeat(indent)).append(text).append('\n');
    }

    private void block(Block block) {
        block.statements().forEach(this::statement);
    }

    private void inner(Block block) {
        indent++;
        block(block);
        indent--;
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.Run run) {
            line(command(run.command()));
        } else if (statement instanceof Statement.Let let) {
            String value = let.value() instanceof Expression.Command command ? command(command) : top(let.value());
            line("let " + name(let.name()) + " = " + value);
        } else if (statement instanceof Statement.If branching) {
            String word = "if ";
            for (Statement.Branch branch : branching.branches()) {
                line(word + top(branch.condition()) + " then");
                inner(branch.body());
                word = "elseif ";
            }
            if (branching.otherwise() != null) {
                line("else");
                inner(branching.otherwise());
            }
            line("end");
        } else if (statement instanceof Statement.For loop) {
            line("for " + name(loop.name()) + " in " + top(loop.items()) + " do");
            inner(loop.body());
            line("end");
        } else if (statement instanceof Statement.While loop) {
            line("while " + top(loop.condition()) + " do");
            inner(loop.body());
            line("end");
        } else if (statement instanceof Statement.Begin begin) {
            line("begin" + options(begin.options()));
            inner(begin.body());
            line("end");
        } else if (statement instanceof Statement.Return returning) {
            line(returning.value() == null ? "return" : "return " + top(returning.value()));
        } else if (statement instanceof Statement.Sleep sleep) {
            line("sleep " + top(sleep.millis()));
        } else if (statement instanceof Statement.Throw thrown) {
            line("throw " + top(thrown.value()));
        } else if (statement instanceof Statement.Break) {
            line("break");
        } else if (statement instanceof Statement.Continue) {
            line("continue");
        } else if (statement instanceof Statement.Commit) {
            line("commit");
        } else if (statement instanceof Statement.Rollback) {
            line("rollback");
        } else {
            throw new IllegalStateException("no text for " + statement);
        }
    }

    private static String options(List<Option> options) {
        if (options.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (Option option : options) {
            text.append(text.isEmpty() ? " (" : ", ")
                    .append(name(option.name()))
                    .append('=');
            switch (option.form()) {
                case STRING -> text.append(quoted(option.value()));
                case NUMBER, PARAMETER -> text.append(option.value());
                case WORD -> text.append(isLiteral(option.value()) ? option.value() : name(option.value()));
            }
        }
        return text.append(')').toString();
    }

    private static boolean isLiteral(String word) {
        return word.equals("true") || word.equals("false") || word.equals("null");
    }

    private String command(Expression.Command command) {
        String e = command.ephemeral() ? "e" : "";
        String key = key(command.key());
        if (command instanceof Expression.SetCommand set) {
            StringBuilder text = new StringBuilder(e + "set " + key + " " + top(set.value()));
            set.flags().forEach(flag -> text.append(flag(flag)));
            return text.toString();
        }
        if (command instanceof Expression.GetCommand get) {
            return e + "get " + key + moment(get.moment());
        }
        if (command instanceof Expression.ExistsCommand exists) {
            return e + "exists " + key + moment(exists.moment());
        }
        if (command instanceof Expression.DeleteCommand) {
            return e + "delete " + key;
        }
        if (command instanceof Expression.ExtendCommand extend) {
            return e + "extend " + key + " " + top(extend.millis());
        }
        if (command instanceof Expression.BucketCommand bucket) {
            return e + "get by bucket " + key + moment(bucket.moment());
        }
        if (command instanceof Expression.ScanCommand scan) {
            return e + "scan by prefix " + key + moment(scan.moment());
        }
        if (command instanceof Expression.NamedCommand named) {
            return named(named, key);
        }
        throw new IllegalStateException("no text for " + command);
    }

    private String named(Expression.NamedCommand command, String key) {
        if (command instanceof Expression.LockCommand lock) {
            return (lock.renews() ? "extend lock " : "lock ") + key + " " + top(lock.owner()) + " for "
                    + top(lock.millis());
        }
        if (command instanceof Expression.UnlockCommand unlock) {
            return "unlock " + key + " " + top(unlock.owner());
        }
        if (command instanceof Expression.GetLockCommand) {
            return "get lock " + key;
        }
        if (command instanceof Expression.CreateSequenceCommand create) {
            return "create sequence " + key + clause("initial", create.initial())
                    + clause("increment", create.increment()) + clause("max", create.max());
        }
        if (command instanceof Expression.AlterSequenceCommand alter) {
            return "alter sequence " + key + clause("increment", alter.increment()) + clause("max", alter.max());
        }
        if (command instanceof Expression.NextCommand next) {
            return "next " + key + clause("idempotency", next.idempotencyKey());
        }
        if (command instanceof Expression.ReserveCommand reserve) {
            return "reserve " + count(reserve.count()) + " of " + key + clause("idempotency", reserve.idempotencyKey());
        }
        if (command instanceof Expression.GetSequenceCommand) {
            return "get sequence " + key;
        }
        if (command instanceof Expression.DeleteSequenceCommand) {
            return "delete sequence " + key;
        }
        throw new IllegalStateException("no text for " + command);
    }

    private String clause(String word, Expression value) {
        return value == null ? "" : " " + word + " " + top(value);
    }

    /** What could go on with a variable named {@code reserve} gets parentheses. */
    private String count(Expression count) {
        boolean plain = count instanceof Expression.IntLiteral literal && literal.value() >= 0
                || count instanceof Expression.Parameter
                || count instanceof Expression.Variable variable && !isStatementWord(variable.name());
        return plain ? top(count) : "(" + top(count) + ")";
    }

    private String flag(Flag flag) {
        if (flag instanceof Flag.IfEquals equals) {
            return " cmp " + top(equals.value());
        }
        if (flag instanceof Flag.IfRevision revision) {
            return " cmprev " + top(revision.revision());
        }
        if (flag instanceof Flag.ExpiresIn expires) {
            return " ex " + top(expires.millis());
        }
        if (flag instanceof Flag.IfMissing) {
            return " nx";
        }
        return flag instanceof Flag.IfPresent ? " xx" : " norev";
    }

    private String moment(Moment moment) {
        if (moment instanceof Moment.AtRevision revision) {
            return " at " + top(revision.revision());
        }
        return moment instanceof Moment.AsOf asOf ? " as of " + top(asOf.millis()) : "";
    }

    private String key(Key key) {
        if (key instanceof Key.Named named) {
            boolean bare = isName(named.name())
                    && !isStatementWord(named.name())
                    && !Ascii.lower(named.name()).equals("sequence");
            return bare ? named.name() : quoted(named.name());
        }
        return key instanceof Key.FromParameter parameter
                ? parameter.name()
                : "(" + top(((Key.Computed) key).value()) + ")";
    }

    private String top(Expression expression) {
        return text(expression, 0);
    }

    /** The text of an expression where one of at least this level can stand; a weaker one gets parentheses. */
    private String text(Expression expression, int level) {
        if (expression instanceof Expression.Binary binary) {
            int own = binary.operator().level();
            String text =
                    text(binary.left(), own) + " " + binary.operator().symbol() + " " + text(binary.right(), own + 1);
            return own < level ? "(" + text + ")" : text;
        }
        if (expression instanceof Expression.Not not) {
            return within(level, "not " + text(not.operand(), UNARY));
        }
        if (expression instanceof Expression.Negate negate) {
            boolean digits = negate.operand() instanceof Expression.IntLiteral literal && literal.value() >= 0;
            // Minus and digits would read back as one literal.
            return within(level, "-" + (digits ? "(" + top(negate.operand()) + ")" : text(negate.operand(), UNARY)));
        }
        if (expression instanceof Expression.NotSet) {
            return within(level, "not set");
        }
        if (expression instanceof Expression.NotFound) {
            return within(level, "not found");
        }
        if (expression instanceof Expression.Command command) {
            return "(" + command(command) + ")";
        }
        if (expression instanceof Expression.Index index) {
            return text(index.base(), PRIMARY) + "[" + top(index.index()) + "]";
        }
        if (expression instanceof Expression.Call call) {
            return name(call.name()) + "(" + list(call.arguments()) + ")";
        }
        if (expression instanceof Expression.ArrayLiteral array) {
            return "[" + list(array.items()) + "]";
        }
        if (expression instanceof Expression.Variable variable) {
            return name(variable.name());
        }
        if (expression instanceof Expression.Parameter parameter) {
            return parameter.name();
        }
        if (expression instanceof Expression.StringLiteral literal) {
            return quoted(literal.value());
        }
        if (expression instanceof Expression.IntLiteral literal) {
            return Long.toString(literal.value());
        }
        if (expression instanceof Expression.FloatLiteral literal) {
            return real(literal.value());
        }
        if (expression instanceof Expression.BoolLiteral literal) {
            return literal.value() ? "true" : "false";
        }
        if (expression instanceof Expression.NullLiteral) {
            return "null";
        }
        throw new IllegalStateException("no text for " + expression);
    }

    private static String within(int level, String text) {
        return UNARY < level ? "(" + text + ")" : text;
    }

    private String list(List<Expression> expressions) {
        return String.join(", ", expressions.stream().map(this::top).toList());
    }

    /** A literal too large for a double reads as infinite, and so does a one with 309 zeros. */
    private static String real(double value) {
        String text = Double.isInfinite(value) ? "1" + "0".repeat(309) : Decimal.plain(value);
        return text.indexOf('.') < 0 ? text + ".0" : text;
    }

    private static boolean isName(String text) {
        if (text.isEmpty() || !Ascii.isLetter(text.charAt(0)) || TokenType.keyword(text) != null) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (!Ascii.isLetter(text.charAt(i)) && !Ascii.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStatementWord(String name) {
        return Parser.STATEMENT_WORDS.contains(Ascii.lower(name));
    }

    private static String name(String name) {
        boolean bare = isName(name) && !Parser.COMMAND_WORDS.contains(Ascii.lower(name));
        if (bare) {
            return name;
        }
        int backslashes = 0;
        while (backslashes < name.length() && name.charAt(name.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        // A backslash takes the next character with it; further backticks at the end are not part of the name. The tab
        // keeps the name apart from the next one of the line.
        return "`" + name + (backslashes % 2 == 0 ? "`" : "``") + "\t";
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
