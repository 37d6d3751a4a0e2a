package understudy.chaos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import understudy.chaos.processes.NodeProcess;

/** A data directory that is gone, and the operator's answer to it: an empty one that joins, and is readmitted. */
final class LostDirectory implements Fault {
    private final NodeProcess node;
    private final String cluster;

    LostDirectory(NodeProcess node, String cluster) {
        this.node = node;
        this.cluster = cluster;
    }

    @Override
    public String begin() {
        node.kill();
        try (Stream<Path> all = Files.walk(node.directory())) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wipe " + node.directory(), e);
        }
        return "killed, its directory wiped; it joins anew";
    }

    @Override
    public void heal() {
        node.start("--join", cluster, "--node", Integer.toString(node.id()));
    }
}
