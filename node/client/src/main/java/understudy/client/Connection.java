package understudy.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.List;

/**
 * One connection to one node: commands go out in the order of the calls, answers come back in the same order, as many
 * at once as the caller likes.
 *
 * <p>When it is lost, each call that waits ends in one of two ways. What was never handed to the socket is {@link
 * NotDone}. What was handed to it is {@link OutcomeUnknown}, since nobody here can tell whether the node read it. So no
 * more is handed to a socket than it takes without queueing: what waits here is known to have done nothing.
 *
 * <p>Answers have no names: the answer of a call that was given up would be taken for that of the next. So a call that
 * nobody waits for any more keeps its place, and a node that answers nothing for {@link ClientOptions#answerMillis} is
 * as good as lost. A node that was stopped, or is behind a cut, looks like one that is busy. To tell them apart, after
 * {@link ClientOptions#silenceMillis} without a byte a second connection is opened, which any living node greets at once.
 *
 * <p>All state belongs to the socket's context; the public methods may be called from any thread.
 */
public final class Connection {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Calls are gathered into writes of about so many bytes. */
    private static final int WRITE_BYTES = 64 << 10;

    private final Vertx vertx;
    private final NetClient net;
    private final Context context;
    private final NetSocket socket;
    private final Endpoint endpoint;
    private final ClientOptions options;
    private final AnswerParser parser = new AnswerParser();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final ArrayDeque<Exchange> unwritten = new ArrayDeque<>();
    private final Promise<Void> closed = Promise.promise();
    private boolean writeScheduled;
    private boolean closeWhenIdle;
    private boolean greeted;
    private boolean knocking;
    private String lost;
    private long heardNanos = System.nanoTime();
    private long watch = -1;

    /** A command and the answer that is owed to it. */
    static final class Exchange {
        private final Promise<Answer> answer = Promise.promise();
        private final String name;
        private final long sinceNanos = System.nanoTime();
        private Buffer bytes;

        private Exchange(Command command) {
            this.name = command.name();
            this.bytes = command.encode();
        }

        private boolean written() {
            return bytes == null;
        }

        Future<Answer> answer() {
            return answer.future();
        }
    }

    private Connection(
            Vertx vertx, NetClient net, Context context, NetSocket socket, Endpoint endpoint, ClientOptions options) {
        this.vertx = vertx;
        this.net = net;
        this.context = context;
        this.socket = socket;
        this.endpoint = endpoint;
        this.options = options;
    }

    /** Connects, and asks for RESP3 where the node speaks it. */
    public static Future<Connection> open(Vertx vertx, NetClient net, Endpoint endpoint, ClientSettings settings) {
        return open(vertx, net, endpoint, ClientOptions.of(List.of(endpoint)).with(settings));
    }

    /** Connects, greets, and chooses the database; all of it within twice {@link ClientOptions#connectMillis}. */
    static Future<Connection> open(Vertx vertx, NetClient net, Endpoint endpoint, ClientOptions options) {
        return net.connect(endpoint.port(), endpoint.host()).compose(socket -> {
            Connection connection = new Connection(vertx, net, vertx.getOrCreateContext(), socket, endpoint, options);
            connection.listen();
            long late = vertx.setTimer(
                    options.connectMillis(),
                    id -> connection.lose("it did not greet within " + options.connectMillis() + " ms", null));
            return connection
                    .greet()
                    .onComplete(ignored -> {
                        vertx.cancelTimer(late);
                        connection.greeted = true;
                    })
                    .map(connection);
        });
    }

    private Future<Answer> greet() {
        Command hello = options.name().isEmpty()
                ? Command.of("HELLO", "3")
                : Command.of("HELLO", "3", "SETNAME", options.name());
        // A node that refuses HELLO answers an error and speaks RESP2, which the parser reads as well.
        Future<Answer> greeted = begin(hello).answer();
        return options.database() == 0 ? greeted : greeted.compose(ignored -> select());
    }

    private Future<Answer> select() {
        return begin(Command.of("SELECT", Integer.toString(options.database())))
                .answer()
                .compose(answer -> {
                    if (answer instanceof Answer.Failure failure) {
                        // In another database its calls would do harm.
                        lose(failure.text(), null);
                        return Future.failedFuture(new Refused(failure, System.nanoTime()));
                    }
                    return Future.succeededFuture(answer);
                });
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Why it was lost; null while it is open. */
    String reason() {
        return lost;
    }

    /** Completes when the connection is gone. */
    public Future<Void> closed() {
        return closed.future();
    }

    /** Sends a command. The answer may be an {@link Answer.Failure}; a failed future is {@link NotDone} or {@link OutcomeUnknown}. */
    public Future<Answer> send(Command command) {
        Promise<Answer> answer = Promise.promise();
        context.runOnContext(ignored -> begin(command).answer().onComplete(answer));
        return answer.future();
    }

    /** The same, on the connection's own context. */
    Exchange begin(Command command) {
        Exchange exchange = new Exchange(command);
        if (lost != null) {
            exchange.answer.fail(new NotDone("the connection to " + endpoint + " is gone: " + lost, null));
            return exchange;
        }
        waiting.add(exchange);
        unwritten.add(exchange);
        if (!writeScheduled) {
            // All that is called in this turn of the loop leaves in one write.
            writeScheduled = true;
            context.runOnContext(again -> write());
        }
        if (greeted && watch < 0) {
            int shorter = Math.min(options.answerMillis(), options.silenceMillis());
            watch = vertx.setPeriodic(Math.max(10, shorter / 8), id -> lookForSilence());
        }
        return exchange;
    }

    /** Takes a command back; false when it has left. On the connection's own context. */
    boolean withdraw(Exchange exchange) {
        if (exchange.written() || !unwritten.remove(exchange)) {
            return false;
        }
        waiting.remove(exchange);
        closeIfIdle();
        return true;
    }

    /** Closes it when the last answer that is owed has come. */
    public void closeWhenIdle() {
        context.runOnContext(ignored -> {
            closeWhenIdle = true;
            closeIfIdle();
        });
    }

    /** Closes it at once. */
    public Future<Void> close() {
        context.runOnContext(ignored -> closeNow());
        return closed.future();
    }

    /** The same, on the connection's own context. */
    void closeNow() {
        lose("closed by the client", null);
    }

    private void listen() {
        socket.handler(this::read);
        socket.drainHandler(ignored -> write());
        socket.exceptionHandler(e -> lose(e.getMessage() == null ? e.toString() : e.getMessage(), e));
        socket.closeHandler(ignored -> lose("closed by the node", null));
    }

    private void write() {
        writeScheduled = false;
        // Where the socket is full it says when it is not.
        while (lost == null && !unwritten.isEmpty() && !socket.writeQueueFull()) {
            socket.write(nextBytes());
        }
    }

    private Buffer nextBytes() {
        if (unwritten.peek().bytes.length() >= WRITE_BYTES) {
            return taken(unwritten.poll());
        }
        Buffer out = Buffer.buffer();
        while (!unwritten.isEmpty() && out.length() < WRITE_BYTES) {
            out.appendBuffer(taken(unwritten.poll()));
        }
        return out;
    }

    /** From here on nobody can say whether the node reads it. */
    private static Buffer taken(Exchange exchange) {
        Buffer bytes = exchange.bytes;
        exchange.bytes = null;
        return bytes;
    }

    private void read(Buffer piece) {
        heardNanos = System.nanoTime();
        try {
            parser.feed(piece.getBytes());
            for (Answer answer = parser.next(); answer != null; answer = parser.next()) {
                if (answer instanceof Answer.Push) {
                    continue;
                }
                Exchange exchange = waiting.peek();
                if (exchange == null || !exchange.written()) {
                    throw new MalformedAnswer("an answer to nothing that was asked");
                }
                waiting.poll();
                exchange.answer.complete(answer);
            }
        } catch (MalformedAnswer e) {
            lose(e.getMessage(), e);
            return;
        }
        closeIfIdle();
    }

    private void closeIfIdle() {
        if (closeWhenIdle && waiting.isEmpty()) {
            closeNow();
        }
    }

    private void lookForSilence() {
        Exchange oldest = waiting.peek();
        if (oldest == null) {
            return;
        }
        long now = System.nanoTime();
        if (now - oldest.sinceNanos > options.answerMillis() * NANOS_PER_MILLI) {
            lose("no answer to " + oldest.name + " within " + options.answerMillis() + " ms", null);
            return;
        }
        long silentNanos = Math.min(now - heardNanos, now - oldest.sinceNanos);
        if (!knocking && silentNanos > options.silenceMillis() * NANOS_PER_MILLI) {
            knock();
        }
    }

    private void knock() {
        knocking = true;
        open(vertx, net, endpoint, options).onComplete(result -> {
            knocking = false;
            if (result.succeeded()) {
                result.result().closeNow();
                heardNanos = System.nanoTime();
            } else {
                lose(
                        "silent for " + options.silenceMillis() + " ms, and a second connection found it dead: "
                                + result.cause().getMessage(),
                        result.cause());
            }
        });
    }

    private void lose(String reason, Throwable cause) {
        if (lost != null) {
            return;
        }
        lost = reason;
        if (watch >= 0) {
            vertx.cancelTimer(watch);
        }
        socket.close();
        closed.complete();
        unwritten.clear();
        while (!waiting.isEmpty()) {
            Exchange exchange = waiting.poll();
            exchange.answer.fail(
                    exchange.written()
                            ? new OutcomeUnknown(
                                    exchange.name + " went to " + endpoint + " and its answer did not come: " + reason,
                                    cause)
                            : new NotDone(exchange.name + " was not sent to " + endpoint + ": " + reason, cause));
        }
    }
}
