package understudy.chaos.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import understudy.chaos.history.Call;
import understudy.chaos.history.FaultSpan;
import understudy.chaos.history.History;
import understudy.chaos.history.Outcome;
import understudy.chaos.verdict.Verdict;
import understudy.chaos.verdict.Verdicts;
import understudy.script.command.Reply;
import understudy.sim.check.Intent;

/** The report of a run of two minutes with a fault every ten seconds, in which some calls were lost. */
class ReportTest {
    private static final long SECOND = 1_000_000_000;
    private static final int FAULTS = 11;
    private static final int CALLS = 6_000;

    @TempDir
    Path folder;

    private Path file;
    private final Verdicts verdicts = new Verdicts(List.of(
            new Verdict(
                    "LIN",
                    "register",
                    Verdict.Status.VIOLATED,
                    "GET \"a\" -> <script>alert(1)</script>",
                    Map.of("calls", 7L)),
            new Verdict("XO", "counters", Verdict.Status.OK, "7 calls", Map.of())));

    @BeforeEach
    void run() {
        file = folder.resolve("history.ndjson");
        try (History history = History.create(file, Map.of("seed", "42", "nodes <b>", "3"))) {
            for (int i = 0; i < CALLS; i++) {
                long at = i * SECOND / 50;
                Outcome outcome = i % 1_000 == 7 ? Outcome.UNKNOWN : i % 1_000 == 8 ? Outcome.FAIL : Outcome.OK;
                Reply result = outcome == Outcome.UNKNOWN
                        ? null
                        : outcome == Outcome.FAIL ? new Reply.Failure("TRYAGAIN") : new Reply.Whole(i);
                history.call(new Call(
                        "counters",
                        1,
                        i,
                        1,
                        List.of("INCR", "count/0.0"),
                        new Intent.Count("count/0.0", 1),
                        true,
                        at,
                        at + SECOND / 200 + i % 1_000,
                        outcome,
                        result));
            }
            for (int i = 1; i <= FAULTS; i++) {
                history.fault(new FaultSpan(
                        i % 2 == 0 ? "kill" : "partition",
                        List.of(1 + i % 3),
                        i * 10 * SECOND,
                        (i * 10 + 3) * SECOND,
                        i % 4 == 0,
                        i != 2,
                        "links & <nodes>"));
            }
        }
    }

    private String page() {
        Path page = folder.resolve("report.html");
        Report.write(file, verdicts, RecoveryTimes.of(file), List.of(), page);
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All charts, each read as the XML that it is. */
    private static List<Document> charts(String page) throws Exception {
        List<Document> charts = new ArrayList<>();
        Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
        while (svg.find()) {
            charts.add(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg.group()))));
        }
        return charts;
    }

    private static int count(Document chart, String element, String style) {
        NodeList all = chart.getElementsByTagName(element);
        int count = 0;
        for (int i = 0; i < all.getLength(); i++) {
            String of = all.item(i).getAttributes().getNamedItem("class").getNodeValue();
            count += (" " + of + " ").contains(" " + style + " ") ? 1 : 0;
        }
        return count;
    }

    @Test
    void eachFaultIsDrawnInEachChart() throws Exception {
        List<Document> charts = charts(page());
        assertThat(charts.size(), is(4));
        assertThat(count(charts.get(0), "rect", "bar"), is(FAULTS));
        assertThat(count(charts.get(0), "rect", "leader"), is(2));
        for (Document chart : charts.subList(1, 4)) {
            assertThat(count(chart, "rect", "band"), is(FAULTS));
            assertThat(count(chart, "line", "struck"), is(2));
        }
        for (String quantile : List.of("p50", "p95", "p99", "max")) {
            assertThat(quantile, count(charts.get(1), "path", quantile), is(1));
        }
        for (String outcome : List.of("ok", "fail", "unknown")) {
            assertThat(outcome, count(charts.get(2), "path", outcome), is(1));
            assertThat(outcome, count(charts.get(3), "path", outcome), is(1));
        }
    }

    @Test
    void nothingIsLoadedAndWordsFromOutsideStayWords() {
        String page = page();
        assertThat(page, not(containsString("<script")));
        assertThat(page, not(containsString("http:")));
        assertThat(page, not(containsString("https:")));
        assertThat(page, not(containsString("<nodes>")));
        assertThat(page, containsString("&lt;script&gt;alert(1)"));
        assertThat(page, containsString("links &amp; &lt;nodes&gt;"));
        assertThat(page, containsString("default-src 'none'"));
    }

    @Test
    void theVerdictIsThatOfTheWorstAndRecoveriesStandInATable() {
        String page = page();
        assertThat(page, containsString("<title>Chaos: violated"));
        assertThat(page, containsString("end of partition"));
        assertThat(page, containsString("leader kill"));
        assertThat(page, containsString("6,000 calls, 10 faults of 2 kinds, 2 of them at the leader"));
    }

    @Test
    void aRunWithASurpriseHasNotPassedWhateverTheCheckersSay() throws IOException {
        Verdicts green = new Verdicts(List.of(new Verdict("LIN", "register", Verdict.Status.OK, "", Map.of())));
        List<String> surprises = List.of("node 2 ended by itself: exit code 1, <halt>");
        Path page = folder.resolve("report.html");
        Report.write(file, green, RecoveryTimes.of(file), surprises, page);
        assertThat(Files.readString(page), containsString("<title>Chaos: violated"));
        assertThat(Files.readString(page), containsString("ended by itself: exit code 1, &lt;halt&gt;"));
        Path json = folder.resolve("summary.json");
        Summary.write(file, green, RecoveryTimes.of(file), surprises, json);
        JsonObject summary = new JsonObject(Files.readString(json));
        assertThat(summary.getString("verdict"), is("violated"));
        assertThat(summary.getJsonArray("surprises").getString(0), is(surprises.get(0)));
    }

    @Test
    void aRunWithoutFaultsHasAReportToo() throws Exception {
        try (History history = History.create(file, Map.of())) {
            assertThat(history.calls(), is(0L));
        }
        Path page = folder.resolve("empty.html");
        Report.write(file, Verdicts.of(file), RecoveryTimes.of(file), List.of(), page);
        assertThat(Files.readString(page), containsString("No checker had anything to judge, which is no pass."));
        assertThat(charts(Files.readString(page)).size(), is(3));
    }

    @Test
    void theSameNumbersStandInTheSummary() throws IOException {
        Path json = folder.resolve("summary.json");
        Summary.write(file, verdicts, RecoveryTimes.of(file), List.of(), json);
        JsonObject summary = new JsonObject(Files.readString(json));
        assertThat(summary.getString("verdict"), is("violated"));
        assertThat(summary.getJsonObject("faults").getInteger("partition"), is(6));
        assertThat(summary.getInteger("faultsAtTheLeader"), is(2));
        assertThat(summary.getJsonObject("refusals").getInteger("counters: TRYAGAIN"), is(CALLS / 1_000));
        assertThat(summary.getJsonObject("calls").getInteger("counters"), is(CALLS));
        JsonObject recovery = summary.getJsonObject("recoveries").getJsonObject("leader kill");
        assertThat(recovery.getInteger("times"), is(2));
        // A call begins each 20 ms, and takes 5 ms and a bit.
        assertThat(Math.round(recovery.getDouble("p50Millis")), is(5L));
        assertThat(summary.getJsonArray("checkers").getJsonObject(0).getString("verdict"), is("violated"));
    }
}
