package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.command.Reply;

/** The files of docs/recipes/lua do what their first lines say: here, and on a Redis where there is one. */
final class LuaRecipesTest {
    private static final String PAGE = "docs/recipes/lua/";
    private static final Pattern USED = Pattern.compile("(KEYS|ARGV)\\[\\d]");

    private final Node node = new Node();

    private static Path folder() {
        return RedisDifferences.projectRoot().resolve(PAGE);
    }

    private static String source(String name) {
        try {
            return Files.readString(folder().resolve(name + ".lua"));
        } catch (IOException e) {
            throw new AssertionError("no recipe " + name, e);
        }
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder())) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".lua"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .sorted()
                    .toList();
        }
    }

    /** @param call the keys, then the arguments behind a bar of its own */
    private static List<byte[]> eval(String name, String... call) {
        List<String> words = new ArrayList<>(List.of(call));
        int keys = words.indexOf("|");
        words.remove(keys);
        words.add(0, Integer.toString(keys));
        words.add(0, source(name));
        words.add(0, "eval");
        return words.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private String run(String name, String... call) {
        return String.join(" ", Printed.lines(Resp.bytes(node.reply(eval(name, call)), 2)))
                .replaceAll("\\d+\\) |\\(integer\\) |\"", "");
    }

    @Test
    void theFixedWindowLetsThroughItsNumberAndBeginsAnew() {
        String[] ann = {"hits:ann", "|", "2", "1000"};
        assertThat(run("fixed-window", ann), is("1 1"));
        assertThat(run("fixed-window", ann), is("1 0"));
        node.tick(400);
        assertThat(run("fixed-window", ann), is("0 600"));
        assertThat(run("fixed-window", "hits:bob", "|", "2", "1000"), is("1 1"));
        node.tick(600);
        assertThat(run("fixed-window", ann), is("1 1"));
    }

    @Test
    void theSlidingWindowCountsWhatItStillCovers() {
        // The stamp is the beginning of a window of 1,000 ms.
        String[] ann = {"calls", "|", "10", "1000"};
        for (int i = 0; i < 10; i++) {
            assertThat(run("sliding-window", ann), is("1"));
        }
        assertThat(run("sliding-window", ann), is("0"));
        node.tick(1_000);
        assertThat("nine tenths of the window before", run("sliding-window", ann), is("0"));
        node.tick(500);
        int through = 0;
        for (int i = 0; i < 10; i++) {
            through += Integer.parseInt(run("sliding-window", ann));
        }
        assertThat("half of the window before is covered", through, is(5));
    }

    @Test
    void theLeakyBucketBlocksWhoOverflowsIt() {
        String[] address = {"|", "203.0.113.7", "3", "1", "5", "1"};
        assertThat(run("leaky-bucket", address), is("0 1"));
        assertThat(run("leaky-bucket", address), is("0 2"));
        assertThat(run("leaky-bucket", address), is("0 3"));
        assertThat(run("leaky-bucket", address), is("5 3"));
        node.tick(2_000);
        assertThat("blocked though it leaked", run("leaky-bucket", address), is("3 1"));
        node.tick(3_000);
        assertThat(run("leaky-bucket", address), is("0 1"));
        assertThat(run("leaky-bucket", "|", "203.0.113.8", "3", "1", "5", "3"), is("0 3"));
    }

    @Test
    void theTokenBucketFillsAtItsRate() {
        assertThat(run("token-bucket", "b", "|", "5", "1", "5"), is("1 0 0"));
        assertThat(run("token-bucket", "b", "|", "5", "1", "2"), is("0 0 2"));
        node.tick(2_000);
        assertThat(run("token-bucket", "b", "|", "5", "1", "2"), is("1 0 0"));
        node.tick(60_000);
        assertThat("no more than it holds", run("token-bucket", "b", "|", "5", "1", "1"), is("1 4 0"));
        assertThat(run("token-bucket", "b", "|", "5", "1", "6"), containsString("TOOMUCH"));
    }

    @Test
    void aLockHasOneHolderUntilItIsFreedOrItsTimeIsOver() {
        assertThat(run("lock-acquire", "l", "|", "a", "1000"), is("1"));
        assertThat("asked again by its holder", run("lock-acquire", "l", "|", "a", "1000"), is("1"));
        assertThat(run("lock-acquire", "l", "|", "b", "1000"), is("0"));
        node.tick(900);
        assertThat(run("lock-extend", "l", "|", "a", "1000"), is("1"));
        node.tick(900);
        assertThat(run("lock-acquire", "l", "|", "b", "1000"), is("0"));
        assertThat(run("lock-release", "l", "|", "b"), is("0"));
        node.tick(100);
        assertThat(run("lock-acquire", "l", "|", "b", "1000"), is("1"));
        assertThat("its time is over", run("lock-extend", "l", "|", "a", "1000"), is("0"));
        assertThat(run("lock-release", "l", "|", "a"), is("0"));
        assertThat(run("lock-release", "l", "|", "b"), is("1"));
    }

    @Test
    void aValueIsSetWhereTheExpectedOneStands() {
        assertThat(run("compare-and-set", "k", "|", "", "a"), is("1 a"));
        assertThat(run("compare-and-set", "k", "|", "", "b"), is("0 a"));
        assertThat(run("compare-and-set", "k", "|", "a", "b"), is("1 b"));
        assertThat(run("compare-and-set", "none", "|", "a", "b"), is("0 (nil)"));
    }

    @Test
    void theCounterBeginsAnewAfterItsTime() {
        assertThat(run("counter", "c", "|", "5", "1000"), is("5"));
        node.tick(999);
        assertThat(run("counter", "c", "|", "1", "1000"), is("6"));
        node.tick(1);
        assertThat(run("counter", "c", "|", "1", "1000"), is("1"));
    }

    @Test
    void theBoundedCounterStaysWithin() {
        assertThat(run("bounded-counter", "c", "|", "4", "0", "4"), is("4"));
        assertThat(run("bounded-counter", "c", "|", "1", "0", "4"), is("(error) BOUNDS 4 and 1 leaves 0 to 4"));
        assertThat(run("bounded-counter", "c", "|", "-4", "0", "4"), is("0"));
        assertThat(run("bounded-counter", "c", "|", "-1", "0", "4"), is("(error) BOUNDS 0 and -1 leaves 0 to 4"));
    }

    @Test
    void oneOfTheRequestsWithAKeyIsWorkedOn() {
        assertThat(run("idempotency-key", "k", "|", "EUR 10", "60"), is("new"));
        assertThat(run("idempotency-key", "k", "|", "EUR 10", "60"), is("running"));
        assertThat(
                run("idempotency-key", "k", "|", "EUR 99", "60"),
                is("(error) MISMATCH the key was used for another request"));
        assertThat(run("idempotency-key", "k", "|", "EUR 10", "60", "receipt"), is("done receipt"));
        assertThat(
                "the first result stays",
                run("idempotency-key", "k", "|", "EUR 10", "60", "other"),
                is("done receipt"));
        node.tick(60_000);
        assertThat(run("idempotency-key", "k", "|", "EUR 10", "60"), is("new"));
    }

    @Test
    void aStockIsNeverOverdrawnAndAnOrderCountsOnce() {
        node.run("set stock 5");
        assertThat(run("reserve", "stock", "a", "|", "3"), is("3 2"));
        assertThat(run("reserve", "stock", "a", "|", "3"), is("3 2"));
        assertThat(run("reserve", "stock", "b", "|", "3"), is("(error) SOLDOUT 2 left"));
        assertThat("the order grows", run("reserve", "stock", "a", "|", "5"), is("5 0"));
        assertThat("and is given back", run("reserve", "stock", "a", "|", "0"), is("0 5"));
        assertThat(run("reserve", "stock", "b", "|", "5"), is("5 0"));
    }

    @Test
    void aSemaphoreHasSoManyPlaces() {
        assertThat(run("semaphore-acquire", "s", "|", "a", "2", "1000"), is("1"));
        assertThat(run("semaphore-acquire", "s", "|", "b", "2", "1000"), is("2"));
        assertThat(run("semaphore-acquire", "s", "|", "c", "2", "1000"), is("0"));
        node.tick(600);
        assertThat("renewed", run("semaphore-acquire", "s", "|", "b", "2", "1000"), is("2"));
        node.tick(600);
        assertThat("the first lease is over", run("semaphore-acquire", "s", "|", "c", "2", "1000"), is("1"));
        assertThat(run("semaphore-release", "s", "|", "b", "2"), is("2"));
        assertThat(run("semaphore-release", "s", "|", "b", "2"), is("0"));
        assertThat(run("semaphore-acquire", "s", "|", "d", "2", "1000"), is("2"));
    }

    @Test
    void aSessionLivesAsLongAsItIsVisited() {
        assertThat(run("session-touch", "s", "|", "1000"), is("(nil)"));
        assertThat(run("session-touch", "s", "|", "1000", "tea"), is("tea 1"));
        for (int visit = 2; visit < 6; visit++) {
            node.tick(900);
            assertThat(run("session-touch", "s", "|", "1000"), is("tea " + visit));
        }
        node.tick(1_000);
        assertThat(run("session-touch", "s", "|", "1000"), is("(nil)"));
    }

    /** An example is commands, and under each what is printed for it. */
    private record Example(String recipe, List<List<byte[]>> commands, List<List<String>> printed) {
        static Example of(String recipe) {
            String text = source(recipe);
            List<List<byte[]>> commands = new ArrayList<>();
            List<List<String>> printed = new ArrayList<>();
            String lines = text.substring(text.indexOf("-- Example:"), text.indexOf("\n\n"));
            for (String line :
                    lines.lines().skip(1).map(each -> each.substring(5)).toList()) {
                if (line.startsWith("understudy run ")) {
                    commands.add(command(line.substring("understudy run ".length())));
                } else if (line.startsWith("SET ")) {
                    commands.add(Node.words(line));
                } else {
                    printed.get(printed.size() - 1).add(line);
                    continue;
                }
                printed.add(new ArrayList<>());
            }
            return new Example(recipe, commands, printed);
        }

        private static List<byte[]> command(String line) {
            List<String> words = Node.words(line).stream()
                    .map(word -> new String(word, StandardCharsets.ISO_8859_1))
                    .toList();
            String name = words.get(0).substring(PAGE.length()).replace(".lua", "");
            int keys = words.indexOf("--keys");
            List<String> call = new ArrayList<>();
            if (keys > 0) {
                call.addAll(List.of(words.get(keys + 1).split(",")));
            }
            call.add("|");
            call.addAll(words.subList(words.indexOf("--args") + 1, words.size()));
            return eval(name, call.toArray(String[]::new));
        }
    }

    @Test
    void theExampleOfEachRecipePrintsWhatItSays() throws IOException {
        List<String> names = names();
        assertThat(names.size(), is(greaterThanOrEqualTo(10)));
        for (String name : names) {
            Example example = Example.of(name);
            assertThat(name, example.commands().size(), is(greaterThanOrEqualTo(2)));
            Node fresh = new Node();
            for (int i = 0; i < example.commands().size(); i++) {
                Reply reply = fresh.reply(example.commands().get(i));
                if (reply != Reply.OK) {
                    assertThat(
                            name,
                            Printed.lines(Resp.bytes(reply, 2)),
                            is(example.printed().get(i)));
                }
            }
        }
    }

    @Test
    void redisPrintsTheSame(@TempDir Path directory) throws IOException {
        try (LiveRedis server = LiveRedis.orSkip(directory);
                RedisConversation redis = server.connect()) {
            for (String name : names()) {
                Example example = Example.of(name);
                redis.ask(Node.words("flushall"));
                Node fresh = new Node();
                for (List<byte[]> command : example.commands()) {
                    assertThat(
                            name + " " + command.size(),
                            Resp.text(fresh.reply(command), 2),
                            is(Resp.escape(redis.ask(command))));
                }
            }
        }
    }

    @Test
    void eachRecipeTellsItsKeysArgumentsAndReplyAndThePageLinksIt() throws IOException {
        String page = Files.readString(folder().resolve("README.md"));
        for (String name : names()) {
            String text = source(name);
            String header = text.substring(0, text.indexOf("\n\n"));
            assertThat(name, header.lines().allMatch(line -> line.startsWith("--")), is(true));
            assertThat(name, header, containsString("--   reply    "));
            TreeSet<String> used = new TreeSet<>();
            for (Matcher each = USED.matcher(text); each.find(); ) {
                used.add(each.group());
            }
            for (String word : used) {
                assertThat(name, header, containsString("--   " + word + "  "));
            }
            String call = header.substring(header.indexOf("understudy run docs/recipes/lua/" + name));
            assertThat(page, containsString("(" + name + ".lua) | `" + call.substring(0, call.indexOf('\n')) + "`"));
        }
    }

    /** Replies as {@code understudy run} and redis-cli print them. */
    private static final class Printed {
        private final byte[] bytes;
        private int at;
        private final List<String> lines = new ArrayList<>();

        private Printed(byte[] bytes) {
            this.bytes = bytes;
        }

        static List<String> lines(byte[] resp) {
            Printed printed = new Printed(resp);
            printed.value("");
            return printed.lines;
        }

        private String line() {
            int begin = at;
            while (bytes[at] != '\r') {
                at++;
            }
            at += 2;
            return new String(bytes, begin, at - 2 - begin, StandardCharsets.UTF_8);
        }

        private void value(String before) {
            String head = line();
            String rest = head.substring(1);
            switch (head.charAt(0)) {
                case ':' -> lines.add(before + "(integer) " + rest);
                case '-' -> lines.add(before + "(error) " + rest);
                case '$' -> {
                    int length = Integer.parseInt(rest);
                    if (length < 0) {
                        lines.add(before + "(nil)");
                    } else {
                        lines.add(before + '"' + new String(bytes, at, length, StandardCharsets.UTF_8) + '"');
                        at += length + 2;
                    }
                }
                case '*' -> {
                    for (int i = 1; i <= Integer.parseInt(rest); i++) {
                        value(before + i + ") ");
                    }
                }
                default -> lines.add(before + rest);
            }
        }
    }
}
