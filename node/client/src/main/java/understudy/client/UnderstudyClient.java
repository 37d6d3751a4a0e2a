package understudy.client;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * A client of a cluster: it knows several nodes, speaks to one at a time, and moves on to another when that one dies
 * or finds no leader. Any node takes any command, so it does not matter which.
 *
 * <p>What it repeats by itself is what is safe to repeat. A {@link #call} is sent again where it is certain that nothing
 * happened: the connection was refused, the command never left, the node answered {@code TRYAGAIN}. Once the command
 * has left and no answer came, the call fails with {@link OutcomeUnknown}: repeating it could do it twice. A {@link
 * #read} is repeated then too. Writes that must happen exactly once go through a {@link Session}.
 *
 * <p>Requests are pipelined: up to {@link ClientOptions#window} are with the node at once, further ones wait here in
 * order, and what goes beyond {@link ClientOptions#queue} fails at once with {@link NotDone.Reason#OVERLOADED}. So a
 * caller who is faster than the cluster hears of it, and memory is bounded. Each request ends by its deadline; what was
 * under way then is unknown.
 *
 * <p>Calls that wait for a connection, and calls that are repeated, may pass others: who needs an order waits for one
 * answer before he makes the next call.
 *
 * <p>All state belongs to one context; calls may come from any thread. Answers come on the context of the caller where
 * there is one, else on the client's.
 */
public final class UnderstudyClient implements Commands {
    /** How late after its deadline a request may be told. */
    private static final int LOOK_MILLIS = 10;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final Context context;
    private final NetClient net;
    private final ClientOptions options;
    private final List<Endpoint> endpoints;
    private final ClientMetrics metrics;
    private final Backoff backoff;

    /** Requests without an answer; counted on the callers' threads, so that nobody overruns the loop's queue. */
    private final AtomicInteger accepted = new AtomicInteger();

    private final AtomicLong acceptedBytes = new AtomicLong();
    private final LinkedHashSet<Request> pending = new LinkedHashSet<>();
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final LinkedHashSet<Connection> connections = new LinkedHashSet<>();
    private final List<Promise<Void>> wantRoom = new ArrayList<>();

    /** Those that hold calls back, which the client does not know yet. */
    private final LinkedHashSet<Session> holding = new LinkedHashSet<>();

    /** Vert.x, too, may be closed, and nobody is to wait for ever then. */
    private final Closeable withVertx = this::closeWithVertx;

    private BiConsumer<Endpoint, String> onLost = (endpoint, reason) -> {};
    private BiConsumer<Endpoint, Endpoint> onMoved = (from, to) -> {};
    private Connection current;
    private Endpoint previous;
    private int next;
    private int rounds;

    /** So many connections in a row were lost before anything was answered. */
    private int fruitless;

    private int underWay;
    private boolean connecting;
    private boolean looking;
    private long earliestNanos;
    private Promise<Void> idle;
    private boolean closed;

    /** A client that connects when the first request is made. */
    public static UnderstudyClient create(Vertx vertx, ClientOptions options) {
        return new UnderstudyClient(vertx, options);
    }

    /**
     * @param endpoints nodes to try, in this order
     */
    public UnderstudyClient(Vertx vertx, List<Endpoint> endpoints, ClientSettings settings) {
        this(vertx, ClientOptions.of(endpoints).with(settings));
    }

    private UnderstudyClient(Vertx vertx, ClientOptions options) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.options = options;
        this.endpoints = options.endpoints();
        this.metrics = options.metrics();
        this.backoff = new Backoff(options.firstPauseMillis(), options.longestPauseMillis());
        this.net = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(options.connectMillis())
                .setTcpNoDelay(true));
        if (vertx instanceof VertxInternal hooks) {
            hooks.addCloseHook(withVertx);
        }
    }

    /** Told of each move to another node than before. Set it before the first call. */
    public UnderstudyClient onMoved(BiConsumer<Endpoint, Endpoint> listener) {
        this.onMoved = listener;
        return this;
    }

    /** Told when the connection to a node is lost, and why. Set it before the first call. */
    public UnderstudyClient onLost(BiConsumer<Endpoint, String> listener) {
        this.onLost = listener;
        return this;
    }

    @Override
    public Future<Answer> call(Command command) {
        return begin(command, false, options.deadlineMillis());
    }

    @Override
    public Future<Answer> read(Command command) {
        return begin(command, true, options.deadlineMillis());
    }

    @Override
    public Commands withDeadlineMillis(int deadlineMillis) {
        ClientOptions.checkedDeadline(deadlineMillis);
        UnderstudyClient client = this;
        return new Commands() {
            @Override
            public Future<Answer> call(Command command) {
                return client.begin(command, false, deadlineMillis);
            }

            @Override
            public Future<Answer> read(Command command) {
                return client.begin(command, true, deadlineMillis);
            }

            @Override
            public Commands withDeadlineMillis(int millis) {
                return client.withDeadlineMillis(millis);
            }
        };
    }

    /** Opens a session, whose calls take effect exactly once. */
    public Future<Session> session() {
        return Session.begin(this);
    }

    /** The node spoken to; null when there is none at the moment. */
    public Future<Endpoint> node() {
        Promise<Endpoint> node = Promise.promise();
        if (!later(() -> node.complete(current == null ? null : current.endpoint()))) {
            node.complete();
        }
        return node.future();
    }

    /** How many requests have no answer yet. */
    public int pending() {
        return accepted.get();
    }

    /**
     * Completes when a request made now would not have to wait for others: fewer than {@link ClientOptions#window} have
     * no answer. Who makes many requests awaits this between them.
     */
    public Future<Void> room() {
        if (accepted.get() < options.window()) {
            return Future.succeededFuture();
        }
        Promise<Void> room = Promise.promise();
        Future<Void> told = forCaller(room.future());
        Runnable wait = () -> {
            wantRoom.add(room);
            tellOfRoom();
        };
        if (!later(wait)) {
            room.complete();
        }
        return told;
    }

    /**
     * Closes the connections at once. What is under way fails with {@link OutcomeUnknown}, what has not left with {@link
     * NotDone.Reason#CLOSED}, and so does each later call.
     */
    public Future<Void> close() {
        return shutdown(0);
    }

    /**
     * Takes no more requests and closes when the last one has its answer, or after so many milliseconds as {@link #close}
     * does. What sessions hold back fails at once with {@link NotDone.Reason#CLOSED}.
     *
     * @param graceMillis 0 or more
     */
    public Future<Void> shutdown(int graceMillis) {
        ClientOptions.checked("graceMillis", graceMillis, 0, Integer.MAX_VALUE);
        Promise<Void> done = Promise.promise();
        Future<Void> told = forCaller(done.future());
        Runnable end = () -> {
            refuseMore();
            idle.future().onComplete(again -> net.close().onComplete(done));
            if (graceMillis == 0 || pending.isEmpty()) {
                closeNow();
            } else {
                long grace = vertx.setTimer(graceMillis, id -> closeNow());
                idle.future().onComplete(early -> vertx.cancelTimer(grace));
            }
        };
        if (!later(end)) {
            done.complete();
        }
        return told;
    }

    private void closeWithVertx(Completable<Void> done) {
        Runnable end = () -> {
            refuseMore();
            closeNow();
            done.succeed();
        };
        if (!later(end)) {
            done.succeed();
        }
    }

    /** From here on what is not with a node or about to be sent there is given up, and what comes is turned away. */
    private void refuseMore() {
        if (idle != null) {
            return;
        }
        idle = Promise.promise();
        for (Session session : List.copyOf(holding)) {
            session.clientCloses();
        }
    }

    private void closeNow() {
        if (closed) {
            return;
        }
        closed = true;
        current = null;
        for (Connection connection : List.copyOf(connections)) {
            connection.closeNow();
        }
        for (Request request : List.copyOf(pending)) {
            giveUp(request, NotDone.Reason.CLOSED, "the client is closed");
        }
        waiting.clear();
        tellOfRoom();
        if (vertx instanceof VertxInternal hooks) {
            hooks.removeCloseHook(withVertx);
        }
        idle.tryComplete();
    }

    /** Whether it takes no more requests; on its context. */
    boolean closes() {
        return idle != null;
    }

    /** A session holds calls back, or no more, and wants to hear of the end; on the client's context. */
    void holds(Session session, boolean calls) {
        if (calls) {
            holding.add(session);
        } else {
            holding.remove(session);
        }
    }

    Vertx vertx() {
        return vertx;
    }

    ClientOptions options() {
        return options;
    }

    private Future<Answer> begin(Command command, boolean repeatable, int deadlineMillis) {
        return forCaller(submit(command, repeatable, deadlineNanos(deadlineMillis)));
    }

    static long deadlineNanos(int millis) {
        return System.nanoTime() + millis * NANOS_PER_MILLI;
    }

    /** Makes a request; its answer comes on the client's context. */
    Future<Answer> submit(Command command, boolean repeatable, long deadlineNanos) {
        NotDone refusal = admit(command, command.bytes());
        return refusal == null
                ? submitAdmitted(command, repeatable, command.bytes(), deadlineNanos)
                : Future.failedFuture(refusal);
    }

    /**
     * The same for what {@link #admit} or {@link #count} has let in; with its answer it is counted no more.
     *
     * @param bytes as they were counted
     */
    Future<Answer> submitAdmitted(Command command, boolean repeatable, long bytes, long deadlineNanos) {
        Request request = new Request(command, repeatable, bytes, deadlineNanos);
        if (!later(() -> take(request))) {
            discount(bytes);
            return Future.failedFuture(new NotDone(NotDone.Reason.CLOSED, command.name() + ": Vert.x is closed", null));
        }
        return request.answer.future();
    }

    /** Runs something on the client's context; false when there is none any more. */
    boolean later(Runnable task) {
        try {
            context.runOnContext(ignored -> task.run());
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Counts a request among those without an answer, if it may be sent and there is room for it; else why not. */
    NotDone admit(Command command, long bytes) {
        if (command.changesTheConnection()) {
            return new NotDone(
                    NotDone.Reason.NOT_FOR_SHARED_CONNECTION,
                    command.name() + " would change a connection that all callers share and that the client replaces:"
                            + " the database is chosen in the client's options",
                    null);
        }
        int most = options.window() + options.queue();
        int requests = accepted.incrementAndGet();
        long all = acceptedBytes.addAndGet(bytes);
        boolean full = requests > most;
        if (!full && (all <= options.queueBytes() || requests == 1)) {
            return null;
        }
        discount(bytes);
        safely(() -> metrics.overloaded(command.name()));
        return new NotDone(
                NotDone.Reason.OVERLOADED,
                command.name() + " was not sent: "
                        + (full
                                ? most + " requests have no answer yet"
                                : "requests without an answer have more than " + options.queueBytes() + " bytes"),
                null);
    }

    /** Counts one among those without an answer, room or not. */
    void count(long bytes) {
        accepted.incrementAndGet();
        acceptedBytes.addAndGet(bytes);
    }

    private void discount(long bytes) {
        accepted.decrementAndGet();
        acceptedBytes.addAndGet(-bytes);
    }

    /** What was counted and never submitted is over; from any thread. */
    void dismiss(long bytes) {
        discount(bytes);
        later(this::tellOfRoom);
    }

    /** Brings a result to the context from which it was asked for, where there is one. */
    <T> Future<T> forCaller(Future<T> result) {
        Context caller = Vertx.currentContext();
        if (caller == null || caller == context) {
            return result;
        }
        Promise<T> there = Promise.promise();
        result.onComplete(done -> {
            try {
                caller.runOnContext(ignored -> there.handle(done));
            } catch (RejectedExecutionException e) {
                // Vert.x is closed: better told elsewhere than never.
                there.handle(done);
            }
        });
        return there.future();
    }

    private void take(Request request) {
        pending.add(request);
        if (closes()) {
            giveUp(request, NotDone.Reason.CLOSED, "the client is closed");
            return;
        }
        if (!looking) {
            looking = true;
            earliestNanos = request.deadlineNanos;
            vertx.setTimer(LOOK_MILLIS, id -> look());
        } else if (request.deadlineNanos - earliestNanos < 0) {
            earliestNanos = request.deadlineNanos;
        }
        dispatch(request);
    }

    private void dispatch(Request request) {
        if (request.ended) {
            return;
        }
        if (request.late()) {
            expire(request);
            return;
        }
        waiting.add(request);
        pump();
    }

    /** Sends what waits, as far as the window allows. */
    private void pump() {
        while (!waiting.isEmpty() && waiting.peek().ended) {
            waiting.poll();
        }
        if (current == null && !waiting.isEmpty()) {
            connect();
        }
        while (current != null && underWay < options.window() && !waiting.isEmpty()) {
            Request request = waiting.poll();
            if (!request.ended) {
                send(request, current);
            }
        }
    }

    private void send(Request request, Connection connection) {
        underWay++;
        request.attempts++;
        request.connection = connection;
        request.exchange = connection.begin(request.command);
        safely(() -> metrics.sent(connection.endpoint(), request.command.name(), request.attempts));
        Connection.Exchange exchange = request.exchange;
        exchange.answer().onComplete(result -> {
            underWay--;
            if (!request.ended) {
                request.connection = null;
                request.exchange = null;
                if (result.succeeded()) {
                    answered(request, connection, result.result());
                } else {
                    broken(request, connection, result.cause());
                }
            }
            pump();
        });
    }

    private void broken(Request request, Connection connection, Throwable cause) {
        leave(connection, false);
        request.why = cause.getMessage();
        boolean unknown = cause instanceof OutcomeUnknown;
        request.left |= unknown;
        if (closed) {
            giveUp(request, NotDone.Reason.CLOSED, "the client is closed");
        } else if (unknown && !request.repeatable) {
            fail(request, (OutcomeUnknown) cause);
        } else if (!unknown) {
            // It never left: that was no attempt.
            request.attempts--;
            dispatch(request);
        } else {
            repeat(request, false);
        }
    }

    private void answered(Request request, Connection connection, Answer answer) {
        fruitless = 0;
        switch (request.verdict(answer)) {
            case ANSWERED -> {
                rounds = 0;
                end(request);
                safely(() -> metrics.answered(request.command.name(), request.micros()));
                safely(() -> request.answer.complete(answer));
            }
            case REFUSED -> {
                rounds = 0;
                fail(request, new Refused((Answer.Failure) answer, request.deadlineNanos));
            }
            case NOTHING_DONE -> {
                // Another node may have found a leader, or be the leader.
                request.why = ((Answer.Failure) answer).text();
                leave(connection, true);
                repeat(request, true);
            }
            case SESSION_FULL -> {
                request.why = ((Answer.Failure) answer).text();
                if (request.left) {
                    // The earlier sending may yet run: it keeps its number.
                    repeat(request, true);
                } else {
                    giveUp(request, NotDone.Reason.SESSION_FULL, request.why);
                }
            }
            case UNKNOWN -> {
                request.why = ((Answer.Failure) answer).text();
                request.left = true;
                leave(connection, true);
                if (request.repeatable) {
                    repeat(request, true);
                } else {
                    fail(request, new OutcomeUnknown(request.command.name() + ": " + request.why, null));
                }
            }
            case SESSION_OVER -> giveUp(request, NotDone.Reason.SESSION_OVER, ((Answer.Failure) answer).text());
        }
    }

    private void repeat(Request request, boolean afterPause) {
        if (request.attempts > options.retries()) {
            giveUp(request, NotDone.Reason.UNREACHED, request.why + " (sent " + request.attempts + " times)");
            return;
        }
        safely(() -> metrics.repeated(request.command.name(), request.why));
        if (afterPause) {
            vertx.setTimer(pauseMillis(request.attempts), id -> dispatch(request));
        } else {
            dispatch(request);
        }
    }

    private int pauseMillis(int failures) {
        return backoff.pauseMillis(failures, ThreadLocalRandom.current().nextDouble());
    }

    private void leave(Connection connection, boolean alive) {
        if (current != connection) {
            return;
        }
        current = null;
        if (alive) {
            connection.closeWhenIdle();
        }
    }

    private void connect() {
        if (connecting || closed) {
            return;
        }
        connecting = true;
        if (fruitless < 2) {
            // The first loss is a node's death, most likely, and another is there at once.
            tryNode(0);
        } else {
            vertx.setTimer(pauseMillis(fruitless - 1), id -> {
                waiting.removeIf(request -> request.ended);
                if (closed || waiting.isEmpty()) {
                    connecting = false;
                } else {
                    tryNode(0);
                }
            });
        }
    }

    private void tryNode(int tried) {
        Endpoint endpoint = endpoints.get(next);
        next = (next + 1) % endpoints.size();
        Connection.open(vertx, net, endpoint, options).onComplete(result -> {
            if (result.succeeded()) {
                connected(result.result());
                return;
            }
            String reason = plain(result.cause());
            safely(() -> metrics.notConnected(endpoint, reason));
            for (Request request : waiting) {
                request.why = "cannot connect to " + endpoint + ": " + reason;
            }
            waiting.removeIf(request -> request.ended);
            if (closed || waiting.isEmpty()) {
                connecting = false;
            } else if (tried + 1 < endpoints.size()) {
                tryNode(tried + 1);
            } else {
                vertx.setTimer(pauseMillis(++rounds), id -> tryNode(0));
            }
        });
    }

    /** Netty repeats the address; once is enough. */
    private static String plain(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        int address = message.indexOf(": /");
        return address < 0 ? message : message.substring(0, address);
    }

    private void connected(Connection connection) {
        connecting = false;
        if (closed) {
            connection.closeNow();
            return;
        }
        current = connection;
        connections.add(connection);
        connection.closed().onComplete(ignored -> {
            connections.remove(connection);
            if (current == connection) {
                current = null;
                fruitless++;
                safely(() -> metrics.lost(connection.endpoint(), connection.reason()));
                safely(() -> onLost.accept(connection.endpoint(), connection.reason()));
            }
        });
        safely(() -> metrics.connected(connection.endpoint()));
        Endpoint from = previous;
        previous = connection.endpoint();
        if (from != null && !from.equals(previous)) {
            safely(() -> onMoved.accept(from, connection.endpoint()));
        }
        pump();
    }

    /** Ends what has reached its deadline. */
    private void look() {
        if (pending.isEmpty()) {
            looking = false;
            return;
        }
        long now = System.nanoTime();
        if (now - earliestNanos >= 0) {
            long earliest = now + Long.MAX_VALUE / 4;
            for (Request request : List.copyOf(pending)) {
                if (now - request.deadlineNanos >= 0) {
                    expire(request);
                } else if (request.deadlineNanos - earliest < 0) {
                    earliest = request.deadlineNanos;
                }
            }
            earliestNanos = earliest;
            waiting.removeIf(request -> request.ended);
            pump();
        }
        vertx.setTimer(LOOK_MILLIS, id -> look());
    }

    private void expire(Request request) {
        if (request.exchange != null) {
            if (request.connection.withdraw(request.exchange)) {
                underWay--;
            } else {
                request.left = true;
                request.why = "no answer came from " + request.connection.endpoint();
            }
        }
        giveUp(
                request,
                NotDone.Reason.UNREACHED,
                request.why + " (deadline after " + request.micros() / 1_000 + " ms)");
    }

    private void giveUp(Request request, NotDone.Reason reason, String why) {
        String text = request.command.name() + ": " + why;
        fail(request, request.left ? new OutcomeUnknown(text, null) : new NotDone(reason, text, null));
    }

    private void fail(Request request, UnderstudyFailure failure) {
        if (request.ended) {
            return;
        }
        end(request);
        safely(() -> metrics.failed(request.command.name(), failure, request.micros()));
        safely(() -> request.answer.fail(failure));
    }

    private void end(Request request) {
        if (request.ended) {
            throw new IllegalStateException(request.command.name() + " has ended twice");
        }
        request.ended = true;
        pending.remove(request);
        discount(request.bytes);
        tellOfRoom();
        if (idle != null && !closed && pending.isEmpty()) {
            // Its caller hears of the answer first.
            context.runOnContext(ignored -> closeNow());
        }
    }

    private void tellOfRoom() {
        if (!wantRoom.isEmpty() && (closed || accepted.get() < options.window())) {
            List<Promise<Void>> told = List.copyOf(wantRoom);
            wantRoom.clear();
            told.forEach(room -> safely(room::complete));
        }
    }

    /** What the application's code throws must not keep others from their answers. */
    void safely(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException | Error e) {
            if (vertx.exceptionHandler() != null) {
                vertx.exceptionHandler().handle(e);
            } else {
                System.getLogger(UnderstudyClient.class.getName())
                        .log(System.Logger.Level.ERROR, "what a request's answer was given to has thrown", e);
            }
        }
    }
}
