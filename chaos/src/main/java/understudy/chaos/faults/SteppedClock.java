package understudy.chaos.faults;

/** A wall clock that jumps, and jumps back. */
final class SteppedClock implements Fault {
    private final WallClock clock;
    private final long millis;
    private String unseen = "";

    SteppedClock(WallClock clock, long millis) {
        this.clock = clock;
        this.millis = millis;
    }

    @Override
    public String begin() {
        unseen = clock.unseen();
        clock.ahead(millis);
        return "its clock is " + millis + " ms ahead";
    }

    @Override
    public void heal() {
        clock.right();
    }

    @Override
    public String missed() {
        return unseen;
    }
}
