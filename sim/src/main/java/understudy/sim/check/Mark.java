package understudy.sim.check;

/**
 * What a checker must have met somewhere in a campaign: a check that was never put to the test proves nothing,
 * so a campaign in which one of these was never hit fails. The code is that of the checker.
 */
public enum Mark {
    AGREED("AGR", "two nodes handed on the same slot"),
    HANDED_AGAIN("AGR", "a slot was handed on again after a restart"),
    REPROPOSED("AGR", "a chosen value was accepted again in a higher ballot"),
    PROMISED("PRM", "a node promised a higher ballot than before"),
    REFUSED_VALUE("PRM", "two ballots brought different values for one slot"),
    VOTED("DUR", "a slot was handed on with a quorum of durable accepts"),
    ACCEPT_LOST("DUR", "a loss of power took an accept that was not synced"),
    ACCEPT_SURVIVED("DUR", "an accept that was not synced was read back after a restart"),
    RESUMED("GAP", "a restarted node went on behind its last commit"),
    JUMPED("GAP", "a node skipped slots by a snapshot"),
    DIGESTS("EQ", "two nodes reported the digest of the same slot"),
    IMAGES("EQ", "two nodes' states were compared byte by byte"),
    DIVERGED("EQ", "a node whose stored state had changed with its checksum was told so and took another's"),
    REPLIED("REF", "a write's answer was compared with the model's"),
    ANSWERED_AT_THE_DOOR("REF", "a node answered without log and state"),
    READ("REF", "a read's answer was found at a slot within its interval"),
    READ_RACED("REF", "a read overlapped with slots that were being chosen"),
    READ_BEHIND("REF", "a read was held against an earlier one of its connection"),
    KILLED("REF", "a script that only reads was killed"),
    LINEARIZED("LIN", "the operations on a key were searched for an order, and have one"),
    LINEARIZED_RACE("LIN", "an operation on a key overlapped with another"),
    LINEARIZED_UNKNOWN("LIN", "an operation of unknown outcome had to be placed or left out"),
    LINEARIZED_TOGETHER("LIN", "keys that one command touched were searched as one object"),
    ORDERED("ELLE", "transactions were found to have no cycle"),
    WRITE_DEPENDS("ELLE", "a transaction appended behind another's element"),
    READ_DEPENDS("ELLE", "a transaction read another's element"),
    READ_PRECEDES("ELLE", "a transaction read a list before another appended to it"),
    UNKNOWN_SEEN("ELLE", "the elements of a transaction of unknown outcome were read"),
    UNKNOWN_HAPPENED("XO", "a command of unknown outcome had taken effect"),
    UNKNOWN_NEVER_HAPPENED("XO", "a command of unknown outcome had never taken effect"),
    REFUSED("XO", "a command was refused and never took effect"),
    CALLED_AGAIN("XO", "a session's call was sent again"),
    CALL_REPEATED("XO", "a session's call stood in the log twice and took effect once"),
    COUNTED("XO", "an acknowledged element was counted in the final state"),
    AUDITED("SUM", "all accounts were read in one step"),
    STAMPED("TIME", "an entry's stamp was held against the nodes' clocks"),
    POURED("RATE", "a leaky bucket gave a place"),
    OVERFLOWED("RATE", "a leaky bucket refused a place"),
    WALKED("SCAN", "a walk by SCAN ended and had seen all that was there throughout"),
    WALKED_AMONG_WRITES("SCAN", "keys came while a walk went on"),
    LOCKED("LOCK", "a lock was granted or its lease extended"),
    LOCK_REFUSED("LOCK", "a lock was refused"),
    LOCK_PASSED_ON("LOCK", "a lock went on to a higher token"),
    NUMBERED("SEQ", "a sequence gave numbers"),
    NUMBERED_AGAIN("SEQ", "an idempotency key got its numbers again"),
    LIVED("TTL", "a value was seen within its span"),
    LAPSED("TTL", "a value was gone when its span was over"),
    GHOSTS("ALL", "a script failed after it had written"),
    RECOVERED("LIVE", "all commands ended and all nodes were equal after the faults"),
    RECOVERED_WITHOUT("LIVE", "a core recovered while other nodes stayed dead"),
    STABLE("STAB", "a stretch without faults was watched for changes of leadership"),
    IMPAIRED("PRM", "a node found that it had lost what it had accepted, and said so"),
    REPAIRED("PRM", "such a node was repaired and voted again"),
    READ_BACK("CRC", "a start read a record of the log, and it was what had been written"),
    READMITTED("CFG", "a node whose disk was gone was readmitted by a chosen entry"),
    WINDOW_FILLED("STAB", "a leader's window to a peer that does not answer was full"),
    LEADER_LEFT_OUT("LIVE", "a core recovered without the node that had led"),
    FOREIGN_DISK("PRM", "a node refused to start on another one's disk"),
    REPEATED("DET", "a seed was run a second time and its trace was the same");

    private final String code;
    private final String words;

    Mark(String code, String words) {
        this.code = code;
        this.words = words;
    }

    public String code() {
        return code;
    }

    public String words() {
        return words;
    }
}
