package understudy.consensus;

/** A node's number in its cluster, from 1 on; also the lower half of a {@link Ballot}. */
public record NodeId(int value) implements Comparable<NodeId> {
    public NodeId {
        if (value < 1 || value > 1_000_000) {
            throw new IllegalArgumentException("a node id is 1 to 1000000, not " + value);
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "n" + value;
    }
}
