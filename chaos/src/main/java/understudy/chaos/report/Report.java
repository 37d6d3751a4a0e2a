package understudy.chaos.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import understudy.chaos.history.FaultSpan;
import understudy.chaos.history.HistoryFile;
import understudy.chaos.history.Outcome;
import understudy.chaos.verdict.Verdict;
import understudy.chaos.verdict.Verdicts;

/**
 * A run on one page: what the checkers say, how long the cluster took to serve again, and latency and throughput over time
 * with the faults beneath. One HTML file that needs nothing else, no script and no network.
 */
public final class Report {
    private static final int KINDS_WITH_A_COLOUR = 8;
    private static final int ROW_HEIGHT = 20;
    private static final int FAULTS_LISTED = 2_000;

    private final Map<String, String> facts;
    private final List<FaultSpan> faults;
    private final Series series;
    private final Map<String, Long> refusals;
    private final Verdicts verdicts;
    private final RecoveryTimes recoveries;
    private final List<String> surprises;
    private final List<String> kinds;
    private final StringBuilder page = new StringBuilder();

    private Report(HistoryFile file, Verdicts verdicts, RecoveryTimes recoveries, List<String> surprises) {
        this.surprises = List.copyOf(surprises);
        this.facts = file.facts();
        this.faults = file.faults();
        this.series = new Series(file);
        this.refusals = Refusals.of(file);
        this.verdicts = verdicts;
        this.recoveries = recoveries;
        this.kinds = faults.stream().map(FaultSpan::kind).distinct().sorted().toList();
    }

    /**
     * Writes the page.
     *
     * @param surprises what nodes did that no history shows: with one, nothing has passed
     */
    public static void write(
            Path history, Verdicts verdicts, RecoveryTimes recoveries, List<String> surprises, Path page) {
        String html = new Report(new HistoryFile(history), verdicts, recoveries, surprises).html();
        try {
            Files.writeString(page, html);
        } catch (IOException e) {
            throw new UncheckedIOException("the report " + page + " cannot be written", e);
        }
    }

    private String html() {
        Verdict.Status status = verdicts.status(surprises);
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
                .append("style-src 'unsafe-inline'; img-src data:\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n")
                .append("<title>Chaos: ")
                .append(word(status))
                .append(" · Understudy</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<header>\n<h1>Understudy under real faults</h1>\n")
                .append(badge(status))
                .append("<p class=\"quiet\">")
                .append(Html.text(summary()))
                .append("</p>\n</header>\n<main>\n");
        facts();
        surprises();
        verdicts();
        recoveries();
        charts();
        workloads();
        faults();
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static String style() {
        try (InputStream in = Report.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("the build left out report.css");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String summary() {
        long calls = series.workloads.values().stream()
                .mapToLong(Series.Workload::calls)
                .sum();
        List<FaultSpan> counted = faults.stream().filter(FaultSpan::counted).toList();
        long leaders = counted.stream().filter(FaultSpan::leader).count();
        return Chart.clock(series.seconds) + (series.seconds < 60 ? "" : " min") + ", " + count(calls) + " calls, "
                + count(counted.size()) + " faults of "
                + counted.stream().map(FaultSpan::kind).distinct().count() + " kinds, " + count(leaders)
                + " of them at the leader";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String word(Verdict.Status status) {
        return switch (status) {
            case OK -> "passed";
            case VIOLATED -> "violated";
            case UNKNOWN -> "unknown";
        };
    }

    private static String badge(Verdict.Status status) {
        return "<span class=\"verdict " + word(status) + "\">" + word(status) + "</span>\n";
    }

    private void surprises() {
        if (surprises.isEmpty()) {
            return;
        }
        page.append("<h2>Surprises</h2>\n<p>What nodes did that no client saw.</p>\n<ul>\n");
        surprises.forEach(
                surprise -> page.append("<li>").append(Html.text(surprise)).append("</li>\n"));
        page.append("</ul>\n");
    }

    private void facts() {
        if (facts.isEmpty()) {
            return;
        }
        page.append("<dl class=\"facts\">\n");
        facts.forEach((name, value) -> page.append("<dt>")
                .append(Html.text(name))
                .append("</dt><dd>")
                .append(Html.text(value))
                .append("</dd>\n"));
        page.append("</dl>\n");
    }

    private void verdicts() {
        page.append("<h2>What the checkers say</h2>\n<table>\n<thead><tr><th>Checker</th><th>Workload</th>")
                .append("<th>Verdict</th><th>What it saw</th></tr></thead>\n<tbody>\n");
        for (Verdict verdict : verdicts.all()) {
            page.append("<tr><td>")
                    .append(Html.text(verdict.checker()))
                    .append("</td><td>")
                    .append(Html.text(verdict.workload()))
                    .append("</td><td>")
                    .append(badge(verdict.status()))
                    .append("</td><td class=\"")
                    .append(verdict.status() == Verdict.Status.OK ? "what" : "what loud")
                    .append("\">")
                    .append(Html.text(verdict.what()))
                    .append("</td></tr>\n");
        }
        page.append("</tbody>\n</table>\n");
        if (verdicts.all().isEmpty()) {
            page.append("<p class=\"loud\">No checker had anything to judge, which is no pass.</p>\n");
        }
    }

    private void recoveries() {
        Map<String, RecoveryTimes.Quantiles> byKind = recoveries.byKind();
        if (byKind.isEmpty()) {
            return;
        }
        page.append(
                        "<h2>Until the first acknowledged write</h2>\n<p class=\"quiet\">From the end of each fault that counts, and from the ")
                .append(
                        "moment at which a leader was killed or paused, to the answer of the first write that was called ")
                .append(
                        "after it.</p>\n<table class=\"numbers\">\n<thead><tr><th>From</th><th>times</th><th>median</th>")
                .append("<th>99 %</th><th>longest</th><th>never</th></tr></thead>\n<tbody>\n");
        byKind.forEach((kind, times) -> page.append("<tr><td>")
                .append(Html.text(kind))
                .append("</td><td>")
                .append(times.count())
                .append("</td><td>")
                .append(Chart.millis(times.p50Millis()))
                .append("</td><td>")
                .append(Chart.millis(times.p99Millis()))
                .append("</td><td>")
                .append(Chart.millis(times.maxMillis()))
                .append("</td><td")
                .append(times.missing() > 0 ? " class=\"loud\">" : ">")
                .append(times.missing())
                .append("</td></tr>\n"));
        page.append("</tbody>\n</table>\n");
    }

    // Over time.

    private void charts() {
        page.append("<h2>Faults</h2>\n");
        if (faults.isEmpty()) {
            page.append("<p class=\"quiet\">None struck.</p>\n");
        } else {
            Chart chart = new Chart("Faults over time", kinds.size() * ROW_HEIGHT + 34, series.seconds);
            for (int row = 0; row < kinds.size(); row++) {
                chart.rowName(row, ROW_HEIGHT, kinds.get(row));
            }
            for (FaultSpan fault : faults) {
                chart.bar(
                        "bar " + colour(fault.kind()) + (fault.leader() ? " leader" : ""),
                        kinds.indexOf(fault.kind()),
                        ROW_HEIGHT,
                        fault.fromNanos() / 1e9,
                        fault.untilNanos() / 1e9,
                        words(fault));
            }
            page.append(chart.svg()).append("<p class=\"legend\"><i class=\"bar leader\"></i>at the leader</p>\n");
        }
        double mostMillis = 1;
        double leastMillis = 1;
        for (Series.Stretch stretch : series.stretches) {
            if (stretch.micros.getTotalCount() > 0) {
                mostMillis = Math.max(mostMillis, stretch.micros.getMaxValue() / 1e3);
                leastMillis = Math.min(leastMillis, stretch.micros.getMinValue() / 1e3);
            }
        }
        page.append("<h2>Latency, quantiles</h2>\n");
        Chart quantiles = timed("Latency quantiles over time", 260).logarithmic(leastMillis, mostMillis);
        quantiles.line("q max", line(histogram -> histogram.getMaxValue() / 1e3));
        quantiles.line("q p99", line(histogram -> histogram.getValueAtPercentile(99) / 1e3));
        quantiles.line("q p95", line(histogram -> histogram.getValueAtPercentile(95) / 1e3));
        quantiles.line("q p50", line(histogram -> histogram.getValueAtPercentile(50) / 1e3));
        page.append(quantiles.svg())
                .append(
                        "<p class=\"legend\"><i class=\"p50\"></i>median<i class=\"p95\"></i>95 %<i class=\"p99\"></i>99 %")
                .append(
                        "<i class=\"max\"></i>longest, of acknowledged calls by the moment of the call, in stretches of ")
                .append(Chart.millis(Math.round(series.stretchSeconds * 1e3)))
                .append("</p>\n");

        page.append("<h2>Latency, single calls</h2>\n");
        double longest = series.points.values().stream()
                .flatMap(List::stream)
                .mapToDouble(point -> point[1])
                .max()
                .orElse(mostMillis);
        Chart calls =
                timed("Latency of single calls over time", 260).logarithmic(leastMillis, Math.max(mostMillis, longest));
        for (Outcome outcome : Outcome.values()) {
            calls.dots("dots " + outcome.name().toLowerCase(Locale.ROOT), series.points.get(outcome));
        }
        page.append(calls.svg()).append(outcomes("some of the calls; of those that were not acknowledged, nearly all"));

        page.append("<h2>Throughput</h2>\n");
        Map<Outcome, List<double[]>> rates = new EnumMap<>(Outcome.class);
        double highest = 1;
        for (Outcome outcome : Outcome.values()) {
            List<double[]> rate = new ArrayList<>();
            // The last stretch is cut short by the end of the run.
            for (int i = 0; i < series.stretches.size() - 1; i++) {
                double perSecond = series.stretches.get(i).counts.getOrDefault(outcome, 0L) / series.stretchSeconds;
                rate.add(new double[] {series.middle(i), perSecond});
                highest = Math.max(highest, perSecond);
            }
            rates.put(outcome, rate);
        }
        Chart throughput = timed("Calls per second over time", 220).linear(highest, " /s");
        rates.forEach((outcome, rate) -> throughput.line("q " + outcome.name().toLowerCase(Locale.ROOT), rate));
        page.append(throughput.svg()).append(outcomes("calls per second, by the moment of the call"));
    }

    private static String outcomes(String words) {
        return "<p class=\"legend\"><i class=\"ok\"></i>acknowledged<i class=\"fail\"></i>certainly not done"
                + "<i class=\"unknown\"></i>of unknown outcome<span>" + words + "</span></p>\n";
    }

    /** A chart with the faults behind it. */
    private Chart timed(String label, int height) {
        Chart chart = new Chart(label, height, series.seconds);
        for (FaultSpan fault : faults) {
            chart.band("band " + colour(fault.kind()), fault.fromNanos() / 1e9, fault.untilNanos() / 1e9);
            if (fault.leader()) {
                chart.moment("struck", fault.fromNanos() / 1e9);
            }
        }
        return chart;
    }

    private String colour(String kind) {
        return "k" + kinds.indexOf(kind) % KINDS_WITH_A_COLOUR;
    }

    private List<double[]> line(ToDoubleFunction<Histogram> value) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < series.stretches.size(); i++) {
            Histogram micros = series.stretches.get(i).micros;
            points.add(new double[] {
                series.middle(i), micros.getTotalCount() == 0 ? Double.NaN : value.applyAsDouble(micros)
            });
        }
        return points;
    }

    // Tables.

    private void workloads() {
        page.append("<h2>Workloads</h2>\n<table class=\"numbers\">\n<thead><tr><th>Workload</th><th>acknowledged</th>")
                .append(
                        "<th>not done</th><th>unknown</th><th>median</th><th>99 %</th><th>longest</th></tr></thead>\n<tbody>\n");
        series.workloads.forEach((name, workload) -> {
            boolean any = workload.micros.getTotalCount() > 0;
            page.append("<tr><td>")
                    .append(Html.text(name))
                    .append("</td><td>")
                    .append(count(workload.counts.getOrDefault(Outcome.OK, 0L)))
                    .append("</td><td>")
                    .append(count(workload.counts.getOrDefault(Outcome.FAIL, 0L)))
                    .append("</td><td>")
                    .append(count(workload.counts.getOrDefault(Outcome.UNKNOWN, 0L)))
                    .append("</td><td>")
                    .append(any ? Chart.millis(workload.micros.getValueAtPercentile(50) / 1e3) : "")
                    .append("</td><td>")
                    .append(any ? Chart.millis(workload.micros.getValueAtPercentile(99) / 1e3) : "")
                    .append("</td><td>")
                    .append(any ? Chart.millis(workload.micros.getMaxValue() / 1e3) : "")
                    .append("</td></tr>\n");
        });
        page.append("</tbody>\n</table>\n");
        if (!refusals.isEmpty()) {
            page.append(
                    "<h2>Refused</h2>\n<table class=\"numbers\">\n<thead><tr><th>Workload and error</th><th>calls</th></tr></thead>\n<tbody>\n");
            refusals.forEach((words, times) -> page.append("<tr><td>")
                    .append(Html.text(words))
                    .append("</td><td>")
                    .append(count(times))
                    .append("</td></tr>\n"));
            page.append("</tbody>\n</table>\n");
        }
    }

    private void faults() {
        if (faults.isEmpty()) {
            return;
        }
        TreeMap<String, long[]> byKind = new TreeMap<>();
        for (FaultSpan fault : faults) {
            long[] of = byKind.computeIfAbsent(fault.kind(), kind -> new long[4]);
            of[0]++;
            of[3] += fault.counted() ? 1 : 0;
            of[1] += fault.leader() ? 1 : 0;
            of[2] += fault.untilNanos() - fault.fromNanos();
        }
        page.append("<h2>What struck</h2>\n<table class=\"numbers\">\n<thead><tr><th>Kind</th><th>times</th>")
                .append("<th>that count</th><th>at the leader</th><th>mean length</th></tr></thead>\n<tbody>\n");
        byKind.forEach((kind, of) -> page.append("<tr><td><i class=\"swatch ")
                .append(colour(kind))
                .append("\"></i>")
                .append(Html.text(kind))
                .append("</td><td>")
                .append(of[0])
                .append("</td><td>")
                .append(of[3])
                .append("</td><td>")
                .append(of[1])
                .append("</td><td>")
                .append(Chart.millis(of[2] / 1e6 / of[0]))
                .append("</td></tr>\n"));
        page.append("</tbody>\n</table>\n<details><summary>One by one</summary>\n<table>\n<thead><tr><th>At</th>")
                .append("<th>For</th><th>What</th></tr></thead>\n<tbody>\n");
        for (FaultSpan fault : faults.subList(0, Math.min(faults.size(), FAULTS_LISTED))) {
            page.append("<tr><td>")
                    .append(String.format(Locale.ROOT, "%.1f s", fault.fromNanos() / 1e9))
                    .append("</td><td>")
                    .append(Chart.millis((fault.untilNanos() - fault.fromNanos()) / 1e6))
                    .append("</td><td>")
                    .append(Html.text(words(fault)))
                    .append("</td></tr>\n");
        }
        page.append("</tbody>\n</table>\n</details>\n");
    }

    private static String words(FaultSpan fault) {
        return fault.kind() + " of " + nodes(fault) + (fault.leader() ? ", the leader" : "")
                + (fault.detail() == null || fault.detail().isEmpty() ? "" : ": " + fault.detail());
    }

    private static String nodes(FaultSpan fault) {
        List<String> names = new ArrayList<>();
        fault.nodes().forEach(node -> names.add("n" + node));
        return names.isEmpty() ? "the cluster" : String.join(", ", names);
    }
}
