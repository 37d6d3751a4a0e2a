package understudy.client;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How long and how many: deadlines, the window, the queue, and the end. */
final class BoundsTest extends WithNodes {
    /** Answers nothing until it is opened. */
    private static final class Gate implements FakeNode.Play {
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public String answer(List<String> command) {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "$" + command.get(1).length() + "\r\n" + command.get(1) + "\r\n";
        }
    }

    @Test
    void whatIsUnderWayAtItsDeadlineIsUnknownAndItsLateAnswerIsNobodyElses() {
        Gate gate = new Gate();
        FakeNode node = node(gate);
        UnderstudyClient client = client(options(node));
        Throwable failure = failure(client.withDeadlineMillis(100).call("ECHO", "first"));
        assertThat(failure, instanceOf(OutcomeUnknown.class));
        assertThat(failure.getMessage(), containsString("deadline after 1"));
        Future<Answer> second = client.call("ECHO", "second");
        gate.open.countDown();
        assertThat(get(second).text(), is("second"));
        assertThat(node.greeted, hasSize(1));
    }

    @Test
    void whatWaitsForTheWindowAtItsDeadlineIsNotDone() {
        Gate gate = new Gate();
        FakeNode node = node(gate);
        UnderstudyClient client = client(options(node).withWindow(1));
        Future<Answer> first = client.call("ECHO", "first");
        assertThat(reason(client.withDeadlineMillis(100).call("ECHO", "second")), is(NotDone.Reason.UNREACHED));
        gate.open.countDown();
        assertThat(get(first).text(), is("first"));
        assertThat(get(client.call("ECHO", "third")).text(), is("third"));
        assertThat(node.asked, hasSize(2));
    }

    @Test
    void aDeadlineHasARange() {
        UnderstudyClient client = client(options(node(command -> "+OK\r\n")));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> client.withDeadlineMillis(0));
        assertThat(refused.getMessage(), is("deadlineMillis is 1 to 3600000, not 0"));
    }

    @Test
    void noMoreThanTheWindowIsWithANode() {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        List<FakeNode> itself = new ArrayList<>();
        FakeNode node = node(command -> {
            most.accumulateAndGet(itself.get(0).asked.size() - answered.get(), Math::max);
            return ":1\r\n";
        });
        itself.add(node);
        UnderstudyClient client = client(options(node).withWindow(4));
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            counts.add(client.incr("k").onComplete(ignored -> answered.incrementAndGet()));
        }
        counts.forEach(WithNodes::get);
        assertThat(node.asked, hasSize(500));
        // The client sends the next before it tells of the last.
        assertThat(most.get(), is(lessThanOrEqualTo(5)));
    }

    @Test
    void moreThanTheQueueHoldsFailsAtOnce() {
        Gate gate = new Gate();
        AtomicInteger overloaded = new AtomicInteger();
        FakeNode node = node(gate);
        UnderstudyClient client =
                client(options(node).withWindow(2).withQueue(3).withMetrics(new ClientMetrics() {
                    @Override
                    public void overloaded(String command) {
                        overloaded.incrementAndGet();
                    }
                }));
        List<Future<Answer>> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(client.call("ECHO", i));
        }
        Future<Answer> tooMuch = client.call("ECHO", 5);
        assertThat(tooMuch.isComplete(), is(true));
        assertThat(reason(tooMuch), is(NotDone.Reason.OVERLOADED));
        assertThat(overloaded.get(), is(1));
        assertThat(client.pending(), is(5));
        Future<Void> room = client.room();
        assertThat(room.isComplete(), is(false));
        gate.open.countDown();
        for (int i = 0; i < 5; i++) {
            assertThat(get(taken.get(i)).text(), is(Integer.toString(i)));
        }
        get(room);
        get(client.call("ECHO", 6));
        assertThat(get(client.room()) == null && client.pending() == 0, is(true));
    }

    @Test
    void bytesAreBoundedTooButOneRequestAlwaysGoes() {
        Gate gate = new Gate();
        UnderstudyClient client = client(options(node(gate)).withQueueBytes(1_000));
        Future<Answer> large = client.call("ECHO", "x".repeat(5_000));
        assertThat(reason(client.call("ECHO", "y")), is(NotDone.Reason.OVERLOADED));
        gate.open.countDown();
        assertThat(get(large).text().length(), is(5_000));
        assertThat(get(client.call("ECHO", "y")).text(), is("y"));
    }

    @Test
    void whatWasGivenUpStillCountsInTheWindow() {
        Gate gate = new Gate();
        FakeNode node = node(gate);
        UnderstudyClient client = client(options(node).withWindow(3));
        for (int i = 0; i < 10; i++) {
            failure(client.withDeadlineMillis(20).call("ECHO", i));
        }
        gate.open.countDown();
        assertThat(get(client.call("ECHO", "last")).text(), is("last"));
        assertThat(node.asked, hasSize(4));
    }

    @Test
    void aSocketThatTakesNoMoreIsNotStuffed() {
        Gate gate = new Gate();
        FakeNode node = node(gate);
        UnderstudyClient client = client(options(node).withWindow(64).withDeadlineMillis(60_000));
        byte[] large = new byte[1 << 20];
        List<Future<Answer>> taken = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            taken.add(client.call("ECHO", Integer.toString(i), large));
        }
        await().until(() -> !node.asked.isEmpty());
        Future<Answer> late = client.withDeadlineMillis(100).call("ECHO", "late");
        // Behind 48 MB that nobody reads it never left: that is certain.
        assertThat(reason(late), is(NotDone.Reason.UNREACHED));
        gate.open.countDown();
        for (int i = 0; i < 48; i++) {
            assertThat(get(taken.get(i)).text(), is(Integer.toString(i)));
        }
        assertThat(node.asked, hasSize(48));
    }

    @Test
    void closingEndsWhatIsUnderWayAndWhatWaits() {
        FakeNode node = node(new Gate());
        UnderstudyClient client = client(options(node).withWindow(1));
        Future<Answer> underWay = client.call("ECHO", "a");
        Future<Answer> waits = client.call("ECHO", "b");
        await().until(() -> node.asked.size() == 1);
        get(client.close());
        assertThat(failure(underWay), instanceOf(OutcomeUnknown.class));
        assertThat(reason(waits), is(NotDone.Reason.CLOSED));
        assertThat(reason(client.call("ECHO", "c")), is(NotDone.Reason.CLOSED));
        get(client.close());
        assertThat(client.pending(), is(0));
    }

    @Test
    void aShutdownWaitsForAnswersAndTakesNoMore() {
        Gate gate = new Gate();
        UnderstudyClient client = client(options(node(gate)).withWindow(1));
        Future<Answer> underWay = client.call("ECHO", "a");
        Future<Answer> waits = client.call("ECHO", "b");
        Future<Void> down = client.shutdown(60_000);
        assertThat(reason(client.call("ECHO", "c")), is(NotDone.Reason.CLOSED));
        gate.open.countDown();
        get(down);
        assertThat(get(underWay).text(), is("a"));
        assertThat(get(waits).text(), is("b"));
    }

    @Test
    void aGraceThatIsNotNeededIsNotWaitedFor() {
        CountedTimers timers = new CountedTimers(vertx);
        Gate gate = new Gate();
        UnderstudyClient client = UnderstudyClient.create(timers.vertx, options(node(gate)));
        client.call("ECHO", "a");
        Future<Void> down = client.shutdown(600_000);
        Future<Void> again = client.shutdown(700_000);
        await().until(() -> timers.longerThan(60_000) == 2);
        gate.open.countDown();
        get(down);
        get(again);
        await().until(() -> timers.longerThan(60_000) == 0);
    }

    @Test
    void aShutdownsGraceEnds() {
        UnderstudyClient client = client(options(node(new Gate())));
        Future<Answer> underWay = client.call("ECHO", "a");
        get(client.shutdown(100));
        assertThat(failure(underWay), instanceOf(OutcomeUnknown.class));
    }

    @Test
    void closingWhileNoNodeIsThereEndsWhatWaits() {
        FakeNode gone = node(command -> "+OK\r\n");
        ClientOptions options = options(gone).withDeadlineMillis(60_000);
        gone.close();
        UnderstudyClient client = client(options);
        Future<Long> count = client.incr("k");
        get(client.node());
        get(client.close());
        assertThat(reason(count), is(NotDone.Reason.CLOSED));
    }

    @Test
    void onAClosedVertxNothingIsDone() {
        FakeNode node = node(command -> ":1\r\n");
        Vertx other = Vertx.vertx();
        UnderstudyClient client = UnderstudyClient.create(other, options(node));
        Session session = get(client.session());
        get(other.close());
        assertThat(reason(client.incr("k")), is(NotDone.Reason.CLOSED));
        assertThat(reason(session.incr("k")), is(NotDone.Reason.CLOSED));
        assertThat(client.pending() + session.pending(), is(0));
    }

    @Test
    void answersComeOnTheCallersContext() {
        UnderstudyClient client = client(options(node(command -> ":1\r\n")));
        Context caller = vertx.getOrCreateContext();
        Promise<Boolean> same = Promise.promise();
        caller.runOnContext(
                ignored -> client.incr("k").onComplete(done -> same.complete(Vertx.currentContext() == caller)));
        assertThat(get(same.future()), is(true));
    }

    @Test
    void optionsOutOfTheirRangeAreRefusedByName() {
        ClientOptions options = ClientOptions.of("a:1, b:2");
        assertThat(options.endpoints(), hasSize(2));
        List<Runnable> wrong = List.of(
                () -> options.withConnectMillis(0),
                () -> options.withSilenceMillis(-1),
                () -> options.withAnswerMillis(3_600_001),
                () -> options.withDeadlineMillis(0),
                () -> options.withRetries(-1),
                () -> options.withPauseMillis(0, 10),
                () -> options.withPauseMillis(20, 10),
                () -> options.withWindow(0),
                () -> options.withQueue(-1),
                () -> options.withQueueBytes(0),
                () -> options.withDatabase(16),
                () -> options.withName("tea shop"),
                () -> options.withMetrics(null));
        List<String> names = List.of(
                "connectMillis",
                "silenceMillis",
                "answerMillis",
                "deadlineMillis",
                "retries",
                "pauseMillis",
                "pauseMillis",
                "window",
                "queue",
                "queueBytes",
                "database",
                "name",
                "metrics");
        for (int i = 0; i < wrong.size(); i++) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, wrong.get(i)::run, names.get(i));
            assertThat(refused.getMessage(), containsString(names.get(i)));
        }
        assertThrows(IllegalArgumentException.class, () -> ClientOptions.of(List.of()));
        assertThat(options.shuffled().endpoints().containsAll(options.endpoints()), is(true));
    }

    @Test
    void pausesDoubleAndChanceTakesHalfAtMost() {
        Backoff backoff = new Backoff(20, 200);
        for (int failures = 1; failures < 100; failures++) {
            int bound = failures > 4 ? 200 : 20 << failures - 1;
            for (double chance : new double[] {0, 0.25, 0.999}) {
                int pause = backoff.pauseMillis(failures, chance);
                assertThat(pause, is(lessThanOrEqualTo(bound)));
                assertThat(pause, is(greaterThanOrEqualTo(bound / 2)));
            }
            assertThat(backoff.pauseMillis(failures, 0), is(bound));
        }
        assertThat(new Backoff(1, 1).pauseMillis(1, 0.999), is(1));
    }
}
