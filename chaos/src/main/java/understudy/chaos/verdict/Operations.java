package understudy.chaos.verdict;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.chaos.history.Call;
import understudy.chaos.history.HistoryFile;
import understudy.chaos.history.Outcome;
import understudy.script.command.Reply;
import understudy.sim.check.Intent;
import understudy.sim.check.Operation;

/**
 * The calls of one workload as the simulator's checkers take them. These count in microseconds: intervals are widened
 * to whole ones, so that no order is made up that was not there.
 *
 * @param all in the order in which they returned
 */
record Operations(List<Operation> all, long unknown, long failed) {
    static Operations read(HistoryFile file, String workload) {
        List<Operation> operations = new ArrayList<>();
        long[] counts = new long[2];
        file.calls(workload, call -> {
            operations.add(operation(operations.size() + 1, call));
            counts[0] += call.outcome() == Outcome.UNKNOWN ? 1 : 0;
            counts[1] += call.outcome() == Outcome.FAIL ? 1 : 0;
        });
        return new Operations(operations, counts[0], counts[1]);
    }

    private static Operation operation(long id, Call call) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : call.words()) {
            arguments.add(word.getBytes(StandardCharsets.UTF_8));
        }
        Operation operation = new Operation(
                id,
                call.client(),
                call.node(),
                call.process(),
                List.copyOf(arguments),
                call.intent(),
                Math.floorDiv(call.invokedNanos(), 1_000));
        if (call.outcome() == Outcome.UNKNOWN) {
            operation.outcome = Operation.Outcome.CUT;
        } else {
            operation.outcome = Operation.Outcome.ANSWERED;
            operation.returnMicros = -Math.floorDiv(-call.returnedNanos(), 1_000);
            operation.reply = call.result();
        }
        return operation;
    }

    long acknowledged() {
        return all.size() - unknown - failed;
    }

    /** The one that returned last. */
    Operation last() {
        return all.get(all.size() - 1);
    }

    /**
     * The read that failed of a key that was read last by it, as one of those that close a history may; null where there is
     * none.
     */
    Operation unreadInTheEnd() {
        TreeMap<String, Operation> last = new TreeMap<>();
        for (Operation operation : all) {
            for (String key : read(operation)) {
                last.merge(key, operation, (a, b) -> b.callMicros >= a.callMicros ? b : a);
            }
        }
        return last.values().stream()
                .filter(operation -> !operation.acknowledged())
                .findFirst()
                .orElse(endsInFailedRead() ? last() : null);
    }

    /** The reads that close a history come last, each of its own success. */
    private boolean endsInFailedRead() {
        boolean reads = last().intent instanceof Intent.Look || last().intent instanceof Intent.Audit;
        return (reads || !read(last()).isEmpty()) && !last().acknowledged();
    }

    /** The keys that it reads, where it does nothing else. */
    private static List<String> read(Operation operation) {
        if (isGet(operation)) {
            return List.of(text(operation.arguments.get(1)));
        }
        return operation.intent instanceof Intent.Transaction transaction
                        && transaction.touches().stream().allMatch(Intent.Touch::reads)
                ? transaction.touches().stream().map(Intent.Touch::key).toList()
                : List.of();
    }

    /** What each key held when it was last read; keys that are not in it were never read, or not with success. */
    TreeMap<String, String> lastReads() {
        TreeMap<String, Long> when = new TreeMap<>();
        TreeMap<String, String> held = new TreeMap<>();
        for (Operation operation : all) {
            if (isGet(operation) && operation.acknowledged() && !(operation.reply instanceof Reply.Failure)) {
                String key = text(operation.arguments.get(1));
                if (operation.callMicros >= when.getOrDefault(key, Long.MIN_VALUE)) {
                    when.put(key, operation.callMicros);
                    held.put(key, operation.reply instanceof Reply.Bulk bulk ? text(bulk.bytes()) : "");
                }
            }
        }
        return held;
    }

    private static boolean isGet(Operation operation) {
        return operation.intent instanceof Intent.Look
                && operation.arguments.size() == 2
                && text(operation.arguments.get(0)).equals("GET");
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
