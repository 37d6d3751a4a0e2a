package understudy.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Exactly once: against nodes that lose, refuse and forget. */
final class SessionTest extends WithNodes {
    private static final String TRY_AGAIN = "-TRYAGAIN no leader was reached in time, nothing was done\r\n";
    private static final String UNKNOWN =
            "-UNKNOWN outcome: no leader answered in time; the command may or may not have taken effect\r\n";
    private static final String OVER = "-UNKNOWN session 7 expired, outcome unknown\r\n";

    /** A cluster's session with one counter, behind nodes that misbehave as chance has it. */
    private static final class Cluster {
        private final Random random;
        private final Map<Long, String> kept = new HashMap<>();
        private final int misbehaves;
        private long count;
        private long acknowledged;
        private int repeats;
        private int mostKept;

        /** @param misbehaves in so many of 100 calls */
        Cluster(long seed, int misbehaves) {
            this.random = new Random(seed);
            this.misbehaves = misbehaves;
        }

        synchronized String answer(List<String> command) {
            switch (command.get(1)) {
                case "NEW":
                    return ":7\r\n";
                case "END":
                    return "+OK\r\n";
                case "ACK":
                    acknowledged = Math.max(acknowledged, Long.parseLong(command.get(3)));
                    kept.keySet().removeIf(number -> number <= acknowledged);
                    return random.nextInt(100) < misbehaves ? FakeNode.HANG_UP : "+OK\r\n";
                default:
                    return call(Long.parseLong(command.get(3)));
            }
        }

        private String call(long number) {
            boolean bad = random.nextInt(100) < misbehaves;
            int how = random.nextInt(5);
            if (bad && how == 0) {
                return FakeNode.HANG_UP;
            } else if (bad && how == 1) {
                return TRY_AGAIN;
            } else if (bad && how == 2) {
                return UNKNOWN;
            }
            if (number <= acknowledged) {
                return "-ERR call " + number + " of session 7 was acknowledged, its reply is forgotten\r\n";
            }
            repeats += kept.containsKey(number) ? 1 : 0;
            String answer = kept.computeIfAbsent(number, n -> ":" + ++count + "\r\n");
            mostKept = Math.max(mostKept, kept.size());
            return !bad ? answer : how == 3 ? UNKNOWN : FakeNode.HANG_UP;
        }
    }

    @Test
    void whateverIsLostEachCallTakesEffectOnceAndHasItsAnswer() {
        for (long seed = 1; seed <= 8; seed++) {
            Cluster cluster = new Cluster(seed, 5);
            UnderstudyClient client = client(options(node(cluster::answer), node(cluster::answer))
                    .withDeadlineMillis(60_000)
                    .withWindow(32));
            Session session = get(client.session());
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                counts.add(session.incr("k"));
            }
            TreeSet<Long> seen = new TreeSet<>();
            counts.forEach(count -> seen.add(get(count)));
            assertThat("seed " + seed, cluster.count, is(300L));
            assertThat("seed " + seed, seen.size(), is(300));
            assertThat("seed " + seed, seen.last(), is(300L));
            assertThat("seed " + seed, cluster.repeats, is(greaterThan(0)));
            assertThat("seed " + seed, cluster.mostKept <= 256, is(true));
            get(session.end());
            get(client.close());
        }
    }

    @Test
    void aCallWhoseAnswerIsLostIsRepeatedOnAnotherNodeUnderItsNumber() {
        FakeNode first = node(command -> command.get(1).equals("NEW") ? ":7\r\n" : FakeNode.HANG_UP);
        FakeNode second = node(command -> ":1\r\n");
        Session session = get(client(options(first, second)).session());
        assertThat(get(session.incr("k")), is(1L));
        List<String> call = List.of("SESSION", "CALL", "7", "1", "INCR", "k");
        assertThat(first.asked, contains(List.of("SESSION", "NEW"), call));
        assertThat(second.asked, contains(call));
    }

    @Test
    void aRepeatIsTheSameCallThoughItsCallerUsesTheBytesAgain() {
        byte[] value = {'a'};
        FakeNode node = node(command -> {
            if (command.contains("SET") && value[0] == 'a') {
                value[0] = 'b';
                return FakeNode.HANG_UP;
            }
            return command.get(1).equals("NEW") ? ":7\r\n" : "+OK\r\n";
        });
        Session session = get(client(options(node)).session());
        get(session.call("SET", "k", value));
        List<String> call = List.of("SESSION", "CALL", "7", "1", "SET", "k", "a");
        assertThat(node.asked.subList(1, 3), contains(call, call));
    }

    @Test
    void aReadNeedsNoNumber() {
        FakeNode node = node(command -> command.get(0).equals("GET") ? "$1\r\nv\r\n" : ":7\r\n");
        Session session = get(client(options(node)).session());
        assertThat(get(session.get("k")), is("v"));
        assertThat(get(session.withDeadlineMillis(1_000).get("k")), is("v"));
        assertThat(node.asked, hasItem(List.of("GET", "k")));
    }

    @Test
    void aCallThatIsGivenUpIsUnknownAndFencedByTheNextAcknowledgement() {
        FakeNode node = node(command -> switch (command.get(1)) {
            case "NEW" -> ":7\r\n";
            case "CALL" -> command.get(3).equals("1") ? UNKNOWN : ":1\r\n";
            default -> "+OK\r\n";
        });
        Session session = get(client(options(node)).session());
        assertThat(failure(session.withDeadlineMillis(200).incr("k")), instanceOf(OutcomeUnknown.class));
        assertThat(get(session.incr("k")), is(1L));
        await().until(() -> node.asked.contains(List.of("SESSION", "ACK", "7", "2")));
    }

    @Test
    void aSessionThatIsOverSaysSoAndNeverBeginsAnew() {
        FakeNode node = node(command -> command.get(1).equals("NEW") ? ":7\r\n" : OVER);
        Session session = get(client(options(node)).session());
        assertThat(reason(session.incr("k")), is(NotDone.Reason.SESSION_OVER));
        int asked = node.asked.size();
        assertThat(reason(session.incr("k")), is(NotDone.Reason.SESSION_OVER));
        assertThat(node.asked.size(), is(asked));
        get(session.end());
    }

    @Test
    void aCallThatLeftBeforeItsSessionWasOverIsUnknown() {
        AtomicInteger calls = new AtomicInteger();
        FakeNode node = node(command ->
                command.get(1).equals("NEW") ? ":7\r\n" : calls.incrementAndGet() == 1 ? FakeNode.HANG_UP : OVER);
        Session session = get(client(options(node)).session());
        assertThat(failure(session.incr("k")), instanceOf(OutcomeUnknown.class));
    }

    @Test
    void whereTheClusterKeepsFewerAnswersTheyAreAcknowledgedSooner() {
        AtomicInteger kept = new AtomicInteger();
        FakeNode node = node(command -> switch (command.get(1)) {
            case "NEW" -> ":7\r\n";
            case "CALL" ->
                kept.get() >= 5
                        ? "-TRYAGAIN session 7 holds as many replies as it may: acknowledge some with SESSION ACK\r\n"
                        : ":" + kept.incrementAndGet() + "\r\n";
            default -> {
                kept.set(0);
                yield "+OK\r\n";
            }
        });
        Session session = get(client(options(node).withDeadlineMillis(30_000)).session());
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            counts.add(session.incr("k"));
        }
        counts.forEach(WithNodes::get);
        assertThat(node.greeted.size(), is(1));
    }

    @Test
    void callsThatWaitForEarlierOnesEndByTheirDeadline() {
        FakeNode node = node(command -> switch (command.get(1)) {
            case "NEW" -> ":7\r\n";
            case "CALL" -> command.get(3).equals("1") ? UNKNOWN : ":1\r\n";
            default -> "+OK\r\n";
        });
        UnderstudyClient client = client(options(node));
        Session session = get(client.session());
        Future<Long> stuck = session.withDeadlineMillis(1_500).incr("k");
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            counts.add(session.withDeadlineMillis(300).incr("k"));
        }
        assertThat(reason(counts.get(299)), is(NotDone.Reason.UNREACHED));
        get(Future.join(counts).otherwiseEmpty());
        assertThat(get(counts.get(0)), is(1L));
        assertThat(failure(stuck), instanceOf(OutcomeUnknown.class));
        assertThat(get(session.incr("k")), is(1L));
        assertThat(session.pending(), is(0));
    }

    @Test
    void aCallThatWasHeldBackAndHasItsAnswerIsNotKeptUntilItsDeadline() {
        CountedTimers timers = new CountedTimers(vertx);
        AtomicInteger kept = new AtomicInteger();
        CountDownLatch open = new CountDownLatch(1);
        FakeNode node = node(command -> switch (command.get(1)) {
            case "NEW" -> ":7\r\n";
            case "CALL" -> !opens(open) || kept.get() >= 200 ? FULL : ":" + kept.incrementAndGet() + "\r\n";
            default -> {
                kept.set(0);
                yield "+OK\r\n";
            }
        });
        UnderstudyClient client =
                UnderstudyClient.create(timers.vertx, options(node).withDeadlineMillis(600_000));
        Session session = get(client.session());
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            counts.add(session.incr("k"));
        }
        await().until(() -> timers.longerThan(60_000) == 344);
        open.countDown();
        counts.forEach(WithNodes::get);
        assertThat(timers.longerThan(60_000), is(0L));
    }

    private static boolean opens(CountDownLatch gate) {
        try {
            return gate.await(10, SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSessionTakesNoMoreThanItsQueueHolds() {
        FakeNode node = node(command -> command.get(1).equals("NEW") ? ":7\r\n" : FakeNode.SILENCE);
        Session session = get(client(options(node).withQueue(10)).session());
        for (int i = 0; i < 266; i++) {
            session.incr("k");
        }
        assertThat(reason(session.incr("k")), is(NotDone.Reason.OVERLOADED));
    }

    @Test
    void endingWaitsForTheAnswersThatAreOwed() {
        AtomicInteger calls = new AtomicInteger();
        FakeNode node = node(command -> switch (command.get(1)) {
            case "NEW" -> ":7\r\n";
            case "CALL" -> calls.incrementAndGet() < 5 ? UNKNOWN : ":1\r\n";
            default -> "+OK\r\n";
        });
        Session session = get(client(options(node)).session());
        Future<Long> count = session.incr("k");
        Future<Void> end = session.end();
        Future<Long> late = session.incr("k");
        get(end);
        assertThat(get(count), is(1L));
        assertThat(reason(late), is(NotDone.Reason.SESSION_OVER));
        assertThat(node.asked.get(node.asked.size() - 1), is(List.of("SESSION", "END", "7")));
        get(session.end());
    }

    private static final String FULL =
            "-TRYAGAIN session 7 holds as many replies as it may: acknowledge some with SESSION ACK\r\n";

    /** A session's script that has run and answers with such an error, whatever is asked under its number. */
    private FakeNode scriptSays(String words) {
        return node(command -> switch (command.get(1)) {
            case "NEW" -> ":7\r\n";
            case "CALL" ->
                command.get(4).equals("EVALSHA")
                        ? "-" + words + "\r\n"
                        : command.get(3).equals("1") ? "-ERR call 1 of session 7 was another command\r\n" : ":1\r\n";
            default -> "+OK\r\n";
        });
    }

    private static long scriptsRun(FakeNode node) {
        return node.asked.stream()
                .filter(command -> command.contains("EVALSHA") || command.contains("EVAL"))
                .count();
    }

    @Test
    void aScriptsOwnErrorIsNotTakenForTheSessions() {
        for (String words : List.of(
                "TRYAGAIN session busy",
                "TRYAGAIN session 7",
                "TRYAGAIN session 8 holds as many replies as it may: acknowledge some with SESSION ACK",
                "TRYAGAIN session 7 holds as many replies as it may: acknowledge some with SESSION ACK",
                "TRYAGAIN session 7 holds as many replies as it may: acknowledge some with SESSION ACK, please",
                "TRYAGAIN for nothing was done",
                "UNKNOWN session x",
                "UNKNOWN session 8 expired, outcome unknown",
                "UNKNOWN session 7 expired, outcome unknown",
                "UNKNOWN session 7 expired, outcome unknown to me",
                "NOTLEADER ask another",
                "LOADING the lorry",
                "NOSCRIPT No matching script. Please use a pen.")) {
            FakeNode node = scriptSays(words);
            UnderstudyClient client = client(options(node).withDeadlineMillis(1_000));
            Session session = get(client.session());
            Throwable failure = failure(LuaScript.of("return 1").run(session, List.of()));
            assertThat(words, failure, instanceOf(Refused.class));
            assertThat(failure.getMessage(), is(words));
            assertThat(words, scriptsRun(node), is(1L));
            assertThat(words, get(session.incr("k")), is(1L));
            get(client.close());
        }
    }

    @Test
    void aSessionsCallByHandIsNotMistakenEither() {
        for (String words : List.of("TRYAGAIN tomorrow", "UNKNOWN session 7 expired, outcome unknown")) {
            FakeNode node = scriptSays(words);
            Command call = Command.of("SESSION", "CALL", "7", "1", "EVALSHA", "0".repeat(40), "0");
            Throwable failure =
                    failure(client(options(node).withDeadlineMillis(500)).read(call));
            assertThat(words, failure, instanceOf(Refused.class));
            assertThat(words, scriptsRun(node), is(1L));
        }
    }

    @Test
    void aScriptThatFindsTheSessionFullRunsOnceRoomIsMade() {
        Map<String, String> kept = new HashMap<>();
        AtomicInteger ran = new AtomicInteger();
        FakeNode node = node(command -> {
            switch (command.get(1)) {
                case "NEW":
                    return ":7\r\n";
                case "CALL":
                    if (!kept.containsKey(command.get(3)) && kept.size() >= 5) {
                        return FULL;
                    }
                    return kept.computeIfAbsent(
                            command.get(3),
                            number -> ":" + (command.get(4).equals("DBSIZE") ? 0 : ran.incrementAndGet()) + "\r\n");
                case "ACK":
                    kept.keySet().removeIf(number -> Long.parseLong(number) <= Long.parseLong(command.get(3)));
                    return "+OK\r\n";
                default:
                    return "+OK\r\n";
            }
        });
        Session session = get(client(options(node).withDeadlineMillis(30_000)).session());
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            answers.add(LuaScript.of("return redis.call('INCR', 'k')").run(session, List.of("k")));
        }
        TreeSet<Long> seen = new TreeSet<>();
        answers.forEach(answer -> seen.add(get(answer).whole()));
        assertThat(seen.size(), is(60));
        assertThat(ran.get(), is(60));
        assertThat(node.asked.stream().anyMatch(command -> command.contains("DBSIZE")), is(true));
    }

    @Test
    void aScriptWhoseSessionIsOverIsUnknownAndTheSessionEnds() {
        FakeNode node = node(command -> command.get(1).equals("NEW") ? ":7\r\n" : OVER);
        Session session = get(client(options(node)).session());
        assertThat(failure(LuaScript.of("return 1").run(session, List.of())), instanceOf(OutcomeUnknown.class));
        int asked = node.asked.size();
        assertThat(reason(session.incr("k")), is(NotDone.Reason.SESSION_OVER));
        assertThat(node.asked.size(), is(asked));
    }

    /** Whose first call is never answered, so that those beyond the window are held back. */
    private FakeNode silentNode() {
        return node(command -> command.get(1).equals("NEW") ? ":7\r\n" : FakeNode.SILENCE);
    }

    private static List<Future<Long>> callsBeyondTheWindow(Session session) {
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            counts.add(session.incr("k"));
        }
        return counts;
    }

    /** Long before their deadline. */
    private static void awaitAll(List<Future<Long>> counts) {
        await().atMost(10, SECONDS).until(() -> counts.stream().allMatch(Future::isComplete));
    }

    @Test
    void closingEndsWhatTheSessionHoldsBack() {
        FakeNode node = silentNode();
        UnderstudyClient client =
                client(options(node).withDeadlineMillis(60_000).withAnswerMillis(60_000));
        Session session = get(client.session());
        List<Future<Long>> counts = callsBeyondTheWindow(session);
        await().until(() -> node.asked.size() == 257);
        Future<Void> end = session.end();
        Future<Void> room = client.room();
        get(client.close());
        awaitAll(counts);
        assertThat(failure(counts.get(0)), instanceOf(OutcomeUnknown.class));
        assertThat(reason(counts.get(256)), is(NotDone.Reason.CLOSED));
        assertThat(reason(counts.get(299)), is(NotDone.Reason.CLOSED));
        assertThat(reason(end), is(NotDone.Reason.CLOSED));
        get(room);
        assertThat(session.pending() + client.pending(), is(0));
    }

    @Test
    void aShutdownWaitsForTheSessionsCallsThatWereSentAndEndsThoseHeldBack() {
        CountDownLatch open = new CountDownLatch(1);
        FakeNode node = node(command -> {
            if (command.get(1).equals("CALL") && command.get(3).equals("256")) {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return command.get(1).equals("ACK") ? FakeNode.SILENCE : ":7\r\n";
        });
        UnderstudyClient client =
                client(options(node).withDeadlineMillis(60_000).withAnswerMillis(60_000));
        Session session = get(client.session());
        List<Future<Long>> counts = callsBeyondTheWindow(session);
        await().until(() -> get(counts.get(254)) == 7);
        Future<Void> down = client.shutdown(1_000);
        assertThat(reason(counts.get(299)), is(NotDone.Reason.CLOSED));
        assertThat(reason(session.incr("k")), is(NotDone.Reason.CLOSED));
        open.countDown();
        assertThat(get(counts.get(255)), is(7L));
        get(down);
        awaitAll(counts);
    }

    @Test
    void closingVertxEndsWhateverHasNoAnswer() {
        FakeNode node = silentNode();
        Vertx other = Vertx.vertx();
        UnderstudyClient client = UnderstudyClient.create(
                other,
                options(node)
                        .withDeadlineMillis(60_000)
                        .withAnswerMillis(60_000)
                        .withWindow(260));
        Session session = get(client.session());
        List<Future<Long>> counts = callsBeyondTheWindow(session);
        await().until(() -> node.asked.size() == 257);
        counts.add(client.incr("plain"));
        Future<Void> room = client.room();
        get(other.close());
        awaitAll(counts);
        assertThat(reason(counts.get(299)), is(NotDone.Reason.CLOSED));
        assertThat(failure(counts.get(300)), instanceOf(UnderstudyFailure.class));
        get(room);
        get(client.room());
        get(client.shutdown(10));
        assertThat(get(client.node()) == null, is(true));
        assertThat(reason(session.end()), is(NotDone.Reason.CLOSED));
        assertThat(session.pending() + client.pending(), is(0));
    }

    @Test
    void whatTheSessionHoldsBackCountsInTheClientsBytesAndRoom() {
        FakeNode node = silentNode();
        UnderstudyClient client =
                client(options(node).withWindow(290).withQueueBytes(1_000_000).withDeadlineMillis(2_000));
        Session session = get(client.session());
        List<Future<Long>> counts = callsBeyondTheWindow(session);
        assertThat(client.pending(), is(300));
        assertThat(client.room().isComplete(), is(false));
        List<Future<Void>> large = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            large.add(session.set("k", "x".repeat(100_000)));
        }
        assertThat(reason(large.get(11)), is(NotDone.Reason.OVERLOADED));
        assertThat(large.get(8).isComplete(), is(false));
        assertThat(reason(client.set("k", "x".repeat(100_000))), is(NotDone.Reason.OVERLOADED));
        get(client.room());
        awaitAll(counts);
        get(Future.join(large).otherwiseEmpty());
        await().until(() -> client.pending() <= 1 && session.pending() == 0);
    }

    @Test
    void aClientFullOfWhatTheSessionHoldsBackAcknowledgesAllTheSame() {
        Cluster cluster = new Cluster(1, 0);
        UnderstudyClient client = client(
                options(node(cluster::answer)).withWindow(256).withQueue(300).withDeadlineMillis(30_000));
        Session session = get(client.session());
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 556; i++) {
            counts.add(session.incr("k"));
        }
        TreeSet<Long> seen = new TreeSet<>();
        counts.forEach(count -> seen.add(get(count)));
        assertThat(seen.size(), is(556));
    }

    @Test
    void aHookThatThrowsWhenTheSessionIsFullDoesNotReachTheCaller() {
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        vertx.exceptionHandler(reported::add);
        Session session = get(client(options(silentNode()).withQueue(0).withMetrics(new ClientMetrics() {
                    @Override
                    public void overloaded(String command) {
                        throw new IllegalStateException("metrics");
                    }
                }))
                .session());
        for (int i = 0; i < 256; i++) {
            session.incr("k");
        }
        assertThat(reason(session.incr("k")), is(NotDone.Reason.OVERLOADED));
        await().until(() -> reported.stream().anyMatch(e -> "metrics".equals(e.getMessage())));
        assertThat(session.pending(), is(256));
    }

    @Test
    void answersAreAcknowledgedWhenNothingMoreComes() {
        FakeNode node = node(command -> command.get(1).equals("ACK") ? "+OK\r\n" : ":7\r\n");
        Session session = get(client(options(node)).session());
        long begin = System.nanoTime();
        get(session.incr("k"));
        assertThat(node.asked, not(hasItem(List.of("SESSION", "ACK", "7", "1"))));
        await().until(() -> node.asked.contains(List.of("SESSION", "ACK", "7", "1")));
        assertThat((System.nanoTime() - begin) / 1_000_000, is(lessThan(10_000L)));
    }

    @Test
    void aScriptGoesBySourceUnderTheNextNumber() {
        FakeNode node = node(command -> switch (command.get(1)) {
            case "NEW" -> ":7\r\n";
            case "CALL" ->
                command.get(4).equals("EVALSHA") ? "-NOSCRIPT No matching script. Please use EVAL.\r\n" : ":3\r\n";
            default -> "+OK\r\n";
        });
        Session session = get(client(options(node)).session());
        LuaScript script = LuaScript.of("return redis.call('INCRBY', KEYS[1], ARGV[1])");
        assertThat(get(script.run(session, List.of("k"), 3)).whole(), is(3L));
        assertThat(
                node.asked.subList(1, 3),
                contains(
                        List.of("SESSION", "CALL", "7", "1", "EVALSHA", script.sha(), "1", "k", "3"),
                        List.of("SESSION", "CALL", "7", "2", "EVAL", script.source(), "1", "k", "3")));
    }
}
