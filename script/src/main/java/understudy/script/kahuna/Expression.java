package understudy.script.kahuna;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What yields a value. Each says {@code at} which offset of the source it stands: for an operator between operands
 * that is the operator, for all others where they begin.
 */
sealed interface Expression {
    int at();

    record NullLiteral(int at) implements Expression {}

    record BoolLiteral(int at, boolean value) implements Expression {}

    record IntLiteral(int at, long value) implements Expression {}

    record FloatLiteral(int at, double value) implements Expression {}

    record StringLiteral(int at, String value) implements Expression {}

    record ArrayLiteral(int at, List<Expression> items) implements Expression {}

    record Variable(int at, String name) implements Expression {}

    /** A parameter; the name carries its {@code @}. */
    record Parameter(int at, String name) implements Expression {}

    record Negate(int at, Expression operand) implements Expression {}

    record Not(int at, Expression operand) implements Expression {}

    /** {@code not set}: the last writing command did not set. */
    record NotSet(int at) implements Expression {}

    /** {@code not found}: the last result is not one of a read that found something. */
    record NotFound(int at) implements Expression {}

    record Binary(int at, Operator operator, Expression left, Expression right) implements Expression {}

    record Index(int at, Expression base, Expression index) implements Expression {}

    record Call(int at, String name, List<Expression> arguments) implements Expression {}

    /** A command of the database; as an expression it yields what it read, or whether it took effect. */
    sealed interface Command extends Expression {
        boolean ephemeral();

        Key key();

        default boolean writes() {
            return false;
        }
    }

    record SetCommand(int at, boolean ephemeral, Key key, Expression value, List<Flag> flags) implements Command {
        @Override
        public boolean writes() {
            return true;
        }
    }

    record GetCommand(int at, boolean ephemeral, Key key, Moment moment) implements Command {}

    record ExistsCommand(int at, boolean ephemeral, Key key, Moment moment) implements Command {}

    record DeleteCommand(int at, boolean ephemeral, Key key) implements Command {
        @Override
        public boolean writes() {
            return true;
        }
    }

    record ExtendCommand(int at, boolean ephemeral, Key key, Expression millis) implements Command {
        @Override
        public boolean writes() {
            return true;
        }
    }

    /** {@code get by bucket}: all keys directly below {@code key + "/"}. */
    record BucketCommand(int at, boolean ephemeral, Key key, Moment moment) implements Command {}

    /** {@code scan by prefix}: all keys that begin so. */
    record ScanCommand(int at, boolean ephemeral, Key key, Moment moment) implements Command {}

    /** A command on a lock or a sequence; its key names one of them. */
    sealed interface NamedCommand extends Command {
        @Override
        default boolean ephemeral() {
            return false;
        }

        @Override
        default boolean writes() {
            return true;
        }

        /** What it evaluates beside its key. */
        default List<Expression> operands() {
            return List.of();
        }
    }

    /** What looks at a lock or a sequence and leaves it as it is. */
    sealed interface NamedRead extends NamedCommand {
        @Override
        default boolean writes() {
            return false;
        }
    }

    /** @param renews only a lock that the owner still holds: {@code extend lock} */
    record LockCommand(int at, boolean renews, Key key, Expression owner, Expression millis) implements NamedCommand {
        @Override
        public List<Expression> operands() {
            return List.of(owner, millis);
        }
    }

    record UnlockCommand(int at, Key key, Expression owner) implements NamedCommand {
        @Override
        public List<Expression> operands() {
            return List.of(owner);
        }
    }

    record GetLockCommand(int at, Key key) implements NamedRead {}

    /** Each of the three is null where it is not given. */
    record CreateSequenceCommand(int at, Key key, Expression initial, Expression increment, Expression max)
            implements NamedCommand {
        @Override
        public List<Expression> operands() {
            return given(initial, increment, max);
        }
    }

    /** One of the two may be null. */
    record AlterSequenceCommand(int at, Key key, Expression increment, Expression max) implements NamedCommand {
        @Override
        public List<Expression> operands() {
            return given(increment, max);
        }
    }

    /** @param idempotencyKey may be null */
    record NextCommand(int at, Key key, Expression idempotencyKey) implements NamedCommand {
        @Override
        public List<Expression> operands() {
            return given(idempotencyKey);
        }
    }

    /** @param idempotencyKey may be null */
    record ReserveCommand(int at, Key key, Expression count, Expression idempotencyKey) implements NamedCommand {
        @Override
        public List<Expression> operands() {
            return given(count, idempotencyKey);
        }
    }

    record GetSequenceCommand(int at, Key key) implements NamedRead {}

    record DeleteSequenceCommand(int at, Key key) implements NamedCommand {}

    private static List<Expression> given(Expression... expressions) {
        return Arrays.stream(expressions).filter(Objects::nonNull).toList();
    }

    /** A condition or option of {@code set}. */
    sealed interface Flag {
        int at();

        record IfMissing(int at) implements Flag {}

        record IfPresent(int at) implements Flag {}

        record IfEquals(int at, Expression value) implements Flag {}

        record IfRevision(int at, Expression revision) implements Flag {}

        record ExpiresIn(int at, Expression millis) implements Flag {}

        record KeepsNoHistory(int at) implements Flag {}
    }

    /** Which state of a key a read asks for. */
    sealed interface Moment {
        record Now() implements Moment {}

        record AtRevision(int at, Expression revision) implements Moment {}

        record AsOf(int at, Expression millis) implements Moment {}
    }

    /** Names a key. */
    sealed interface Key {
        int at();

        /** The name itself; never what a variable of that name holds. */
        record Named(int at, String name) implements Key {}

        record FromParameter(int at, String name) implements Key {}

        record Computed(int at, Expression value) implements Key {}
    }
}
