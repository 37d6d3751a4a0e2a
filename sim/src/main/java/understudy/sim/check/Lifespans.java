package understudy.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.script.command.Reply;

/**
 * TTL: a value that was set for a span of time is there until the span is over, by the log's time, and never after.
 *
 * <p>From answers alone, without the model, which is the product's own state machine and would make its mistakes.
 * Scripts tell the log's time in milliseconds, rounded down: what happened within the same one proves nothing. A value
 * may be missing early only where another was set, or may have been.
 */
final class Lifespans {
    private static final long UNKNOWN_TIME = -1;

    private final Marks marks;

    Lifespans(Marks marks) {
        this.marks = marks;
    }

    private record Put(Operation operation, String value, long millis, long spanMillis) {
        boolean told() {
            return millis != UNKNOWN_TIME;
        }
    }

    /** @param value null where there was none */
    private record Look(Operation operation, String value, long millis) {}

    private static final class Key {
        final List<Put> puts = new ArrayList<>();
        final List<Look> looks = new ArrayList<>();
    }

    void check(List<Operation> history) {
        TreeMap<String, Key> keys = new TreeMap<>();
        for (Operation operation : history) {
            if (operation.intent instanceof Intent.Span span && !operation.refused()) {
                note(keys.computeIfAbsent(span.key(), name -> new Key()), operation, span);
            }
        }
        for (Key key : keys.values()) {
            for (Look look : key.looks) {
                for (Put put : key.puts) {
                    if (put.told()) {
                        check(key, put, look);
                    }
                }
            }
        }
    }

    private static void note(Key key, Operation operation, Intent.Span span) {
        List<Reply> answer =
                operation.acknowledged() && operation.reply instanceof Reply.Items items ? items.items() : null;
        long millis = answer == null ? UNKNOWN_TIME : ((Reply.Whole) answer.get(1)).value();
        if (!span.looks()) {
            key.puts.add(new Put(operation, span.value(), millis, span.millis()));
        } else if (answer != null) {
            String seen = answer.get(0) instanceof Reply.Bulk bulk ? Replies.text(bulk.bytes()) : null;
            key.looks.add(new Look(operation, seen, millis));
        }
    }

    private void check(Key key, Put put, Look look) {
        boolean seen = put.value.equals(look.value);
        if (look.operation.callMicros > put.operation.returnMicros && look.millis < put.millis) {
            throw new Violation("TTL", "the log's time fell: " + put.operation + ", then " + look.operation);
        }
        if (seen && look.millis < put.millis) {
            throw new Violation("TTL", "a value was seen before it was set: " + look.operation + ", " + put.operation);
        }
        if (seen && look.millis > put.millis + put.spanMillis) {
            throw new Violation(
                    "TTL",
                    "a value outlived its " + put.spanMillis + " ms: " + put.operation + ", then " + look.operation);
        }
        if (seen) {
            marks.hit(Mark.LIVED);
        } else if (look.millis > put.millis + put.spanMillis) {
            marks.hit(Mark.LAPSED);
        }
        boolean within = look.millis > put.millis && look.millis < put.millis + put.spanMillis;
        if (within && !seen && !replaced(key, put, look)) {
            throw new Violation(
                    "TTL",
                    "a value was gone within its " + put.spanMillis + " ms: " + put.operation + ", then "
                            + look.operation);
        }
    }

    private static boolean replaced(Key key, Put put, Look look) {
        for (Put other : key.puts) {
            boolean between = other.millis >= put.millis && other.millis <= look.millis;
            if (other != put && (!other.told() || between)) {
                return true;
            }
        }
        return false;
    }
}
