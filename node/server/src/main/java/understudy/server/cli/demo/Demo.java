package understudy.server.cli.demo;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import understudy.client.ClientSettings;
import understudy.server.cli.cluster.ClusterProblem;
import understudy.server.cli.cluster.DirectoryRemoval;
import understudy.server.cli.cluster.LocalCluster;
import understudy.server.cli.cluster.LocalNode;
import understudy.server.cli.cluster.NodeView;
import understudy.server.cli.cluster.Ports;
import understudy.server.cli.shell.Paper;
import understudy.server.cli.shell.Scripts;

/** {@code demo}: what there is to see, in under a minute, on three nodes of its own. */
@CommandLine.Command(
        name = "demo",
        description = "See scripts run on three nodes, and the leader die without anything being lost.",
        mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {
    private static final int NODES = 3;
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Paper paper = Paper.standard(spec.commandLine().getOut());
        Path directory = Files.createTempDirectory("understudy-demo");
        LocalCluster cluster;
        try {
            cluster = LocalCluster.open(directory, NODES, Ports.findFree(NODES));
        } catch (ClusterProblem e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
        Thread cleanUp = new Thread(
                () -> {
                    cluster.close();
                    DirectoryRemoval.remove(directory);
                },
                "end-of-demo");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        Vertx vertx = Scripts.quietVertx();
        try {
            start(cluster, vertx, paper);
            try (Scripts scripts = new Scripts(cluster.endpoints(), ClientSettings.DEFAULT)) {
                Performance performance = new Performance(scripts, paper);
                for (Scene scene : Scene.all()) {
                    performance.play(scene);
                }
            }
            new Failover(cluster, vertx, paper).play();
            paper.line();
            paper.line("That was the demo. A cluster to play with:  bin/understudy cluster");
            return 0;
        } catch (DemoFailed e) {
            paper.line();
            paper.line(paper.red("The demo failed: " + e.getMessage()));
            paper.line("The nodes' directory is kept: " + directory);
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            cluster.close();
            return 1;
        } finally {
            vertx.close();
        }
    }

    private static void start(LocalCluster cluster, Vertx vertx, Paper paper) {
        paper.line("Three nodes, each a process of its own with its own directory:");
        long begin = System.nanoTime();
        cluster.start();
        for (LocalNode node : cluster.nodes()) {
            paper.line("  node " + node.id() + "  " + node.endpoint() + "  process " + node.pid());
        }
        List<NodeView> views = cluster.nodes().stream()
                .map(node -> new NodeView(vertx, node.endpoint()))
                .toList();
        while (!views.stream().allMatch(NodeView::serves)) {
            if (System.nanoTime() - begin > READY_NANOS) {
                throw new DemoFailed(
                        "the nodes do not serve; see " + cluster.node(1).log());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        paper.line("ready after " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    }
}
