package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import understudy.script.command.Reply;

/**
 * XO and SUM: what took effect is found in the final state as often as it may be. An element that was acknowledged stands
 * there once, one of unknown outcome at most once, one that was refused not at all; a counter lies between what was
 * acknowledged and that with all unknown added; the accounts sum to 0 whenever they are asked.
 *
 * <p>It knows what clients saw and the final texts of some keys, wherever those come from.
 */
public final class Effects {
    private final Marks marks;

    public Effects(Marks marks) {
        this.marks = marks;
    }

    /** @param held what a key holds at last; empty for nothing */
    public void check(List<Operation> history, UnaryOperator<String> held) {
        TreeMap<String, TreeMap<String, Integer>> strings = new TreeMap<>();
        TreeMap<String, Boolean> acknowledgedElements = new TreeMap<>();
        TreeMap<String, Operation> elements = new TreeMap<>();
        TreeMap<String, long[]> counts = new TreeMap<>();
        TreeMap<String, Boolean> happened = new TreeMap<>();
        for (Operation operation : history) {
            if (operation.intent instanceof Intent.Element element) {
                strings.computeIfAbsent(element.key(), key -> elementsOf(held.apply(key)));
                if (elements.put(element.element(), operation) != null) {
                    marks.hit(Mark.CALLED_AGAIN);
                }
                boolean took = operation.acknowledged() && !(operation.reply instanceof Reply.Failure);
                acknowledgedElements.merge(element.element(), took, Boolean::logicalOr);
                happened.merge(element.element(), took || operation.unknown(), Boolean::logicalOr);
            } else if (operation.intent instanceof Intent.Count count) {
                long[] range = counts.computeIfAbsent(count.key(), k -> new long[2]);
                if (operation.unknown()) {
                    range[0] += Math.min(0, count.amount());
                    range[1] += Math.max(0, count.amount());
                } else if (operation.reply instanceof Reply.Whole) {
                    range[0] += count.amount();
                    range[1] += count.amount();
                }
            } else if (operation.acknowledged()) {
                audit(operation);
            }
        }
        for (var entry : elements.entrySet()) {
            Intent.Element element = (Intent.Element) entry.getValue().intent;
            int times = strings.get(element.key()).getOrDefault(element.element(), 0);
            boolean acknowledged = acknowledgedElements.get(element.element());
            boolean possible = happened.get(element.element());
            if (times > 1 || acknowledged && times == 0 || !possible && times > 0) {
                throw new Violation(
                        "XO",
                        entry.getValue() + ": its element stands " + times + " times in the final state, and it was "
                                + (acknowledged ? "acknowledged" : possible ? "of unknown outcome" : "refused"));
            }
            marks.hit(acknowledged ? Mark.COUNTED : times == 0 ? Mark.UNKNOWN_NEVER_HAPPENED : Mark.UNKNOWN_HAPPENED);
        }
        for (var entry : counts.entrySet()) {
            String text = held.apply(entry.getKey());
            long value = text.isEmpty() ? 0 : Long.parseLong(text);
            long[] range = entry.getValue();
            if (value < range[0] || value > range[1]) {
                throw new Violation(
                        "XO",
                        "counter " + entry.getKey() + " is " + value
                                + "; what was acknowledged and what is unknown allow " + range[0] + " to " + range[1]);
            }
            marks.hit(Mark.COUNTED);
        }
    }

    /** SUM: an answer that tells the sum of all accounts tells 0. */
    public void audit(Operation operation) {
        if (operation.intent instanceof Intent.Audit && !(operation.reply instanceof Reply.Failure)) {
            marks.hit(Mark.AUDITED);
            String sum = operation.reply instanceof Reply.Bulk bulk
                    ? new String(bulk.bytes(), StandardCharsets.ISO_8859_1)
                    : Replies.text(operation.reply);
            if (!sum.equals("0")) {
                throw new Violation("SUM", operation + ": the accounts sum to " + sum + ", not to 0");
            }
        }
    }

    private static TreeMap<String, Integer> elementsOf(String text) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (String element : text.split("(?<=;)")) {
            counts.merge(element, 1, Integer::sum);
        }
        return counts;
    }
}
