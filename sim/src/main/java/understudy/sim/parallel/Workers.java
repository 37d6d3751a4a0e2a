package understudy.sim.parallel;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Rehearses many seeds at once, a world to a thread. Worlds share nothing, so nothing of what they do depends on
 * this; it and the command line are the only places of the simulator that know of threads and of real time.
 */
public final class Workers {
    private final AtomicLong next;
    private final long last;
    private volatile boolean stopped;
    private volatile IllegalStateException broken;

    private Workers(long first, long last) {
        next = new AtomicLong(first);
        this.last = last;
    }

    /** Who takes results can end the work. */
    public interface Stop {
        void stop();
    }

    /** Takes the results, one at a time. */
    public interface Sink<T> {
        void take(T result, Stop stop);
    }

    /**
     * @param first seed
     * @param last seed, inclusive
     * @param threads at least 1
     * @param work what to do with a seed
     * @param sink is called by one thread at a time, with results as they come
     */
    public static <T> void run(long first, long last, int threads, LongFunction<T> work, Sink<T> sink)
            throws InterruptedException {
        Workers workers = new Workers(first, last);
        Thread[] crew = new Thread[Math.max(1, threads)];
        Consumer<T> guarded = result -> {
            synchronized (workers) {
                if (!workers.stopped) {
                    sink.take(result, () -> workers.stopped = true);
                }
            }
        };
        for (int i = 0; i < crew.length; i++) {
            crew[i] = new Thread(() -> workers.work(work, guarded), "rehearsal-" + (i + 1));
            crew[i].start();
        }
        for (Thread thread : crew) {
            thread.join();
        }
        if (workers.broken != null) {
            throw workers.broken;
        }
    }

    private <T> void work(LongFunction<T> work, Consumer<T> sink) {
        while (!stopped) {
            long seed = next.getAndIncrement();
            if (seed > last) {
                return;
            }
            try {
                sink.accept(work.apply(seed));
            } catch (RuntimeException | Error e) {
                broken = new IllegalStateException("the simulator itself broke at seed " + seed, e);
                stopped = true;
            }
        }
    }
}
