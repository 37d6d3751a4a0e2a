package understudy.replica;

import java.util.List;

/**
 * A node's view of itself and the cluster.
 *
 * @param role {@code leader}, {@code follower} or {@code candidate}
 * @param leader node id of the leader it follows, 0 when it knows none
 * @param ballot as {@code round.node}
 * @param member whether its votes count, or will as soon as its readmission holds; false for a node that joins
 * @param voter whether its votes count in the next slot
 * @param repair whether it has lost something on its disk
 * @param repairing why this node has no state to serve from until it has taken a peer's or made it anew; empty when
 *     it has one
 */
public record Status(
        int node,
        String role,
        String ballot,
        int leader,
        long chosenSlot,
        long appliedSlot,
        long committedSlot,
        long floorSlot,
        String digest,
        boolean serving,
        boolean member,
        boolean voter,
        Repair repair,
        String repairing,
        List<Peer> peers) {
    /**
     * An impaired node has lost records that it had acknowledged, and abstains from elections until it holds all slots
     * below one that a leader names.
     *
     * @param slot that slot; -1 while it is not known
     */
    public record Repair(boolean impaired, long slot) {}

    /** @param lagSlots how many chosen slots it is behind, as far as this node knows; -1 unknown */
    public record Peer(int node, boolean heard, long lagSlots) {}
}
