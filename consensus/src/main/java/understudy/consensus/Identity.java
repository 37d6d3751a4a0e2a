package understudy.consensus;

/**
 * What {@code format} writes into a data directory, once.
 *
 * @param cluster 32 hex digits: nodes of different clusters do not speak to each other
 * @param initial the configuration from slot 1 on
 */
public record Identity(String cluster, NodeId node, Incarnation incarnation, Configuration initial) {}
