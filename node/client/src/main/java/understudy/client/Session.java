package understudy.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.TreeSet;

/**
 * Calls that take effect exactly once, whatever is lost on the way: each carries a number, the cluster keeps its answer
 * under that number until it is acknowledged, and a repeat, through whichever node, brings the kept answer.
 *
 * <p>So a call whose outcome is unknown is simply sent again until an answer comes or patience ends; only then does it
 * fail with {@link OutcomeUnknown}. The cluster keeps at most {@value #KEPT_ANSWERS} answers a session: calls beyond
 * wait here until earlier ones are acknowledged, which happens by itself, a batch at a time.
 */
public final class Session {
    private static final int KEPT_ANSWERS = 256;
    private static final int ACKNOWLEDGE_EVERY = 64;

    private final UnderstudyClient client;
    private final String id;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private final TreeSet<Long> answeredOutOfOrder = new TreeSet<>();
    private long lastNumber;
    private long answeredUpTo;
    private long acknowledgedUpTo;
    private boolean acknowledging;

    private Session(UnderstudyClient client, String id) {
        this.client = client;
        this.id = id;
    }

    /** Opens a session. */
    public static Future<Session> begin(UnderstudyClient client) {
        // A session that was opened and not heard of does no harm: it expires.
        return client.read(Command.of("SESSION", "NEW")).map(answer -> new Session(client, answer.text()));
    }

    public String id() {
        return id;
    }

    /** Sends a command that takes effect exactly once. */
    public Future<Answer> call(Command command) {
        Promise<Answer> answer = Promise.promise();
        client.context().runOnContext(ignored -> {
            held.add(() -> send(command, answer));
            release();
        });
        return answer.future();
    }

    /** Ends the session; its kept answers go. */
    public Future<Void> end() {
        return client.read(Command.of("SESSION", "END", id)).mapEmpty();
    }

    private void release() {
        while (!held.isEmpty() && lastNumber - acknowledgedUpTo < KEPT_ANSWERS) {
            held.poll().run();
        }
    }

    private void send(Command command, Promise<Answer> answer) {
        long number = ++lastNumber;
        client.read(command.after("SESSION", "CALL", id, Long.toString(number)))
                .onComplete(result -> client.context().runOnContext(ignored -> {
                    // A refusal is an answer too, and is kept like one. What stays unknown is never acknowledged.
                    if (result.succeeded() || result.cause() instanceof Refused) {
                        answered(number);
                    }
                    answer.handle(result);
                }));
    }

    private void answered(long number) {
        answeredOutOfOrder.add(number);
        while (answeredOutOfOrder.remove(answeredUpTo + 1)) {
            answeredUpTo++;
        }
        if (!acknowledging && answeredUpTo - acknowledgedUpTo >= ACKNOWLEDGE_EVERY) {
            acknowledging = true;
            long upTo = answeredUpTo;
            client.read(Command.of("SESSION", "ACK", id, Long.toString(upTo)))
                    .onComplete(result -> client.context().runOnContext(ignored -> {
                        acknowledging = false;
                        if (result.succeeded()) {
                            acknowledgedUpTo = Math.max(acknowledgedUpTo, upTo);
                        }
                        release();
                    }));
        }
    }
}
