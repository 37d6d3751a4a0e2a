package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.script.command.Reply;

/**
 * SCAN: a walk over the keys by cursor, over several nodes and through any failover, has returned by its end whatever
 * was there all the time, and nothing that never was.
 */
final class Walks {
    private final Marks marks;

    Walks(Marks marks) {
        this.marks = marks;
    }

    private static final class Walk {
        Operation first;
        long lastMicros;
        boolean ended;
        final TreeMap<String, Boolean> seen = new TreeMap<>();
    }

    void check(List<Operation> history) {
        TreeMap<String, Walk> walks = new TreeMap<>();
        List<Operation> stays = new ArrayList<>();
        TreeMap<String, Boolean> possible = new TreeMap<>();
        for (Operation operation : history) {
            if (operation.intent instanceof Intent.Stay stay) {
                if (!operation.refused()) {
                    possible.put(stay.key(), true);
                    stays.add(operation);
                }
            } else if (operation.intent instanceof Intent.Walk step && operation.acknowledged()) {
                took(walks.computeIfAbsent(operation.client + "/" + step.walk(), w -> new Walk()), operation);
            }
        }
        for (Walk walk : walks.values()) {
            check(walk, stays, possible);
        }
    }

    private static void took(Walk walk, Operation operation) {
        boolean begins = text(operation.arguments.get(1)).equals("0");
        if (begins && walk.first == null) {
            walk.first = operation;
        }
        if (operation.reply instanceof Reply.Items items
                && items.items().get(0) instanceof Reply.Bulk cursor
                && items.items().get(1) instanceof Reply.Items keys) {
            for (Reply key : keys.items()) {
                walk.seen.put(text(((Reply.Bulk) key).bytes()), true);
            }
            walk.ended = text(cursor.bytes()).equals("0");
            walk.lastMicros = operation.returnMicros;
        }
    }

    private void check(Walk walk, List<Operation> stays, TreeMap<String, Boolean> possible) {
        for (String key : walk.seen.keySet()) {
            if (!possible.containsKey(key)) {
                throw new Violation("SCAN", "a walk from " + walk.first + " on met " + key + ", which nobody set");
            }
        }
        if (!walk.ended || walk.first == null) {
            return;
        }
        boolean among = false;
        for (Operation operation : stays) {
            String key = ((Intent.Stay) operation.intent).key();
            boolean there = operation.acknowledged()
                    && !(operation.reply instanceof Reply.Failure)
                    && operation.returnMicros < walk.first.callMicros;
            if (there && !walk.seen.containsKey(key)) {
                throw new Violation(
                        "SCAN",
                        "a walk that began with " + walk.first + " and ended at " + walk.lastMicros
                                + " us never met what was there all the time: " + operation);
            }
            among |= operation.callMicros > walk.first.callMicros && operation.callMicros < walk.lastMicros;
        }
        marks.hit(Mark.WALKED);
        if (among) {
            marks.hit(Mark.WALKED_AMONG_WRITES);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
