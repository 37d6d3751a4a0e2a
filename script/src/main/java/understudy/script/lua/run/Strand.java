package understudy.script.lua.run;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stack of Java's to run on: the thread that began a run, or one more of its own.
 *
 * <p>Threads are forbidden in this module, because their timing would reach results. Here it cannot: a strand is a
 * place to keep a stack, nothing more. Exactly one strand of a run is awake at any time; it wakes another and sleeps
 * in one move ({@link Strands}), so the order of all that happens is that of one thread. Java 17 has no other way to
 * hold a stack still while another runs.
 */
final class Strand {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Its turn: at most one permit in a whole run. */
    private final Semaphore turn = new Semaphore(0);

    private final Thread thread;
    private Runnable task;
    private boolean over;

    /** What another strand wants done on this one while it sleeps; null when it is woken to go on. */
    private Runnable errand;

    /** The thread that runs now. */
    Strand() {
        this.thread = null;
    }

    /** A new thread. */
    Strand(long stackBytes) {
        this.thread = new Thread(null, this::work, "lua-strand-" + COUNT.incrementAndGet(), stackBytes);
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        while (true) {
            turn.acquireUninterruptibly();
            if (over) {
                return;
            }
            task.run();
        }
    }

    /** What its next turn begins. */
    void begin(Runnable newTask) {
        task = newTask;
    }

    void wake() {
        turn.release();
    }

    void sleep() {
        turn.acquireUninterruptibly();
        while (errand != null) {
            Runnable now = errand;
            errand = null;
            now.run();
            turn.acquireUninterruptibly();
        }
    }

    void errand(Runnable newErrand) {
        errand = newErrand;
    }

    /** Ends an idle thread and waits for that. */
    void end() {
        over = true;
        turn.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
