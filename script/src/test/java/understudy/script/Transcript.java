package understudy.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded conversation with Redis: sections, each on empty databases, of commands with their replies. Its
 * {@link #main} records it anew.
 */
final class Transcript {
    static final String REDIS = "redis-7.0.15.transcript";

    private Transcript() {}

    /** @param reply escaped, as {@link Resp#escape} writes it */
    record Exchange(String section, int line, String command, String reply) {}

    static List<Exchange> load(String resource) {
        List<Exchange> exchanges = new ArrayList<>();
        String section = "";
        List<String> lines = lines(resource);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("==")) {
                section = line.substring(2).trim();
            } else if (line.startsWith("> ")) {
                exchanges.add(new Exchange(section, i + 1, line.substring(2), lines.get(i + 1)));
            }
        }
        return exchanges;
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Transcript.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks a real Redis everything again: {@code host:port file}. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        List<String> recorded = new ArrayList<>();
        try (RedisConversation redis = new RedisConversation(arguments[0])) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("==")) {
                    redis.ask(Node.words("hello 2"));
                    redis.ask(Node.words("select 0"));
                    redis.ask(Node.words("flushall"));
                }
                if (line.startsWith("> ")) {
                    recorded.add(line);
                    recorded.add(Resp.escape(redis.ask(Node.words(line.substring(2)))));
                } else if (line.isEmpty() || line.startsWith("#") || line.startsWith("==")) {
                    recorded.add(line);
                }
            }
        }
        Files.write(file, recorded);
    }
}
