package understudy.chaos;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import understudy.client.Answer;
import understudy.client.ClientMetrics;
import understudy.client.ClientOptions;
import understudy.client.Commands;
import understudy.client.Endpoint;
import understudy.client.KahunaResult;
import understudy.client.KahunaScript;
import understudy.client.LuaScript;
import understudy.client.NotDone;
import understudy.client.OutcomeUnknown;
import understudy.client.Refused;
import understudy.client.Session;
import understudy.client.SetOptions;
import understudy.client.UnderstudyClient;
import understudy.client.UnderstudyFailure;
import understudy.client.Versioned;

/**
 * How to use the Java client, chapter by chapter, on a cluster of three processes. docs/client.md shows lines of it; a test
 * of the client's module holds the two together.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClientTutorialIT {
    @TempDir
    static Path directory;

    private static List<NodeRun> nodes;
    private static Vertx vertx;
    private static String endpoints;
    private static UnderstudyClient client;

    @BeforeAll
    static void start() {
        nodes = NodeRun.format(directory);
        nodes.forEach(NodeRun::start);
        endpoints = "127.0.0.1:" + nodes.get(0).port() + ",127.0.0.1:"
                + nodes.get(1).port() + ",127.0.0.1:" + nodes.get(2).port();

        vertx = Vertx.vertx();
        client = UnderstudyClient.create(vertx, ClientOptions.of(endpoints));
        get(client.withDeadlineMillis(60_000).set("ready", "yes"));
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            get(client.close());
            get(vertx.close());
        }
        if (nodes != null) {
            nodes.forEach(NodeRun::close);
        }
    }

    /** A test may wait. On an event loop one composes futures instead. */
    private static <T> T get(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static Throwable failure(Future<?> future) {
        try {
            throw new AssertionError("it did not fail: " + get(future));
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    @Test
    @Order(1)
    void commandsHaveMethods() {
        Future<String> greeting = client.set("greeting", "hello")
                .compose(done -> client.append("greeting", " world"))
                .compose(length -> client.get("greeting"));
        assertThat(get(greeting), is("hello world"));

        assertThat(get(client.incrby("visits", 5)), is(5L));
        assertThat(get(client.get("nobody")), is(nullValue()));

        SetOptions forTenSeconds = SetOptions.NONE.ifAbsent().expireAfterMillis(10_000);
        assertThat(get(client.set("lease", "me", forTenSeconds)), is(true));
        assertThat(get(client.set("lease", "you", forTenSeconds)), is(false));

        List<String> found = new ArrayList<>();
        get(client.scanAll("gree*", found::add));
        assertThat(found, contains("greeting"));
    }

    @Test
    @Order(2)
    void anyCommandCanBeCalled() {
        Answer longest = get(client.read("LCS", "greeting", "lease", "LEN"));
        assertThat(longest.whole(), is(1L));

        byte[] bytes = {0, 1, (byte) 0xff};
        get(client.call("SETRANGE", "bytes", 2, bytes));
        assertThat(get(client.getBytes("bytes")), is(new byte[] {0, 0, 0, 1, (byte) 0xff}));
    }

    @Test
    @Order(3)
    void requestsArePipelined() {
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            counts.add(client.incr("counter"));
        }
        get(Future.all(counts));
        assertThat(get(client.get("counter")), is("1000"));
    }

    private static final LuaScript BUY = LuaScript.of("""
            local left = tonumber(redis.call('GET', KEYS[1]) or 0)
            local wanted = tonumber(ARGV[1])
            if left < wanted then
              return redis.error_reply('SOLDOUT only ' .. left .. ' left')
            end
            return redis.call('DECRBY', KEYS[1], wanted)
            """);

    private static final LuaScript LEFT = LuaScript.of("return tonumber(redis.call('GET', KEYS[1]) or 0)");

    @Test
    @Order(4)
    void aLuaScriptIsWrittenDownOnceAndNeverLoaded() {
        get(client.set("stock:tea", 5));
        assertThat(get(BUY.run(client, List.of("stock:tea"), 3)).whole(), is(2L));
        assertThat(get(LEFT.runReadOnly(client, List.of("stock:tea"))).whole(), is(2L));

        // What forgets all scripts forgets these, too: the next call brings the source along.
        get(client.call("SCRIPT", "FLUSH"));
        Throwable soldOut = failure(BUY.run(client, List.of("stock:tea"), 3));
        assertThat(((Refused) soldOut).code(), is("SOLDOUT"));
    }

    private static final KahunaScript RESERVE = KahunaScript.of("""
            let wanted = to_int(@wanted)
            let left = to_int(get @item)
            if left < wanted then
              throw concat("sold out: ", @item)
            end
            set @item (left - wanted)
            return left - wanted
            """);

    @Test
    @Order(5)
    void aKahunaScriptHasNamedParameters() {
        get(client.set("stock:coffee", 5));
        KahunaResult reserved =
                get(RESERVE.with("item", "stock:coffee").with("wanted", 3).run(client));
        assertThat(reserved.values().get(0).value().whole(), is(2L));

        Throwable refused =
                failure(RESERVE.with("item", "stock:coffee").with("wanted", 3).run(client));
        assertThat(refused.getMessage(), containsString("sold out: stock:coffee"));

        KahunaScript stock = KahunaScript.of("return get @item");
        assertThat(get(stock.with("item", "stock:coffee").runReadOnly(client)).whole(), is(2L));
        Throwable writes =
                failure(RESERVE.with("item", "stock:coffee").with("wanted", 1).runReadOnly(client));
        assertThat(writes, instanceOf(Refused.class));
    }

    @Test
    @Order(6)
    void aValueIsReplacedOnlyIfItIsTheOneThatWasRead() {
        get(client.set("config", "blue"));
        assertThat(get(client.compareAndSet("config", "blue", "green")), is(true));
        assertThat(get(client.compareAndSet("config", "blue", "red")), is(false));

        Versioned read = get(client.getVersioned("config"));
        assertThat(read.value(), is("green"));
        assertThat(get(client.compareAndSetRevision("config", read.revision(), "red")), is(true));
        assertThat(get(client.compareAndSetRevision("config", read.revision(), "blue")), is(false));

        assertThat(get(client.compareAndDelete("config", "red")), is(true));

        byte[] bytes = {0, (byte) 0xff, '\r', '\n'};
        get(client.set("raw", bytes));
        assertThat(get(client.compareAndSet("raw", new byte[] {0, (byte) 0xfe, '\r', '\n'}, "007")), is(false));
        assertThat(get(client.compareAndSet("raw", bytes, "007")), is(true));
        assertThat(get(client.compareAndSet("raw", "7", bytes)), is(false));
        assertThat(get(client.compareAndSet("raw", "007", bytes)), is(true));
        assertThat(get(client.getBytes("raw")), is(bytes));
        assertThat(get(client.compareAndDelete("raw", bytes)), is(true));
    }

    @Test
    @Order(7)
    void functionsLocksAndSequencesAreThere() {
        get(client.functionLoad("""
                #!lua name=shop
                redis.register_function('restock', function(keys, args)
                  return redis.call('INCRBY', 'stock:' .. keys[1], args[1])
                end)
                """));
        assertThat(get(client.fcall("restock", List.of("tea"), 10)).whole(), is(12L));

        Long token = get(client.lockAcquire("orders/7", "me", 30_000));
        assertThat(token, is(notNullValue()));
        assertThat(get(client.lockAcquire("orders/7", "you", 30_000)), is(nullValue()));
        assertThat(get(client.lockRelease("orders/7", "me")), is(true));

        get(client.seqCreate("invoices"));
        assertThat(get(client.seqNext("invoices")), is(1L));
    }

    /** What became of a call. */
    static String outcome(Throwable failure) {
        if (failure instanceof Refused refused) {
            return "the cluster says no: " + refused.code();
        } else if (failure instanceof NotDone notDone) {
            return "nothing happened, and it may be tried again: " + notDone.reason();
        } else if (failure instanceof OutcomeUnknown) {
            return "it may have happened, or may yet";
        }
        return "a defect: " + failure;
    }

    @Test
    @Order(8)
    void aCallFailsInOneOfThreeWays() {
        get(client.set("name", "tea"));
        assertThat(outcome(failure(client.incr("name"))), is("the cluster says no: ERR"));

        UnderstudyClient lonely =
                UnderstudyClient.create(vertx, ClientOptions.of("127.0.0.1:1").withDeadlineMillis(300));
        assertThat(
                outcome(failure(lonely.incr("visits"))), is("nothing happened, and it may be tried again: UNREACHED"));
        get(lonely.close());
    }

    @Test
    @Order(9)
    void timesAndBoundsAreSetInTheOptions() {
        ClientOptions options = ClientOptions.of(endpoints)
                .shuffled()
                .withDatabase(1)
                .withName("tea-shop")
                .withDeadlineMillis(5_000)
                .withRetries(20)
                .withWindow(64)
                .withQueue(1_000);
        UnderstudyClient other = UnderstudyClient.create(vertx, options);

        Commands patient = other.withDeadlineMillis(30_000);
        get(patient.set("database", "one"));
        assertThat(get(client.get("database")), is(nullValue()));

        // Whoever makes many requests waits for room between them.
        Future<Void> made = Future.succeededFuture();
        for (int i = 0; i < 3_000; i++) {
            String key = "many:" + i;
            made = made.compose(before -> other.room()).onSuccess(room -> other.set(key, "x"));
        }
        get(made);

        get(other.shutdown(10_000));
        assertThat(get(countIn(1)), is(3_001L));
    }

    private static Future<Long> countIn(int database) {
        UnderstudyClient counts =
                UnderstudyClient.create(vertx, ClientOptions.of(endpoints).withDatabase(database));
        return counts.dbsize().eventually(counts::close);
    }

    /** Whatever the application counts with. */
    private static final class Counters implements ClientMetrics {
        final AtomicLong answered = new AtomicLong();
        final AtomicLong repeated = new AtomicLong();
        final AtomicLong moves = new AtomicLong();

        @Override
        public void answered(String command, long micros) {
            answered.incrementAndGet();
        }

        @Override
        public void repeated(String command, String reason) {
            repeated.incrementAndGet();
        }

        @Override
        public void connected(Endpoint node) {
            moves.incrementAndGet();
        }
    }

    @Test
    @Order(10)
    void aSessionsCallTakesEffectOnceThoughTheLeaderIsKilled() {
        NodeRun leader = leader();
        Counters counters = new Counters();
        UnderstudyClient unlucky = UnderstudyClient.create(
                vertx,
                ClientOptions.of(startingWith(leader))
                        .withDeadlineMillis(60_000)
                        .withMetrics(counters));

        Session session = get(unlucky.session());
        AtomicInteger acknowledged = new AtomicInteger();
        List<Future<Long>> orders = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            orders.add(session.incr("orders").onSuccess(number -> acknowledged.incrementAndGet()));
        }
        await().until(acknowledged::get, greaterThan(200));
        leader.kill(); // SIGKILL, with calls under way

        TreeSet<Long> numbers = new TreeSet<>();
        for (Future<Long> order : orders) {
            numbers.add(get(order));
        }
        // Each call has its own number: none was done twice, none was lost.
        assertThat(numbers.size(), is(2_000));
        assertThat(numbers.last(), is(2_000L));
        assertThat(get(unlucky.get("orders")), is("2000"));
        get(session.end());

        assertThat(counters.repeated.get(), is(greaterThan(0L)));
        assertThat(counters.moves.get(), is(greaterThan(1L)));
        assertThat(get(unlucky.node()), is(not(new Endpoint("127.0.0.1", leader.port()))));
        get(unlucky.close());
        leader.start();
    }

    @Test
    @Order(11)
    void withoutASessionTheOutcomeIsUnknownAndNothingIsRepeated() throws IOException, InterruptedException {
        NodeRun leader = leader();
        AtomicInteger sent = new AtomicInteger();
        UnderstudyClient unlucky = UnderstudyClient.create(
                vertx,
                ClientOptions.of(startingWith(leader))
                        .withDeadlineMillis(60_000)
                        .withMetrics(new ClientMetrics() {
                            @Override
                            public void sent(Endpoint node, String command, int attempt) {
                                sent.addAndGet(attempt == 1 ? 1 : 0);
                            }
                        }));
        List<Future<Long>> steps = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 1_999; i++) {
            steps.add(unlucky.incr("steps").onSuccess(step -> done.incrementAndGet()));
        }
        await().until(done::get, greaterThan(200));
        // Paused before it is killed, it leaves one call without an answer at least, however fast it was.
        signal(leader, "-STOP");
        steps.add(unlucky.incr("steps"));
        await().until(() -> sent.get() > done.get());
        leader.kill();

        int unknown = 0;
        for (Future<Long> step : steps) {
            try {
                get(step);
            } catch (CompletionException e) {
                assertThat(outcome((UnderstudyFailure) e.getCause()), is("it may have happened, or may yet"));
                unknown++;
            }
        }
        assertThat(unknown, is(greaterThan(0)));
        long counted = Long.parseLong(get(unlucky.get("steps")));
        // No more than was asked for, no less than was acknowledged.
        assertThat(counted >= 2_000 - unknown && counted <= 2_000, is(true));
        get(unlucky.close());
        leader.start();
    }

    @Test
    @Order(12)
    void aPausedLeaderIsLeftLongBeforeItsAnswerIsDue() throws IOException, InterruptedException {
        NodeRun leader = leader();
        UnderstudyClient unlucky = UnderstudyClient.create(
                vertx,
                ClientOptions.of(startingWith(leader))
                        .withSilenceMillis(500)
                        .withAnswerMillis(600_000)
                        .withDeadlineMillis(600_000));
        Session session = get(unlucky.session());
        assertThat(get(session.incr("pauses")), is(1L));
        signal(leader, "-STOP");
        try {
            assertThat(get(session.incr("pauses")), is(2L));
        } finally {
            signal(leader, "-CONT");
        }
        // What had reached the paused node does nothing when it wakes.
        assertThat(get(session.incr("pauses")), is(3L));
        get(unlucky.close());
    }

    private static void signal(NodeRun node, String signal) throws IOException, InterruptedException {
        String pid = Long.toString(node.pid());
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor(), is(0));
    }

    private static NodeRun leader() {
        await().atMost(Running.PATIENCE).until(() -> findLeader() != null);
        return findLeader();
    }

    private static NodeRun findLeader() {
        return nodes.stream()
                .filter(node -> node.status(vertx).field("role").text().equals("leader"))
                .findFirst()
                .orElse(null);
    }

    private static List<Endpoint> startingWith(NodeRun first) {
        List<Endpoint> order = new ArrayList<>();
        order.add(new Endpoint("127.0.0.1", first.port()));
        nodes.stream().filter(node -> node != first).forEach(node -> order.add(new Endpoint("127.0.0.1", node.port())));
        return order;
    }
}
