package understudy.chaos.relays;

/**
 * How a relay lets things pass at the moment.
 *
 * @param silent nothing passes, neither way, and nobody is told: connections stay, and what was sent lies in buffers
 *     until it passes again, late, as TCP has it
 * @param refusing connections are reset, old ones and new ones
 * @param delayMillis for each piece, on its way there
 * @param jitterMillis up to so much more, evenly drawn; order is kept
 * @param bytesPerSecond that pass; 0 for no limit
 */
public record Passage(boolean silent, boolean refusing, int delayMillis, int jitterMillis, int bytesPerSecond) {
    public static final Passage OPEN = new Passage(false, false, 0, 0, 0);
    public static final Passage SILENT = new Passage(true, false, 0, 0, 0);
    public static final Passage REFUSING = new Passage(false, true, 0, 0, 0);

    public Passage {
        if (delayMillis < 0 || jitterMillis < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("no less than nothing: delay " + delayMillis + " ms, jitter "
                    + jitterMillis + " ms, " + bytesPerSecond + " bytes a second");
        }
    }

    public static Passage slow(int delayMillis, int jitterMillis) {
        return new Passage(false, false, delayMillis, jitterMillis, 0);
    }

    public static Passage narrow(int bytesPerSecond) {
        return new Passage(false, false, 0, 0, bytesPerSecond);
    }

    boolean immediate() {
        return delayMillis == 0 && jitterMillis == 0 && bytesPerSecond == 0;
    }
}
