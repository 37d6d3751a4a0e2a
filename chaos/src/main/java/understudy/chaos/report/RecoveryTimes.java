package understudy.chaos.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.chaos.history.FaultSpan;
import understudy.chaos.history.HistoryFile;

/**
 * How long the cluster was without service: from the end of each fault that counts, and from the moment at which a leader, and nobody
 * else, was killed or paused, to the answer of the first acknowledged write that was <em>called</em> after it. A write that was on its way
 * already does not count, since it may have been chosen before. A leader that is paused for less than {@value #LONG_MILLIS} ms
 * need not be replaced, and is not among them.
 *
 * @param all in the order of their beginnings
 */
public record RecoveryTimes(List<Recovery> all) {
    /** A leader struck in one of these ways is gone at once. */
    private static final List<String> SUDDEN = List.of("kill", "pause");

    private static final long LONG_MILLIS = 500;

    /**
     * @param after a fault's kind with {@code leader } before it where the time runs from its beginning, {@code end of }
     *     where from its end
     * @param nanos -1 where no write was acknowledged any more
     */
    public record Recovery(String after, long fromNanos, long nanos) {}

    public RecoveryTimes {
        all = List.copyOf(all);
    }

    public static RecoveryTimes of(Path history) {
        HistoryFile file = new HistoryFile(history);
        List<Recovery> starts = new ArrayList<>();
        for (FaultSpan fault : file.faults()) {
            if (!fault.counted()) {
                continue; // A delay, or what struck nothing, takes no service away that could come back.
            }
            starts.add(new Recovery("end of " + fault.kind(), fault.untilNanos(), -1));
            // Where others were struck with it, no majority may have been left to go on.
            boolean brief =
                    fault.kind().equals("pause") && fault.untilNanos() - fault.fromNanos() < LONG_MILLIS * 1_000_000;
            if (fault.leader() && fault.nodes().size() == 1 && SUDDEN.contains(fault.kind()) && !brief) {
                starts.add(new Recovery("leader " + fault.kind(), fault.fromNanos(), -1));
            }
        }
        starts.sort(Comparator.comparingLong(Recovery::fromNanos));
        long[] from = starts.stream().mapToLong(Recovery::fromNanos).toArray();
        long[] until = new long[from.length];
        Arrays.fill(until, Long.MAX_VALUE);
        file.calls(null, call -> {
            if (call.acknowledgedWrite()) {
                // It is the first for all that began before it was called and have none that returned earlier.
                int i = Arrays.binarySearch(from, call.invokedNanos());
                for (int at = i < 0 ? -i - 2 : lastOf(from, i); at >= 0 && until[at] > call.returnedNanos(); at--) {
                    until[at] = call.returnedNanos();
                }
            }
        });
        List<Recovery> all = new ArrayList<>();
        for (int i = 0; i < from.length; i++) {
            all.add(new Recovery(starts.get(i).after(), from[i], until[i] == Long.MAX_VALUE ? -1 : until[i] - from[i]));
        }
        return new RecoveryTimes(all);
    }

    private static int lastOf(long[] sorted, int index) {
        int last = index;
        while (last + 1 < sorted.length && sorted[last + 1] == sorted[index]) {
            last++;
        }
        return last;
    }

    /** Quantiles of one kind of recovery. @param missing where no write was acknowledged any more */
    public record Quantiles(int count, int missing, double p50Millis, double p99Millis, double maxMillis) {}

    public Map<String, Quantiles> byKind() {
        TreeMap<String, List<Long>> times = new TreeMap<>();
        TreeMap<String, Integer> missing = new TreeMap<>();
        for (Recovery recovery : all) {
            List<Long> of = times.computeIfAbsent(recovery.after(), after -> new ArrayList<>());
            if (recovery.nanos() < 0) {
                missing.merge(recovery.after(), 1, Integer::sum);
            } else {
                of.add(recovery.nanos());
            }
        }
        TreeMap<String, Quantiles> quantiles = new TreeMap<>();
        times.forEach((after, of) -> {
            of.sort(null);
            quantiles.put(
                    after,
                    new Quantiles(
                            of.size(),
                            missing.getOrDefault(after, 0),
                            quantile(of, 0.5),
                            quantile(of, 0.99),
                            quantile(of, 1)));
        });
        return quantiles;
    }

    /** The smallest time that so many are not above. */
    private static double quantile(List<Long> sorted, double share) {
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1e6;
    }
}
