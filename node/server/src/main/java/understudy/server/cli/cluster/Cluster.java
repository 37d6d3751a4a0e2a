package understudy.server.cli.cluster;

import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import understudy.server.cli.shell.Scripts;

/**
 * {@code cluster}: a whole cluster on this machine, until Ctrl-C or SIGTERM.
 *
 * <p>A node that dies is not brought up again: who kills one wants to see what the others do. It says so, and how to.
 */
@CommandLine.Command(
        name = "cluster",
        description = "Run a cluster on this machine, one process per node, until Ctrl-C.",
        footer = {
            "",
            "The data stays in the directory, and the next start comes up with it.",
            "A node that dies is not started again while the others run: end the cluster and start it anew."
        },
        mixinStandardHelpOptions = true)
public final class Cluster implements Callable<Integer> {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @CommandLine.Option(
            names = "--nodes",
            paramLabel = "N",
            description = "How many nodes, 1 to 9. Default: as many as the directory holds, 3 when it is new.")
    private int nodes;

    @CommandLine.Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".understudy/cluster",
            description = "Where the nodes keep their data and logs. Default: ${DEFAULT-VALUE}.")
    private Path directory;

    @CommandLine.Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7001",
            description = "Client port of the first node; the others follow, and nodes speak to each other on ports"
                    + " 1000 above. Default: ${DEFAULT-VALUE}.")
    private int port;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private record Ended(LocalNode node, int exitCode) {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LocalCluster cluster;
        try {
            cluster = LocalCluster.open(directory, nodes, port);
        } catch (ClusterProblem e) {
            err.println(e.getMessage());
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "end-of-cluster"));
        BlockingQueue<Ended> ends = new LinkedBlockingQueue<>();
        for (LocalNode node : cluster.nodes()) {
            node.start(cluster.nodes());
            node.onExit(exitCode -> ends.add(new Ended(node, exitCode)));
            out.println(
                    "node " + node.id() + "  " + node.endpoint() + "  process " + node.pid() + "  log " + node.log());
            out.flush();
        }
        int alive = cluster.nodes().size();
        boolean ready = false;
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        Vertx vertx = Scripts.quietVertx();
        List<NodeView> views = cluster.nodes().stream()
                .map(node -> new NodeView(vertx, node.endpoint()))
                .toList();
        while (alive > 0) {
            Ended ended = ready ? ends.take() : ends.poll(50, TimeUnit.MILLISECONDS);
            if (ended != null && cluster.closing()) {
                alive--;
            } else if (ended != null) {
                alive--;
                err.println("node " + ended.node().id() + " ended with exit code " + ended.exitCode() + ", "
                        + (alive == 0
                                ? "none is left"
                                : "the others go on, and it stays away until the cluster is started anew")
                        + ". Its last words, in " + ended.node().log() + ":");
                err.println("  " + ended.node().lastWords());
                err.flush();
            }
            if (!ready && servesAll(cluster.nodes(), views)) {
                ready = true;
                out.println("ready");
                out.flush();
                vertx.close();
            } else if (!ready && System.nanoTime() - deadlineNanos > 0) {
                deadlineNanos = Long.MAX_VALUE;
                err.println("no leader serves yet; the logs may tell why");
                err.flush();
            }
        }
        return 1;
    }

    /** Whether each node that lives answers a linearizable read: then a leader serves, and all have found it. */
    private static boolean servesAll(List<LocalNode> nodes, List<NodeView> views) {
        for (int i = 0; i < views.size(); i++) {
            if (nodes.get(i).alive() && !views.get(i).serves()) {
                return false;
            }
        }
        return nodes.stream().anyMatch(LocalNode::alive);
    }
}
