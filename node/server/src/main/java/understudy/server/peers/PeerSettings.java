package understudy.server.peers;

/**
 * @param queueBytes what may wait for one peer; more is dropped, and consensus asks again
 * @param frameBytes largest frame
 * @param pingMillis how often a connection is asked for a sign of life
 * @param silenceMillis a connection without one for so long is given up
 * @param retryMinMillis pause before the first new attempt to connect; doubled with each, give or take a half
 * @param retryMaxMillis longest such pause
 */
public record PeerSettings(
        int queueBytes, int frameBytes, int pingMillis, int silenceMillis, int retryMinMillis, int retryMaxMillis) {
    public static final PeerSettings DEFAULT = new PeerSettings(32 << 20, 64 << 20, 500, 3_000, 25, 1_000);
}
