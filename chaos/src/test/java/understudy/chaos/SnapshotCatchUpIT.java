package understudy.chaos;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** A node that was down for so long that nobody has the log any more from where it stopped. */
final class SnapshotCatchUpIT {
    private static final int WRITES = 200_000;
    private static final int PIPELINED = 500;
    private static final String PADDING = "-".repeat(160);

    @TempDir
    Path directory;

    @Test
    void aNodeThatMissedTwoHundredThousandWritesCatchesUpBySnapshotAndServes() {
        Vertx vertx = Vertx.vertx();
        List<NodeRun> nodes = NodeRun.format(directory);
        NodeRun first = nodes.get(0);
        NodeRun away = nodes.get(2);
        try {
            nodes.forEach(node -> node.start());
            try (Jedis jedis = away.connect()) {
                jedis.set("before", "it left");
            }
            long left = away.status(vertx).field("applied").whole();
            away.kill();

            write(first);
            await().atMost(Running.PATIENCE)
                    .until(() -> first.status(vertx).field("floor").whole() > left + 1);
            long begin = System.nanoTime();
            away.start();
            await().atMost(Running.PATIENCE).until(() -> caughtUp(vertx, first, away));
            System.out.println("caught up by snapshot " + (System.nanoTime() - begin) / 1_000_000
                    + " ms after its start; it had stopped at slot " + left + ", the others' logs begin at slot "
                    + first.status(vertx).field("floor").whole());
            assertThat(away.status(vertx).field("floor").whole(), is(greaterThan(left)));

            // The others may go now: what it serves, it has.
            nodes.get(1).kill();
            try (Jedis jedis = away.connect()) {
                assertThat(jedis.get("before"), is("it left"));
                assertThat(jedis.get("key:0"), is("0" + PADDING));
                assertThat(jedis.get("key:" + (WRITES - 1)), is((WRITES - 1) + PADDING));
                assertThat(jedis.dbSize(), is(WRITES + 1L));
                jedis.set("after", "it came back");
            }
            try (Jedis jedis = first.connect()) {
                assertThat(jedis.get("after"), is("it came back"));
            }
        } finally {
            nodes.forEach(NodeRun::close);
            vertx.close();
        }
    }

    private static boolean caughtUp(Vertx vertx, NodeRun first, NodeRun away) {
        return away.status(vertx).field("applied").whole()
                >= first.status(vertx).field("applied").whole();
    }

    private static void write(NodeRun node) {
        try (Jedis jedis = node.connect();
                Pipeline pipeline = jedis.pipelined()) {
            for (int i = 0; i < WRITES; i++) {
                pipeline.set("key:" + i, i + PADDING);
                if (i % PIPELINED == PIPELINED - 1) {
                    pipeline.syncAndReturnAll().forEach(answer -> {
                        if (!answer.equals("OK")) {
                            throw new IllegalStateException("a write was answered with " + answer);
                        }
                    });
                }
            }
        }
    }
}
