package understudy.chaos.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import understudy.chaos.history.FaultSpan;
import understudy.chaos.history.HistoryFile;
import understudy.chaos.verdict.Verdict;
import understudy.chaos.verdict.Verdicts;

/** The report's numbers as JSON, for programs. */
public final class Summary {
    private Summary() {}

    /** Writes it. */
    public static void write(
            Path history, Verdicts verdicts, RecoveryTimes recoveries, List<String> surprises, Path json) {
        try {
            Files.writeString(json, of(history, verdicts, recoveries, surprises).encodePrettily() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the summary " + json + " cannot be written", e);
        }
    }

    static JsonObject of(Path history, Verdicts verdicts, RecoveryTimes recoveries, List<String> surprises) {
        HistoryFile file = new HistoryFile(history);
        JsonObject facts = new JsonObject();
        file.facts().forEach(facts::put);
        JsonArray judged = new JsonArray();
        for (Verdict verdict : verdicts.all()) {
            judged.add(new JsonObject()
                    .put("checker", verdict.checker())
                    .put("workload", verdict.workload())
                    .put("verdict", word(verdict.status()))
                    .put("what", verdict.what())
                    .put("sizes", numbers(verdict.sizes())));
        }
        JsonObject recovered = new JsonObject();
        recoveries.byKind().forEach((kind, times) -> {
            JsonObject of = new JsonObject().put("times", times.count()).put("never", times.missing());
            if (times.count() > 0) {
                of.put("p50Millis", times.p50Millis())
                        .put("p99Millis", times.p99Millis())
                        .put("maxMillis", times.maxMillis());
            }
            recovered.put(kind, of);
        });
        TreeMap<String, Long> kinds = new TreeMap<>();
        long[] leaders = new long[1];
        file.faults().stream().filter(FaultSpan::counted).forEach(fault -> {
            kinds.merge(fault.kind(), 1L, Long::sum);
            leaders[0] += fault.leader() ? 1 : 0;
        });
        return new JsonObject()
                .put("verdict", word(verdicts.status(surprises)))
                .put("surprises", new JsonArray(surprises))
                .put("facts", facts)
                .put("checkers", judged)
                .put("calls", numbers(file.sizes()))
                .put("refusals", numbers(Refusals.of(file)))
                .put("faults", numbers(kinds))
                .put("faultsAtTheLeader", leaders[0])
                .put("recoveries", recovered);
    }

    private static String word(Verdict.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject numbers(Map<String, Long> numbers) {
        JsonObject json = new JsonObject();
        numbers.forEach(json::put);
        return json;
    }
}
