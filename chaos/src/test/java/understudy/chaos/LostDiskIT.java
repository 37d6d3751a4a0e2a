package understudy.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import understudy.client.Answer;

/** A byte of a log rots, then a whole directory is lost: the node says so, and is brought back by the others. */
final class LostDiskIT {
    private static final int WRITES = 60;

    @TempDir
    Path directory;

    @Test
    void aRottenByteIsToldAndRepairedAndALostDirectoryIsReplaced() throws IOException {
        Vertx vertx = Vertx.vertx();
        List<NodeRun> nodes = NodeRun.format(directory);
        NodeRun first = nodes.get(0);
        NodeRun second = nodes.get(1);
        NodeRun third = nodes.get(2);
        try {
            nodes.forEach(node -> node.start());
            try (Jedis jedis = third.connect()) {
                for (int i = 0; i < WRITES; i++) {
                    jedis.set("key:" + i, "<" + i + ">");
                }
            }
            third.kill();
            spoil(third.directory().resolve("log"), "<20>");
            third.start();
            third.awaitOutput("has lost records that it had acknowledged");
            assertThat(third.output(), containsString(".cq4 is damaged: record"));
            await().atMost(Running.PATIENCE)
                    .until(() -> third.status(vertx).field("impaired").equals(new Answer.Truth(false)));
            requireAll(third);

            third.kill();
            delete(third.directory());
            String cluster = Files.readAllLines(first.directory().resolve("identity")).stream()
                    .filter(line -> line.startsWith("cluster "))
                    .map(line -> line.substring(8))
                    .findFirst()
                    .orElseThrow();
            third.start("--join", cluster, "--node", "3");
            await().atMost(Running.PATIENCE)
                    .until(() -> third.status(vertx).field("member").equals(new Answer.Truth(true)));
            requireAll(third);

            // It counts: with it the cluster lives through the loss of another, and its own commands are carried out.
            await().atMost(Running.PATIENCE)
                    .until(() -> third.status(vertx).field("chosen").whole() > 256);
            second.kill();
            try (Jedis jedis = third.connect()) {
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

    private static void requireAll(NodeRun node) {
        try (Jedis jedis = node.connect()) {
            for (int i = 0; i < WRITES; i++) {
                assertThat(jedis.get("key:" + i), is("<" + i + ">"));
            }
        }
    }

    private static void spoil(Path log, String text) throws IOException {
        try (Stream<Path> files = Files.walk(log)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".cq4")).toList()) {
                int at = new String(Files.readAllBytes(file), ISO_8859_1).indexOf(text);
                if (at >= 0) {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.write(ByteBuffer.wrap(new byte[] {'?'}), at + 1);
                    }
                    return;
                }
            }
        }
        throw new IllegalStateException(text + " is in no file of " + log);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
