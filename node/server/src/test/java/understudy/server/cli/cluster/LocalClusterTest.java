package understudy.server.cli.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.server.node.IdentityFile;

/** What a cluster's directory is held to before any node starts. */
final class LocalClusterTest {
    @TempDir
    Path directory;

    private final int port = Ports.findFree(4);

    @Test
    void theFirstOpeningFormatsAndLaterOnesKeepWhatIsThere() {
        try (LocalCluster cluster = LocalCluster.open(directory, 0, port)) {
            assertThat(cluster.nodes(), hasSize(3));
            assertThat(cluster.node(2).endpoint().port(), is(port + 1));
            assertThat(cluster.node(2).peerPort(), is(port + 1_001));
        }
        String identity = IdentityFile.read(directory.resolve("node-2")).toString();
        try (LocalCluster cluster = LocalCluster.open(directory, 3, port)) {
            assertThat(cluster.nodes(), hasSize(3));
        }
        assertThat(IdentityFile.read(directory.resolve("node-2")).toString(), is(identity));
    }

    @Test
    void anotherNumberOfNodesIsRefused() {
        LocalCluster.open(directory, 1, port).close();
        assertThat(problem(3, port), containsString("holds a cluster of 1 nodes, not 3"));
    }

    @Test
    void aDirectoryInUseIsRefused() {
        try (LocalCluster cluster = LocalCluster.open(directory, 3, port)) {
            assertThat(cluster.nodes(), hasSize(3));
            assertThat(problem(3, port), containsString("already"));
        }
    }

    @Test
    void aTakenPortIsNamedAndNothingIsFormatted() throws IOException {
        try (ServerSocket taken = new ServerSocket(port + 1_002, 1, InetAddress.getLoopbackAddress())) {
            assertThat(problem(3, port), containsString("port " + taken.getLocalPort() + " is taken"));
        }
        assertThat(Files.exists(directory.resolve("node-1")), is(false));
    }

    @Test
    void portsThatDoNotExistAreRefused() {
        assertThat(problem(3, 65_000), containsString("leaves no room"));
        assertThat(problem(3, 0), containsString("leaves no room"));
        assertThat(problem(99, port), containsString("1 to 9 nodes"));
    }

    @Test
    void aFormatThatWasCutOffIsToldFromACluster() throws IOException {
        Files.createDirectories(directory.resolve("node-1"));
        assertThat(problem(3, port), containsString("cut off"));
        assertThat(Files.exists(directory.resolve("node-2")), is(false));
    }

    private String problem(int size, int firstPort) {
        return assertThrows(ClusterProblem.class, () -> LocalCluster.open(directory, size, firstPort))
                .getMessage();
    }
}
