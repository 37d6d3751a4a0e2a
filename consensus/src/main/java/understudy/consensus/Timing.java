package understudy.consensus;

/**
 * Times and bounds of the core; all local, none reaches a value that is chosen.
 *
 * @param heartbeatMicros how often a leader is heard of
 * @param electionMinMicros shortest silence after which a node stands for election; for so long after a word
 *     of the leader it grants no pre-ballot
 * @param electionMaxMicros longest such silence; a leader that has heard no quorum, or whose disk has not
 *     synced, for so long steps down
 * @param windowSlots undecided slots in flight
 * @param unappliedSlots chosen slots that may wait to be applied before the leader stops proposing; a follower
 *     whose state lags twice as far takes nothing more and catches up later
 * @param unappliedBytes and so many bytes of them
 * @param keepSlots slots kept below the last commit of the state
 * @param keepBytes and at most so many bytes of them
 * @param pageBytes size of a page of phase 1 or catch-up
 * @param inflightBytes bytes of accepts that a peer has not answered before it is sent no more
 */
public record Timing(
        long heartbeatMicros,
        long electionMinMicros,
        long electionMaxMicros,
        int windowSlots,
        int unappliedSlots,
        long unappliedBytes,
        int keepSlots,
        long keepBytes,
        int pageBytes,
        long inflightBytes) {}
