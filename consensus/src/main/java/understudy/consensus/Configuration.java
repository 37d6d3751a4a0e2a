package understudy.consensus;

import java.util.List;

/**
 * Who votes. Quorums are asked of the configuration of a slot, never of a constant, so that a
 * reconfiguration can follow.
 */
public record Configuration(List<Member> members) {
    /**
     * A voter: its id, and the incarnation whose votes count.
     *
     * @param readmissions how often the node came back in another incarnation
     */
    public record Member(NodeId node, Incarnation incarnation, int readmissions) {
        public Member(NodeId node, Incarnation incarnation) {
            this(node, incarnation, 0);
        }
    }

    public Configuration {
        members =
                members.stream().sorted((a, b) -> a.node().compareTo(b.node())).toList();
        for (int i = 0; i < members.size(); i++) {
            if (i > 0 && members.get(i).node().equals(members.get(i - 1).node())) {
                throw new IllegalArgumentException(members.get(i).node() + " is named twice");
            }
        }
        if (members.isEmpty() || members.size() > 31) {
            throw new IllegalArgumentException("a cluster has 1 to 31 members, not " + members.size());
        }
    }

    /** The size of a majority. */
    public int quorum() {
        return members.size() / 2 + 1;
    }

    public int size() {
        return members.size();
    }

    /** Place of a node among the members, ascending by id; -1 for a stranger. */
    public int indexOf(NodeId node) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).node().equals(node)) {
                return i;
            }
        }
        return -1;
    }

    /** The same with a member in another incarnation. */
    Configuration readmitted(NodeId node, Incarnation fresh) {
        return new Configuration(members.stream()
                .map(member -> member.node().equals(node) ? new Member(node, fresh, member.readmissions() + 1) : member)
                .toList());
    }

    /** The same for the member at an index. */
    boolean counts(int member, Incarnation incarnation) {
        return members.get(member).incarnation().equals(incarnation);
    }

    /** How often a member was readmitted. */
    public int readmissions(NodeId node) {
        return members.get(indexOf(node)).readmissions();
    }

    /** Whether a vote of this node in this incarnation counts. */
    public boolean counts(NodeId node, Incarnation incarnation) {
        int i = indexOf(node);
        return i >= 0 && members.get(i).incarnation().equals(incarnation);
    }
}
