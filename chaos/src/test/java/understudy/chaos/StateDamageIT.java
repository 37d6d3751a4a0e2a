package understudy.chaos;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** A disk spoils the state of a node, whose log is well: the node makes it good from the others, and nobody is told nonsense. */
final class StateDamageIT {
    /** More than the 16 MiB of log that nodes keep for others: the state can only come as a snapshot. */
    private static final int WRITES = 240;

    private static final String PADDING = "-".repeat(100_000);

    @TempDir
    Path directory;

    @Test
    void aNodeWhoseStateRottedOrWasCutWhileItWasDownRepairsItself() throws IOException {
        Vertx vertx = Vertx.vertx();
        List<NodeRun> nodes = NodeRun.format(directory);
        NodeRun first = nodes.get(0);
        NodeRun hurt = nodes.get(2);
        try {
            nodes.forEach(NodeRun::start);
            try (Jedis jedis = first.connect()) {
                for (int i = 0; i < WRITES; i++) {
                    jedis.set("key:" + i, "value " + i + PADDING);
                }
            }
            await().atMost(Running.PATIENCE)
                    .until(() -> hurt.status(vertx).field("floor").whole() > 1
                            && hurt.status(vertx).field("committed").whole()
                                    == first.status(vertx).field("applied").whole());

            // Rot: LMDB opens it without a word, and the record's checksum tells.
            hurt.kill();
            spoil(stateFile(hurt), "value 17--");
            hurt.start();
            try (Jedis jedis = hurt.connect()) {
                assertThat(jedis.get("key:17"), is("value 17" + PADDING));
            } catch (JedisDataException refused) {
                assertThat(refused.getMessage(), containsString("TRYAGAIN"));
            }
            awaitWell(vertx, hurt);
            assertThat(hurt.output(), containsString("has thrown its state away and takes another"));
            assertThat(Files.readString(hurt.directory().resolve("state/damaged/REASON")), containsString("key:17"));

            // A file that was cut: found before LMDB reads past its end.
            hurt.kill();
            try (RandomAccessFile file = new RandomAccessFile(stateFile(hurt).toFile(), "rw")) {
                file.setLength(file.length() / 3);
            }
            hurt.start();
            assertThat(hurt.output(), containsString("has no state to start from"));
            awaitWell(vertx, hurt);

            // The others may go now, one after the other: what it serves, it has.
            nodes.get(1).kill();
            try (Jedis jedis = hurt.connect()) {
                for (int i = 0; i < WRITES; i += 20) {
                    assertThat(jedis.get("key:" + i), is("value " + i + PADDING));
                }
                assertThat(jedis.dbSize(), is((long) WRITES));
            }
        } finally {
            nodes.forEach(NodeRun::close);
            vertx.close();
        }
    }

    private static void awaitWell(Vertx vertx, NodeRun node) {
        await().atMost(Running.PATIENCE)
                .until(() -> node.status(vertx).field("repairing").text().isEmpty()
                        && node.status(vertx).field("serving").text().equals("true"));
        try (Jedis jedis = node.connect()) {
            await().ignoreExceptions()
                    .atMost(Running.PATIENCE)
                    .until(() -> jedis.get("key:17").equals("value 17" + PADDING));
        }
    }

    private static Path stateFile(NodeRun node) throws IOException {
        Path state = node.directory().resolve("state");
        return state.resolve(Files.readString(state.resolve("CURRENT")).strip()).resolve("data.mdb");
    }

    private static void spoil(Path file, String text) throws IOException {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
            for (int at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
                data.seek(at + 1);
                data.write('#');
            }
        }
    }
}
