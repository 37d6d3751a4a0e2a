package understudy.chaos.faults;

/** A wall clock that jumps, or runs fast or slow, and jumps back. */
final class WrongClock implements Fault {
    private final WallClock clock;
    private final String shows;

    WrongClock(WallClock clock, String shows) {
        this.clock = clock;
        this.shows = shows;
    }

    @Override
    public String begin() {
        clock.show(shows);
        return "its clock shows " + shows;
    }

    @Override
    public void heal() {
        clock.right();
    }
}
