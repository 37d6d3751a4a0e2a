package understudy.chaos.faults;

import java.util.concurrent.TimeUnit;

/** A wall clock that gains or loses a little each second, and is set right at the end. */
final class DriftingClock implements Fault {
    private static final int PERIOD_MILLIS = 1_000;

    private final WallClock clock;
    private final int millisPerSecond;
    private String unseen = "";
    private Thread drift;

    DriftingClock(WallClock clock, int millisPerSecond) {
        this.clock = clock;
        this.millisPerSecond = millisPerSecond;
    }

    @Override
    public String begin() {
        unseen = clock.unseen();
        drift = new Thread(this::run, "drift");
        drift.start();
        return "its clock gains " + millisPerSecond + " ms each second";
    }

    private void run() {
        try {
            for (long ahead = millisPerSecond; ; ahead += millisPerSecond) {
                clock.ahead(ahead);
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            // Set right by whoever interrupts.
        }
    }

    @Override
    public void heal() {
        drift.interrupt();
        try {
            drift.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clock.right();
    }

    @Override
    public String missed() {
        return unseen;
    }
}
