package understudy.chaos.processes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports that are free, below those that the system hands out by itself: a node that is down must find its own again, and
 * no outgoing connection may have taken it meanwhile.
 */
final class Ports {
    private static final int FIRST = 15_001;
    private static final int LAST = 31_000;

    private Ports() {}

    static List<Integer> free(int count) {
        List<Integer> found = new ArrayList<>();
        int span = LAST - FIRST;
        int from = (int) (ProcessHandle.current().pid() * 61 % span);
        for (int i = 0; i < span && found.size() < count; i++) {
            int port = FIRST + (from + i) % span;
            if (isFree(port)) {
                found.add(port);
            }
        }
        if (found.size() < count) {
            throw new IllegalStateException("no " + count + " free ports between " + FIRST + " and " + LAST);
        }
        return found;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
