package understudy.chaos.faults;

/** A wall clock that jumps, and jumps back. */
final class SteppedClock implements Fault {
    private final WallClock clock;
    private final long millis;

    SteppedClock(WallClock clock, long millis) {
        this.clock = clock;
        this.millis = millis;
    }

    @Override
    public String begin() {
        clock.ahead(millis);
        return "its clock is " + millis + " ms ahead";
    }

    @Override
    public void heal() {
        clock.right();
    }
}
