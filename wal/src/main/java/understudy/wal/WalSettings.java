package understudy.wal;

/**
 * How the log is cut.
 *
 * @param segmentBytes a segment that has reached this size is closed and the next begun
 */
public record WalSettings(long segmentBytes) {
    public static final WalSettings DEFAULT = new WalSettings(64L << 20);
}
