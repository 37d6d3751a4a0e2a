package understudy.server.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A single thread that does the work of one stage in the order in which it was handed over.
 *
 * <p>Whatever waits when it wakes is done as one group ({@link Worker#endOfGroup}); it never waits to collect.
 */
final class StageThread<W> {
    /** A group ends here even if more waits, so that its end is not put off for ever. */
    private static final int LARGEST_GROUP = 1_000;

    /** Scripts run here, and what carries them is counted, not measured: the stack must not depend on how Java was started. */
    private static final long STACK_BYTES = 2L << 20;

    private final LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final BiConsumer<String, Throwable> failure;
    private final Thread thread;
    private boolean started;
    private Worker<W> worker;

    /** Ends the thread after what was handed over before. */
    private final Object end = new Object();

    StageThread(String name, BiConsumer<String, Throwable> failure) {
        this.failure = failure;
        this.thread = new Thread(null, this::run, name, STACK_BYTES);
        this.thread.setDaemon(true);
    }

    /** The work itself; everything is called on the stage's thread. */
    interface Worker<W> {
        void take(W work);

        /** What was there has been taken. Returns how many milliseconds from now {@link #idle} is due; -1 for never. */
        int endOfGroup();

        /** Nothing came for so long as was asked. Returns when it is due again, as {@link #endOfGroup}. */
        int idle();
    }

    void start() {
        started = true;
        thread.start();
    }

    /** Runs something on the stage's thread, in its turn. */
    void execute(Runnable task) {
        queue.add(task);
    }

    /** From now on this worker does the work; called on the stage's thread. */
    void worker(Worker<W> fresh) {
        worker = fresh;
    }

    void hand(W work) {
        queue.add(work);
    }

    void endAfterWork() {
        queue.add(end);
    }

    boolean awaitEnd(long millis) throws InterruptedException {
        return !started || ended.await(millis, TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            int idleMillis = -1;
            boolean goesOn = true;
            while (goesOn) {
                Object next = idleMillis < 0 ? queue.take() : queue.poll(idleMillis, TimeUnit.MILLISECONDS);
                if (next == null) {
                    idleMillis = worker.idle();
                    continue;
                }
                int group = 0;
                while (next != null && goesOn) {
                    goesOn = next != end;
                    if (goesOn) {
                        take(next);
                    }
                    group++;
                    next = group < LARGEST_GROUP ? queue.poll() : null;
                }
                idleMillis = worker == null ? -1 : worker.endOfGroup();
            }
        } catch (Throwable e) {
            failure.accept(thread.getName(), e);
        } finally {
            ended.countDown();
        }
    }

    @SuppressWarnings("unchecked")
    private void take(Object next) {
        if (next instanceof Runnable task) {
            task.run();
        } else {
            worker.take((W) next);
        }
    }
}
