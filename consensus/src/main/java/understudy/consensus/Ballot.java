package understudy.consensus;

/**
 * A ballot number: totally ordered, owned by one node, so that two proposers never share one (Lamport, Paxos
 * Made Simple, section 2.2). A ballot has at most one value per slot because its owner proposes one.
 *
 * @param round compared first
 * @param node its owner's id, and how often that was readmitted when it took the ballot, 2^20 for each time: an incarnation
 *     cannot know which rounds an earlier one has used; 0 in {@link #NONE} alone
 */
public record Ballot(long round, int node) implements Comparable<Ballot> {
    private static final int READMISSION = 1 << 20;

    /** Below every ballot that anybody owns. */
    public static final Ballot NONE = new Ballot(0, 0);

    @Override
    public int compareTo(Ballot other) {
        int byRound = Long.compare(round, other.round);
        return byRound != 0 ? byRound : Integer.compare(node, other.node);
    }

    public boolean isBelow(Ballot other) {
        return compareTo(other) < 0;
    }

    public boolean isAbove(Ballot other) {
        return compareTo(other) > 0;
    }

    /** The lowest ballot of a node that is above this one. */
    Ballot next(NodeId owner) {
        return next(owner, 0);
    }

    Ballot next(NodeId owner, int readmissions) {
        return new Ballot(round + 1, owner.value() + readmissions * READMISSION);
    }

    /** The id of its owner, without its readmissions. */
    public int owner() {
        return node % READMISSION;
    }

    static Ballot max(Ballot a, Ballot b) {
        return a.isAbove(b) ? a : b;
    }

    @Override
    public String toString() {
        return round + "." + owner() + "'".repeat(node / READMISSION);
    }
}
