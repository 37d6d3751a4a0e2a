package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.keyspace.SplitMix;

/** Random conversations with a real Redis 7.0, reply for reply, where there is one. */
class LiveRedisTest {
    /** Of a conversation; no multiple of seven. */
    private static final int STEPS = 300;

    @Test
    void randomConversationsGetTheSameReplies(@TempDir Path folder) throws IOException {
        try (LiveRedis server = LiveRedis.orSkip(folder);
                RedisConversation redis = server.connect()) {
            for (long seed = 1; seed <= 200; seed++) {
                SplitMix chance = new SplitMix(seed);
                RandomCommands commands = new RandomCommands(chance);
                Node node = new Node();
                node.protocol = chance.below(2) == 0 ? 2 : 3;
                redis.ask(Node.words("hello " + node.protocol));
                redis.ask(Node.words("flushall"));
                for (int step = 0; step < STEPS; step++) {
                    // The clock of the log follows Redis's, so that what depends on seconds agrees.
                    node.stampMicros = Math.max(node.stampMicros, stampOf(redis));
                    List<byte[]> command = apart(commands.next(), step);
                    String expected = Resp.escape(redis.ask(command));
                    String reply = Resp.text(node.reply(command), node.protocol);
                    if (!isTheSameTime(command, reply, expected)) {
                        assertThat("seed " + seed + " step " + step + " " + shown(command), reply, is(expected));
                    }
                }
            }
        }
    }

    /**
     * Whether 100 seconds from now are more than the 100 seconds of the command before is a question of the millisecond
     * between them. So spans that are compared with each other are all different ones.
     */
    private static List<byte[]> apart(List<byte[]> command, int step) {
        List<byte[]> words = new ArrayList<>(command);
        if (command.size() > 3 && Arrays.equals(command.get(0), bytes("expire"))) {
            int apart = step * 7 % STEPS;
            switch (new String(command.get(2), StandardCharsets.UTF_8)) {
                case "100", "200" -> words.set(2, bytes(Integer.toString(300 + apart)));
                case "1000" -> words.set(2, bytes(Integer.toString(2_000 + apart)));
                default -> {}
            }
        }
        return words;
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    /** Between asking Redis for its time and sending the command a second may have begun. */
    private static boolean isTheSameTime(List<byte[]> command, String reply, String expected) {
        String name = new String(command.get(0), StandardCharsets.UTF_8);
        String number = ":-?[0-9]+\\\\r\\\\n";
        return (name.equals("ttl") || name.equals("expiretime"))
                && reply.matches(number)
                && expected.matches(number)
                && Math.abs(number(reply) - number(expected)) <= 1;
    }

    private static long number(String reply) {
        return Long.parseLong(reply.substring(1, reply.indexOf('\\')));
    }

    private static long stampOf(RedisConversation redis) throws IOException {
        String[] lines = new String(redis.ask(Node.words("time")), StandardCharsets.UTF_8).split("\r\n");
        return Long.parseLong(lines[2]) * 1_000_000 + Long.parseLong(lines[4]);
    }

    private static String shown(List<byte[]> command) {
        StringBuilder text = new StringBuilder();
        for (byte[] word : command) {
            text.append(' ').append(Resp.escape(word));
        }
        return text.toString();
    }
}
