package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and prints their figures; no figure is a reason to fail, since machines differ and are busy. By
 * default it takes a few seconds and the figures are rough: with {@code -Dunderstudy.benchmark=full} each benchmark runs
 * long and in a JVM of its own.
 */
final class ScriptBenchmarksTest {
    private static final boolean FULL = "full".equals(System.getProperty("understudy.benchmark"));

    /** Keeps what is measured from being left out. */
    private static volatile Object sink;

    private static final String PEER = "javaLoopThatSums";

    @Test
    void whatScriptsCostIsPrinted() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(ScriptBenchmarks.class.getName())
                .verbosity(VerboseMode.SILENT)
                .forks(FULL ? 1 : 0)
                .warmupIterations(FULL ? 3 : 1)
                .warmupTime(TimeValue.milliseconds(FULL ? 1_000 : 150))
                .measurementIterations(FULL ? 3 : 1)
                .measurementTime(TimeValue.milliseconds(FULL ? 1_000 : 150));
        Collection<RunResult> results = new Runner(options.build()).run();
        TreeMap<String, Double> nanos = new TreeMap<>();
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            nanos.put(name, result.getPrimaryResult().getScore());
        }
        List<String> lines = new ArrayList<>();
        nanos.forEach((name, each) -> lines.add(String.format(
                Locale.ROOT,
                "%-22s %10.1f ns %14.0f a second%s",
                name,
                each,
                1e9 / each,
                name.toLowerCase(Locale.ROOT).contains("loop") && !name.equals(PEER)
                        ? String.format(Locale.ROOT, "   %.1f times %s", each / nanos.get(PEER), PEER)
                        : "")));
        assertThat(lines, hasSize(10));
        lines.addAll(cpu());
        System.out.println(String.join("\n", lines));
        nanos.forEach((name, each) -> assertThat(name, each, greaterThan(0.0)));
    }

    /**
     * What the two aims are about, in CPU time of this thread: other work on the machine lengthens the time of a clock, and
     * this one hardly.
     */
    private static List<String> cpu() {
        ScriptBenchmarks benchmarks = new ScriptBenchmarks();
        benchmarks.fill();
        return List.of(
                cpu("limiterWithoutStore", 1_000, 1, benchmarks::limiterWithoutStore),
                cpu("forLoopThatSums", 1, ScriptBenchmarks.TURNS, benchmarks::forLoopThatSums),
                cpu("whileLoop", 1, ScriptBenchmarks.TURNS, benchmarks::whileLoop));
    }

    private static String cpu(String name, int batch, int operations, Supplier<Object> benchmark) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < (FULL ? 40 : 6); round++) {
            long begin = threads.getCurrentThreadCpuTime();
            long runs = 0;
            long took = 0;
            while (took < 50_000_000) {
                for (int i = 0; i < batch; i++) {
                    sink = benchmark.get();
                }
                runs += batch;
                took = threads.getCurrentThreadCpuTime() - begin;
            }
            best = Math.min(best, (double) took / runs / operations);
        }
        return String.format(Locale.ROOT, "%-22s %10.1f ns of CPU %7.0f a second", name, best, 1e9 / best);
    }
}
