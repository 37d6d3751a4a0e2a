package understudy.server.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import understudy.client.Endpoint;
import understudy.consensus.NodeId;
import understudy.server.node.IdentityFile;
import understudy.wal.DataDirectoryLock;

/**
 * A whole cluster on this machine, in one directory: {@code node-1}, {@code node-2} … hold a node's data each, {@code
 * node-1.log} … what it says.
 *
 * <p>The first start formats the directories; later ones come up with what is in them, whatever ended the last one.
 * The lock on the directory is the operating system's and goes with the process.
 */
public final class LocalCluster implements AutoCloseable {
    private static final int MAX_NODES = 9;

    /** Written when all nodes' directories have been formatted. */
    private static final String FORMATTED = "formatted";

    private final DataDirectoryLock lock;
    private final List<LocalNode> nodes;
    private volatile boolean closing;

    private LocalCluster(DataDirectoryLock lock, List<LocalNode> nodes) {
        this.lock = lock;
        this.nodes = nodes;
    }

    /**
     * Takes a directory, formats it where it is new, and checks that nothing stands in the way. Starts nothing.
     *
     * @param size how many nodes; 0 for as many as the directory holds, three when it is new
     * @throws ClusterProblem with what stands in the way and what to do
     */
    public static LocalCluster open(Path directory, int size, int firstPort) {
        if (size < 0 || size > MAX_NODES) {
            throw new ClusterProblem("a cluster on one machine has 1 to " + MAX_NODES + " nodes, not " + size);
        }
        DataDirectoryLock lock = lock(directory);
        try {
            int existing = countNodes(directory);
            int wanted = size > 0 ? size : existing > 0 ? existing : 3;
            if (existing > 0 && existing != wanted) {
                throw new ClusterProblem(directory + " holds a cluster of " + existing + " nodes, not " + wanted
                        + ": leave --nodes away, or give another --dir");
            }
            int last = Ports.peerPort(firstPort + wanted - 1);
            if (firstPort < 1 || last > 65_535) {
                throw new ClusterProblem("--port " + firstPort + " leaves no room for " + wanted
                        + " nodes: they use the ports up to " + last);
            }
            List<LocalNode> nodes = new ArrayList<>();
            for (int id = 1; id <= wanted; id++) {
                int clientPort = firstPort + id - 1;
                nodes.add(new LocalNode(
                        id,
                        clientPort,
                        Ports.peerPort(clientPort),
                        directory.resolve("node-" + id),
                        directory.resolve("node-" + id + ".log")));
            }
            for (LocalNode node : nodes) {
                requireFree(node.endpoint().port());
                requireFree(node.peerPort());
            }
            if (existing == 0) {
                format(directory, nodes);
            }
            return new LocalCluster(lock, List.copyOf(nodes));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public List<LocalNode> nodes() {
        return nodes;
    }

    /** Node 1 to n. */
    public LocalNode node(int id) {
        return nodes.get(id - 1);
    }

    public List<Endpoint> endpoints() {
        return nodes.stream().map(LocalNode::endpoint).toList();
    }

    public void start() {
        for (LocalNode node : nodes) {
            node.start(nodes);
        }
    }

    /** Whether its nodes are being ended, so that their ends are no news. */
    boolean closing() {
        return closing;
    }

    /** Ends all nodes, in order where they heed it, and gives the directory back. */
    @Override
    public void close() {
        closing = true;
        nodes.forEach(LocalNode::askToStop);
        for (LocalNode node : nodes) {
            try {
                node.awaitStop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        lock.close();
    }

    private static void requireFree(int port) {
        if (!Ports.isFree(port)) {
            throw new ClusterProblem(
                    "port " + port + " is taken by another program: end that one, or choose other ports with --port");
        }
    }

    /**
     * Makes the nodes' directories. The file that says so is written last: no node starts before, so what a crash in
     * the middle leaves has never held anything.
     */
    private static void format(Path directory, List<LocalNode> nodes) {
        List<NodeId> ids = new ArrayList<>();
        List<Path> directories = new ArrayList<>();
        for (LocalNode node : nodes) {
            ids.add(new NodeId(node.id()));
            directories.add(node.data());
        }
        try {
            IdentityFile.format(IdentityFile.newCluster(), ids, directories);
            writeDurably(directory, nodes.size() + " nodes\n");
        } catch (IOException e) {
            throw new ClusterProblem("cannot format " + directory + ": " + e);
        }
    }

    /** Should a loss of power take this file and leave the nodes' data, the data would look like a start that was cut off. */
    private static void writeDurably(Path directory, String text) throws IOException {
        Path fresh = directory.resolve(FORMATTED + ".tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, directory.resolve(FORMATTED), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** How many nodes the directory was formatted for; 0 when it is new. */
    private static int countNodes(Path directory) {
        try {
            Path formatted = directory.resolve(FORMATTED);
            if (Files.exists(formatted)) {
                return Integer.parseInt(Files.readString(formatted).split(" ")[0]);
            }
            try (Stream<Path> files = Files.list(directory)) {
                Path found = files.filter(
                                file -> file.getFileName().toString().startsWith("node-") && Files.isDirectory(file))
                        .findFirst()
                        .orElse(null);
                if (found != null) {
                    throw new ClusterProblem(found + " is there, but no file '" + FORMATTED
                            + "' beside it: the first start" + " was cut off, and nothing was ever stored. Remove "
                            + directory + ", or give another --dir");
                }
            }
            return 0;
        } catch (IOException | NumberFormatException e) {
            throw new ClusterProblem("cannot read " + directory + ": " + e);
        }
    }

    private static DataDirectoryLock lock(Path directory) {
        try {
            return DataDirectoryLock.take(directory);
        } catch (IllegalStateException e) {
            throw new ClusterProblem("a cluster runs in " + directory + " already: end it, or give another --dir ("
                    + e.getMessage() + ")");
        } catch (UncheckedIOException e) {
            throw new ClusterProblem("cannot use " + directory + ": " + e.getMessage());
        }
    }
}
