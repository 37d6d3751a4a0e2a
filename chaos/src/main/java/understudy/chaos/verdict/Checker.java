package understudy.chaos.verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.script.command.Reply;
import understudy.sim.check.Buckets;
import understudy.sim.check.CellHistory;
import understudy.sim.check.Effects;
import understudy.sim.check.Intent;
import understudy.sim.check.Leases;
import understudy.sim.check.Mark;
import understudy.sim.check.Marks;
import understudy.sim.check.Operation;
import understudy.sim.check.Replies;
import understudy.sim.check.Transactions;
import understudy.sim.check.Violation;
import understudy.sim.check.linear.Verdict.Answer;

/**
 * A checker of the simulator's, asked about a real history.
 *
 * <p>A pass takes more than the absence of a violation. The history must have something to judge: a checker whose mark was
 * never hit has seen nothing, and what has no final read has no end. Both are unknown, and so is what a search
 * gave up.
 */
final class Checker {
    /** For each part of a history whose order is searched. A second or two of work. */
    static final long MAX_STEPS = 3_000_000;

    private final String code;
    private final Judgement judgement;
    private final Map<Mark, String> needed;

    private Checker(String code, Judgement judgement, Map<Mark, String> needed) {
        this.code = code;
        this.judgement = judgement;
        this.needed = needed;
    }

    private interface Judgement {
        /** @throws Violation when a promise was broken, Undecided when nobody can tell */
        void judge(Operations operations, Marks marks, Map<String, Long> sizes);
    }

    /** A checker cannot tell. */
    private static final class Undecided extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undecided(String why) {
            super(why);
        }
    }

    /** Those that judge a workload; none where it is only watched for its times. */
    static List<Checker> of(String workload, long maxSteps) {
        Checker linear = new Checker(
                "LIN",
                (operations, marks, sizes) -> linearizable(operations, marks, sizes, maxSteps),
                Map.of(Mark.LINEARIZED, "keys"));
        Checker effects = new Checker("XO", Checker::effects, Map.of(Mark.COUNTED, "effects counted"));
        return switch (workload) {
            case "register" -> List.of(linear);
            case "append" ->
                List.of(new Checker(
                        "ELLE",
                        (operations, marks, sizes) -> new Transactions(marks).check(operations.all()),
                        Map.of(
                                Mark.WRITE_DEPENDS,
                                "appends behind another",
                                Mark.READ_DEPENDS,
                                "reads of another's element")));
            case "bank" -> List.of(new Checker("SUM", Checker::sums, Map.of(Mark.AUDITED, "sums read")));
            case "sessions" -> List.of(linear, effects, new Checker("REPEAT", Checker::repeats, Map.of()));
            case "counters" -> List.of(effects, new Checker("COUNT", Checker::counting, Map.of()));
            case "locks" ->
                List.of(new Checker(
                        "LOCK",
                        (operations, marks, sizes) -> new Leases(marks).check(operations.all()),
                        Map.of(Mark.LOCKED, "leases granted", Mark.LOCK_PASSED_ON, "tokens passed on")));
            case "limiter" ->
                List.of(new Checker(
                        "RATE",
                        (operations, marks, sizes) -> new Buckets(marks).check(operations.all()),
                        Map.of(Mark.POURED, "places given", Mark.OVERFLOWED, "places refused")));
            default -> List.of();
        };
    }

    Verdict judge(String workload, Operations operations) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        sizes.put("calls", (long) operations.all().size());
        sizes.put("acknowledged", operations.acknowledged());
        sizes.put("of unknown outcome", operations.unknown());
        sizes.put("failed", operations.failed());
        Operation unread = operations.unreadInTheEnd();
        if (unread != null) {
            String what =
                    "the history has no end, since what was written could not be read when all was over: " + unread;
            return new Verdict(code, workload, Verdict.Status.UNKNOWN, what, sizes);
        }
        Marks marks = new Marks();
        try {
            judgement.judge(operations, marks, sizes);
        } catch (Violation violation) {
            return new Verdict(code, workload, Verdict.Status.VIOLATED, violation.getMessage(), sizes);
        } catch (Undecided undecided) {
            return new Verdict(code, workload, Verdict.Status.UNKNOWN, undecided.getMessage(), sizes);
        }
        for (Mark mark : Mark.values()) {
            if (needed.containsKey(mark)) {
                sizes.put(needed.get(mark), marks.hits(mark));
                if (marks.hits(mark) == 0) {
                    return new Verdict(
                            code,
                            workload,
                            Verdict.Status.UNKNOWN,
                            "the history does not put it to the test: never was it seen that " + mark.words(),
                            sizes);
                }
            }
        }
        return new Verdict(code, workload, Verdict.Status.OK, words(sizes), sizes);
    }

    private static String words(Map<String, Long> sizes) {
        List<String> parts = new ArrayList<>();
        sizes.forEach((name, count) -> {
            if (count > 0) {
                parts.add(count + " " + name);
            }
        });
        return String.join(", ", parts);
    }

    private static void linearizable(Operations operations, Marks marks, Map<String, Long> sizes, long maxSteps) {
        List<CellHistory.Part> parts = new CellHistory(marks, maxSteps).check(operations.all());
        long longest = 0;
        long steps = 0;
        CellHistory.Part givenUp = null;
        for (CellHistory.Part part : parts) {
            longest = Math.max(longest, part.operations().size());
            steps += part.verdict().steps();
            givenUp = part.verdict().answer() == Answer.UNKNOWN ? part : givenUp;
        }
        sizes.put("calls on the busiest key", longest);
        sizes.put("steps of the search", steps);
        if (givenUp != null) {
            throw new Undecided(marks.unknownVerdicts() + " searches were given up: " + givenUp.describe());
        }
    }

    /** Whatever moves, the sum stays; where nothing was moved, that says little. */
    private static void sums(Operations operations, Marks marks, Map<String, Long> sizes) {
        Effects effects = new Effects(marks);
        long transfers = 0;
        for (Operation operation : operations.all()) {
            if (operation.acknowledged()) {
                effects.audit(operation);
                transfers += operation.intent instanceof Intent.Audit ? 0 : 1;
            }
        }
        sizes.put("transfers", transfers);
        if (transfers == 0) {
            throw new Undecided("nothing was transferred");
        }
    }

    /** Elements and counters against the final reads. */
    private static void effects(Operations operations, Marks marks, Map<String, Long> sizes) {
        TreeMap<String, String> held = operations.lastReads();
        for (Operation operation : operations.all()) {
            String key = operation.intent instanceof Intent.Element element
                    ? element.key()
                    : operation.intent instanceof Intent.Count count ? count.key() : null;
            if (key != null && !held.containsKey(key)) {
                throw new Undecided(
                        "nobody has read in the end what " + key + " holds, and it was written by " + operation);
            }
        }
        sizes.put("keys read in the end", (long) held.size());
        new Effects(marks).check(operations.all(), key -> held.getOrDefault(key, ""));
    }

    /** A session's call that is sent again gets the answer that it had. */
    private static void repeats(Operations operations, Marks marks, Map<String, Long> sizes) {
        TreeMap<String, Operation> first = new TreeMap<>();
        long repeated = 0;
        for (Operation operation : operations.all()) {
            if (!operation.isSessionCall() || !operation.acknowledged()) {
                continue;
            }
            String name =
                    Operations.text(operation.arguments.get(2)) + "/" + Operations.text(operation.arguments.get(3));
            Operation before = first.putIfAbsent(name, operation);
            if (before != null) {
                repeated++;
                if (!Replies.same(before.reply, operation.reply)) {
                    throw new Violation("REPEAT", "one call of a session, two answers: " + before + ", " + operation);
                }
            }
        }
        sizes.put("answers fetched again", repeated);
        if (repeated == 0) {
            throw new Undecided("no call of a session was answered twice");
        }
    }

    /**
     * Increments by one, each answered with what the counter is by then: no number comes twice, and who began when
     * another had ended has the higher one.
     */
    private static void counting(Operations operations, Marks marks, Map<String, Long> sizes) {
        TreeMap<String, List<Operation>> counters = new TreeMap<>();
        for (Operation operation : operations.all()) {
            if (operation.intent instanceof Intent.Count count
                    && operation.acknowledged()
                    && operation.reply instanceof Reply.Whole) {
                counters.computeIfAbsent(count.key(), key -> new ArrayList<>()).add(operation);
            }
        }
        for (List<Operation> counter : counters.values()) {
            counter.sort((a, b) -> Long.compare(value(a), value(b)));
            Operation latest = null; // of those with lower numbers, the one that was called last
            Operation before = null;
            for (Operation operation : counter) {
                if (before != null && value(before) == value(operation)) {
                    throw new Violation("COUNT", "a number was counted twice: " + before + ", " + operation);
                }
                if (latest != null && operation.returnMicros < latest.callMicros) {
                    throw new Violation(
                            "COUNT", "a later increment has the lower number: " + latest + ", after " + operation);
                }
                latest = latest == null || operation.callMicros > latest.callMicros ? operation : latest;
                before = operation;
            }
        }
        sizes.put("counters", (long) counters.size());
        if (counters.isEmpty()) {
            throw new Undecided("nothing was counted");
        }
    }

    private static long value(Operation operation) {
        return ((Reply.Whole) operation.reply).value();
    }
}
