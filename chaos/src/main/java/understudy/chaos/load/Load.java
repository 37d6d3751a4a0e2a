package understudy.chaos.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import understudy.chaos.history.History;
import understudy.client.ClientSettings;
import understudy.client.Endpoint;
import understudy.client.UnderstudyClient;
import understudy.sim.workload.Request;
import understudy.sim.world.Prng;

/**
 * Clients at work on a cluster while faults strike it, through the project's own client library; all that they see goes
 * into a {@link History}.
 *
 * <p>Each workload has two clients or more for each node. One stays with its node and sees what that one does when it is
 * cut off or left behind. Another begins there and moves on, as the library does. A client makes one call after the other,
 * with pauses that keep the workload at its rate; only the counters are called at their rate whatever happens, so that
 * every moment has a write that began just then.
 *
 * <p>The seed decides what is asked for; when, and so in which order, is up to the machine.
 */
public final class Load implements AutoCloseable {
    /** The names of all workloads. */
    public static final List<String> WORKLOADS =
            List.of("register", "append", "bank", "sessions", "locks", "limiter", "counters");

    private static final int CONNECT_MILLIS = 1_000;
    /** Above the 2 s after which a node says that it finds no leader. */
    private static final int ANSWER_MILLIS = 3_000;

    private static final int LAST_READ_MILLIS = 40_000;
    private static final int LAST_READERS = 8;

    /** For all last reads together: a cluster that does not come back must not hold the run for ever. */
    private static final long LAST_READS_NANOS = 120_000_000_000L;

    private static final int MOST_UNANSWERED = 500;

    private final List<Endpoint> nodes;
    private final History history;
    private final LoadSettings settings;
    private final Prng seed;
    private final Vertx vertx;
    private final Context context;
    private final AtomicInteger processes = new AtomicInteger();
    private final List<UnderstudyClient> clients = new ArrayList<>();
    private final List<Future<Void>> loops = new ArrayList<>();
    private final List<Last> lasts = new ArrayList<>();
    private int callers;
    private volatile boolean stopping;
    private boolean stopped;

    /** Reads that close a workload's history. */
    private record Last(String workload, Supplier<List<Request>> reads) {}

    private Load(List<Endpoint> nodes, long seed, History history, LoadSettings settings) {
        this.nodes = List.copyOf(nodes);
        this.history = history;
        this.settings = settings;
        this.seed = new Prng(seed).split("load");
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        this.context = vertx.getOrCreateContext();
    }

    /** Begins with {@link LoadSettings#DEFAULT}. */
    public static Load start(List<Endpoint> nodes, long seed, History history) {
        return start(nodes, seed, history, LoadSettings.DEFAULT);
    }

    /** @param nodes where clients reach the nodes, in the order of their numbers, from 1 */
    public static Load start(List<Endpoint> nodes, long seed, History history, LoadSettings settings) {
        Load load = new Load(nodes, seed, history, settings);
        for (String workload : WORKLOADS) {
            if (settings.callsPerSecond().containsKey(workload)) {
                load.begin(workload, settings.callsPerSecond().get(workload));
            }
        }
        return load;
    }

    private void begin(String workload, int callsPerSecond) {
        Prng taste = seed.split(workload);
        switch (workload) {
            case "sessions" -> sessions(callsPerSecond);
            case "counters" -> counters(callsPerSecond);
            case "register" -> registers(new Registers(), callsPerSecond);
            case "append" -> closed(workload, new Appends(taste), callsPerSecond);
            case "bank" -> closed(workload, Shared.bank(taste), callsPerSecond);
            case "locks" -> closed(workload, Shared.locks(taste), callsPerSecond);
            case "limiter" -> closed(workload, Shared.limiter(taste), callsPerSecond);
            default -> throw new IllegalStateException("no workload " + workload);
        }
    }

    /** Clients that wait for their answers. */
    private void closed(String workload, Workload work, int callsPerSecond) {
        int meanMillis = meanMillis(callsPerSecond, 2 * nodes.size());
        for (int node = 0; node < nodes.size(); node++) {
            for (Caller caller : List.of(staying(workload, node), moving(workload, node))) {
                loop(
                        (random, k) -> caller.perform(work.next(random, caller.number(), k)),
                        seed.split(caller.number()),
                        meanMillis);
            }
        }
        lasts.add(new Last(workload, work::lastReads));
    }

    /**
     * Beside the others, one client for each node only reads there: what a node shows that does not know that it was
     * left behind is seen by who does not wait for its writes.
     */
    private void registers(Registers work, int callsPerSecond) {
        int share = Math.max(1, callsPerSecond / 3);
        closed("register", work, Math.max(1, callsPerSecond - share));
        for (int node = 0; node < nodes.size(); node++) {
            Caller watcher = staying("register", node);
            loop(
                    (random, k) -> watcher.perform(work.look(random)),
                    seed.split(watcher.number()),
                    meanMillis(share, nodes.size()));
        }
    }

    private void sessions(int callsPerSecond) {
        Sessions sessions = new Sessions();
        int meanMillis = meanMillis(callsPerSecond, 2 * nodes.size());
        for (int node = 0; node < nodes.size(); node++) {
            Caller library = moving("sessions", node);
            loop(sessions.byLibrary(library), seed.split(library.number()), meanMillis);
            Caller here = moving("sessions", node);
            Caller there = moving("sessions", (node + 1) % nodes.size());
            loop(sessions.byHand(here, there), seed.split(here.number()), meanMillis);
        }
        lasts.add(new Last("sessions", sessions::lastReads));
    }

    /** Clients that call at their rate, answered or not. */
    private void counters(int callsPerSecond) {
        Counters work = new Counters();
        int periodMillis = meanMillis(callsPerSecond, nodes.size());
        for (int node = 0; node < nodes.size(); node++) {
            Caller caller = moving("counters", node);
            Prng random = seed.split(caller.number());
            AtomicInteger unanswered = new AtomicInteger();
            Promise<Void> over = Promise.promise();
            loops.add(over.future());
            // Nodes take turns, so that together they look more often.
            long offset = 1 + (long) periodMillis * node / nodes.size();
            context.runOnContext(ignored -> vertx.setTimer(
                    offset,
                    first -> vertx.setPeriodic(periodMillis, timer -> {
                        if (stopping) {
                            if (unanswered.get() == 0) {
                                vertx.cancelTimer(timer);
                                over.tryComplete();
                            }
                        } else if (unanswered.get() < MOST_UNANSWERED) {
                            unanswered.incrementAndGet();
                            caller.fork();
                            caller.perform(work.next(random, caller.number(), 0))
                                    .onComplete(call -> unanswered.decrementAndGet());
                        }
                    })));
        }
        lasts.add(new Last("counters", work::lastReads));
    }

    private static int meanMillis(int callsPerSecond, int clients) {
        return Math.max(1, clients * 1_000 / callsPerSecond);
    }

    private void loop(Steps steps, Prng random, int meanMillis) {
        Promise<Void> over = Promise.promise();
        loops.add(over.future());
        context.runOnContext(ignored -> step(steps, random, 0, meanMillis, over));
    }

    private void step(Steps steps, Prng random, long k, int meanMillis, Promise<Void> over) {
        if (stopping) {
            over.complete();
            return;
        }
        long begunNanos = System.nanoTime();
        steps.next(random, k)
                .onComplete(ignored -> context.runOnContext(again -> {
                    long tookMillis = (System.nanoTime() - begunNanos) / 1_000_000;
                    long pauseMillis = random.between(meanMillis / 2, meanMillis * 3 / 2) - tookMillis;
                    vertx.setTimer(Math.max(1, pauseMillis), timer -> step(steps, random, k + 1, meanMillis, over));
                }));
    }

    // Clients.

    private Caller staying(String workload, int node) {
        return caller(workload, List.of(nodes.get(node)), settings.patienceMillis());
    }

    private Caller moving(String workload, int node) {
        List<Endpoint> order = new ArrayList<>(nodes.subList(node, nodes.size()));
        order.addAll(nodes.subList(0, node));
        return caller(workload, order, settings.patienceMillis());
    }

    private synchronized Caller caller(String workload, List<Endpoint> order, int patienceMillis) {
        UnderstudyClient client =
                new UnderstudyClient(vertx, order, new ClientSettings(CONNECT_MILLIS, ANSWER_MILLIS, patienceMillis));
        clients.add(client);
        return new Caller(context, history, workload, ++callers, client, nodes, processes);
    }

    // The end.

    /**
     * Ends the load on a cluster that is whole again: waits for the calls under way and reads what was written. What
     * cannot be read leaves the verdict unknown. Then all connections are closed; the history stays open.
     */
    public void stop() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
        }
        stopping = true;
        await(Future.join(loops), 3L * settings.patienceMillis());
        List<Future<Void>> reads = new ArrayList<>();
        long deadlineNanos = history.nowNanos() + LAST_READS_NANOS;
        for (Last last : lasts) {
            lastReads(last, deadlineNanos, reads);
        }
        await(Future.join(reads), 0);
        closeClients();
    }

    private void lastReads(Last last, long deadlineNanos, List<Future<Void>> reads) {
        List<Request> requests = last.reads().get();
        AtomicInteger next = new AtomicInteger();
        for (int i = 0; i < LAST_READERS && i < requests.size(); i++) {
            Promise<Void> over = Promise.promise();
            reads.add(over.future());
            List<Endpoint> order = new ArrayList<>(nodes);
            Collections.rotate(order, i);
            Caller reader = caller(last.workload(), order, LAST_READ_MILLIS);
            context.runOnContext(ignored -> readNext(reader, requests, next, deadlineNanos, over));
        }
    }

    private void readNext(
            Caller reader, List<Request> requests, AtomicInteger next, long deadlineNanos, Promise<Void> over) {
        int index = next.getAndIncrement();
        if (index >= requests.size()) {
            over.complete();
            return;
        }
        Task task = Task.read(requests.get(index));
        if (history.nowNanos() > deadlineNanos) {
            // What was not read stands in the history as such: it has no end, and no checker may pass it.
            reader.giveUp(task, "the time for the last reads is over");
            over.complete();
            return;
        }
        reader.perform(task).onComplete(ignored -> readNext(reader, requests, next, deadlineNanos, over));
    }

    /** Ends it at once: nothing is waited for and nothing read. */
    @Override
    public void close() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
        }
        stopping = true;
        closeClients();
    }

    private void closeClients() {
        List<Future<Void>> closing = new ArrayList<>();
        for (UnderstudyClient client : clients) {
            closing.add(client.close());
        }
        await(Future.join(closing), 10_000);
        await(vertx.close(), 10_000);
    }

    /** @param mostMillis 0 for as long as it takes */
    private static void await(Future<?> future, long mostMillis) {
        try {
            var end = future.toCompletionStage().toCompletableFuture();
            if (mostMillis == 0) {
                end.get();
            } else {
                end.get(mostMillis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the load came to its end", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load did not come to its end", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the load did not come to its end within " + mostMillis + " ms", e);
        }
    }
}
