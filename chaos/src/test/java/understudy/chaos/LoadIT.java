package understudy.chaos;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.chaos.history.FaultSpan;
import understudy.chaos.history.History;
import understudy.chaos.history.HistoryFile;
import understudy.chaos.load.Load;
import understudy.chaos.report.RecoveryTimes;
import understudy.chaos.verdict.Verdict;
import understudy.chaos.verdict.Verdicts;
import understudy.client.Endpoint;

/** All workloads on a cluster whose leader is killed among them: nothing is found wrong, and all was put to the test. */
class LoadIT {
    private static final long SECOND_NANOS = 1_000_000_000;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatClientsSawWhileALeaderWasKilledIsFoundRight(@TempDir Path directory) {
        Vertx vertx = Vertx.vertx();
        List<NodeRun> nodes = NodeRun.format(directory);
        Path file = directory.resolve("history.ndjson");
        try {
            nodes.forEach(NodeRun::start);
            List<Endpoint> endpoints = nodes.stream()
                    .map(node -> new Endpoint("127.0.0.1", node.port()))
                    .toList();
            try (History history = History.create(file, Map.of("seed", "1"));
                    Load load = Load.start(endpoints, 1, history)) {
                await().atMost(Running.PATIENCE).until(() -> history.acknowledgedWrites() > 300);
                await().until(() -> history.nowNanos() > 4 * SECOND_NANOS);
                int leader = (int) nodes.get(0).status(vertx).field("leader").whole();
                NodeRun victim = nodes.get(leader - 1);
                long from = history.nowNanos();
                victim.kill();
                await().until(() -> history.nowNanos() > from + 3 * SECOND_NANOS);
                victim.start();
                history.fault(new FaultSpan("kill", List.of(leader), from, history.nowNanos(), true, true, "SIGKILL"));
                long restarted = history.nowNanos();
                await().until(() -> history.nowNanos() > restarted + 3 * SECOND_NANOS);
                load.stop();
            }
        } finally {
            nodes.forEach(NodeRun::close);
            vertx.close();
        }
        Verdicts verdicts = Verdicts.of(file);
        RecoveryTimes recoveries = RecoveryTimes.of(file);
        System.out.println(verdicts.describe() + recoveries.all() + " " + new HistoryFile(file).sizes());
        assertThat(verdicts.describe(), verdicts.status(), is(Verdict.Status.OK));
        assertThat(recoveries.all().size(), is(2));
        recoveries.all().forEach(recovery -> assertThat(recovery.toString(), recovery.nanos(), is(greaterThan(0L))));
    }
}
