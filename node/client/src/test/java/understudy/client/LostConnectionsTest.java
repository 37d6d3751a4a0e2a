package understudy.client;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Whatever becomes of a connection, a call ends in one of three ways, and none is told more than is known. */
final class LostConnectionsTest extends WithNodes {
    @Test
    void aNodeThatHangsUpInsteadOfGreetingIsPassedOver() {
        FakeNode first = node(command -> "+OK\r\n");
        first.greetWith(FakeNode.HANG_UP);
        FakeNode second = node(command -> ":1\r\n");
        assertThat(get(client(options(first, second)).incr("k")), is(1L));
        assertThat(first.asked, is(empty()));
    }

    @Test
    void aNodeThatDoesNotGreetIsPassedOver() {
        FakeNode first = node(command -> "+OK\r\n");
        first.stop();
        FakeNode second = node(command -> ":1\r\n");
        assertThat(get(client(options(first, second).withConnectMillis(100)).incr("k")), is(1L));
    }

    @Test
    void halfAnAnswerIsNone() {
        FakeNode node = node(command -> "$10\r\nhalf" + FakeNode.HANG_UP);
        Throwable failure = failure(client(options(node)).getset("k", "v"));
        assertThat(failure, instanceOf(OutcomeUnknown.class));
        assertThat(failure.getMessage(), containsString(node.endpoint().toString()));
    }

    @Test
    void withAllNodesDownNothingIsDone() {
        FakeNode[] nodes = {node(command -> "+OK\r\n"), node(command -> "+OK\r\n"), node(command -> "+OK\r\n")};
        ClientOptions options = options(nodes).withDeadlineMillis(200);
        for (FakeNode node : nodes) {
            node.close();
        }
        Future<Void> set = client(options).set("k", "v");
        assertThat(reason(set), is(NotDone.Reason.UNREACHED));
        assertThat(failure(set).getMessage(), containsString("cannot connect to 127.0.0.1:"));
        assertThat(failure(set).getMessage(), containsString("deadline after"));
    }

    @Test
    void aCallWaitsForANodeThatComesBack() {
        FakeNode gone = node(command -> "+OK\r\n");
        ClientOptions options = options(gone);
        gone.close();
        AtomicInteger refused = new AtomicInteger();
        UnderstudyClient client = client(options.withMetrics(new ClientMetrics() {
            @Override
            public void notConnected(Endpoint node, String reason) {
                refused.incrementAndGet();
            }
        }));
        Future<Long> count = client.incr("k");
        await().until(refused::get, greaterThan(2));
        FakeNode back =
                keep(new FakeNode(command -> ":7\r\n", false, gone.endpoint().port()));
        assertThat(get(count), is(7L));
        assertThat(back.asked, contains(List.of("INCR", "k")));
    }

    @Test
    void aStoppedNodeIsTakenForDeadLongBeforeItsAnswerIsDue() {
        FakeNode stopped = node(command -> "$1\r\nv\r\n");
        FakeNode alive = node(command -> "$1\r\nw\r\n");
        UnderstudyClient client = client(options(stopped, alive)
                .withSilenceMillis(100)
                .withConnectMillis(200)
                .withAnswerMillis(60_000)
                .withDeadlineMillis(60_000));
        assertThat(get(client.get("k")), is("v"));
        stopped.stop();
        long begin = System.nanoTime();
        assertThat(get(client.get("k")), is("w"));
        assertThat((System.nanoTime() - begin) / 1_000_000, is(lessThan(20_000L)));
    }

    @Test
    void aNodeThatTakesLongButGreetsIsWaitedFor() {
        CountDownLatch knockedTwice = new CountDownLatch(1);
        FakeNode busy = node(command -> {
            try {
                knockedTwice.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return ":1\r\n";
        });
        UnderstudyClient client = client(options(busy).withSilenceMillis(50));
        Future<Long> count = client.incr("k");
        await().until(() -> busy.greeted.size() >= 3);
        knockedTwice.countDown();
        assertThat(get(count), is(1L));
        assertThat(busy.asked, hasSize(1));
    }

    @Test
    void aNodeThatGreetsAndHangsUpIsNotAskedInATightLoop() {
        FakeNode node = node(command -> FakeNode.HANG_UP);
        UnderstudyClient client = client(options(node).withPauseMillis(20, 200).withDeadlineMillis(1_000));
        assertThat(failure(client.get("k")), instanceOf(OutcomeUnknown.class));
        // 20, 40, 80, 160 and 200 ms, or half of that.
        assertThat(node.asked.size(), is(greaterThan(2)));
        assertThat(node.asked.size(), is(lessThan(20)));
    }

    @Test
    void afterTheFirstLossAnotherNodeIsAskedAtOnce() {
        AtomicInteger calls = new AtomicInteger();
        FakeNode first = node(command -> calls.incrementAndGet() == 1 ? "$1\r\nv\r\n" : FakeNode.HANG_UP);
        FakeNode second = node(command -> "$1\r\nw\r\n");
        UnderstudyClient client =
                client(options(first, second).withPauseMillis(60_000, 60_000).withDeadlineMillis(30_000));
        assertThat(get(client.get("k")), is("v"));
        assertThat(get(client.get("k")), is("w"));
    }

    @Test
    void aScriptsTwoStepsHaveOneDeadline() {
        FakeNode node = node(command -> {
            if (!command.get(0).startsWith("EVALSHA")) {
                return FakeNode.SILENCE;
            }
            long until = System.nanoTime() + 1_000_000_000;
            while (System.nanoTime() - until < 0) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
            return "-NOSCRIPT No matching script. Please use EVAL.\r\n";
        });
        UnderstudyClient client = client(options(node).withDeadlineMillis(1_800));
        long begin = System.nanoTime();
        assertThat(failure(LuaScript.of("return 1").run(client, List.of())), instanceOf(OutcomeUnknown.class));
        assertThat((System.nanoTime() - begin) / 1_000_000, is(lessThan(2_600L)));
    }

    @Test
    void anAnswerToNothingEndsTheConnectionAndTheNextCallHasANewOne() {
        FakeNode node = node(command -> "+OK\r\n+OK\r\n");
        UnderstudyClient client = client(options(node));
        for (int i = 0; i < 3; i++) {
            get(client.set("k", "v"));
            await().until(() -> get(client.node()) == null);
        }
        assertThat(node.greeted, hasSize(3));
    }

    @Test
    void whatIsMalformedIsUnknownAndTheNextCallHasANewConnection() {
        for (String bad : List.of("?\r\n", "$-7\r\n", ":x\r\n", "*1\r\n*1\r\n#x\r\n", "\r\n")) {
            AtomicInteger calls = new AtomicInteger();
            FakeNode node = node(command -> calls.incrementAndGet() == 1 ? bad : ":2\r\n");
            UnderstudyClient client = client(options(node));
            assertThat(bad, failure(client.incr("k")), instanceOf(OutcomeUnknown.class));
            assertThat(bad, get(client.incr("k")), is(2L));
        }
    }

    @Test
    void retriesAreCounted() {
        FakeNode node = node(command -> "-TRYAGAIN no leader was reached in time, nothing was done\r\n");
        Future<Long> count = client(options(node).withRetries(2)).incr("k");
        assertThat(reason(count), is(NotDone.Reason.UNREACHED));
        assertThat(failure(count).getMessage(), containsString("sent 3 times"));
        assertThat(node.asked, hasSize(3));
    }

    @Test
    void aScriptsOwnErrorIsNotTakenForTheClusters() {
        for (String words : List.of(
                "TRYAGAIN tomorrow",
                "TRYAGAIN nothing was done today",
                "UNKNOWN customer",
                "LOADING the lorry",
                "NOSCRIPT for you",
                "NOSCRIPT No matching script. Please use a pen.")) {
            FakeNode node = node(command -> "-" + words + "\r\n");
            Throwable failure = failure(LuaScript.of("return 1").run(client(options(node)), List.of()));
            assertThat(failure, instanceOf(Refused.class));
            assertThat(failure.getMessage(), is(words));
            assertThat(node.asked, hasSize(1));
        }
        AtomicInteger calls = new AtomicInteger();
        FakeNode node = node(command -> calls.incrementAndGet() < 3
                ? "-TRYAGAIN no leader was reached in time, nothing was done\r\n"
                : ":1\r\n");
        Answer answer = get(LuaScript.of("return 1").run(client(options(node)), List.of()));
        assertThat(answer.whole(), is(1L));
    }

    @Test
    void theDatabaseIsChosenOnEachConnectionAndTheClientIsNamed() {
        AtomicInteger calls = new AtomicInteger();
        FakeNode node = node(command -> command.get(0).equals("SELECT")
                ? "+OK\r\n"
                : calls.incrementAndGet() == 1 ? FakeNode.HANG_UP : "$1\r\nv\r\n");
        UnderstudyClient client = client(options(node).withDatabase(3).withName("tea-shop"));
        assertThat(get(client.get("k")), is("v"));
        List<String> select = List.of("SELECT", "3");
        List<String> read = List.of("GET", "k");
        assertThat(node.asked, contains(select, read, select, read));
        assertThat(node.greeted.get(0), is(List.of("HELLO", "3", "SETNAME", "tea-shop")));
    }

    @Test
    void withoutItsDatabaseNothingIsSent() {
        FakeNode node = node(command -> "-ERR DB index is out of range\r\n");
        Future<Long> count =
                client(options(node).withDatabase(3).withDeadlineMillis(200)).incr("k");
        assertThat(reason(count), is(NotDone.Reason.UNREACHED));
        assertThat(failure(count).getMessage(), containsString("DB index"));
        assertThat(node.asked.contains(List.of("INCR", "k")), is(false));
    }

    @Test
    void whatWouldChangeTheSharedConnectionIsNotSent() {
        FakeNode node = node(command -> "+OK\r\n");
        UnderstudyClient client = client(options(node));
        for (Command command : List.of(Command.of("select", "3"), Command.of("RESET"), Command.of("Quit"))) {
            assertThat(reason(client.call(command)), is(NotDone.Reason.NOT_FOR_SHARED_CONNECTION));
        }
        assertThat(node.asked, is(empty()));
        Session session = get(client.session());
        assertThat(reason(session.call(Command.of("select", "3"))), is(NotDone.Reason.NOT_FOR_SHARED_CONNECTION));
        assertThat(node.asked, contains(List.of("SESSION", "NEW")));
        assertThat(session.pending() + client.pending(), is(0));
    }

    @Test
    void aCallbackThatThrowsKeepsNobodyFromHisAnswer() {
        FakeNode node = node(command -> ":1\r\n");
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        vertx.exceptionHandler(reported::add);
        UnderstudyClient client = client(options(node).withMetrics(new ClientMetrics() {
            @Override
            public void answered(String command, long micros) {
                throw new IllegalStateException("metrics");
            }
        }));
        get(client.node());
        client.incr("a").onComplete(ignored -> {
            throw new IllegalStateException("callback");
        });
        assertThat(get(client.incr("b")), is(1L));
        await().until(() -> reported.stream().anyMatch(e -> e.getMessage().equals("metrics")));
    }

    @Test
    void whatHappensIsTold() {
        AtomicInteger calls = new AtomicInteger();
        FakeNode first = node(command -> calls.incrementAndGet() == 1 ? ":1\r\n" : FakeNode.HANG_UP);
        FakeNode second = node(command -> command.get(0).equals("GET") ? "$1\r\nv\r\n" : "-ERR no\r\n");
        List<String> told = new CopyOnWriteArrayList<>();
        UnderstudyClient client = client(options(first, second).withMetrics(new ClientMetrics() {
            @Override
            public void connected(Endpoint node) {
                told.add("connected");
            }

            @Override
            public void lost(Endpoint node, String reason) {
                told.add("lost");
            }

            @Override
            public void sent(Endpoint node, String command, int attempt) {
                told.add("sent " + command + " " + attempt);
            }

            @Override
            public void answered(String command, long micros) {
                told.add("answered " + command);
            }

            @Override
            public void failed(String command, UnderstudyFailure failure, long micros) {
                told.add("failed " + command + " " + failure.getMessage());
            }

            @Override
            public void repeated(String command, String reason) {
                told.add("repeated " + command);
            }
        }));
        get(client.incr("k"));
        get(client.get("k"));
        failure(client.incr("k"));
        assertThat(
                told,
                contains(
                        "connected",
                        "sent INCR 1",
                        "answered INCR",
                        "sent GET 1",
                        "lost",
                        "repeated GET",
                        "connected",
                        "sent GET 2",
                        "answered GET",
                        "sent INCR 1",
                        "failed INCR ERR no"));
        assertThat(client.pending(), is(0));
    }
}
