package understudy.chaos;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A library that brings its Lua script with it, as a throttle for web servers does: it knows the digest from the file,
 * calls by digest, and sends the source when it hears NOSCRIPT. With Redis it hears that again after each restart and
 * after a failover; here once, in the life of the cluster.
 */
final class ScriptOfALibraryIT {
    private static final List<String> NO_KEYS = List.of();

    @TempDir
    Path directory;

    private final String source = Recipes.source("leaky-bucket");
    private final String sha = sha(source);

    @Test
    void aScriptOnceLoadedRunsByItsDigestAfterTheLeaderDiedAndAfterAllRestarted() {
        Vertx vertx = Vertx.vertx();
        List<NodeRun> nodes = NodeRun.format(directory);
        try {
            nodes.forEach(node -> node.start());
            try (Jedis jedis = nodes.get(0).connect()) {
                assertThrows(JedisNoScriptException.class, () -> throttle(jedis, "203.0.113.7"));
                assertThat(jedis.scriptLoad(source), is(sha));
                assertThat(throttle(jedis, "203.0.113.7"), is(List.of(0L, 1L)));
            }
            for (NodeRun node : nodes) {
                try (Jedis jedis = node.connect()) {
                    assertThat("node " + node.port(), jedis.scriptExists(sha), is(true));
                }
            }
            assertThat(onNode(nodes.get(2), "203.0.113.7"), is(List.of(0L, 2L)));

            NodeRun leader =
                    nodes.get((int) nodes.get(0).status(vertx).field("leader").whole() - 1);
            leader.kill();
            for (NodeRun node : nodes) {
                if (node != leader) {
                    // A new leader is being found: what is refused meanwhile has not happened.
                    await().atMost(Running.PATIENCE).ignoreExceptions().until(() -> answers(node));
                    assertThat(onNode(node, "by " + node.port()), is(List.of(0L, 1L)));
                }
            }

            for (NodeRun node : nodes) {
                node.kill();
            }
            nodes.forEach(node -> node.start());
            for (NodeRun node : nodes) {
                await().atMost(Running.PATIENCE).ignoreExceptions().until(() -> answers(node));
                assertThat(onNode(node, "after " + node.port()), is(List.of(0L, 1L)));
            }
            // The bucket is as full as before: an acknowledged call has happened.
            assertThat(onNode(nodes.get(1), "203.0.113.7"), is(List.of(0L, 3L)));
            assertThat("it overflows", onNode(nodes.get(1), "203.0.113.7"), is(List.of(30L, 3L)));
        } finally {
            nodes.forEach(NodeRun::close);
            vertx.close();
        }
    }

    private static boolean answers(NodeRun node) {
        try (Jedis jedis = node.connect()) {
            jedis.exists("none");
            return true;
        }
    }

    private Object onNode(NodeRun node, String identifier) {
        try (Jedis jedis = node.connect()) {
            return throttle(jedis, identifier);
        }
    }

    /** A bucket of 3 that leaks one token in a quarter of an hour or so. */
    private Object throttle(Jedis jedis, String identifier) {
        return jedis.evalsha(sha, NO_KEYS, List.of(identifier, "3", "0.001", "30", "1"));
    }

    private static String sha(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
