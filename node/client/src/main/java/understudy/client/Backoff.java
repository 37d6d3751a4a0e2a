package understudy.client;

/**
 * Pauses that double from the first to the longest. Chance takes up to half of each away, so that clients that lost the
 * same node do not come back at the same moment.
 */
record Backoff(int firstMillis, int longestMillis) {
    /**
     * @param failures how often it has failed so far, 1 or more
     * @param chance from 0 to below 1
     */
    int pauseMillis(int failures, double chance) {
        int doublings = Math.min(failures - 1, 30);
        long bound = Math.min((long) firstMillis << doublings, longestMillis);
        return (int) Math.max(1, Math.ceil(bound - bound * chance / 2));
    }
}
