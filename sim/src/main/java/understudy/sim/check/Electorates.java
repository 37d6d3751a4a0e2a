package understudy.sim.check;

import java.util.ArrayList;
import java.util.List;
import understudy.consensus.Configuration;
import understudy.consensus.Incarnation;
import understudy.consensus.Membership;

/**
 * Whose votes count in which slot, told from the chosen log by the rule of the paper (Lamport, The Part-Time
 * Parliament, section 3.3.7) and not by the product's idea of it: a node's fresh incarnation that is chosen in slot s
 * votes from slot s + 256 on in the place of the old one, and while that waits no other change is begun.
 *
 * <p>A voter is a bit: a node in one of the incarnations that it has had in this world.
 */
final class Electorates {
    private static final long ALPHA_SLOTS = 256;

    /** Incarnations that a node may have in one world. */
    private static final int MOST_ERAS = 8;

    private record Since(long slot, List<Incarnation> voters, long bits) {}

    private final List<List<Incarnation>> incarnations = new ArrayList<>();
    private final List<Since> steps = new ArrayList<>();
    private final int quorum;

    Electorates(Configuration configuration) {
        quorum = configuration.size() / 2 + 1;
        List<Incarnation> voters = new ArrayList<>();
        for (int node = 0; node <= configuration.size(); node++) {
            incarnations.add(new ArrayList<>());
            voters.add(null);
        }
        for (Configuration.Member member : configuration.members()) {
            incarnations.get(member.node().value()).add(member.incarnation());
            voters.set(member.node().value(), member.incarnation());
        }
        steps.add(new Since(1, voters, bits(voters)));
    }

    /** A node comes back as another one: it votes for nobody yet. */
    void comesBack(int node, Incarnation fresh) {
        incarnations.get(node).add(fresh);
    }

    /** The bit of a node in the incarnation that it has now. */
    long voter(int node) {
        return voter(node, incarnations.get(node).size() - 1);
    }

    private static long voter(int node, int era) {
        return 1L << (era * MOST_ERAS + node);
    }

    private long bits(List<Incarnation> voters) {
        long bits = 0;
        for (int node = 1; node < voters.size(); node++) {
            int era = incarnations.get(node).indexOf(voters.get(node));
            bits |= era < 0 ? 0 : voter(node, era);
        }
        return bits;
    }

    /**
     * A change is chosen in a slot.
     *
     * @return false when it changes nothing
     */
    boolean chosen(long slot, Membership.Readmission change) {
        Since newest = steps.get(steps.size() - 1);
        int node = change.node().value();
        boolean waits = steps.size() > 1 && slot < newest.slot;
        if (waits || node >= newest.voters.size() || !newest.voters.get(node).equals(change.old())) {
            return false;
        }
        List<Incarnation> voters = new ArrayList<>(newest.voters);
        voters.set(node, change.fresh());
        steps.add(new Since(slot + ALPHA_SLOTS, voters, bits(voters)));
        return true;
    }

    /** Whether these are a majority of those whose votes count in a slot. */
    boolean decide(long slot, long voters) {
        int i = steps.size() - 1;
        while (i > 0 && steps.get(i).slot > slot) {
            i--;
        }
        return Long.bitCount(voters & steps.get(i).bits) >= quorum;
    }

    /** Whether these would be a majority in some slot, be it earlier or later. */
    boolean decideSomewhere(long voters) {
        for (Since step : steps) {
            if (Long.bitCount(voters & step.bits) >= quorum) {
                return true;
            }
        }
        return false;
    }
}
