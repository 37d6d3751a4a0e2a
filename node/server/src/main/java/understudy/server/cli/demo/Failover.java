package understudy.server.cli.demo;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import understudy.client.Answer;
import understudy.client.ClientSettings;
import understudy.client.Endpoint;
import understudy.client.Session;
import understudy.client.UnderstudyClient;
import understudy.server.cli.cluster.LocalCluster;
import understudy.server.cli.cluster.LocalNode;
import understudy.server.cli.cluster.NodeView;
import understudy.server.cli.shell.Paper;
import understudy.server.cli.shell.Scripts;

/** Kills the leader in the midst of writes, brings it back, and counts what was acknowledged. */
final class Failover {
    private static final String KEY = "demo/increments";
    private static final int ENOUGH = 1_500;
    private static final long PATIENCE_MILLIS = 30_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LocalCluster cluster;
    private final Vertx vertx;
    private final Paper paper;
    private final List<NodeView> views = new ArrayList<>();

    Failover(LocalCluster cluster, Vertx vertx, Paper paper) {
        this.cluster = cluster;
        this.vertx = vertx;
        this.paper = paper;
        for (LocalNode node : cluster.nodes()) {
            views.add(new NodeView(vertx, node.endpoint()));
        }
    }

    void play() throws InterruptedException {
        paper.line();
        paper.line(paper.bold("== The leader dies " + "=".repeat(55)));
        paper.line();
        LocalNode leader = cluster.node(leaderId());
        UnderstudyClient client = new UnderstudyClient(
                vertx, startingWith(leader), ClientSettings.DEFAULT.withPatienceMillis((int) PATIENCE_MILLIS));
        Increments increments = new Increments(Scripts.await(Session.begin(client)), KEY);
        paper.line("A session increments " + KEY + " through the leader, node " + leader.id() + " ...");
        increments.begin();
        increments.awaitMore(ENOUGH, PATIENCE_MILLIS);

        long killed = System.nanoTime();
        leader.kill();
        // The client hears of its end by itself; what it acknowledges from here on came from another node.
        increments.watch();
        paper.line("  " + increments.acknowledged() + " acknowledged; process " + leader.pid() + " of node "
                + leader.id() + " killed with SIGKILL");
        long back = increments.awaitWatched(PATIENCE_MILLIS);
        paper.line("  first acknowledged write after it: " + paper.bold((back - killed) / 1_000_000 + " ms")
                + " after the kill");
        increments.awaitMore(ENOUGH, PATIENCE_MILLIS);
        int heir = leaderId();
        paper.line("  node " + heir + " leads; " + increments.acknowledged() + " acknowledged");

        paper.line();
        paper.line("Node " + leader.id() + " is started again while the writes go on ...");
        long started = System.nanoTime();
        leader.start(cluster.nodes());
        long target = views.get(heir - 1).status().chosen();
        NodeView.Status returned = awaitStatus(leader.id(), 0);
        paper.line("  it is back at slot " + returned.applied() + "; the cluster is at " + target);
        NodeView.Status caughtUp = awaitStatus(leader.id(), target);
        paper.line("  caught up to slot " + caughtUp.applied() + " " + (System.nanoTime() - started) / 1_000_000
                + " ms after its start, as a " + caughtUp.role());

        int acknowledged = increments.end(PATIENCE_MILLIS);
        increments.endSession();
        client.close();
        paper.line();
        check(increments, acknowledged);
    }

    private void check(Increments increments, int acknowledged) {
        List<String> wrong = new ArrayList<>(increments.wrong());
        for (int i = 0; i < views.size(); i++) {
            Answer value = views.get(i).get(KEY);
            paper.line("  node " + (i + 1) + " says " + KEY + " = " + (value == null ? "nothing" : value.text()));
            if (value == null || value.isNil() || value.whole() != acknowledged) {
                wrong.add("node " + (i + 1) + " holds " + value + ", but " + acknowledged + " were acknowledged");
            }
        }
        if (!wrong.isEmpty()) {
            throw new DemoFailed(String.join("; ", wrong));
        }
        paper.line("  "
                + paper.green(acknowledged + " increments acknowledged, " + acknowledged
                        + " counted: none lost, none doubled"));
    }

    private List<Endpoint> startingWith(LocalNode first) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(first.endpoint());
        for (LocalNode node : cluster.nodes()) {
            if (node != first) {
                endpoints.add(node.endpoint());
            }
        }
        return endpoints;
    }

    private int leaderId() {
        long deadline = deadline();
        do {
            for (NodeView view : views) {
                NodeView.Status status = view.status();
                if (status != null && status.role().equals("leader")) {
                    return status.id();
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (System.nanoTime() - deadline < 0);
        throw new DemoFailed("no node leads");
    }

    private NodeView.Status awaitStatus(int id, long applied) {
        long deadline = deadline();
        do {
            NodeView.Status status = views.get(id - 1).status();
            if (status != null && status.applied() >= applied) {
                return status;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (System.nanoTime() - deadline < 0);
        throw new DemoFailed("node " + id + " did not reach slot " + applied);
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    }
}
