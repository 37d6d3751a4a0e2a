package understudy.consensus;

/**
 * A ballot number: totally ordered, owned by one node, so that two proposers never share one (Lamport, Paxos
 * Made Simple, section 2.2). A ballot has at most one value per slot because its owner proposes one.
 *
 * @param round compared first
 * @param node its owner's id; 0 in {@link #NONE} alone
 */
public record Ballot(long round, int node) implements Comparable<Ballot> {
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
        return new Ballot(round + 1, owner.value());
    }

    static Ballot max(Ballot a, Ballot b) {
        return a.isAbove(b) ? a : b;
    }

    @Override
    public String toString() {
        return round + "." + node;
    }
}
