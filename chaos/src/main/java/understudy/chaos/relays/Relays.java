package understudy.chaos.relays;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The relays of a whole cluster: one for each node and each of its peers. No node knows of them. */
public final class Relays implements AutoCloseable {
    private final Vertx vertx;
    private final int nodes;
    private final List<Relay> relays = new ArrayList<>();
    private final Map<Relay, List<Passage>> imposed = new HashMap<>();

    /**
     * @param peerPorts where the nodes listen for each other, node 1 first
     * @param seed for what the relays draw themselves: jitter, and which bit flips
     */
    public Relays(List<Integer> peerPorts, long seed) {
        this.nodes = peerPorts.size();
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Context context = vertx.getOrCreateContext();
        for (int from = 1; from <= nodes; from++) {
            for (int to = 1; to <= nodes; to++) {
                Relay relay = new Relay(vertx, context, peerPorts.get(to - 1), seed * 31 + from * 16L + to);
                relays.add(relay);
                if (from != to) {
                    relay.listen();
                }
            }
        }
    }

    /** The one through which a node reaches a peer. */
    public Relay relay(int from, int to) {
        if (from == to || from < 1 || to < 1 || from > nodes || to > nodes) {
            throw new IllegalArgumentException("no link from node " + from + " to node " + to);
        }
        return relays.get((from - 1) * nodes + to - 1);
    }

    /** Has one more thing be wrong with a link's direction. What was imposed last shows; what it hides shows again later. */
    public void impose(int from, int to, Passage passage) {
        synchronized (imposed) {
            List<Passage> all = imposed.computeIfAbsent(relay(from, to), relay -> new ArrayList<>());
            all.add(passage);
            relay(from, to).pass(passage);
        }
    }

    /** Takes back what was imposed. */
    public void lift(int from, int to, Passage passage) {
        synchronized (imposed) {
            List<Passage> all = imposed.computeIfAbsent(relay(from, to), relay -> new ArrayList<>());
            if (!all.remove(passage)) {
                throw new IllegalStateException(passage + " was not imposed from " + from + " to " + to + ": " + all);
            }
            relay(from, to).pass(all.isEmpty() ? Passage.OPEN : all.get(all.size() - 1));
        }
    }

    @Override
    public void close() {
        relays.forEach(Relay::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
