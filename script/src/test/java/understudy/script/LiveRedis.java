package understudy.script;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A real Redis to compare with: a redis-server of this machine, started for a test on a free loopback port and ended
 * with it; or the one that the variable UNDERSTUDY_REDIS names as host:port, which the test empties. Where there is
 * neither, the test is skipped and says so.
 */
public final class LiveRedis implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final Process server;
    private final String address;

    private LiveRedis(Process server, String address) {
        this.server = server;
        this.address = address;
    }

    /** @param folder where a server that is started keeps its files, should it make any */
    public static LiveRedis orSkip(Path folder) throws IOException {
        String given = System.getenv("UNDERSTUDY_REDIS");
        if (given != null) {
            return new LiveRedis(null, given);
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process server = null;
        try {
            server = new ProcessBuilder(
                            "redis-server",
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "no")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "skipped: no redis-server to compare with is on the path (" + e.getMessage() + ")");
        }
        LiveRedis redis = new LiveRedis(server, "127.0.0.1:" + port);
        try {
            await().atMost(START).ignoreExceptions().until(redis::answers);
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
        return redis;
    }

    private boolean answers() throws IOException {
        try (RedisConversation conversation = connect()) {
            return conversation.ask(Node.words("ping")).length > 0;
        }
    }

    public RedisConversation connect() throws IOException {
        return new RedisConversation(address);
    }

    @Override
    public void close() {
        if (server != null) {
            server.destroyForcibly();
        }
    }
}
