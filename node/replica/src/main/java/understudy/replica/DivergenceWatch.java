package understudy.replica;

import java.util.TreeMap;
import understudy.consensus.Configuration;
import understudy.consensus.NodeId;

/**
 * Replicas that applied the same slots must be in the same state. Every so many slots each tells the others the
 * digest of its chain of effects and replies; a replica that stands against a majority has computed something
 * else (a defect of the build, of the JVM or of the memory) and must not serve another reply. Where no majority
 * agrees, nobody knows who is right, and all stop.
 */
final class DivergenceWatch {
    /** Slots between two comparisons. */
    static final long EVERY_SLOTS = 1_024;

    private static final int KEPT = 4;

    private final Configuration configuration;
    private final NodeId self;

    /** Per slot, the digest that each node has told. */
    private final TreeMap<Long, TreeMap<NodeId, String>> told = new TreeMap<>();

    DivergenceWatch(Configuration configuration, NodeId self) {
        this.configuration = configuration;
        this.self = self;
    }

    static boolean isCompared(long slot) {
        return slot % EVERY_SLOTS == 0;
    }

    /** A node, maybe this one, has applied a slot with this digest. */
    void tells(NodeId node, long slot, String digest) {
        if (configuration.indexOf(node) < 0 || !told.isEmpty() && slot < told.lastKey() - KEPT * EVERY_SLOTS) {
            return;
        }
        TreeMap<NodeId, String> digests = told.computeIfAbsent(slot, s -> new TreeMap<>());
        digests.put(node, digest);
        judge(slot, digests);
        while (told.size() > KEPT) {
            told.pollFirstEntry();
        }
    }

    private void judge(long slot, TreeMap<NodeId, String> digests) {
        String own = digests.get(self);
        if (own == null) {
            return;
        }
        TreeMap<String, Integer> counts = new TreeMap<>();
        int most = 0;
        for (String digest : digests.values()) {
            most = Math.max(most, counts.merge(digest, 1, Integer::sum));
        }
        boolean majorityIsOther = most >= configuration.quorum() && counts.get(own) < most;
        boolean noMajority =
                most + (configuration.size() - digests.size()) < configuration.quorum() && counts.size() > 1;
        if (majorityIsOther || noMajority) {
            throw new IllegalStateException("the state of " + self + " has diverged: after slot " + slot
                    + " its digest is " + own + ", the nodes say " + digests
                    + (noMajority ? "; no majority agrees, so all of them stop" : "")
                    + ". Keep the data directories for an inquiry and report this with the build's version");
        }
    }
}
