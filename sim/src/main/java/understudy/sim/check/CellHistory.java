package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.script.command.Reply;
import understudy.sim.check.linear.Cells;
import understudy.sim.check.linear.Linearizability;
import understudy.sim.check.linear.Span;
import understudy.sim.check.linear.Verdict;

/**
 * LIN: linearizability of what the clients saw, by search. It knows calls, answers and their times and nothing else:
 * not the chosen log, not the nodes, not the product's idea of a command.
 *
 * <p>It looks at <i>cells</i>: keys named by one of the letters {@code r c l} and a digit, which the workload touches
 * with few commands, all understood by {@link Cells}. The history is cut into parts that share no key. Who touches
 * several keys in one command ties them together, and they are searched as one object: a cut between them would
 * accept what is not linearizable. A command that touches a cell and is not understood is refused loudly, since
 * nothing could be said about its cell.
 *
 * <p>A session's call that was sent several times is one operation, from the first sending to the first answer.
 */
public final class CellHistory {
    /** So many steps of the model for each part. Searches of the simulator's histories take a few hundred. */
    private static final long MAX_STEPS = 100_000;

    private static final String LETTERS = "rcl";
    private static final int SHOWN = 6;

    /**
     * A part of the history and what the search found.
     *
     * @param operations those the verdict's indexes mean
     */
    public record Part(List<String> keys, List<Operation> operations, Verdict verdict) {
        /** For people: what was searched for and where it failed. */
        public String describe() {
            StringBuilder text = new StringBuilder();
            text.append("the ")
                    .append(operations.size())
                    .append(" operations on ")
                    .append(String.join(", ", keys));
            switch (verdict.answer()) {
                case LINEARIZABLE -> text.append(" have an order");
                case UNKNOWN ->
                    text.append(" were given up after ").append(verdict.steps()).append(" steps");
                case NOT_LINEARIZABLE -> failure(text);
            }
            return text.toString();
        }

        private void failure(StringBuilder text) {
            List<Integer> order = verdict.order();
            text.append(" have no order that explains their answers. The longest beginning of one places ")
                    .append(order.size());
            for (int i = Math.max(0, order.size() - SHOWN); i < order.size(); i++) {
                text.append("\n    ").append(operations.get(order.get(i)));
            }
            text.append("\n  and cannot go on before this one returned:\n    ")
                    .append(operations.get(verdict.stuckAt()));
        }
    }

    private record Deed(Operation operation, Cells.Verb verb, List<String> keys, List<String> words) {}

    private final Marks marks;
    private final long maxSteps;
    private final TreeMap<String, String> ties = new TreeMap<>();

    public CellHistory(Marks marks) {
        this(marks, MAX_STEPS);
    }

    /** @param maxSteps of the model, for each part of the history */
    public CellHistory(Marks marks, long maxSteps) {
        this.marks = marks;
        this.maxSteps = maxSteps;
    }

    /** Whether a key is one whose history is searched. */
    public static boolean isCell(String key) {
        // The SHA-1 of a script may begin so too.
        return key.length() > 1
                && key.length() < 40
                && LETTERS.indexOf(key.charAt(0)) >= 0
                && key.charAt(1) >= '0'
                && key.charAt(1) <= '9';
    }

    /** Searches all parts; a part without an order is a violation. */
    public List<Part> check(List<Operation> history) {
        List<Part> parts = parts(history);
        for (Part part : parts) {
            if (part.verdict.answer() == Verdict.Answer.NOT_LINEARIZABLE) {
                throw new Violation("LIN", part.describe());
            }
            if (part.verdict.answer() == Verdict.Answer.UNKNOWN) {
                marks.unknownVerdict();
            }
            note(part);
        }
        return parts;
    }

    /** What the search finds, without a judgement. */
    public List<Part> parts(List<Operation> history) {
        TreeMap<String, List<Deed>> groups = new TreeMap<>();
        List<Deed> deeds = deeds(history);
        for (Deed deed : deeds) {
            for (String key : deed.keys) {
                tie(deed.keys.get(0), key);
            }
        }
        for (Deed deed : deeds) {
            groups.computeIfAbsent(root(deed.keys.get(0)), k -> new ArrayList<>())
                    .add(deed);
        }
        List<List<String>> keys = new ArrayList<>();
        List<List<Operation>> operations = new ArrayList<>();
        List<List<Span<Cells.Deed>>> spans = new ArrayList<>();
        int most = 1;
        for (List<Deed> group : groups.values()) {
            TreeMap<String, Integer> slots = new TreeMap<>();
            for (Deed deed : group) {
                deed.keys.forEach(key -> slots.putIfAbsent(key, slots.size()));
            }
            most = Math.max(most, slots.size());
            keys.add(List.copyOf(slots.keySet()));
            operations.add(group.stream().map(Deed::operation).toList());
            spans.add(group.stream().map(deed -> span(deed, slots)).toList());
        }
        int cells = most;
        Linearizability.Result result = Linearizability.check(() -> new Cells(cells), spans, maxSteps);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            parts.add(new Part(keys.get(i), operations.get(i), result.parts().get(i)));
        }
        return parts;
    }

    private void note(Part part) {
        if (part.verdict.answer() == Verdict.Answer.LINEARIZABLE) {
            marks.hit(Mark.LINEARIZED);
        }
        if (part.keys.size() > 1) {
            marks.hit(Mark.LINEARIZED_TOGETHER);
        }
        long latest = Long.MIN_VALUE;
        for (Operation operation : part.operations) {
            if (operation.unknown()) {
                marks.hit(Mark.LINEARIZED_UNKNOWN);
            }
            if (operation.callMicros <= latest) {
                marks.hit(Mark.LINEARIZED_RACE);
            }
            latest = Math.max(latest, operation.unknown() ? latest : operation.returnMicros);
        }
    }

    private static Span<Cells.Deed> span(Deed deed, TreeMap<String, Integer> slots) {
        List<Integer> places = deed.keys.stream().map(slots::get).toList();
        Operation operation = deed.operation;
        return operation.unknown()
                ? new Span<>(
                        new Cells.Deed(deed.verb, places, deed.words, Cells.UNANSWERED),
                        operation.callMicros,
                        Span.NEVER)
                : new Span<>(
                        new Cells.Deed(deed.verb, places, deed.words, answer(operation.reply)),
                        operation.callMicros,
                        operation.returnMicros);
    }

    // Keys that are tied together.

    private String root(String key) {
        String up = ties.getOrDefault(key, key);
        while (!up.equals(ties.getOrDefault(up, up))) {
            up = ties.get(up);
        }
        return up;
    }

    private void tie(String a, String b) {
        ties.put(root(b), root(a));
    }

    // Commands.

    private List<Deed> deeds(List<Operation> history) {
        List<Deed> deeds = new ArrayList<>();
        for (Operation operation : SessionCalls.merged(history)) {
            Deed deed = deed(operation);
            boolean counts = deed != null
                    && !operation.refused()
                    && !(operation.unknown() && deed.verb.reads())
                    && (operation.unknown() || !(operation.reply instanceof Reply.Failure));
            if (counts) {
                deeds.add(deed);
            }
        }
        return deeds;
    }

    /** What an operation does to cells; null when it touches none. */
    private static Deed deed(Operation operation) {
        if (operation.database != 0) {
            return null;
        }
        if (operation.intent instanceof Intent.Swap swap) {
            return new Deed(operation, Cells.Verb.SWAP, List.of(swap.key()), List.of(swap.expected(), swap.value()));
        }
        List<String> words = new ArrayList<>();
        for (byte[] argument : operation.command()) {
            words.add(text(argument));
        }
        Deed deed = deed(operation, words);
        List<String> touched = words.stream().filter(CellHistory::isCell).toList();
        boolean understood = deed != null && deed.keys.stream().allMatch(CellHistory::isCell);
        if (!understood && !touched.isEmpty() && !(operation.intent instanceof Intent.Ghost)) {
            throw new IllegalStateException("histories cannot be cut by key where nobody knows what a command does to "
                    + touched + ": " + operation);
        }
        return touched.isEmpty() ? null : deed;
    }

    private static Deed deed(Operation operation, List<String> words) {
        int count = words.size();
        String verb = words.get(0);
        List<String> first = words.subList(1, Math.min(2, count));
        List<String> rest = words.subList(Math.min(2, count), count);
        return switch (verb) {
            case "GET", "STRLEN", "GETDEL" -> count == 2 ? deed(operation, verb, first, List.of()) : null;
            case "EXISTS", "DEL", "MGET" -> deed(operation, verb, words.subList(1, count), List.of());
            case "SET" ->
                switch (String.join(" ", rest.subList(Math.min(1, rest.size()), rest.size()))) {
                    case "" -> deed(operation, "SET", first, rest);
                    case "NX" -> deed(operation, "SET_NX", first, rest.subList(0, 1));
                    case "XX GET" -> deed(operation, "SET_XX_GET", first, rest.subList(0, 1));
                    default -> null;
                };
            case "APPEND", "GETSET" -> count == 3 ? deed(operation, verb, first, rest) : null;
            case "INCR" -> count == 2 ? deed(operation, "ADD", first, List.of("1")) : null;
            case "INCRBY" -> count == 3 ? deed(operation, "ADD", first, rest) : null;
            case "MSET" -> {
                List<String> keys = new ArrayList<>();
                List<String> values = new ArrayList<>();
                for (int i = 1; i + 1 < count; i += 2) {
                    keys.add(words.get(i));
                    values.add(words.get(i + 1));
                }
                yield count % 2 == 1 && count > 1 ? deed(operation, "MSET", keys, values) : null;
            }
            default -> null;
        };
    }

    private static Deed deed(Operation operation, String verb, List<String> keys, List<String> words) {
        return new Deed(operation, Cells.Verb.valueOf(verb), List.copyOf(keys), List.copyOf(words));
    }

    /** An answer as the model writes it. What type of reply it was, REF compares. */
    private static String answer(Reply reply) {
        if (reply instanceof Reply.Bulk bulk) {
            return text(bulk.bytes());
        }
        if (reply instanceof Reply.Items items) {
            return Cells.joined(items.items().stream().map(CellHistory::answer).toList());
        }
        if (reply instanceof Reply.Nil || reply instanceof Reply.NilList) {
            return Cells.NIL;
        }
        return Replies.text(reply);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
