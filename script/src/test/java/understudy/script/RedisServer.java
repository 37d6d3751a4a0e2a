package understudy.script;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** A Redis of one's own, where redis-server is installed. */
final class RedisServer implements AutoCloseable {
    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the test that asks for it when there is no redis-server. */
    static RedisServer start(Path folder) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = null;
        try {
            process = new ProcessBuilder(
                            "redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "redis-server is not installed: nothing to compare with");
        }
        RedisServer server = new RedisServer(process, port);
        await().ignoreExceptions().until(() -> {
            try (RedisConversation conversation = server.conversation()) {
                return conversation.ask(Node.words("ping")).length > 0;
            }
        });
        return server;
    }

    RedisConversation conversation() throws IOException {
        return new RedisConversation("127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
