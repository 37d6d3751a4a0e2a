package understudy.script.kahuna;

import understudy.script.keyspace.Sequences;
import understudy.script.keyspace.Sequences.Sequence;

/** {@code create}, {@code alter}, {@code get} and {@code delete sequence}, {@code next} and {@code reserve}. */
final class SequenceCommands {
    private SequenceCommands() {}

    /** What a sequence's max is told as; {@code null} is none. */
    private static long max(Frame frame, Node node) {
        Value value = node.evaluate(frame);
        if (value instanceof Value.Nothing) {
            return Sequences.NO_MAX;
        }
        Value.Whole max = Coercion.integer(value);
        if (max == null) {
            throw frame.error("Invalid SEQUENCE MAX expression", node.at);
        }
        return max.value();
    }

    /** Whether there was none of that name. */
    static final class Create extends NamedCommand {
        private final Node initial;
        private final Node increment;
        private final Node max;

        /** Each of the three is null where it is not given. */
        Create(int at, Node name, Node initial, Node increment, Node max) {
            super(at, name);
            this.initial = initial;
            this.increment = increment;
            this.max = max;
        }

        @Override
        Value execute(Frame frame, byte[] name) {
            long first = initial == null ? 0 : integer(frame, initial, "SEQUENCE INITIAL");
            long step = increment == null ? 1 : integer(frame, increment, "SEQUENCE INCREMENT");
            Sequence made = frame.sequences.create(name, first, step, max == null ? Sequences.NO_MAX : max(frame, max));
            if (made == null) {
                frame.read(
                        Response.NOT_SET, null, name, frame.sequences.find(name).revision());
                return Value.FALSE;
            }
            return done(frame, Response.SET, name, made.revision());
        }
    }

    /** Whether there is one. */
    static final class Alter extends NamedCommand {
        private final Node increment;
        private final Node max;

        /** Null where it stays as it is. */
        Alter(int at, Node name, Node increment, Node max) {
            super(at, name);
            this.increment = increment;
            this.max = max;
        }

        @Override
        Value execute(Frame frame, byte[] name) {
            Sequence before = frame.sequences.find(name);
            long step = increment == null
                    ? before == null ? 1 : before.increment()
                    : integer(frame, increment, "SEQUENCE INCREMENT");
            long most = max == null ? before == null ? Sequences.NO_MAX : before.max() : max(frame, max);
            Sequence after = frame.sequences.alter(name, step, most);
            if (after == null) {
                return absent(frame, name);
            }
            return done(frame, Response.SET, name, after.revision());
        }
    }

    /** {@code next}: a number; {@code reserve}: an array of them. Null where there is no such sequence. */
    static final class Take extends NamedCommand {
        /** Null for {@code next}. */
        private final Node count;

        /** Null without. */
        private final Node idempotencyKey;

        Take(int at, Node name, Node count, Node idempotencyKey) {
            super(at, name);
            this.count = count;
            this.idempotencyKey = idempotencyKey;
        }

        @Override
        Value execute(Frame frame, byte[] name) {
            long many = count == null ? 1 : integer(frame, count, "RESERVE");
            byte[] key = idempotencyKey == null ? null : bytes(frame, idempotencyKey);
            Sequences.Numbers numbers = frame.sequences.take(name, many, key);
            if (numbers == null) {
                return missing(frame, name);
            }
            if (count == null) {
                Value next = new Value.Whole(numbers.first(), new Origin(name, numbers.revision(), 0));
                frame.read(Response.GET, next, name, numbers.revision());
                return next;
            }
            Value all = new Value.Range(numbers.first(), Math.toIntExact(many), numbers.increment());
            frame.read(Response.GET, all, null, -1);
            return all;
        }
    }

    /** The number that was given last, or null where there is no such sequence. */
    static final class Get extends NamedCommand {
        Get(int at, Node name) {
            super(at, name);
        }

        @Override
        boolean writes() {
            return false;
        }

        @Override
        Value execute(Frame frame, byte[] name) {
            Sequence sequence = frame.sequences.find(name);
            if (sequence == null) {
                return missing(frame, name);
            }
            Value current = new Value.Whole(sequence.current(), new Origin(name, sequence.revision(), 0));
            frame.read(Response.GET, current, name, sequence.revision());
            return current;
        }
    }

    /** Whether there was one. */
    static final class Delete extends NamedCommand {
        Delete(int at, Node name) {
            super(at, name);
        }

        @Override
        Value execute(Frame frame, byte[] name) {
            Sequence sequence = frame.sequences.find(name);
            if (!frame.sequences.delete(name)) {
                return absent(frame, name);
            }
            return done(frame, Response.DELETED, name, sequence.revision() + 1);
        }
    }
}
