package understudy.chaos.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import understudy.chaos.history.Call;
import understudy.chaos.history.HistoryFile;
import understudy.chaos.history.Outcome;
import understudy.sim.world.Prng;

/**
 * A history's calls over time, in so few numbers that they can be drawn: quantiles and counts for each stretch of time, and
 * some of the calls themselves. A call counts where it was made, not where it returned: what was made during a fault
 * belongs to the fault.
 */
final class Series {
    private static final int STRETCHES = 300;
    private static final double LEAST_SECONDS = 0.1;
    private static final int DIGITS = 2;
    private static final int POINTS = 6_000;

    final double seconds;
    final double stretchSeconds;
    final List<Stretch> stretches = new ArrayList<>();
    final Map<Outcome, List<double[]>> points = new EnumMap<>(Outcome.class);
    final TreeMap<String, Workload> workloads = new TreeMap<>();

    /** Some tenths of a second up to seconds of the run. */
    static final class Stretch {
        final Histogram micros = new Histogram(DIGITS);
        final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    }

    /** What became of a workload's calls. */
    static final class Workload {
        final Histogram micros = new Histogram(DIGITS);
        final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);

        long calls() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    Series(HistoryFile file) {
        long[] end = new long[1];
        long[] calls = new long[1];
        file.calls(null, call -> {
            end[0] = Math.max(end[0], call.returnedNanos());
            calls[0]++;
        });
        file.faults().forEach(fault -> end[0] = Math.max(end[0], fault.untilNanos()));
        seconds = Math.max(1, end[0] / 1e9);
        stretchSeconds = Math.max(LEAST_SECONDS, seconds / STRETCHES);
        for (int i = 0; i <= (int) (seconds / stretchSeconds); i++) {
            stretches.add(new Stretch());
        }
        for (Outcome outcome : Outcome.values()) {
            points.put(outcome, new ArrayList<>());
        }
        // What went wrong is rare and shown whole, as far as there is room; of the rest, a fair share.
        Prng random = new Prng(1);
        int shown = (int) Math.min(Prng.MILLION, POINTS * (long) Prng.MILLION / Math.max(1, calls[0]));
        file.calls(null, call -> add(call, random, shown));
    }

    private void add(Call call, Prng random, int shown) {
        double at = call.invokedNanos() / 1e9;
        long micros = Math.max(1, (call.returnedNanos() - call.invokedNanos()) / 1_000);
        Stretch stretch = stretches.get(Math.min(stretches.size() - 1, (int) (at / stretchSeconds)));
        Workload workload = workloads.computeIfAbsent(call.workload(), name -> new Workload());
        stretch.counts.merge(call.outcome(), 1L, Long::sum);
        workload.counts.merge(call.outcome(), 1L, Long::sum);
        if (call.outcome() == Outcome.OK) {
            stretch.micros.recordValue(micros);
            workload.micros.recordValue(micros);
        }
        List<double[]> of = points.get(call.outcome());
        boolean draws = random.chance(shown);
        if (draws || call.outcome() != Outcome.OK && of.size() < POINTS / 2) {
            of.add(new double[] {at, micros / 1e3});
        }
    }

    double middle(int stretch) {
        return (stretch + 0.5) * stretchSeconds;
    }
}
