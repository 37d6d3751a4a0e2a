package understudy.chaos.schedule;

import java.util.List;

/**
 * A fault of the schedule.
 *
 * @param number from 1, in the order of their times
 * @param atMillis when it strikes, after the beginning; later where the machine is slow and the ones before are not over
 * @param lastsMillis from then on
 * @param leader whether it is aimed at the node that leads at that moment
 * @param strikes how many nodes
 * @param nodes all nodes, in the order in which they are preferred as victims: who is in trouble already is passed over
 * @param salt for what else is to be drawn
 */
public record Planned(
        int number,
        long atMillis,
        int lastsMillis,
        Variant variant,
        boolean leader,
        int strikes,
        List<Integer> nodes,
        long salt) {
    public Planned {
        nodes = List.copyOf(nodes);
    }

    Planned numbered(int position) {
        return new Planned(position, atMillis, lastsMillis, variant, leader, strikes, nodes, salt);
    }

    @Override
    public String toString() {
        String whom = leader
                ? "the leader" + (strikes > 1 ? " and " + (strikes - 1) + " more" : "")
                : strikes == nodes.size() ? "all nodes" : "node " + nodes.get(0);
        return String.format(
                "%4d  %6d.%d s  %-18s %s, for %d ms",
                number, atMillis / 1_000, atMillis % 1_000 / 100, variant, whom, lastsMillis);
    }
}
