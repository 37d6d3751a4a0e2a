package understudy.chaos;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** SIGKILL to every process at once, in the midst of writes: what was acknowledged is there when they come up again. */
final class LossOfAllProcessesIT {
    private static final int WRITERS = 6;
    private static final int ROUNDS = 3;
    private static final int READ_AT_ONCE = 500;

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedWriteSurvivesTheEndOfAllProcesses() {
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        int port = Jar.freePorts();
        ClusterRun cluster = ClusterRun.start(directory, port).awaitReady();
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                int before = acknowledged.size();
                List<Thread> writers = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    writers.add(write(cluster, "r" + round + "w" + writer, 1 + writer % 3, acknowledged));
                }
                await().atMost(Running.PATIENCE).until(() -> acknowledged.size() >= before + 2_000);
                cluster.killAll();
                writers.forEach(LossOfAllProcessesIT::join);

                long begin = System.nanoTime();
                cluster = ClusterRun.start(directory, port).awaitReady();
                System.out.println("ready again " + (System.nanoTime() - begin) / 1_000_000
                        + " ms after the end of all processes, JVMs and all");
                requireAll(cluster, acknowledged);
            }
        } finally {
            cluster.close();
        }
    }

    private static void requireAll(ClusterRun cluster, Map<String, String> acknowledged) {
        for (int node = 1; node <= 3; node++) {
            try (Jedis jedis = cluster.connect(node)) {
                List<String> keys = List.copyOf(acknowledged.keySet());
                for (int from = 0; from < keys.size(); from += READ_AT_ONCE) {
                    List<String> some = keys.subList(from, Math.min(from + READ_AT_ONCE, keys.size()));
                    List<String> wanted = some.stream().map(acknowledged::get).toList();
                    assertThat(jedis.mget(some.toArray(String[]::new)), is(wanted));
                }
                assertThat(jedis.dbSize(), is(greaterThanOrEqualTo((long) acknowledged.size())));
            }
        }
    }

    private static Thread write(ClusterRun cluster, String name, int node, Map<String, String> acknowledged) {
        Thread thread = new Thread(
                () -> {
                    try (Jedis jedis = cluster.connect(node)) {
                        for (int i = 0; ; i++) {
                            String key = name + ":" + i;
                            jedis.set(key, name + " wrote " + i);
                            acknowledged.put(key, name + " wrote " + i);
                        }
                    } catch (JedisException e) {
                        // The node is gone: that is what ends a writer.
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join(Running.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(thread.getName() + " lives", thread.isAlive(), is(false));
    }
}
