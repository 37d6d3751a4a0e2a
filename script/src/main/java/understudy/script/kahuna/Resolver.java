package understudy.script.kahuna;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import understudy.script.kahuna.Expression.Flag;
import understudy.script.kahuna.Expression.Key;
import understudy.script.kahuna.Expression.Moment;
import understudy.script.kahuna.Statement.Block;
import understudy.script.kahuna.Statement.Option;

/**
 * Finds, before anything runs, what can be found from the source alone: variables that no path sets before they are
 * read, unknown functions and wrong numbers of arguments, unknown options, {@code begin} where it cannot stand. What
 * remains after it is sure to have a slot; whether the path that was taken did set it is asked at run time, since
 * Kahuna allows a variable that is set in one branch and read after it.
 *
 * <p>Variables live in one flat scope. Reading order is a sound order to look for "set before": a later assignment
 * can only come first through a loop, so the assignments of a loop's body count from the loop's beginning on.
 */
final class Resolver {
    private final Source source;
    private final Map<String, Integer> slots = new LinkedHashMap<>();
    private final Map<String, Integer> parameters = new LinkedHashMap<>();
    private final Map<Integer, Key.FromParameter> keyParameters = new LinkedHashMap<>();
    private final Set<String> assigned = new TreeSet<>();
    private boolean writes;

    /** Null where any parameter may be named. */
    private final List<String> declared;

    private Resolver(Source source, List<String> declared) {
        this.source = source;
        this.declared = declared;
    }

    /**
     * @param slots place of each variable
     * @param parameters place of each parameter, by its name with {@code @}
     * @param keyParameters parameters that name a key, wherever they stand: they must be given even when their
     *     branch is not taken
     */
    record Resolved(
            Map<String, Integer> slots,
            Map<String, Integer> parameters,
            Map<Integer, Key.FromParameter> keyParameters,
            boolean readOnly) {}

    static Resolved resolve(Source source, Block script) {
        return resolve(source, script, null);
    }

    /** @param declared the only parameters that there are, with their {@code @} */
    static Resolved resolve(Source source, Block script, List<String> declared) {
        Resolver resolver = new Resolver(source, declared);
        resolver.script(script);
        return new Resolved(resolver.slots, resolver.parameters, resolver.keyParameters, !resolver.writes);
    }

    private void script(Block script) {
        List<Statement> statements = script.statements();
        if (statements.size() == 1) {
            Statement only = statements.get(0);
            if (only instanceof Statement.Begin begin) {
                options(begin);
                block(begin.body());
                return;
            }
            if (only instanceof Statement.Commit || only instanceof Statement.Rollback) {
                throw source.syntax("Invalid transaction", only.at());
            }
        }
        block(script);
    }

    private void options(Statement.Begin begin) {
        for (Option option : begin.options()) {
            if (option.form() == Option.Form.PARAMETER) {
                parameter(option.value(), option.at());
            }
            try {
                // Those that a parameter gives are checked when it is known.
                boolean known = option.form() != Option.Form.PARAMETER;
                TransactionOptions.of(List.of(option), any -> known ? option.value() : plausible(option.name()));
            } catch (TransactionOptions.Refused e) {
                throw source.syntax(e.getMessage(), e.hint(), option.at());
            }
        }
    }

    /** A value that an option of this name takes, so that only the name is checked. */
    private static String plausible(String option) {
        return switch (option) {
            case "locking" -> "optimistic";
            case "priority" -> "normal";
            case "autoCommit", "asyncRelease" -> "yes";
            default -> "1";
        };
    }

    private void block(Block block) {
        for (Statement statement : block.statements()) {
            statement(statement);
        }
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.Run run) {
            expression(run.command());
        } else if (statement instanceof Statement.Let let) {
            expression(let.value());
            assign(let.name());
        } else if (statement instanceof Statement.If branching) {
            for (Statement.Branch branch : branching.branches()) {
                expression(branch.condition());
                block(branch.body());
            }
            if (branching.otherwise() != null) {
                block(branching.otherwise());
            }
        } else if (statement instanceof Statement.For loop) {
            expression(loop.items());
            assign(loop.name());
            assignAll(loop.body());
            block(loop.body());
        } else if (statement instanceof Statement.While loop) {
            assignAll(loop.body());
            expression(loop.condition());
            block(loop.body());
        } else if (statement instanceof Statement.Begin) {
            throw source.syntax("Nested transactions are not supported", statement.at());
        } else if (statement instanceof Statement.Return returning) {
            if (returning.value() != null) {
                expression(returning.value());
            }
        } else if (statement instanceof Statement.Sleep sleep) {
            expression(sleep.millis());
        } else if (statement instanceof Statement.Throw thrown) {
            expression(thrown.value());
        }
    }

    private void assign(String name) {
        assigned.add(name);
        slots.putIfAbsent(name, slots.size());
    }

    private void assignAll(Block block) {
        for (Statement statement : block.statements()) {
            if (statement instanceof Statement.Let let) {
                assign(let.name());
            } else if (statement instanceof Statement.If branching) {
                branching.branches().forEach(branch -> assignAll(branch.body()));
                if (branching.otherwise() != null) {
                    assignAll(branching.otherwise());
                }
            } else if (statement instanceof Statement.For loop) {
                assign(loop.name());
                assignAll(loop.body());
            } else if (statement instanceof Statement.While loop) {
                assignAll(loop.body());
            }
        }
    }

    private int parameter(String name, int at) {
        if (declared != null && !declared.contains(name)) {
            throw source.syntax(
                    "Undefined parameter: " + Clip.text(name, 100),
                    declared.isEmpty() ? "the function has none" : "the function has " + String.join(", ", declared),
                    at);
        }
        return parameters.computeIfAbsent(name, any -> parameters.size());
    }

    private void expression(Expression expression) {
        if (expression instanceof Expression.Variable variable) {
            if (!assigned.contains(variable.name())) {
                throw source.syntax("Undefined variable: " + Clip.text(variable.name(), 100), variable.at());
            }
        } else if (expression instanceof Expression.Parameter parameter) {
            parameter(parameter.name(), parameter.at());
        } else if (expression instanceof Expression.ArrayLiteral array) {
            array.items().forEach(this::expression);
        } else if (expression instanceof Expression.Negate negate) {
            expression(negate.operand());
        } else if (expression instanceof Expression.Not not) {
            expression(not.operand());
        } else if (expression instanceof Expression.Binary binary) {
            expression(binary.left());
            expression(binary.right());
        } else if (expression instanceof Expression.Index index) {
            expression(index.base());
            expression(index.index());
        } else if (expression instanceof Expression.Call call) {
            call(call);
        } else if (expression instanceof Expression.Command command) {
            command(command);
        }
    }

    private void call(Expression.Call call) {
        Function function = Function.named(call.name());
        if (function == null) {
            throw source.syntax("Undefined function " + Clip.text(call.name(), 100) + " expression", call.at());
        }
        if (call.arguments().size() != function.arity()) {
            throw source.syntax("Invalid number of arguments for '" + function.errorName() + "' function", call.at());
        }
        call.arguments().forEach(this::expression);
    }

    private void command(Expression.Command command) {
        writes |= command.writes();
        key(command);
        if (command instanceof Expression.SetCommand set) {
            expression(set.value());
            for (Flag flag : set.flags()) {
                if (flag instanceof Flag.IfEquals equals) {
                    expression(equals.value());
                } else if (flag instanceof Flag.IfRevision revision) {
                    expression(revision.revision());
                } else if (flag instanceof Flag.ExpiresIn expires) {
                    expression(expires.millis());
                }
            }
        } else if (command instanceof Expression.ExtendCommand extend) {
            expression(extend.millis());
        } else if (command instanceof Expression.NamedCommand other) {
            other.operands().forEach(this::expression);
        } else {
            moment(momentOf(command));
        }
    }

    private void key(Expression.Command command) {
        if (command.key() instanceof Key.FromParameter key) {
            int index = parameter(key.name(), key.at());
            if (needsKeyAtStart(command)) {
                keyParameters.putIfAbsent(index, key);
            }
        } else if (command.key() instanceof Key.Computed computed) {
            expression(computed.value());
        }
    }

    /** Kahuna locks the keys of these before it runs anything. */
    private static boolean needsKeyAtStart(Expression.Command command) {
        return command.writes()
                || (!(command instanceof Expression.ExistsCommand)
                        && !(command instanceof Expression.ScanCommand)
                        && momentOf(command) instanceof Moment.Now);
    }

    private static Moment momentOf(Expression.Command command) {
        if (command instanceof Expression.GetCommand get) {
            return get.moment();
        }
        if (command instanceof Expression.ExistsCommand exists) {
            return exists.moment();
        }
        if (command instanceof Expression.BucketCommand bucket) {
            return bucket.moment();
        }
        return command instanceof Expression.ScanCommand scan ? scan.moment() : new Moment.Now();
    }

    private void moment(Moment moment) {
        if (moment instanceof Moment.AtRevision revision) {
            expression(revision.revision());
        } else if (moment instanceof Moment.AsOf asOf) {
            expression(asOf.millis());
        }
    }
}
