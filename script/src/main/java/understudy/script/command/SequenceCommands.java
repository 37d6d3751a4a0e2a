package understudy.script.command;

import java.util.List;
import java.util.Map;
import understudy.script.keyspace.Sequences;
import understudy.script.keyspace.Sequences.Numbers;
import understudy.script.keyspace.Sequences.Sequence;

/** SEQ.CREATE, SEQ.NEXT and their kin. What asks a sequence for numbers that is not there is told so by an error. */
final class SequenceCommands {
    private SequenceCommands() {}

    static void into(Map<String, Handler> handlers) {
        handlers.put("seq.create", SequenceCommands::create);
        handlers.put("seq.alter", SequenceCommands::alter);
        handlers.put("seq.next", SequenceCommands::next);
        handlers.put("seq.reserve", SequenceCommands::reserve);
        handlers.put("seq.info", SequenceCommands::info);
        handlers.put("seq.delete", SequenceCommands::delete);
    }

    private static Sequences sequences(Call call) {
        return new Sequences(call.keyspace(), call.database());
    }

    private static Reply create(Call call) {
        long initial = 0;
        long increment = 1;
        long max = Sequences.NO_MAX;
        for (int i = 2; i < call.count(); i += 2) {
            long value = value(call, i);
            if (Ascii.is(call.argument(i), "initial")) {
                initial = value;
            } else if (Ascii.is(call.argument(i), "increment")) {
                increment = value;
            } else if (Ascii.is(call.argument(i), "max")) {
                max = value;
            } else {
                throw CommandError.syntax();
            }
        }
        Sequence made = sequences(call).create(call.argument(1), initial, increment, max);
        return new Reply.Whole(made == null ? 0 : 1);
    }

    private static Reply alter(Call call) {
        Sequences sequences = sequences(call);
        Sequence before = sequences.find(call.argument(1));
        long increment = before == null ? 1 : before.increment();
        long max = before == null ? Sequences.NO_MAX : before.max();
        for (int i = 2; i < call.count(); i += 2) {
            boolean none = i + 1 < call.count() && Ascii.is(call.argument(i + 1), "none");
            if (Ascii.is(call.argument(i), "increment")) {
                increment = value(call, i);
            } else if (Ascii.is(call.argument(i), "max")) {
                max = none ? Sequences.NO_MAX : value(call, i);
            } else {
                throw CommandError.syntax();
            }
        }
        if (sequences.alter(call.argument(1), increment, max) == null) {
            throw missing(call);
        }
        return Reply.OK;
    }

    private static long value(Call call, int option) {
        if (option + 1 == call.count()) {
            throw CommandError.syntax();
        }
        return Integers.whole(call.argument(option + 1));
    }

    private static Reply next(Call call) {
        return new Reply.Whole(take(call, 1, 2).first());
    }

    private static Reply reserve(Call call) {
        Numbers numbers = take(call, Integers.whole(call.argument(2)), 3);
        return new Reply.Items(List.of(new Reply.Whole(numbers.first()), new Reply.Whole(numbers.last())));
    }

    /** @param options index of the first argument behind those that must be there */
    private static Numbers take(Call call, long count, int options) {
        byte[] idempotencyKey = null;
        if (call.count() > options) {
            if (call.count() != options + 2 || !Ascii.is(call.argument(options), "idempotency")) {
                throw CommandError.syntax();
            }
            idempotencyKey = call.argument(options + 1);
        }
        Numbers numbers = sequences(call).take(call.argument(1), count, idempotencyKey);
        if (numbers == null) {
            throw missing(call);
        }
        return numbers;
    }

    private static CommandError missing(Call call) {
        String name = Sequences.shown(call.argument(1));
        return new CommandError("ERR no sequence '" + name + "': make it with SEQ.CREATE");
    }

    private static Reply info(Call call) {
        Sequence sequence = sequences(call).find(call.argument(1));
        if (sequence == null) {
            return new Reply.NilList();
        }
        return new Reply.Pairs(List.of(
                Reply.word("current"),
                new Reply.Whole(sequence.current()),
                Reply.word("initial"),
                new Reply.Whole(sequence.initial()),
                Reply.word("increment"),
                new Reply.Whole(sequence.increment()),
                Reply.word("max"),
                sequence.hasMax() ? new Reply.Whole(sequence.max()) : Reply.NIL));
    }

    private static Reply delete(Call call) {
        return new Reply.Whole(sequences(call).delete(call.argument(1)) ? 1 : 0);
    }
}
