package understudy.chaos.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import understudy.chaos.faults.Arena;
import understudy.chaos.faults.Machine;
import understudy.chaos.faults.SmallDisk;
import understudy.chaos.faults.WallClock;
import understudy.chaos.processes.Cluster;
import understudy.chaos.processes.NodeProcess;
import understudy.chaos.processes.Tool;
import understudy.chaos.relays.Relays;
import understudy.chaos.schedule.Kind;

/**
 * A cluster with all that is between its nodes and around them: set up, and taken down again whatever has happened.
 *
 * <p>Clocks and disks of the nodes' own are made only where faults of theirs are asked for: they cost something all the time.
 */
final class Stage implements AutoCloseable {
    private final Path directory;
    private final Arena arena;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Stage(Path directory, Arena arena) {
        this.directory = directory;
        this.arena = arena;
    }

    static Stage build(Settings settings, Machine machine) {
        Path directory = settings.directory();
        Map<Integer, SmallDisk> disks = new TreeMap<>();
        boolean own = settings.kinds().contains(Kind.DISK) && machine.noDisks().isEmpty();
        try {
            for (int node = 1; own && node <= settings.nodes(); node++) {
                disks.put(node, SmallDisk.make(directory.resolve("disk-" + node + ".img"), disk(directory, node)));
            }
            Cluster cluster = Cluster.format(
                    directory,
                    settings.nodes(),
                    node -> (own ? disk(directory, node) : directory).resolve("node-" + node));
            Map<Integer, WallClock> clocks = new TreeMap<>();
            if (settings.kinds().contains(Kind.CLOCK) && machine.fakeTime().isPresent()) {
                for (NodeProcess node : cluster.nodes()) {
                    clocks.put(
                            node.id(),
                            WallClock.give(node, machine.fakeTime().get(), directory.resolve("clock-" + node.id())));
                }
            }
            Relays relays = new Relays(
                    cluster.nodes().stream().map(NodeProcess::peerPort).toList(), settings.seed());
            for (NodeProcess node : cluster.nodes()) {
                cluster.reach(node, peer -> relays.relay(node.id(), peer).port());
            }
            return new Stage(directory, new Arena(cluster, relays, machine, disks, clocks));
        } catch (RuntimeException e) {
            disks.values().forEach(SmallDisk::close);
            throw e;
        }
    }

    private static Path disk(Path directory, int node) {
        return directory.resolve("disk-" + node);
    }

    Arena arena() {
        return arena;
    }

    /** Copies what the nodes hold to where it stays, for an inquiry: their own disks go with the stage. */
    void keepData() {
        for (NodeProcess node : arena.cluster().nodes()) {
            if (!arena.disks().isEmpty() && Files.isDirectory(node.directory())) {
                Tool.run("cp", "-a", "--sparse=always", node.directory().toString(), directory.toString());
            }
        }
    }

    void removeData() {
        for (NodeProcess node : arena.cluster().nodes()) {
            remove(node.directory());
        }
    }

    private static void remove(Path tree) {
        if (!Files.isDirectory(tree)) {
            return;
        }
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> all = Files.walk(tree)) {
            all.sorted(Comparator.reverseOrder()).forEach(paths::add);
            for (Path path : paths) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + tree, e);
        }
    }

    /** Once; whoever comes second finds it done. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<Runnable> steps = new ArrayList<>(List.<Runnable>of(arena.cluster()::close, arena.relays()::close));
        arena.disks().values().forEach(disk -> steps.add(disk::close));
        takeAll(steps);
    }

    /** Takes each step whatever became of those before it, and then throws what the first threw that failed. */
    static void takeAll(List<Runnable> steps) {
        RuntimeException first = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
