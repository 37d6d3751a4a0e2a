package understudy.replica;

import understudy.consensus.Identity;
import understudy.wal.Segments;
import understudy.wal.SlotFile;
import understudy.wal.WalSettings;

/**
 * Brings a node up from its disk, in the order that makes it safe: promise file, log (recovered and synced),
 * state, and a new life number, durable before the first message leaves.
 */
public final class Boot {
    private Boot() {}

    /**
     * @param random seeds the loop's own generator (election timeouts)
     */
    public static Node up(
            Identity identity,
            NodeSettings settings,
            Segments segments,
            WalSettings walSettings,
            SlotFile promiseFile,
            StateHome home,
            long random,
            Now now) {
        throw new UnsupportedOperationException("being built");
    }

    /** The three stages of a node; each belongs to one thread of the owner's. */
    public record Node(Replica loop, LogStage log, StateStage state) {}
}
