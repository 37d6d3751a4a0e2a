package understudy.chaos.faults;

import java.util.List;
import java.util.Map;
import understudy.chaos.processes.Cluster;
import understudy.chaos.processes.NodeProcess;
import understudy.chaos.relays.Relay;
import understudy.chaos.relays.Relays;

/**
 * All that faults lay hands on.
 *
 * @param disks the small disk of each node, by its number; empty where the machine gives none
 * @param clocks the wall clock of each node; empty likewise
 */
public record Arena(
        Cluster cluster,
        Relays relays,
        Machine machine,
        Map<Integer, SmallDisk> disks,
        Map<Integer, WallClock> clocks) {

    Relay relay(NodeProcess from, NodeProcess to) {
        return relays.relay(from.id(), to.id());
    }

    List<NodeProcess> others(List<NodeProcess> nodes) {
        return cluster.nodes().stream().filter(node -> !nodes.contains(node)).toList();
    }
}
