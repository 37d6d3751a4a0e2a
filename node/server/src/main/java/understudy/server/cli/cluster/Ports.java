package understudy.server.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Which ports of this machine are free: at the moment of asking, and no promise. */
public final class Ports {
    private static final int PEER_OFFSET = 1_000;
    private static final int FIRST_TRIED = 17_001;
    private static final int STEP = 37;
    private static final int TRIES = 400;

    private Ports() {}

    /** The port on which a node speaks to the others, from its client port. */
    static int peerPort(int clientPort) {
        return clientPort + PEER_OFFSET;
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The first of so many consecutive client ports that are free, with their peer ports. */
    public static int findFree(int nodes) {
        for (int i = 0; i < TRIES; i++) {
            int first = FIRST_TRIED + i * STEP;
            if (allFree(first, nodes)) {
                return first;
            }
        }
        throw new UncheckedIOException(new IOException("no " + nodes + " consecutive free ports were found"));
    }

    private static boolean allFree(int first, int nodes) {
        for (int i = 0; i < nodes; i++) {
            if (!isFree(first + i) || !isFree(peerPort(first + i))) {
                return false;
            }
        }
        return true;
    }
}
