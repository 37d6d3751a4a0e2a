package understudy.script.kahuna;

/**
 * A compiled statement. It answers how the script goes on, as an int, since it is asked once per statement. Each
 * statement pays one step, and each turn of a loop another.
 */
abstract class Step {
    static final int NEXT = 0;
    static final int BREAK = 1;
    static final int CONTINUE = 2;

    /** {@code return}: nothing more runs. */
    static final int STOP = 3;

    static final int COMMIT = 4;
    static final int ROLLBACK = 5;

    final int at;

    Step(int at) {
        this.at = at;
    }

    /** Marks the statement as the one that runs and pays for it. */
    final void enter(Frame frame) {
        frame.runningAt = at;
        frame.budget.step(1);
    }

    abstract int run(Frame frame);

    static final class Sequence extends Step {
        private final Step[] steps;

        Sequence(int at, Step[] steps) {
            super(at);
            this.steps = steps;
        }

        @Override
        int run(Frame frame) {
            for (Step step : steps) {
                int how = step.run(frame);
                if (how != NEXT) {
                    return how;
                }
            }
            return NEXT;
        }
    }

    /** A command on its own: its result is the statement's. */
    static final class Run extends Step {
        private final Node command;

        Run(int at, Node command) {
            super(at);
            this.command = command;
        }

        @Override
        int run(Frame frame) {
            enter(frame);
            command.evaluate(frame);
            return NEXT;
        }
    }

    /**
     * One of two or more sets at the head of a block, which go as one in Kahuna: when it does not set, the whole script
     * is aborted in the end.
     */
    static final class SetTogether extends Step {
        private final Step set;

        SetTogether(Step set) {
            super(set.at);
            this.set = set;
        }

        @Override
        int run(Frame frame) {
            int how = set.run(frame);
            if (frame.lastWrite() == Response.NOT_SET) {
                frame.notSetTogetherAt = at;
            }
            return how;
        }
    }

    /** {@code let x = get k}: the result stays the command's. */
    static final class LetCommand extends Step {
        private final int slot;
        private final Node command;

        LetCommand(int at, int slot, Node command) {
            super(at);
            this.slot = slot;
            this.command = command;
        }

        @Override
        int run(Frame frame) {
            enter(frame);
            frame.let(slot, command.evaluate(frame));
            return NEXT;
        }
    }

    static final class Let extends Step {
        private final int slot;
        private final Node value;

        Let(int at, int slot, Node value) {
            super(at);
            this.slot = slot;
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            enter(frame);
            Value newValue = value.evaluate(frame);
            frame.let(slot, newValue);
            frame.yields(newValue);
            return NEXT;
        }
    }

    static final class If extends Step {
        private final Node[] conditions;
        private final Step[] bodies;

        /** Null without {@code else}. */
        private final Step otherwise;

        If(int at, Node[] conditions, Step[] bodies, Step otherwise) {
            super(at);
            this.conditions = conditions;
            this.bodies = bodies;
            this.otherwise = otherwise;
        }

        @Override
        int run(Frame frame) {
            enter(frame);
            for (int i = 0; i < conditions.length; i++) {
                if (conditions[i].test(frame)) {
                    return bodies[i].run(frame);
                }
            }
            return otherwise == null ? NEXT : otherwise.run(frame);
        }
    }

    static final class While extends Step {
        private final Node condition;
        private final Step body;

        While(int at, Node condition, Step body) {
            super(at);
            this.condition = condition;
            this.body = body;
        }

        @Override
        int run(Frame frame) {
            while (true) {
                enter(frame);
                if (!condition.test(frame)) {
                    return NEXT;
                }
                int how = body.run(frame);
                if (how == BREAK) {
                    return NEXT;
                }
                if (how >= STOP) {
                    return how;
                }
            }
        }
    }

    static final class For extends Step {
        private final int slot;
        private final Node items;
        private final Step body;

        For(int at, int slot, Node items, Step body) {
            super(at);
            this.slot = slot;
            this.items = items;
            this.body = body;
        }

        @Override
        int run(Frame frame) {
            enter(frame);
            if (!(items.evaluate(frame) instanceof Value.Items all)) {
                throw frame.error("FOR expression is not iterable", at);
            }
            int size = all.size();
            for (int i = 0; i < size; i++) {
                enter(frame);
                frame.let(slot, all.item(i));
                int how = body.run(frame);
                if (how == BREAK) {
                    return NEXT;
                }
                if (how >= STOP) {
                    return how;
                }
            }
            return NEXT;
        }
    }

    /** {@code break}, {@code continue}, {@code commit}, {@code rollback} and a bare {@code return}. */
    static final class Jump extends Step {
        private final int how;

        Jump(int at, int how) {
            super(at);
            this.how = how;
        }

        @Override
        int run(Frame frame) {
            enter(frame);
            return how;
        }
    }

    static final class Return extends Step {
        private final Node value;

        Return(int at, Node value) {
            super(at);
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            enter(frame);
            frame.yields(value.evaluate(frame));
            return STOP;
        }
    }

    static final class Sleep extends Step {
        private final Node millis;

        Sleep(int at, Node millis) {
            super(at);
            this.millis = millis;
        }

        @Override
        int run(Frame frame) {
            enter(frame);
            Value value = millis.evaluate(frame);
            Value.Whole whole = Coercion.integer(value);
            if (whole == null || whole.value() < 0 || whole.value() > Frame.MAX_SLEEP_MILLIS) {
                String shown = value.shown() == null ? value.typeName() : value.shown();
                throw frame.error("Invalid SLEEP duration " + Clip.text(shown, 60), at);
            }
            frame.hold(whole.value(), at);
            return NEXT;
        }
    }

    static final class Throw extends Step {
        /** An error is read by people and passes through logs and protocols line by line. */
        private static final int MAX_MESSAGE = 4_000;

        private final Node value;

        Throw(int at, Node value) {
            super(at);
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            enter(frame);
            Value thrown = value.evaluate(frame);
            if (thrown instanceof Value.Nothing) {
                throw frame.thrown("(null)", at);
            }
            String message = thrown.shown() == null ? thrown.typeName() : thrown.shown();
            throw frame.thrown(Clip.text(message, MAX_MESSAGE), at);
        }
    }

    /**
     * Two or more deletes at the head of a block go as one in Kahuna: a key that a parameter leaves empty refuses all
     * of them, where alone it would only answer {@code InvalidInput}.
     */
    static final class DeleteTogether extends Step {
        private final Node[] keys;

        DeleteTogether(int at, Node[] keys) {
            super(at);
            this.keys = keys;
        }

        @Override
        int run(Frame frame) {
            for (Node key : keys) {
                Value value = key.evaluate(frame);
                if (value.stored().length == 0) {
                    throw frame.aborted("Transaction aborted", key.at);
                }
            }
            return NEXT;
        }
    }
}
