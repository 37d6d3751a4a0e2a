package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of docs/recipes do what their first lines say. */
final class RecipesTest {
    private static final Pattern PARAMETER = Pattern.compile("@[a-z]+");
    private static final Pattern GIVEN = Pattern.compile("--param (\\w+)=(\\S*)");
    private final Stage stage = new Stage();

    private static Path folder() {
        return SharedFiles.projectRoot().resolve("docs/recipes");
    }

    private static String recipe(String name) {
        try {
            return SharedFiles.read(folder().resolve(name + ".ks"));
        } catch (IOException e) {
            throw new AssertionError("no recipe " + name, e);
        }
    }

    private String call(String name, String... parameters) {
        return stage.text(recipe(name), parameters);
    }

    private String error(String name, String... parameters) {
        return stage.error(recipe(name), parameters).message();
    }

    @Test
    void theLimiterLetsThroughWhatItsBucketHoldsAndOneMoreEachInterval() {
        String[] ann = {"user", "ann", "capacity", "2", "interval", "1000"};
        assertThat(call("limiter", ann), is("true"));
        assertThat(call("limiter", ann), is("true"));
        assertThat(call("limiter", ann), is("false"));
        assertThat(call("limiter", "user", "bob", "capacity", "2", "interval", "1000"), is("true"));
        stage.pass(1_000);
        assertThat(call("limiter", ann), is("true"));
        assertThat(call("limiter", ann), is("false"));
        stage.pass(5_000);
        assertThat(stage.text("return count(scan by prefix 'limit/ann')"), is("0"));
        assertThat(call("limiter", ann), is("true"));
        assertThat(error("limiter", "user", "x", "capacity", "0", "interval", "1"), containsString("1 at least"));
    }

    @Test
    void theLimiterIsFairOverALongTime() {
        int allowed = 0;
        for (int i = 0; i < 1_000; i++) {
            stage.pass(37);
            boolean passed = call("limiter", "user", "u", "capacity", "5", "interval", "100")
                    .equals("true");
            allowed += passed ? 1 : 0;
        }
        // From the first to the last of 1,000 calls, 38 ms apart, 379 leak, and 5 more fit into the bucket.
        assertThat(allowed, is(384));
    }

    @Test
    void aReservationTakesOnceAndNeverTooMuch() {
        stage.run("set `stock/chairs` 5");
        assertThat(call("reservation", "item", "chairs", "amount", "3", "order", "a"), is("2"));
        assertThat(call("reservation", "item", "chairs", "amount", "3", "order", "a"), is("2"));
        assertThat(error("reservation", "item", "chairs", "amount", "3", "order", "b"), is("out of stock: chairs"));
        assertThat(call("reservation", "item", "chairs", "amount", "-3", "order", "c"), is("5"));
        assertThat(call("reservation", "item", "chairs", "amount", "5", "order", "b"), is("0"));
        assertThat(error("reservation", "item", "lamps", "amount", "1", "order", "d"), is("out of stock: lamps"));
    }

    @Test
    void theCounterCountsWithinItsWindow() {
        String[] visits = {"counter", "visits", "window", "60000"};
        assertThat(call("counter", visits), is("1"));
        stage.pass(30_000);
        assertThat(call("counter", visits), is("2"));
        stage.pass(29_000);
        assertThat(call("counter", visits), is("3"));
        stage.pass(1_000);
        assertThat(call("counter", visits), is("1"));
    }

    @Test
    void aSessionLivesAsLongAsItIsUsed() {
        assertThat(call("session", "session", "s", "ttl", "1000", "data", ""), is(""));
        assertThat(call("session", "session", "s", "ttl", "1000", "data", "cart"), is("cart"));
        for (int i = 0; i < 5; i++) {
            stage.pass(900);
            assertThat(call("session", "session", "s", "ttl", "1000", "data", ""), is("cart"));
        }
        stage.pass(1_000);
        assertThat(call("session", "session", "s", "ttl", "1000", "data", ""), is(""));
    }

    private String elect(String candidate, long leaseMillis) {
        return call("leader-election", "election", "e", "candidate", candidate, "lease", Long.toString(leaseMillis));
    }

    @Test
    void oneCandidateLeadsAndEachLeadershipHasAHigherNumber() {
        assertThat(elect("a", 10_000), is("0"));
        assertThat(elect("b", 10_000), is(""));
        stage.pass(9_000);
        assertThat("renewed", elect("a", 10_000), is("0"));
        stage.pass(9_000);
        assertThat(elect("b", 10_000), is(""));
        stage.pass(1_000);
        assertThat("the lease is over", elect("b", 10_000), is("1"));
        assertThat(elect("a", 10_000), is(""));
        assertThat("only a leader steps down", elect("a", 0), is(""));
        assertThat(elect("b", 10_000), is("1"));
        assertThat(elect("b", 0), is(""));
        assertThat(elect("a", 10_000), is("2"));
    }

    private String claim(String worker) {
        return call("idempotent-jobs", job(worker, ""));
    }

    private static String[] job(String worker, String result) {
        return new String[] {"job", "j", "worker", worker, "lease", "1000", "result", result};
    }

    @Test
    void aJobIsDoneOnce() {
        assertThat(claim("w1"), is("yours"));
        assertThat("asked again, the answer may have been lost", claim("w1"), is("yours"));
        assertThat(claim("w2"), is("taken"));
        stage.pass(1_000);
        assertThat("the first has died", claim("w2"), is("yours"));
        assertThat(error("idempotent-jobs", job("w1", "late")), is("the job was taken over by w2"));
        assertThat(call("idempotent-jobs", job("w2", "sent")), is("sent"));
        assertThat(claim("w1"), is("sent"));
        assertThat(call("idempotent-jobs", job("w1", "late")), is("sent"));
    }

    @Test
    void aResultThatComesAfterTheLeaseCountsWhileNobodyElseHasTheJob() {
        assertThat(claim("w1"), is("yours"));
        stage.pass(5_000);
        assertThat(call("idempotent-jobs", job("w1", "sent")), is("sent"));
        assertThat(claim("w2"), is("sent"));
    }

    @Test
    void theFlagsOfAUserAreThoseThatAreOnForThem() {
        stage.run("set `flag/shop/a` 'on' set `flag/shop/b` 'off' set 'flag/shop/c' 25 set `flag/blog/d` 'on'");
        assertThat(call("feature-flags", "app", "shop", "place", "24"), is("flag/shop/a flag/shop/c"));
        assertThat(call("feature-flags", "app", "shop", "place", "25"), is("flag/shop/a"));
        assertThat(call("feature-flags", "app", "none", "place", "25"), is(""));
        assertThat(
                new KahunaEngine().compile(Stage.utf8(recipe("feature-flags"))).readOnly(), is(true));
    }

    private List<String> block(String sequence, String count, String request) {
        return stage.texts(recipe("sequences"), "sequence", sequence, "count", count, "request", request);
    }

    @Test
    void aSequenceGivesEachNumberOnceHoweverOftenItIsAsked() {
        assertThat(block("s", "10", "r1"), is(List.of("1", "10")));
        assertThat(block("s", "10", "r1"), is(List.of("1", "10")));
        assertThat(block("s", "1", "r2"), is(List.of("11", "11")));
        assertThat(block("t", "1", "r1"), is(List.of("1", "1")));
        assertThat(
                error("sequences", "sequence", "s", "count", "0", "request", "r9"),
                is("Invalid request, count of 0: it must be from 1 to 1000000000"));
    }

    /** Commands of the example, and under each what the shell prints for it. */
    @Test
    void theExampleOfEachRecipePrintsWhatItSays() throws IOException {
        int examples = 0;
        for (Path file : files()) {
            String text = SharedFiles.read(file);
            String example = text.substring(text.indexOf("# Example:"), text.indexOf("\n\n"));
            Stage fresh = new Stage();
            List<String> printed = List.of();
            int next = 0;
            for (String line :
                    example.lines().skip(1).map(each -> each.substring(4)).toList()) {
                if (line.startsWith("understudy run ")) {
                    assertThat(file + ": all is printed", next, is(printed.size()));
                    printed = Printed.lines(fresh, text, parametersOf(line));
                    next = 0;
                    examples++;
                } else if (line.startsWith("r")) {
                    assertThat(line, printed.get(next++), is(line.replaceAll(" \\d+ms$", "")));
                } else if (!line.matches("\\d+ms")) {
                    fresh.run(line);
                }
            }
            assertThat(file + ": all is printed", next, is(printed.size()));
        }
        assertThat(examples, is(greaterThanOrEqualTo(11)));
    }

    private static String[] parametersOf(String line) {
        List<String> parameters = new ArrayList<>();
        for (Matcher each = GIVEN.matcher(line); each.find(); ) {
            parameters.addAll(List.of(each.group(1), each.group(2)));
        }
        return parameters.toArray(new String[0]);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder())) {
            return all.filter(file -> file.toString().endsWith(".ks")).sorted().toList();
        }
    }

    @Test
    void eachRecipeNamesItsParametersAndAnExampleAndThePageLinksIt() throws IOException {
        String page = SharedFiles.read(SharedFiles.projectRoot().resolve("docs/kahuna-script.md"));
        List<Path> files = files();
        assertThat(files.size(), is(greaterThanOrEqualTo(8)));
        for (Path file : files) {
            String name = file.getFileName().toString();
            String text = SharedFiles.read(file);
            String header = text.substring(0, text.indexOf("\n\n"));
            String body = text.substring(header.length());
            assertThat(name, header.lines().allMatch(line -> line.startsWith("#")), is(true));
            assertThat(name, header, containsString("understudy run docs/recipes/" + name));
            TreeSet<String> used = new TreeSet<>();
            for (Matcher each = PARAMETER.matcher(body); each.find(); ) {
                used.add(each.group());
            }
            for (String parameter : used) {
                assertThat(name, header, containsString("#   " + parameter + " "));
                assertThat(name, header, containsString("--param " + parameter.substring(1) + "="));
            }
            assertThat(page, containsString("(recipes/" + name + ")"));
        }
    }
}
