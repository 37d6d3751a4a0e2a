package understudy.client;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UnderstudyClientTest {
    private static final ClientSettings QUICK = new ClientSettings(500, 400, 3_000);

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
        get(vertx.close());
    }

    @Test
    void aCallBringsItsAnswer() {
        FakeNode node = node(command -> "$5\r\nhello\r\n");
        assertThat(get(client(node).call(Command.of("GET", "k"))).text(), is("hello"));
        assertThat(node.asked, contains(List.of("GET", "k")));
    }

    @Test
    void anAnswerThatComesByteByByteIsTheSame() {
        FakeNode node = keep(new FakeNode(command -> "%2\r\n+a\r\n*2\r\n:1\r\n$3\r\nx\r\n\r\n+b\r\n_\r\n", true));
        Answer answer = get(client(node).call(Command.of("X")));
        assertThat(answer.field("a").items().get(1).text(), is("x\r\n"));
        assertThat(answer.field("b").isNil(), is(true));
    }

    @Test
    void pipelinedCallsAreAnsweredInTheirOrder() {
        FakeNode node = node(command -> "$" + command.get(1).length() + "\r\n" + command.get(1) + "\r\n");
        UnderstudyClient client = client(node);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            answers.add(client.call(Command.of("ECHO", Integer.toString(i))));
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(get(answers.get(i)).text(), is(Integer.toString(i)));
        }
    }

    @Test
    void anErrorIsRefusedWithItsCode() {
        FakeNode node = node(command -> "-WRONGTYPE Operation against a key\r\n");
        Throwable failure = failure(client(node).call(Command.of("INCR", "k")));
        assertThat(failure, instanceOf(Refused.class));
        assertThat(((Refused) failure).code(), is("WRONGTYPE"));
        assertThat(node.asked, hasSize(1));
    }

    @Test
    void aDeadNodeIsPassedOver() {
        FakeNode dead = node(command -> FakeNode.HANG_UP);
        dead.close();
        FakeNode alive = node(command -> "+OK\r\n");
        assertThat(get(client(dead, alive).call(Command.of("SET", "k", "v"))).text(), is("OK"));
    }

    @Test
    void aCallThatLeftAndWasNotAnsweredHasAnUnknownOutcome() {
        FakeNode first = node(command -> FakeNode.HANG_UP);
        FakeNode second = node(command -> "+OK\r\n");
        assertThat(failure(client(first, second).call(Command.of("INCR", "k"))), instanceOf(OutcomeUnknown.class));
        assertThat(second.asked, hasSize(0));
    }

    @Test
    void aReadIsRepeatedOnAnotherNode() {
        FakeNode first = node(command -> FakeNode.HANG_UP);
        FakeNode second = node(command -> "$1\r\nv\r\n");
        assertThat(get(client(first, second).read(Command.of("GET", "k"))).text(), is("v"));
    }

    @Test
    void aSilentNodeIsTakenForDead() {
        FakeNode first = node(command -> FakeNode.SILENCE);
        FakeNode second = node(command -> "$1\r\nv\r\n");
        UnderstudyClient client = client(first, second);
        assertThat(failure(client.call(Command.of("INCR", "k"))), instanceOf(OutcomeUnknown.class));
        assertThat(get(client.call(Command.of("GET", "k"))).text(), is("v"));
    }

    @Test
    void tryAgainIsTriedAgainUntilAnotherNodeAnswers() {
        FakeNode first = node(command -> "-TRYAGAIN no leader\r\n");
        FakeNode second = node(command -> "+OK\r\n");
        assertThat(get(client(first, second).call(Command.of("SET", "k", "v"))).text(), is("OK"));
        assertThat(first.asked, hasSize(1));
    }

    @Test
    void tryAgainForTooLongIsDefinitelyNotDone() {
        FakeNode node = node(command -> "-TRYAGAIN no leader\r\n");
        UnderstudyClient client = client(QUICK.withPatienceMillis(300), node);
        Throwable failure = failure(client.call(Command.of("SET", "k", "v")));
        assertThat(failure, instanceOf(NotDone.class));
        assertThat(failure.getMessage(), containsString("no leader"));
    }

    @Test
    void anUnknownAnswerIsAnUnknownOutcome() {
        FakeNode node = node(command -> "-UNKNOWN outcome of slot 7\r\n");
        assertThat(failure(client(node).call(Command.of("SET", "k", "v"))), instanceOf(OutcomeUnknown.class));
        assertThat(node.asked, hasSize(1));
    }

    @Test
    void withNoNodeAtAllNothingWasDone() {
        FakeNode node = node(command -> "+OK\r\n");
        node.close();
        UnderstudyClient client = client(QUICK.withPatienceMillis(200), node);
        Throwable failure = failure(client.call(Command.of("SET", "k", "v")));
        assertThat(failure, instanceOf(NotDone.class));
        assertThat(failure.getMessage(), containsString(node.endpoint().toString()));
    }

    @Test
    void whatIsNotRespEndsTheConnectionAndTheOutcomeIsUnknown() {
        FakeNode node = node(command -> "HTTP/1.1 400 Bad Request\r\n\r\n");
        Throwable failure = failure(client(node).call(Command.of("GET", "k")));
        assertThat(failure, instanceOf(OutcomeUnknown.class));
        assertThat(failure.getMessage(), containsString("no answer begins with"));
    }

    @Test
    void aMoveToAnotherNodeIsTold() {
        AtomicInteger calls = new AtomicInteger();
        FakeNode first = node(command -> calls.incrementAndGet() == 1 ? "+OK\r\n" : FakeNode.HANG_UP);
        FakeNode second = node(command -> "+OK\r\n");
        List<String> told = new CopyOnWriteArrayList<>();
        UnderstudyClient client = client(first, second)
                .onLost((node, reason) -> told.add("lost " + node))
                .onMoved((from, to) -> told.add("moved " + from + " " + to));
        get(client.read(Command.of("GET", "k")));
        get(client.read(Command.of("GET", "k")));
        assertThat(told, contains("lost " + first.endpoint(), "moved " + first.endpoint() + " " + second.endpoint()));
    }

    @Test
    void aSessionRepeatsACallUnderItsNumberUntilItIsAnswered() {
        AtomicInteger lives = new AtomicInteger();
        FakeNode node = node(command -> switch (command.get(1)) {
            case "NEW" -> "$2\r\ns1\r\n";
            case "CALL" -> lives.incrementAndGet() % 3 == 0 ? FakeNode.HANG_UP : ":" + command.get(3) + "\r\n";
            default -> "+OK\r\n";
        });
        UnderstudyClient client = client(node);
        Session session = get(Session.begin(client));
        for (int i = 1; i <= 30; i++) {
            assertThat(get(session.call(Command.of("INCR", "k"))).whole(), is((long) i));
        }
        get(session.end());
        assertThat(node.asked.get(1), is(List.of("SESSION", "CALL", "s1", "1", "INCR", "k")));
        assertThat(node.asked.get(node.asked.size() - 1), is(List.of("SESSION", "END", "s1")));
    }

    @Test
    void aSessionNeverHasMoreAnswersKeptThanTheClusterKeeps() {
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong worst = new AtomicLong();
        FakeNode node = node(command -> {
            switch (command.get(1)) {
                case "NEW":
                    return ":77\r\n";
                case "CALL": {
                    long number = Long.parseLong(command.get(3));
                    worst.accumulateAndGet(number - acknowledged.get(), Math::max);
                    return ":" + number + "\r\n";
                }
                default:
                    acknowledged.set(Long.parseLong(command.get(3)));
                    return "+OK\r\n";
            }
        });
        Session session = get(Session.begin(client(node)));
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            answers.add(session.call(Command.of("INCR", "k")));
        }
        for (int i = 0; i < 3_000; i++) {
            assertThat(get(answers.get(i)).whole(), is(i + 1L));
        }
        assertThat(worst.get() <= 256, is(true));
        await().until(() -> acknowledged.get() > 0);
    }

    @Test
    void aClosedClientSaysSo() {
        FakeNode node = node(command -> "+OK\r\n");
        UnderstudyClient client = client(node);
        get(client.call(Command.of("PING")));
        get(client.close());
        Throwable failure = failure(client.call(Command.of("PING")));
        assertThat(failure, instanceOf(NotDone.class));
        assertThat(failure.getMessage(), containsString("closed"));
    }

    @Test
    void endpointsAreReadAndRefused() {
        assertThat(Endpoint.parse("localhost:7001"), is(new Endpoint("localhost", 7001)));
        assertThat(Endpoint.parse("[::1]:7001").toString(), is("[::1]:7001"));
        assertThat(Endpoint.parseAll("a:1, b:2"), contains(new Endpoint("a", 1), new Endpoint("b", 2)));
        for (String bad : List.of("localhost", ":7001", "a:x", "a:0", "a:70000", "a:1,")) {
            assertThrows(IllegalArgumentException.class, () -> Endpoint.parseAll(bad), bad);
        }
    }

    @Test
    void aCommandIsWrittenAsBytesNotAsText() {
        byte[] bytes = {0, '\r', '\n', (byte) 0xff};
        Command command = Command.ofBytes(List.of("SET".getBytes(java.nio.charset.StandardCharsets.UTF_8), bytes));
        assertThat(
                command.encode().getBytes(),
                is("*2\r\n$3\r\nSET\r\n$4\r\n\0\r\n\u00ff\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
        assertThat(Command.of("GET", "ü").encode().toString(), not(containsString("$1\r\n")));
    }

    private FakeNode node(FakeNode.Play play) {
        return keep(new FakeNode(play));
    }

    private FakeNode keep(FakeNode node) {
        toClose.add(node);
        return node;
    }

    private UnderstudyClient client(FakeNode... nodes) {
        return client(QUICK, nodes);
    }

    private UnderstudyClient client(ClientSettings settings, FakeNode... nodes) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (FakeNode node : nodes) {
            endpoints.add(node.endpoint());
        }
        return new UnderstudyClient(vertx, endpoints, settings);
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static Throwable failure(Future<?> future) {
        return assertThrows(CompletionException.class, () -> get(future)).getCause();
    }
}
