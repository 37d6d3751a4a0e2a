package understudy.chaos.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/**
 * A cluster of real nodes in one directory: {@code node-1}, {@code node-1.log} and so on.
 *
 * <p>What it knows of its nodes, it asks them ({@link Standing}); what it waits for is asked again every few
 * milliseconds, since nodes cannot be trusted to say when something has come true.
 */
public final class Cluster implements AutoCloseable {
    private static final int ASK_MILLIS = 1_000;
    private static final int ASK_AGAIN_MILLIS = 20;

    private final List<NodeProcess> nodes;
    private final String id;

    private Cluster(List<NodeProcess> nodes, String id) {
        this.nodes = List.copyOf(nodes);
        this.id = id;
    }

    /** Formats the nodes' directories, with their data beside their output, and starts none of them. */
    public static Cluster format(Path directory, int size) {
        return format(directory, size, node -> directory.resolve("node-" + node));
    }

    /**
     * Formats the nodes' directories, and starts none of them.
     *
     * @param directory where the nodes' output goes; has no cluster yet
     * @param data where the data of each node goes
     */
    public static Cluster format(Path directory, int size, IntFunction<Path> data) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory + ": " + e.getMessage(), e);
        }
        SecureRandom random = new SecureRandom();
        String id = hex(random.nextLong()) + hex(random.nextLong());
        List<Integer> ports = Ports.free(2 * size);
        List<NodeProcess> nodes = new ArrayList<>();
        List<String> command = new ArrayList<>(JarCommand.words());
        command.addAll(List.of("format", "--cluster", id));
        for (int node = 1; node <= size; node++) {
            nodes.add(new NodeProcess(
                    node,
                    ports.get(2 * node - 2),
                    ports.get(2 * node - 1),
                    data.apply(node),
                    directory.resolve("node-" + node + ".log")));
            command.addAll(List.of("--dir", data.apply(node).toString()));
        }
        Tool.run(command.toArray(String[]::new));
        return new Cluster(nodes, id);
    }

    private static String hex(long bits) {
        return String.format("%016x", bits);
    }

    /** The cluster's id, as a node that joins must name it. */
    public String id() {
        return id;
    }

    public int size() {
        return nodes.size();
    }

    /** How many nodes may be away while the others serve. */
    public int tolerated() {
        return (size() - 1) / 2;
    }

    public List<NodeProcess> nodes() {
        return nodes;
    }

    public NodeProcess node(int number) {
        return nodes.get(number - 1);
    }

    /** Has each node reach each other one where the function says; given the peer, for one node at a time. */
    public void reach(NodeProcess node, IntUnaryOperator portOfPeer) {
        for (NodeProcess peer : nodes) {
            if (peer != node) {
                node.reach(peer.id(), portOfPeer.applyAsInt(peer.id()));
            }
        }
    }

    public void start() {
        nodes.forEach(NodeProcess::start);
    }

    /** The node that leads: of those that say so and answer reads, the one in the newest ballot. */
    public Optional<NodeProcess> leader() {
        Map<NodeProcess, Standing> asked = new LinkedHashMap<>();
        for (NodeProcess node : nodes) {
            if (node.alive() && !node.paused()) {
                try {
                    asked.put(node, node.standing(ASK_MILLIS));
                } catch (IOException e) {
                    // Then it is not the one to be asked for.
                }
            }
        }
        return newest(asked);
    }

    /** Who was cut off may take itself for the leader while another is one already. */
    static <N> Optional<N> newest(Map<N, Standing> asked) {
        return asked.entrySet().stream()
                .filter(entry -> entry.getValue().leads() && entry.getValue().serving())
                .max(Comparator.comparing(entry -> entry.getValue().ballot()))
                .map(Map.Entry::getKey);
    }

    /** Waits until a node leads. */
    public Optional<NodeProcess> awaitLeader(int patienceMillis) {
        List<NodeProcess> found = new ArrayList<>();
        await(patienceMillis, () -> {
            leader().ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.stream().findFirst();
    }

    /**
     * Whether the cluster may count on the node again: it votes, it answers, and it has applied what the others had when
     * they were asked.
     */
    public boolean isBack(NodeProcess node) {
        try {
            if (!node.alive() || node.paused()) {
                return false;
            }
            long chosen = 0;
            for (NodeProcess other : nodes) {
                if (other != node && other.alive() && !other.paused()) {
                    try {
                        chosen = Math.max(chosen, other.standing(ASK_MILLIS).appliedSlot());
                    } catch (IOException e) {
                        // It may be on its way up itself.
                    }
                }
            }
            Standing standing = node.standing(ASK_MILLIS);
            return standing.whole() && standing.appliedSlot() >= chosen;
        } catch (IOException e) {
            return false;
        }
    }

    /** @return whether the node is back in time */
    public boolean awaitBack(NodeProcess node, int patienceMillis) {
        return await(patienceMillis, () -> isBack(node));
    }

    /** Waits until all are. */
    public boolean awaitAllBack(int patienceMillis) {
        return await(patienceMillis, () -> nodes.stream().allMatch(this::isBack));
    }

    /** @return whether it came true in time */
    public static boolean await(int patienceMillis, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - deadline > 0) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends all nodes, at once and without ceremony: what they are to show, they have shown by then. */
    @Override
    public void close() {
        nodes.forEach(NodeProcess::retire);
    }
}
