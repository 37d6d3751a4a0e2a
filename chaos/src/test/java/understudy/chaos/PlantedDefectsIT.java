package understudy.chaos;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.chaos.history.History;
import understudy.chaos.load.Load;
import understudy.chaos.load.LoadSettings;
import understudy.chaos.processes.Cluster;
import understudy.chaos.processes.NodeProcess;
import understudy.chaos.relays.Passage;
import understudy.chaos.relays.Relays;
import understudy.chaos.verdict.EarlyAnswers;
import understudy.chaos.verdict.Verdict;
import understudy.chaos.verdict.Verdicts;
import understudy.client.Endpoint;
import understudy.sim.mutations.MutantJar;

/** Negative controls: nodes with one planted defect run under the suite's load, and the suite finds it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PlantedDefectsIT {
    private static final String JAR = "understudy.jar";
    private static final String HISTORY = "history.ndjson";
    private static final int SLOW_MILLIS = 100;
    private static final int PATIENCE_MILLIS = 90_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    @TempDir
    Path directory;

    private interface Harm {
        void strike(Cluster cluster, Relays relays, History history);
    }

    @Test
    void aSessionThatForgetsWhatItRanIsFound() {
        Verdicts verdicts = run(
                new MutantJar().plant("H1"),
                LoadSettings.DEFAULT.only("sessions"),
                (cluster, relays, history) -> pass(history, 4));
        assertThat(violated(verdicts), hasItem("XO"));
        assertThat(violated(verdicts), hasItem("LIN"));
    }

    @Test
    void aLeaderThatIsCutOffAndReadsStaleIsFound() {
        // Three things keep an isolated leader from it: the round that confirms a read, the fresh stamp that it waits
        // for, and that a leader without a quorum steps down. All are taken away.
        MutantJar mutant = new MutantJar()
                .plant("D1")
                .plant("D12")
                .replace(
                        "understudy.consensus.Leadership",
                        "return canPropose() ? proposeTick(step) : learner.chosenSlot();",
                        "return learner.chosenSlot();");
        Verdicts verdicts = run(mutant, LoadSettings.DEFAULT.only("register"), (cluster, relays, history) -> {
            pass(history, 2);
            int leader = cluster.awaitLeader(PATIENCE_MILLIS).orElseThrow().id();
            links(cluster, relays, leader, Passage.SILENT);
            pass(history, 6);
            links(cluster, relays, leader, Passage.OPEN);
            pass(history, 1);
        });
        assertThat(violated(verdicts), is(List.of("LIN")));
    }

    @Test
    void anAcceptThatIsAnsweredBeforeItIsSyncedIsFound() {
        assertThat(underSlowSyncs(new MutantJar().plant("A3")).status(), is(Verdict.Status.VIOLATED));
    }

    @Test
    void theProductAnswersNoWriteBeforeASyncCanHaveEnded() {
        assertThat(underSlowSyncs(new MutantJar()).status(), is(Verdict.Status.OK));
    }

    private Verdict underSlowSyncs(MutantJar mutant) {
        assumeTrue(Stracing.installed(), "no strace on this machine: syncs cannot be slowed");
        long[] slowed = new long[2];
        run(mutant, LoadSettings.DEFAULT.only("counters"), (cluster, relays, history) -> {
            List<Stracing> all = cluster.nodes().stream()
                    .map(node -> Stracing.slowSyncs(node.pid(), SLOW_MILLIS))
                    .toList();
            try {
                all.forEach(Stracing::awaitAttached);
                slowed[0] = history.nowNanos();
                pass(history, 6);
                slowed[1] = history.nowNanos();
            } finally {
                all.forEach(Stracing::close);
            }
        });
        Verdict verdict = EarlyAnswers.of(directory.resolve(HISTORY), slowed[0], slowed[1], SLOW_MILLIS * 1_000_000L);
        System.out.println(verdict);
        return verdict;
    }

    private static void links(Cluster cluster, Relays relays, int node, Passage passage) {
        for (int other = 1; other <= cluster.size(); other++) {
            if (other != node) {
                relays.relay(node, other).pass(passage);
                relays.relay(other, node).pass(passage);
            }
        }
    }

    private static List<String> violated(Verdicts verdicts) {
        System.out.println(verdicts.describe());
        return verdicts.all().stream()
                .filter(verdict -> verdict.status() == Verdict.Status.VIOLATED)
                .map(Verdict::checker)
                .toList();
    }

    /** Runs a cluster of mutants under load. */
    private Verdicts run(MutantJar mutant, LoadSettings settings, Harm harm) {
        String jar = System.getProperty(JAR);
        Path changed = directory.resolve("mutant.jar");
        mutant.write(Jar.file(), changed);
        System.setProperty(JAR, changed.toString());
        Path file = directory.resolve(HISTORY);
        try (Cluster cluster = Cluster.format(
                        directory.resolve("cluster"),
                        3,
                        node -> directory.resolve("cluster").resolve("node-" + node));
                Relays relays = new Relays(
                        cluster.nodes().stream().map(NodeProcess::peerPort).toList(), 1)) {
            for (NodeProcess node : cluster.nodes()) {
                cluster.reach(node, peer -> relays.relay(node.id(), peer).port());
            }
            cluster.start();
            cluster.awaitLeader(PATIENCE_MILLIS).orElseThrow();
            List<Endpoint> endpoints = cluster.nodes().stream()
                    .map(node -> new Endpoint("127.0.0.1", node.clientPort()))
                    .toList();
            try (History history = History.create(file, Map.of("defect", "planted"));
                    Load load = Load.start(endpoints, 1, history, settings)) {
                harm.strike(cluster, relays, history);
                load.stop();
            }
        } finally {
            if (jar == null) {
                System.clearProperty(JAR);
            } else {
                System.setProperty(JAR, jar);
            }
        }
        return Verdicts.of(file);
    }

    private static void pass(History history, int seconds) {
        long until = history.nowNanos() + seconds * SECOND_NANOS;
        await().atMost(2L * seconds + 5, TimeUnit.SECONDS).until(() -> history.nowNanos() > until);
    }
}
