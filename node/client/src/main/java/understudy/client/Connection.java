package understudy.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;

/**
 * One connection to one node: commands go out in the order of the calls, answers come back in the same order, as many
 * at once as the caller likes.
 *
 * <p>When it is lost, each call that waits ends in one of two ways. What was never handed to the socket is {@link
 * NotDone}. What was handed to it is {@link OutcomeUnknown}, since nobody here can tell whether the node read it. A
 * node that answers nothing for {@link ClientSettings#answerMillis} is as good as lost: answers have no names, so the
 * answer of a call that was given up would be taken for that of the next.
 *
 * <p>All state belongs to the socket's context; calls may come from any thread.
 */
public final class Connection {
    private final Vertx vertx;
    private final Context context;
    private final NetSocket socket;
    private final Endpoint endpoint;
    private final int answerMillis;
    private final AnswerParser parser = new AnswerParser();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Promise<Void> closed = Promise.promise();
    private Buffer unwritten = Buffer.buffer();
    private int unwrittenCommands;
    private boolean writeScheduled;
    private boolean closeWhenIdle;
    private String lost;
    private long watch = -1;

    private record Waiting(Promise<Answer> answer, String name, long sinceNanos) {}

    private Connection(Vertx vertx, Context context, NetSocket socket, Endpoint endpoint, int answerMillis) {
        this.vertx = vertx;
        this.context = context;
        this.socket = socket;
        this.endpoint = endpoint;
        this.answerMillis = answerMillis;
    }

    /** Connects, and asks for RESP3 where the node speaks it. */
    public static Future<Connection> open(Vertx vertx, NetClient net, Endpoint endpoint, ClientSettings settings) {
        return net.connect(endpoint.port(), endpoint.host()).compose(socket -> {
            Connection connection =
                    new Connection(vertx, vertx.getOrCreateContext(), socket, endpoint, settings.answerMillis());
            connection.listen();
            // A node that refuses HELLO answers an error and speaks RESP2, which the parser reads as well.
            return connection.send(Command.of("HELLO", "3")).map(connection);
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
        Buffer bytes = command.encode();
        context.runOnContext(ignored -> {
            if (lost != null) {
                answer.fail(new NotDone("the connection to " + endpoint + " is gone: " + lost, null));
                return;
            }
            waiting.add(new Waiting(answer, command.name(), System.nanoTime()));
            unwritten.appendBuffer(bytes);
            unwrittenCommands++;
            if (!writeScheduled) {
                // All that is called in this turn of the loop leaves in one write.
                writeScheduled = true;
                context.runOnContext(again -> write());
            }
            if (watch < 0) {
                watch = vertx.setPeriodic(Math.max(10, answerMillis / 8), id -> lookForSilence());
            }
        });
        return answer.future();
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
        context.runOnContext(ignored -> lose("closed by the client", null));
        return closed.future();
    }

    private void listen() {
        socket.handler(this::read);
        socket.exceptionHandler(e -> lose(e.getMessage() == null ? e.toString() : e.getMessage(), e));
        socket.closeHandler(ignored -> lose("closed by the node", null));
    }

    private void write() {
        writeScheduled = false;
        if (lost != null || unwritten.length() == 0) {
            return;
        }
        Buffer bytes = unwritten;
        unwritten = Buffer.buffer();
        unwrittenCommands = 0;
        socket.write(bytes);
    }

    private void read(Buffer piece) {
        try {
            parser.feed(piece.getBytes());
            for (Answer answer = parser.next(); answer != null; answer = parser.next()) {
                if (answer instanceof Answer.Push) {
                    continue;
                }
                Waiting call = waiting.poll();
                if (call == null) {
                    throw new MalformedAnswer("an answer to nothing that was asked");
                }
                call.answer().complete(answer);
            }
        } catch (MalformedAnswer e) {
            lose(e.getMessage(), e);
            return;
        }
        closeIfIdle();
    }

    private void closeIfIdle() {
        if (closeWhenIdle && waiting.isEmpty()) {
            lose("closed by the client", null);
        }
    }

    private void lookForSilence() {
        Waiting oldest = waiting.peek();
        if (oldest != null && System.nanoTime() - oldest.sinceNanos() > answerMillis * 1_000_000L) {
            lose("no answer to " + oldest.name() + " within " + answerMillis + " ms", null);
        }
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
        int written = waiting.size() - unwrittenCommands;
        for (int i = 0; !waiting.isEmpty(); i++) {
            Waiting call = waiting.poll();
            call.answer()
                    .fail(
                            i < written
                                    ? new OutcomeUnknown(
                                            call.name() + " went to " + endpoint + " and its answer did not come: "
                                                    + reason,
                                            cause)
                                    : new NotDone(call.name() + " was not sent to " + endpoint + ": " + reason, cause));
        }
    }
}
