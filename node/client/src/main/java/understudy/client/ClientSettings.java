package understudy.client;

/**
 * How long a client waits for what.
 *
 * @param connectMillis for one node to accept a connection
 * @param answerMillis for one answer; a node that is silent for longer is taken for dead. A node says within 2 s that
 *     it finds no leader, so this stands well above
 * @param patienceMillis for a call as a whole, other nodes tried and definite failures repeated
 */
public record ClientSettings(int connectMillis, int answerMillis, int patienceMillis) {
    public static final ClientSettings DEFAULT = new ClientSettings(1_000, 10_000, 10_000);

    public ClientSettings {
        if (connectMillis < 1 || answerMillis < 1 || patienceMillis < 1) {
            throw new IllegalArgumentException("times are 1 ms at least: connect " + connectMillis + ", answer "
                    + answerMillis + ", patience " + patienceMillis);
        }
    }

    public ClientSettings withAnswerMillis(int millis) {
        return new ClientSettings(connectMillis, millis, patienceMillis);
    }

    public ClientSettings withPatienceMillis(int millis) {
        return new ClientSettings(connectMillis, answerMillis, millis);
    }
}
