package understudy.replica;

import java.util.Map;
import java.util.TreeMap;
import understudy.consensus.Configuration;
import understudy.consensus.NodeId;

/**
 * Replicas that applied the same slots must be in the same state. Every so many slots each tells the others a digest,
 * of its chain of effects and replies or of all the records that it has stored. Who stands against a majority
 * has computed or kept something else (a defect of the build, of the JVM, of the memory or of the disk): it must not
 * serve another reply, and takes the state of one that is in agreement. Where no majority can agree any more, nobody
 * knows who is right, and all stop.
 *
 * <p>What may go wrong: a replica that lags has told nothing yet, so an opinion that differs from one other proves
 * nothing; and a node that seeks a state might be given that of another which has diverged too. It asks
 * {@link #mayTakeFrom} first: where the others contradict each other, only a majority's word will do.
 */
final class DivergenceWatch {
    private static final int KEPT = 4;

    private final Configuration configuration;
    private final NodeId self;
    private final String what;
    private final long everySlots;

    /** Per slot, the digest that each node has told. */
    private final TreeMap<Long, TreeMap<NodeId, String>> told = new TreeMap<>();

    /** What the digests say of this node's own state. */
    sealed interface Verdict {
        /** For people: the slot, and who says what. */
        String reason();

        /** A majority agrees, and this node is not of it. */
        record Outvoted(String reason) implements Verdict {}

        /** No majority can agree. */
        record NobodyKnows(String reason) implements Verdict {}
    }

    /**
     * @param what the digests are of, for people
     * @param everySlots slots between two comparisons; 0 for none
     */
    DivergenceWatch(Configuration configuration, NodeId self, String what, long everySlots) {
        this.configuration = configuration;
        this.self = self;
        this.what = what;
        this.everySlots = everySlots;
    }

    boolean isCompared(long slot) {
        return everySlots > 0 && slot % everySlots == 0;
    }

    /** A node, maybe this one, has this digest at a slot. Returns what follows for this node; null for nothing. */
    Verdict tells(NodeId node, long slot, String digest) {
        boolean late = !told.isEmpty() && slot < told.lastKey() - KEPT * everySlots;
        if (configuration.indexOf(node) < 0 || late) {
            return null;
        }
        TreeMap<NodeId, String> digests = told.computeIfAbsent(slot, s -> new TreeMap<>());
        digests.put(node, digest);
        Verdict verdict = judge(slot, digests);
        while (told.size() > KEPT) {
            told.pollFirstEntry();
        }
        return verdict;
    }

    /** All that a node says of the state that it has now, by slot; what it said of an earlier one counts no more. */
    Verdict replaces(NodeId node, TreeMap<Long, String> all) {
        told.values().forEach(digests -> digests.remove(node));
        Verdict worst = null;
        for (Map.Entry<Long, String> one : all.entrySet()) {
            Verdict verdict = tells(node, one.getKey(), one.getValue());
            worst = verdict == null ? worst : verdict;
        }
        return worst;
    }

    private Verdict judge(long slot, TreeMap<NodeId, String> digests) {
        String own = digests.get(self);
        if (own == null) {
            return null;
        }
        TreeMap<String, Integer> counts = new TreeMap<>();
        int most = 0;
        for (String digest : digests.values()) {
            most = Math.max(most, counts.merge(digest, 1, Integer::sum));
        }
        String reason = "the state of " + self + " has diverged: after slot " + slot + " the digests of " + what
                + " are " + digests;
        if (most >= configuration.quorum()) {
            return counts.get(own) < most ? new Verdict.Outvoted(reason) : null;
        }
        int silent = configuration.size() - digests.size();
        return counts.size() > 1 && most + silent < configuration.quorum()
                ? new Verdict.NobodyKnows(reason + ", and no majority agrees")
                : null;
    }

    /**
     * Whether this node may take its state from a peer: nobody contradicts what that one has told lately, or a majority
     * bears it out.
     */
    boolean mayTakeFrom(NodeId peer) {
        for (TreeMap<NodeId, String> digests : told.values()) {
            String its = digests.get(peer);
            int agree = 0;
            int differ = 0;
            for (Map.Entry<NodeId, String> other : digests.entrySet()) {
                if (its != null && !other.getKey().equals(self)) {
                    agree += other.getValue().equals(its) ? 1 : 0;
                    differ += other.getValue().equals(its) ? 0 : 1;
                }
            }
            if (differ > 0 && agree < configuration.quorum()) {
                return false;
            }
        }
        return true;
    }

    /** What this node has told, by slot, the oldest first. */
    TreeMap<Long, String> own() {
        TreeMap<Long, String> own = new TreeMap<>();
        for (Map.Entry<Long, TreeMap<NodeId, String>> slot : told.entrySet()) {
            String digest = slot.getValue().get(self);
            if (digest != null) {
                own.put(slot.getKey(), digest);
            }
        }
        return own;
    }

    /** The state that this node's digests were of is gone. */
    void forgetOwn() {
        for (TreeMap<NodeId, String> digests : told.values()) {
            digests.remove(self);
        }
    }
}
