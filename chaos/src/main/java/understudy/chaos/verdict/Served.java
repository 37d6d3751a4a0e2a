package understudy.chaos.verdict;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import understudy.chaos.history.FaultSpan;
import understudy.chaos.history.HistoryFile;

/**
 * SERVED: the cluster takes writes again. After the end of every fault a write is called that is acknowledged, and between
 * two acknowledgements lies no more than {@value #MOST_SECONDS} s beyond what a fault took a majority away for.
 *
 * <p>The other checkers would pass a cluster that serves for a minute and then never more. The bound is generous: after all
 * nodes are killed, a slow machine takes a good part of it to start them.
 */
final class Served {
    private static final String CODE = "SERVED";
    private static final int MOST_SECONDS = 60;
    private static final double NANOS_PER_SECOND = 1e9;

    private Served() {}

    static Verdict judge(HistoryFile file) {
        LongStream.Builder times = LongStream.builder();
        long[] latest = {-1};
        file.calls(null, call -> {
            if (call.acknowledgedWrite()) {
                times.add(call.returnedNanos());
                latest[0] = Math.max(latest[0], call.invokedNanos());
            }
        });
        long[] acknowledged = times.build().sorted().toArray();
        long before = 0;
        long gap = 0;
        long gapFrom = 0;
        for (long at : acknowledged) {
            if (at - before > gap) {
                gap = at - before;
                gapFrom = before;
            }
            before = at;
        }
        Map<String, Long> sizes = new LinkedHashMap<>();
        sizes.put("acknowledged writes", (long) acknowledged.length);
        sizes.put("ms between two of them at the most", gap / 1_000_000);
        for (FaultSpan fault : file.faults()) {
            if (fault.untilNanos() > latest[0]) {
                return violated(
                        "no write was acknowledged that was called after " + seconds(fault.untilNanos())
                                + ", the end of " + fault.kind() + " of nodes " + fault.nodes(),
                        sizes);
            }
        }
        long downNanos = longestWithoutMajority(file);
        if (gap > MOST_SECONDS * NANOS_PER_SECOND + downNanos) {
            return violated(
                    "no write was acknowledged from " + seconds(gapFrom) + " to " + seconds(gapFrom + gap)
                            + ", and no fault took a majority away for longer than " + seconds(downNanos),
                    sizes);
        }
        if (acknowledged.length == 0) {
            return new Verdict(CODE, "all", Verdict.Status.UNKNOWN, "no write was acknowledged", sizes);
        }
        return new Verdict(
                CODE,
                "all",
                Verdict.Status.OK,
                acknowledged.length + " writes acknowledged, never more than " + seconds(gap) + " apart",
                sizes);
    }

    /** Faults overlap only as far as a majority is left, so that only single ones take it away. */
    private static long longestWithoutMajority(HistoryFile file) {
        int nodes = file.faults().stream()
                .flatMap(fault -> fault.nodes().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        return file.faults().stream()
                .filter(fault ->
                        2 * fault.nodes().size() > nodes && fault.nodes().size() > 1)
                .mapToLong(fault -> fault.untilNanos() - fault.fromNanos())
                .max()
                .orElse(0);
    }

    private static Verdict violated(String what, Map<String, Long> sizes) {
        return new Verdict(CODE, "all", Verdict.Status.VIOLATED, what, sizes);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / NANOS_PER_SECOND);
    }
}
