package understudy.consensus;

import java.util.List;

/**
 * What {@code format} writes into a data directory, once.
 *
 * @param cluster 32 hex digits: nodes of different clusters do not speak to each other
 * @param initial the configuration from slot 1 on; where it does not name this incarnation, the node is to be readmitted
 */
public record Identity(String cluster, NodeId node, Incarnation incarnation, Configuration initial) {
    /** Of a directory that takes the place of one that was lost: it is to be readmitted before its votes count. */
    public static Identity joining(String cluster, NodeId node, Incarnation incarnation, List<NodeId> members) {
        return new Identity(
                cluster,
                node,
                incarnation,
                new Configuration(members.stream()
                        .map(member -> new Configuration.Member(member, Incarnation.UNKNOWN))
                        .toList()));
    }
}
