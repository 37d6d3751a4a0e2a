package understudy.replica;

import understudy.consensus.Timing;

/**
 * Local settings of a node: they bear on its timing, memory and limits, never on state or replies.
 *
 * @param heartbeatMillis how often a leader is heard of
 * @param electionMinMillis shortest silence after which a node asks for votes
 * @param electionMaxMillis longest such silence
 * @param windowSlots undecided slots in flight
 * @param batchBytes largest entry that the leader makes of waiting commands
 * @param unappliedSlots the leader stops proposing while so many chosen slots wait to be applied
 * @param commitMillis how often the state is made durable
 * @param commitSlots or after so many slots
 * @param keepSlots slots kept in log and memory below the last commit, for peers that lag
 * @param keepBytes and at most so many bytes of them
 * @param chunkBytes size of a snapshot's chunks
 * @param noLeaderMillis how long a client waits for a leader before it is told that there is none
 * @param clientPort the port that clients are told of
 * @param compareSlots the nodes compare the digests of what they have computed every so many slots; 0 for never
 * @param scrubSlots the nodes read all that they have stored, and compare its digest, every so many slots; 0 for never.
 *     Both are to be the same on all nodes: what only some tell is not compared
 * @param pageBytes size of a page of phase 1 or catch-up
 * @param inflightBytes bytes of accepts that a peer has not answered before it is sent no more
 * @param trialSteps a read that takes more steps is run beside the state stage: a few milliseconds' worth
 */
public record NodeSettings(
        int heartbeatMillis,
        int electionMinMillis,
        int electionMaxMillis,
        int windowSlots,
        int batchBytes,
        int unappliedSlots,
        int commitMillis,
        int commitSlots,
        int keepSlots,
        int keepBytes,
        int chunkBytes,
        int noLeaderMillis,
        int clientPort,
        int compareSlots,
        int scrubSlots,
        int pageBytes,
        long inflightBytes,
        int trialSteps) {
    private static final int TRIAL_STEPS = 10_000;
    private static final int COMPARE_SLOTS = 1_024;
    private static final int SCRUB_SLOTS = 1 << 20;
    private static final int PAGE_BYTES = 512 << 10;
    private static final long INFLIGHT_BYTES = 8L << 20;
    private static final long UNAPPLIED_BYTES = 32L << 20;

    public static final NodeSettings DEFAULT =
            new NodeSettings(50, 300, 600, 64, 900_000, 1_024, 200, 4_096, 8_192, 16 << 20, 256 << 10, 2_000, 0);

    /** Compares as often as is the rule. */
    public NodeSettings(
            int heartbeatMillis,
            int electionMinMillis,
            int electionMaxMillis,
            int windowSlots,
            int batchBytes,
            int unappliedSlots,
            int commitMillis,
            int commitSlots,
            int keepSlots,
            int keepBytes,
            int chunkBytes,
            int noLeaderMillis,
            int clientPort) {
        this(
                heartbeatMillis,
                electionMinMillis,
                electionMaxMillis,
                windowSlots,
                batchBytes,
                unappliedSlots,
                commitMillis,
                commitSlots,
                keepSlots,
                keepBytes,
                chunkBytes,
                noLeaderMillis,
                clientPort,
                COMPARE_SLOTS,
                SCRUB_SLOTS,
                PAGE_BYTES,
                INFLIGHT_BYTES,
                TRIAL_STEPS);
    }

    /** The same for the core, in its units. */
    Timing timing() {
        return new Timing(
                heartbeatMillis * 1_000L,
                electionMinMillis * 1_000L,
                electionMaxMillis * 1_000L,
                windowSlots,
                unappliedSlots,
                UNAPPLIED_BYTES,
                keepSlots,
                keepBytes,
                pageBytes,
                inflightBytes);
    }

    public NodeSettings withClientPort(int port) {
        return with(port, compareSlots, scrubSlots, trialSteps);
    }

    public NodeSettings withTrialSteps(int steps) {
        return with(clientPort, compareSlots, scrubSlots, steps);
    }

    /** Compares computed and stored states every so many slots; 0 for never. */
    public NodeSettings comparing(int computedEverySlots, int storedEverySlots) {
        return with(clientPort, computedEverySlots, storedEverySlots, trialSteps);
    }

    private NodeSettings with(int port, int computedEverySlots, int storedEverySlots, int steps) {
        return new NodeSettings(
                heartbeatMillis,
                electionMinMillis,
                electionMaxMillis,
                windowSlots,
                batchBytes,
                unappliedSlots,
                commitMillis,
                commitSlots,
                keepSlots,
                keepBytes,
                chunkBytes,
                noLeaderMillis,
                port,
                computedEverySlots,
                storedEverySlots,
                pageBytes,
                inflightBytes,
                steps);
    }
}
