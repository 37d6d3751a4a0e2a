package understudy.server.cli.demo;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import understudy.client.Answer;
import understudy.client.Command;
import understudy.client.Session;
import understudy.server.cli.shell.Scripts;

/**
 * A stream of increments of one key, some in flight at any time, each exactly once by a {@link Session}.
 *
 * <p>An increment answers the new value. So the answers themselves tell whether any was lost or done twice: they must be
 * 1 to n, each once, where n is how many were acknowledged.
 */
final class Increments {
    private static final int IN_FLIGHT = 16;

    private final Session session;
    private final String key;
    private final BitSet seen = new BitSet();
    private final List<String> wrong = new ArrayList<>();
    private int acknowledged;
    private int inFlight;
    private boolean stopped;
    private long watchedSinceNanos = -1;
    private long firstWatchedNanos = -1;

    Increments(Session session, String key) {
        this.session = session;
        this.key = key;
    }

    synchronized void begin() {
        for (int i = 0; i < IN_FLIGHT; i++) {
            sendNext();
        }
    }

    private void sendNext() {
        inFlight++;
        session.call(Command.of("INCR", key)).onComplete(result -> {
            synchronized (this) {
                inFlight--;
                if (result.succeeded()) {
                    acknowledge(result.result());
                } else {
                    wrong.add(result.cause().getMessage());
                    stopped = true;
                }
                if (!stopped) {
                    sendNext();
                }
                notifyAll();
            }
        });
    }

    private void acknowledge(Answer answer) {
        acknowledged++;
        int value = (int) answer.whole();
        if (value < 1 || seen.get(value)) {
            wrong.add("an increment answered " + value + (value < 1 ? "" : " a second time"));
        }
        seen.set(Math.max(0, value));
        if (watchedSinceNanos >= 0 && firstWatchedNanos < 0) {
            firstWatchedNanos = System.nanoTime();
        }
    }

    /** From now on the first acknowledgement is taken note of. */
    synchronized void watch() {
        watchedSinceNanos = System.nanoTime();
        firstWatchedNanos = -1;
    }

    /** When the first one since {@link #watch} came. */
    synchronized long awaitWatched(long millis) throws InterruptedException {
        awaitUntil(() -> firstWatchedNanos >= 0, millis, "an acknowledged increment");
        return firstWatchedNanos;
    }

    synchronized int acknowledged() {
        return acknowledged;
    }

    /** Waits until so many more are acknowledged. */
    synchronized void awaitMore(int more, long millis) throws InterruptedException {
        int wanted = acknowledged + more;
        awaitUntil(() -> acknowledged >= wanted, millis, more + " more acknowledged increments");
    }

    /** Sends no more and waits for those in flight; returns how many were acknowledged in all. */
    synchronized int end(long millis) throws InterruptedException {
        stopped = true;
        awaitUntil(() -> inFlight == 0, millis, "the last answers");
        return acknowledged;
    }

    /** What is wrong with the answers; empty when each of 1 to n came once. */
    synchronized List<String> wrong() {
        List<String> all = new ArrayList<>(wrong);
        int gap = seen.nextClearBit(1);
        if (gap <= acknowledged) {
            all.add("no increment answered " + gap + ", though " + acknowledged + " were acknowledged");
        }
        return all;
    }

    void endSession() {
        Scripts.await(session.end());
    }

    private interface Condition {
        boolean holds();
    }

    private void awaitUntil(Condition condition, long millis, String what) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!condition.holds()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (!wrong.isEmpty()) {
                throw new DemoFailed(wrong.get(0));
            } else if (left <= 0) {
                throw new DemoFailed("waited " + millis + " ms in vain for " + what);
            }
            wait(left);
        }
    }
}
