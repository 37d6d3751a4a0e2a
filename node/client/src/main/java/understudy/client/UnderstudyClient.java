package understudy.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
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
 * <p>Calls that wait for a connection, and calls that are repeated, may pass others: who needs an order waits for one
 * answer before he makes the next call.
 *
 * <p>All state belongs to one context; calls may come from any thread.
 */
public final class UnderstudyClient {
    private static final int MAX_WAITING = 100_000;
    private static final int FIRST_PAUSE_MILLIS = 20;
    private static final int LONGEST_PAUSE_MILLIS = 200;

    private final Vertx vertx;
    private final Context context;
    private final NetClient net;
    private final List<Endpoint> endpoints;
    private final ClientSettings settings;
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private BiConsumer<Endpoint, String> onLost = (endpoint, reason) -> {};
    private BiConsumer<Endpoint, Endpoint> onMoved = (from, to) -> {};
    private Connection current;
    private Endpoint previous;
    private int next;
    private boolean connecting;
    private int pauseMillis = FIRST_PAUSE_MILLIS;
    private boolean closed;

    private static final class Call {
        final Command command;
        final boolean repeatable;
        final long deadlineNanos;
        final Promise<Answer> answer = Promise.promise();
        boolean left;
        String why = "no node could be reached";

        Call(Command command, boolean repeatable, int patienceMillis) {
            this.command = command;
            this.repeatable = repeatable;
            this.deadlineNanos = System.nanoTime() + patienceMillis * 1_000_000L;
        }

        boolean late() {
            return System.nanoTime() - deadlineNanos > 0;
        }
    }

    /**
     * @param endpoints nodes to try, in this order
     */
    public UnderstudyClient(Vertx vertx, List<Endpoint> endpoints, ClientSettings settings) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a client needs one node at least");
        }
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.endpoints = List.copyOf(endpoints);
        this.settings = settings;
        this.net = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(settings.connectMillis())
                .setTcpNoDelay(true));
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

    /** Sends a command that must not happen twice. Fails with an {@link UnderstudyFailure}. */
    public Future<Answer> call(Command command) {
        return begin(command, false);
    }

    /** Sends a command that may be repeated: a read, or a write that is the same done twice. */
    public Future<Answer> read(Command command) {
        return begin(command, true);
    }

    /** The node spoken to; null when there is none at the moment. */
    public Future<Endpoint> node() {
        Promise<Endpoint> node = Promise.promise();
        context.runOnContext(ignored -> node.complete(current == null ? null : current.endpoint()));
        return node.future();
    }

    /** Closes the connection; calls that wait fail. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> {
            closed = true;
            expire();
            if (current != null) {
                current.close();
                current = null;
            }
            net.close().onComplete(done);
        });
        return done.future();
    }

    Vertx vertx() {
        return vertx;
    }

    Context context() {
        return context;
    }

    ClientSettings settings() {
        return settings;
    }

    private Future<Answer> begin(Command command, boolean repeatable) {
        Call call = new Call(command, repeatable, settings.patienceMillis());
        context.runOnContext(ignored -> dispatch(call));
        return call.answer.future();
    }

    private void dispatch(Call call) {
        if (closed) {
            giveUp(call, "the client is closed");
        } else if (call.late()) {
            giveUp(call, call.why);
        } else if (current != null) {
            send(call, current);
        } else if (waiting.size() >= MAX_WAITING) {
            giveUp(call, MAX_WAITING + " calls wait for a connection already");
        } else {
            waiting.add(call);
            connect();
        }
    }

    private void send(Call call, Connection connection) {
        connection
                .send(call.command)
                .onComplete(result -> context.runOnContext(ignored -> {
                    if (result.succeeded()) {
                        answered(call, connection, result.result());
                        return;
                    }
                    leave(connection, false);
                    call.why = result.cause().getMessage();
                    if (result.cause() instanceof OutcomeUnknown) {
                        call.left = true;
                        if (!call.repeatable) {
                            call.answer.tryFail(result.cause());
                            return;
                        }
                    }
                    dispatch(call);
                }));
    }

    private void answered(Call call, Connection connection, Answer answer) {
        if (!(answer instanceof Answer.Failure failure)) {
            pauseMillis = FIRST_PAUSE_MILLIS;
            call.answer.tryComplete(answer);
            return;
        }
        switch (failure.code()) {
            case "TRYAGAIN", "LOADING" -> {
                // Nothing happened and never will. Another node may have found a leader, or be the leader.
                call.why = failure.text();
                leave(connection, true);
                vertx.setTimer(pause(), id -> dispatch(call));
            }
            case "UNKNOWN" -> {
                call.left = true;
                call.why = failure.text();
                if (call.repeatable) {
                    vertx.setTimer(pause(), id -> dispatch(call));
                } else {
                    call.answer.tryFail(new OutcomeUnknown(failure.text(), null));
                }
            }
            default -> {
                pauseMillis = FIRST_PAUSE_MILLIS;
                call.answer.tryFail(new Refused(failure));
            }
        }
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
        if (connecting || current != null || closed) {
            return;
        }
        connecting = true;
        tryNode(0);
    }

    private void tryNode(int tried) {
        Endpoint endpoint = endpoints.get(next);
        next = (next + 1) % endpoints.size();
        Connection.open(vertx, net, endpoint, settings)
                .onComplete(result -> context.runOnContext(ignored -> {
                    if (result.succeeded()) {
                        connected(result.result());
                        return;
                    }
                    String reason = "cannot connect to " + endpoint + ": "
                            + result.cause().getMessage();
                    for (Call call : waiting) {
                        call.why = reason;
                    }
                    expire();
                    if (closed || waiting.isEmpty()) {
                        connecting = false;
                    } else if (tried + 1 < endpoints.size()) {
                        tryNode(tried + 1);
                    } else {
                        vertx.setTimer(pause(), id -> tryNode(0));
                    }
                }));
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
            connection.close();
            return;
        }
        current = connection;
        connection
                .closed()
                .onComplete(ignored -> context.runOnContext(again -> {
                    if (current == connection) {
                        current = null;
                        onLost.accept(connection.endpoint(), connection.reason());
                    }
                }));
        if (previous != null && !previous.equals(connection.endpoint())) {
            onMoved.accept(previous, connection.endpoint());
        }
        previous = connection.endpoint();
        while (!waiting.isEmpty()) {
            dispatch(waiting.poll());
        }
    }

    /** Fails the calls that have waited too long. */
    private void expire() {
        Iterator<Call> calls = waiting.iterator();
        while (calls.hasNext()) {
            Call call = calls.next();
            if (closed || call.late()) {
                calls.remove();
                giveUp(call, closed ? "the client is closed" : call.why);
            }
        }
    }

    private void giveUp(Call call, String why) {
        String text = call.command.name() + ": " + why;
        call.answer.tryFail(call.left ? new OutcomeUnknown(text, null) : new NotDone(text, null));
    }

    private int pause() {
        int pause = pauseMillis;
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        return pause;
    }
}
