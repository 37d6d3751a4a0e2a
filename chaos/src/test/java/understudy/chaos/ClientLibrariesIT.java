package understudy.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.redisson.Redisson;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Client libraries as people use them, each in its own way of calling by digest and loading on NOSCRIPT. */
final class ClientLibrariesIT {
    @TempDir
    static Path directory;

    private static ClusterRun cluster;

    @BeforeAll
    static void start() {
        cluster = ClusterRun.start(directory, Jar.freePorts()).awaitReady();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** A script of its own for each client, so that none finds what another loaded. */
    private static String scriptFor(String client) {
        return "-- " + client + "\n" + Recipes.source("counter");
    }

    @Test
    void jedisLoadsAScriptThatIsNotKnown() {
        String script = scriptFor("jedis");
        try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", cluster.port(1)))) {
            String sha;
            try (Jedis other = cluster.connect(2)) {
                String unknown = "0123456789012345678901234567890123456789";
                assertThrows(
                        JedisNoScriptException.class, () -> jedis.evalsha(unknown, 1, "visits:jedis", "5", "1000"));
                sha = other.scriptLoad(script);
            }
            assertThat(jedis.evalsha(sha, List.of("visits:jedis"), List.of("5", "60000")), is(5L));
            assertThat(jedis.eval(script, List.of("visits:jedis"), List.of("1", "60000")), is(6L));
            assertThat(jedis.scriptExists(sha, sha.replace('0', '1')), is(List.of(true, sha.indexOf('0') < 0)));
        }
    }

    @Test
    void lettuceLoadsAScriptThatIsNotKnown() {
        String script = scriptFor("lettuce");
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + cluster.port(2));
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            String[] keys = {"visits:lettuce"};
            String digest = redis.digest(script);
            assertThrows(
                    RedisNoScriptException.class,
                    () -> redis.evalsha(digest, ScriptOutputType.INTEGER, keys, "5", "60000"));
            assertThat(redis.scriptLoad(script), is(digest));
            assertThat(redis.<Long>evalsha(digest, ScriptOutputType.INTEGER, keys, "5", "60000"), is(5L));
            assertThat(redis.<Long>eval(script, ScriptOutputType.INTEGER, keys, "1", "60000"), is(6L));
            assertThat(redis.get("visits:lettuce"), is("6"));
        } finally {
            client.shutdown(0, 5, TimeUnit.SECONDS);
        }
    }

    @Test
    void vertxLoadsAScriptThatIsNotKnown() {
        String script = scriptFor("vertx");
        Vertx vertx = Vertx.vertx();
        Redis client = Redis.createClient(vertx, "redis://127.0.0.1:" + cluster.port(3));
        try {
            RedisConnection connection = wait(client.connect());
            String sha = wait(connection.send(
                            Request.cmd(Command.SCRIPT).arg("LOAD").arg(script)))
                    .toString();
            wait(connection.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));
            Response count = wait(counted(connection, sha).recover(unknown -> {
                assertThat(unknown.getMessage(), startsWith("NOSCRIPT"));
                return connection
                        .send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script))
                        .compose(loaded -> counted(connection, loaded.toString()));
            }));
            assertThat(count.toInteger(), is(5));
            assertThat(wait(counted(connection, sha)).toInteger(), is(10));
        } finally {
            client.close();
            wait(vertx.close());
        }
    }

    private static Future<Response> counted(RedisConnection connection, String sha) {
        return connection.send(Request.cmd(Command.EVALSHA)
                .arg(sha)
                .arg(1)
                .arg("visits:vertx")
                .arg(5)
                .arg(60_000));
    }

    private static <T> T wait(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void redissonRunsScriptsByTheirDigest() {
        Config config = new Config();
        config.useSingleServer()
                .setAddress("redis://127.0.0.1:" + cluster.port(1))
                .setConnectionPoolSize(4)
                .setConnectionMinimumIdleSize(1)
                .setSubscriptionConnectionMinimumIdleSize(0);
        RedissonClient redisson = Redisson.create(config);
        try {
            RScript scripts = redisson.getScript(StringCodec.INSTANCE);
            String sha = scripts.scriptLoad(scriptFor("redisson"));
            List<Object> keys = List.of("visits:redisson");
            Long count = scripts.evalSha(RScript.Mode.READ_WRITE, sha, RScript.ReturnType.LONG, keys, "5", "60000");
            assertThat(count, is(5L));
        } finally {
            redisson.shutdown(0, 5, TimeUnit.SECONDS);
        }
    }
}
