package understudy.consensus;

import java.util.List;

/**
 * Who has promised a ballot, or said that it would, and in which incarnation. It is enough when of every configuration
 * that may hold in an open slot a majority has: quorums are asked of the configuration of a slot, never of a number.
 */
final class Pledges {
    private final Incarnation[] by;

    Pledges(int members) {
        by = new Incarnation[members];
    }

    void take(int member, Incarnation incarnation) {
        by[member] = incarnation;
    }

    /** Whether they are a majority of every configuration that holds in this slot or a later one. */
    boolean cover(Membership membership, long slot) {
        List<Configuration> all = membership.from(slot);
        for (Configuration configuration : all) {
            int count = 0;
            for (int i = 0; i < by.length; i++) {
                count += by[i] != null && configuration.counts(i, by[i]) ? 1 : 0;
            }
            if (count < configuration.quorum()) {
                return false;
            }
        }
        return true;
    }
}
