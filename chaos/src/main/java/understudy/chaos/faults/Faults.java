package understudy.chaos.faults;

import java.util.ArrayList;
import java.util.List;
import understudy.chaos.faults.Cut.Direction;
import understudy.chaos.processes.NodeProcess;
import understudy.chaos.relays.Passage;
import understudy.chaos.relays.Relay;
import understudy.chaos.schedule.Planned;
import understudy.sim.world.Prng;

/** From what is planned to what is done. All that is left to draw comes from the plan's salt. */
public final class Faults {
    private static final long MEBIBYTE = 1L << 20;

    private Faults() {}

    /**
     * @param struck the nodes that it is to strike, as many as planned
     */
    public static Fault of(Planned planned, List<NodeProcess> struck, Arena arena) {
        Prng random = new Prng(planned.salt());
        NodeProcess node = struck.get(0);
        return switch (planned.variant()) {
            case KILL_LEADER, KILL_ONE, KILL_SOME, KILL_ALL -> new Killed(struck);
            case PAUSE_SHORT, PAUSE_LONG -> new Paused(node);
            case RESTART_ROLLING -> new Stopped(node);
            case PARTITION_SILENT -> cut(arena, around(arena, struck, true, true), Passage.SILENT, "cut off, silently");
            case PARTITION_REFUSED ->
                cut(arena, around(arena, struck, true, true), Passage.REFUSING, "cut off, by resets");
            case PARTITION_SPLIT -> cut(arena, around(arena, struck, true, true), Passage.SILENT, "cut off together");
            case PARTITION_MUTE ->
                cut(arena, around(arena, struck, true, false), Passage.SILENT, "hears and is not heard");
            case PARTITION_DEAF ->
                cut(arena, around(arena, struck, false, true), Passage.SILENT, "is heard and does not hear");
            case PARTITION_BRIDGE -> bridge(arena, node);
            case LINK_SLOW -> {
                int delay = random.between(10, 300);
                int jitter = random.between(0, 2 * delay);
                yield cut(
                        arena,
                        around(arena, struck, true, true),
                        Passage.slow(delay, jitter),
                        "its links take " + delay + " to " + (delay + jitter) + " ms");
            }
            case LINK_NARROW -> {
                int bytes = (int) random.scaled(2_000, 200_000);
                yield cut(
                        arena,
                        around(arena, struck, true, true),
                        Passage.narrow(bytes),
                        "its links pass " + bytes + " bytes a second");
            }
            case LINK_RESET -> new Spoilt(relays(arena, struck), false, random.below(4_000));
            case LINK_FLIP -> new Spoilt(relays(arena, struck), true, random.below(4_000));
            case DISK_FULL ->
                new FullDisk(node, arena.disks().get(node.id()), new long[] {0, 8, 40, 90}[random.below(4)] * MEBIBYTE);
            case DISK_SYNC_FAILS -> new FailingSync(node, random.between(1, 20));
            case DISK_SYNC_SLOW -> new SlowSync(node, (int) random.scaled(20, 1_000));
            case CLOCK_STEP -> new SteppedClock(arena.clocks().get(node.id()), step(random));
            case CLOCK_DRIFT -> new DriftingClock(arena.clocks().get(node.id()), drift(random));
            case WIPE -> new LostDirectory(node, arena.cluster().id());
            case ROT_LOG -> new Rot(node, true, random.next());
            case ROT_STATE -> new Rot(node, false, random.next());
        };
    }

    private static Fault cut(Arena arena, List<Direction> directions, Passage passage, String words) {
        return new Cut(arena.relays(), directions, passage, words);
    }

    /** The directions between these nodes and the others. */
    private static List<Direction> around(Arena arena, List<NodeProcess> struck, boolean out, boolean in) {
        List<Direction> directions = new ArrayList<>();
        for (NodeProcess node : struck) {
            for (NodeProcess other : arena.others(struck)) {
                if (out) {
                    directions.add(new Direction(node.id(), other.id()));
                }
                if (in) {
                    directions.add(new Direction(other.id(), node.id()));
                }
            }
        }
        return directions;
    }

    /** All hear this node; of the others, the two halves do not hear each other. */
    private static Fault bridge(Arena arena, NodeProcess middle) {
        List<NodeProcess> others = arena.others(List.of(middle));
        List<NodeProcess> side = others.subList(0, others.size() / 2);
        List<Direction> directions = new ArrayList<>();
        for (NodeProcess near : side) {
            for (NodeProcess far : others.subList(side.size(), others.size())) {
                directions.add(new Direction(near.id(), far.id()));
                directions.add(new Direction(far.id(), near.id()));
            }
        }
        return new Cut(arena.relays(), directions, Passage.SILENT, "alone hears both sides");
    }

    /** All that the struck nodes send. */
    private static List<Relay> relays(Arena arena, List<NodeProcess> struck) {
        List<Relay> relays = new ArrayList<>();
        for (NodeProcess node : struck) {
            arena.others(struck).forEach(other -> relays.add(arena.relay(node, other)));
        }
        return relays;
    }

    /** From a tenth of a second to an hour, either way. */
    private static long step(Prng random) {
        return (random.flip() ? 1 : -1) * random.scaled(100, 3_600_000);
    }

    /** So many milliseconds are gained, or lost, each second. */
    private static int drift(Prng random) {
        return (random.flip() ? 1 : -1) * (int) random.scaled(5, 300);
    }
}
