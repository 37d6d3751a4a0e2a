package understudy.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.script.command.Reply;

/**
 * SEQ: a sequence gives each number once: to one request, or to all requests with one idempotency key, which get the
 * same. From answers alone; numbers that nobody was told of are missed by nobody.
 */
final class Draws {
    private final Marks marks;

    Draws(Marks marks) {
        this.marks = marks;
    }

    void check(List<Operation> history) {
        TreeMap<String, Operation> given = new TreeMap<>();
        TreeMap<String, Operation> answered = new TreeMap<>();
        for (Operation operation : history) {
            if (!(operation.intent instanceof Intent.Draw draw) || !operation.acknowledged()) {
                continue;
            }
            List<Long> numbers = numbers(operation.reply);
            if (numbers.isEmpty()) {
                continue;
            }
            marks.hit(Mark.NUMBERED);
            if (draw.key() != null) {
                Operation before = answered.putIfAbsent(draw.sequence() + " " + draw.key(), operation);
                if (before != null) {
                    if (!numbers(before.reply).equals(numbers)) {
                        throw new Violation(
                                "SEQ", "one idempotency key, other numbers: " + before + ", then " + operation);
                    }
                    marks.hit(Mark.NUMBERED_AGAIN);
                    continue;
                }
            }
            for (long number : numbers) {
                Operation before = given.putIfAbsent(draw.sequence() + " " + number, operation);
                if (before != null) {
                    throw new Violation("SEQ", "number " + number + " was given twice: " + before + ", " + operation);
                }
            }
        }
    }

    /** A reservation by command is of one number, told as the first and the last. */
    private static List<Long> numbers(Reply reply) {
        List<Long> numbers = new ArrayList<>();
        if (reply instanceof Reply.Whole whole) {
            numbers.add(whole.value());
        } else if (reply instanceof Reply.Items items) {
            for (Reply item : items.items()) {
                long number = ((Reply.Whole) item).value();
                if (!numbers.contains(number)) {
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }
}
