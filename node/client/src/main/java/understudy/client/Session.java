package understudy.client;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls that take effect exactly once, whatever is lost on the way: each carries a number, the cluster keeps its answer
 * under that number until it is acknowledged, and a repeat, through whichever node, brings the kept answer.
 *
 * <p>So a call whose outcome is unknown is simply sent again until an answer comes, its deadline passes, its retries are
 * used up, the client is closed or the session is over; only then does it fail with {@link OutcomeUnknown}. It took effect
 * once or not at all. While the session goes on, it is fenced: its number is acknowledged with those after it, from when on
 * the cluster runs it no more.
 *
 * <p>The cluster keeps at most {@value #KEPT_ANSWERS} answers a session: calls beyond wait here until earlier ones are
 * acknowledged, which happens by itself, a batch at a time, and a second after the last answer. They count in the client's
 * queue and bytes; when the client closes, they fail with {@link NotDone.Reason#CLOSED} at once.
 *
 * <p>A session lives {@code session-ttl} of the log's time from its last use, a day unless set otherwise. One that is over
 * never begins anew by itself: calls fail with {@link NotDone.Reason#SESSION_OVER} where they were sent for the first
 * time and are no scripts, else with {@link OutcomeUnknown}.
 *
 * <p>Reads need no number: they go as through the client.
 */
public final class Session implements Commands {
    private static final int KEPT_ANSWERS = 256;
    private static final int ACKNOWLEDGE_EVERY = 64;
    private static final int ACKNOWLEDGE_AFTER_MILLIS = 1_000;
    private static final int ACKNOWLEDGE_AGAIN_MILLIS = 100;

    /** What {@code SESSION CALL id seq} adds to a command, about. */
    private static final int NUMBERING_BYTES = 128;

    private static final String CLIENT_IS_CLOSED = "the client is closed";

    private final UnderstudyClient client;
    private final Vertx vertx;
    private final String id;

    /** Calls without an answer, counted on the callers' threads. */
    private final AtomicInteger accepted = new AtomicInteger();

    private final ArrayDeque<Held> held = new ArrayDeque<>();

    /** Calls that found the session full, in their order: they go before those that are held. */
    private final ArrayDeque<Held> again = new ArrayDeque<>();

    private final TreeSet<Long> settledOutOfOrder = new TreeSet<>();
    private long lastNumber;

    /** All calls up to here have their answer or were given up. */
    private long settledUpTo;

    private long acknowledgedUpTo;

    /** So many numbers beyond the acknowledged ones are used at most. */
    private int window = KEPT_ANSWERS;

    /** Numbers up to here were given while the window was wider. */
    private long narrowedAt;

    private int underWay;
    private boolean acknowledging;
    private boolean willAcknowledge;
    private boolean over;
    private boolean endSent;
    private Promise<Void> ending;

    /** @param bytes as the client counts them until it is answered */
    private record Call(Command command, long bytes, long deadlineNanos, Promise<Answer> answer) {}

    /** @param timer ends the call at its deadline, and keeps it in memory until then or until it is cancelled */
    private record Held(Call call, long timer) {}

    private Session(UnderstudyClient client, String id) {
        this.client = client;
        this.vertx = client.vertx();
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
    @Override
    public Future<Answer> call(Command command) {
        return submit(command, client.options().deadlineMillis());
    }

    @Override
    public Future<Answer> read(Command command) {
        return client.read(command);
    }

    @Override
    public Commands withDeadlineMillis(int deadlineMillis) {
        Commands reads = client.withDeadlineMillis(deadlineMillis);
        Session session = this;
        return new Commands() {
            @Override
            public Future<Answer> call(Command command) {
                return session.submit(command, deadlineMillis);
            }

            @Override
            public Future<Answer> read(Command command) {
                return reads.read(command);
            }

            @Override
            public Commands withDeadlineMillis(int millis) {
                return session.withDeadlineMillis(millis);
            }
        };
    }

    /** How many calls have no answer yet. */
    public int pending() {
        return accepted.get();
    }

    /** Takes no more calls, and ends the session when the last has its answer; its kept answers go. */
    public Future<Void> end() {
        Promise<Void> done = Promise.promise();
        Future<Void> told = client.forCaller(done.future());
        Runnable end = () -> {
            if (ending == null) {
                ending = Promise.promise();
            }
            ending.future().onComplete(done);
            endIfIdle();
        };
        if (!client.later(end)) {
            done.fail(new NotDone(NotDone.Reason.CLOSED, "SESSION: Vert.x is closed", null));
        }
        return told;
    }

    private Future<Answer> submit(Command command, int deadlineMillis) {
        int most = KEPT_ANSWERS + client.options().queue();
        long bytes = command.bytes() + NUMBERING_BYTES;
        NotDone refusal;
        if (accepted.incrementAndGet() > most) {
            client.safely(() -> client.options().metrics().overloaded(command.name()));
            refusal = new NotDone(
                    NotDone.Reason.OVERLOADED,
                    command.name() + " was not sent: " + most + " calls of session " + id + " have no answer yet",
                    null);
        } else {
            refusal = client.admit(command, bytes);
        }
        if (refusal != null) {
            accepted.decrementAndGet();
            return Future.failedFuture(refusal);
        }
        Call call = new Call(command, bytes, UnderstudyClient.deadlineNanos(deadlineMillis), Promise.promise());
        Future<Answer> told = client.forCaller(call.answer().future());
        if (!client.later(() -> take(call))) {
            fail(call, NotDone.Reason.CLOSED, "Vert.x is closed");
        }
        return told;
    }

    private void take(Call call) {
        if (over || ending != null) {
            fail(call, NotDone.Reason.SESSION_OVER, "session " + id + " is over");
        } else if (client.closes()) {
            fail(call, NotDone.Reason.CLOSED, CLIENT_IS_CLOSED);
        } else if (nothingWaits() && hasRoom()) {
            send(call);
        } else {
            hold(call, held);
        }
    }

    private void hold(Call call, ArrayDeque<Held> where) {
        long leftMillis = Math.max(0, call.deadlineNanos() - System.nanoTime()) / 1_000_000;
        where.add(new Held(call, vertx.setTimer(leftMillis + 1, timer -> expire(new Held(call, timer)))));
        client.holds(this, true);
    }

    /** The next of those that wait. */
    private Call next() {
        Held next = again.isEmpty() ? held.poll() : again.poll();
        vertx.cancelTimer(next.timer());
        client.holds(this, !nothingWaits());
        return next.call();
    }

    /** Nothing is acknowledged any more, so what waits for that does so in vain. */
    void clientCloses() {
        while (!nothingWaits()) {
            fail(next(), NotDone.Reason.CLOSED, CLIENT_IS_CLOSED);
        }
        endIfIdle();
    }

    private boolean nothingWaits() {
        return held.isEmpty() && again.isEmpty();
    }

    private void expire(Held late) {
        if (held.remove(late) || again.remove(late)) {
            client.holds(this, !nothingWaits());
            fail(
                    late.call(),
                    NotDone.Reason.UNREACHED,
                    "not sent by its deadline: earlier calls of session " + id + " have no acknowledged answer");
            endIfIdle();
        }
    }

    private boolean hasRoom() {
        return lastNumber - acknowledgedUpTo < window;
    }

    /** Ends a call that is not with the client. */
    private void fail(Call call, NotDone.Reason reason, String why) {
        client.dismiss(call.bytes());
        complete(call, Future.failedFuture(new NotDone(reason, call.command().name() + ": " + why, null)));
    }

    private void complete(Call call, AsyncResult<Answer> result) {
        accepted.decrementAndGet();
        client.safely(() -> call.answer().handle(result));
    }

    private void release() {
        while (!nothingWaits() && hasRoom()) {
            send(next());
        }
    }

    private void send(Call call) {
        long number = ++lastNumber;
        underWay++;
        Command numbered = call.command().after("SESSION", "CALL", id, Long.toString(number));
        client.submitAdmitted(numbered, true, call.bytes(), call.deadlineNanos())
                .onComplete(result -> {
                    if (call.command().runsScript() && (is(NotDone.Reason.SESSION_FULL, result) || isOver(result))) {
                        makeSure(call, number, result);
                    } else {
                        answered(call, number, result);
                    }
                });
    }

    private void answered(Call call, long number, AsyncResult<Answer> result) {
        underWay--;
        settled(number);
        if (is(NotDone.Reason.SESSION_FULL, result) && !over) {
            sendAgain(call, number);
            return;
        }
        if (isOver(result)) {
            end(null);
        }
        complete(call, result);
        endIfIdle();
    }

    /**
     * A script's call seems not to have run, by the cluster's own words; but a script may say anything after it has
     * written. So another command is sent under the same number, one that does no harm: where the script has run under
     * it, the cluster refuses that, and what was said is the script's. Where it took the number or the session is still
     * full, the script has not run, and under this number it never will.
     */
    private void makeSure(Call call, long number, AsyncResult<Answer> said) {
        boolean full = is(NotDone.Reason.SESSION_FULL, said);
        Command other = Command.of("DBSIZE").after("SESSION", "CALL", id, Long.toString(number));
        own(other, call.deadlineNanos()).onComplete(result -> {
            if (result.cause() instanceof Refused refused
                    && refused.getMessage().equals(ClusterWords.wasAnotherCommand(id, number))) {
                String own = full ? ClusterWords.sessionIsFull(id) : ClusterWords.sessionIsOver(id);
                answered(call, number, Future.failedFuture(new Refused(new Answer.Failure(own), call.deadlineNanos())));
            } else if (full && (result.succeeded() || is(NotDone.Reason.SESSION_FULL, result))) {
                answered(call, number, said);
            } else {
                answered(
                        call,
                        number,
                        Future.failedFuture(new OutcomeUnknown(said.cause().getMessage(), result.cause())));
                if (isOver(result)) {
                    end(null);
                }
            }
        });
    }

    /**
     * The session keeps fewer answers than was believed, or longer ones. The call did not run and its number never will,
     * so it takes another, once answers are acknowledged. Under its old one it could wait for ever: where a later call
     * took the last place, that is not acknowledged before this one has its answer.
     */
    private void sendAgain(Call call, long number) {
        if (number > narrowedAt) {
            narrowedAt = lastNumber;
            window = Math.max(1, window / 2);
        }
        client.count(call.bytes());
        if (client.closes()) {
            fail(call, NotDone.Reason.CLOSED, CLIENT_IS_CLOSED);
            endIfIdle();
            return;
        }
        hold(call, again);
        acknowledge(1);
    }

    private static boolean is(NotDone.Reason reason, AsyncResult<?> result) {
        return result.cause() instanceof NotDone notDone && notDone.reason() == reason;
    }

    private static boolean isOver(AsyncResult<?> result) {
        return is(NotDone.Reason.SESSION_OVER, result);
    }

    private void settled(long number) {
        settledOutOfOrder.add(number);
        while (settledOutOfOrder.remove(settledUpTo + 1)) {
            settledUpTo++;
        }
        acknowledge(worthwhile());
        if (!willAcknowledge && settledUpTo > acknowledgedUpTo) {
            acknowledgeLater(ACKNOWLEDGE_AFTER_MILLIS);
        }
    }

    /** So many answers are worth an acknowledgement of their own. */
    private int worthwhile() {
        return nothingWaits() ? ACKNOWLEDGE_EVERY : Math.max(1, Math.min(ACKNOWLEDGE_EVERY, window / 4));
    }

    private void acknowledgeLater(int millis) {
        willAcknowledge = true;
        vertx.setTimer(millis, timer -> {
            willAcknowledge = false;
            acknowledge(1);
        });
    }

    /** @param least so many answers are worth an acknowledgement */
    private void acknowledge(int least) {
        if (over || client.closes() || acknowledging || settledUpTo - acknowledgedUpTo < least) {
            return;
        }
        acknowledging = true;
        long upTo = settledUpTo;
        own("SESSION", "ACK", id, Long.toString(upTo)).onComplete(result -> {
            acknowledging = false;
            if (result.succeeded()) {
                acknowledgedUpTo = Math.max(acknowledgedUpTo, upTo);
                window = Math.min(KEPT_ANSWERS, window + 1);
                release();
                acknowledge(worthwhile());
            } else if (isOver(result)) {
                end(null);
            } else if (!nothingWaits() && !willAcknowledge) {
                acknowledgeLater(ACKNOWLEDGE_AGAIN_MILLIS);
            }
        });
    }

    private Future<Answer> own(String... words) {
        return own(
                Command.of(words),
                UnderstudyClient.deadlineNanos(client.options().deadlineMillis()));
    }

    /** Never turned away: where the client is full, its room may be what this makes. */
    private Future<Answer> own(Command command, long deadlineNanos) {
        client.count(command.bytes());
        return client.submitAdmitted(command, true, command.bytes(), deadlineNanos);
    }

    private void endIfIdle() {
        if (ending == null || underWay > 0 || !nothingWaits() || endSent) {
            return;
        }
        if (over) {
            end(null);
            return;
        }
        endSent = true;
        over = true;
        own("SESSION", "END", id).onComplete(result -> end(isOver(result) ? null : result.cause()));
    }

    /** It is over; what waits for it does so in vain. */
    private void end(Throwable cause) {
        over = true;
        while (!nothingWaits()) {
            fail(next(), NotDone.Reason.SESSION_OVER, "session " + id + " is over");
        }
        if (ending != null) {
            if (cause == null) {
                ending.tryComplete();
            } else {
                ending.tryFail(cause);
            }
        }
    }
}
