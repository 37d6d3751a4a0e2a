package understudy.sim;

import java.util.ArrayList;
import java.util.List;
import understudy.replica.NodeSettings;
import understudy.sim.world.Network;
import understudy.sim.world.Prng;

/**
 * What a seed draws before its world begins: a swarm, in which each world has its own size, its own knobs and its
 * own few kinds of faults. A world with every fault at a middling rate would look like every other; worlds
 * that lack some kinds reach states which those kinds prevent.
 *
 * @param nodes size of the cluster
 * @param settings the nodes' knobs
 * @param segmentBytes size of a log segment
 * @param maxRecordBytes largest record that the disk takes
 * @param weather of the network
 * @param hopMicros mean time from one stage of a node to the next
 * @param syncMicros mean time of a sync
 * @param applyMicros mean time of a piece of work of the state stage
 * @param bootMicros mean time from a process's start to its first step
 * @param clockOffsetMicros largest offset of a wall clock
 * @param clockDriftPerMillion largest drift of a clock
 * @param clients how many connect
 * @param thinkMicros mean pause of a client between commands
 * @param pipeline largest number of commands that a client has under way
 * @param registers how many keys are read and written at random: the fewer, the more clients meet
 * @param faults the kinds of faults of this world
 * @param faultsMicros how long faults go on
 */
public record Draw(
        int nodes,
        NodeSettings settings,
        long segmentBytes,
        int maxRecordBytes,
        Network.Weather weather,
        long hopMicros,
        long syncMicros,
        long applyMicros,
        long bootMicros,
        long clockOffsetMicros,
        long clockDriftPerMillion,
        int clients,
        long thinkMicros,
        int pipeline,
        int registers,
        List<Fault> faults,
        long faultsMicros) {
    private static final long MILLI = 1_000;
    private static final long SECOND = 1_000_000;

    /**
     * A kind of fault of a world.
     *
     * @param everyMicros mean time between two of them
     * @param lastsMicros mean time until it ends, where it ends
     */
    public record Fault(Nemesis.Kind kind, long everyMicros, long lastsMicros) {}

    public static Draw of(long seed) {
        Prng random = new Prng(seed).split("draw");
        int nodes = nodes(random.split("nodes"));
        Prng timing = random.split("timing");
        Prng knobs = random.split("knobs");
        // Some worlds are short and crowded: what goes wrong within milliseconds of a fault needs commands there.
        boolean crowded = random.split("crowded").chance(300_000);
        return new Draw(
                nodes,
                settings(knobs),
                knobs.scaled(8 << 10, 1 << 20),
                1 << 20,
                weather(random.split("weather")),
                timing.scaled(5, 500),
                timing.scaled(100, 8 * MILLI),
                timing.scaled(10, 800),
                timing.scaled(20 * MILLI, 400 * MILLI),
                timing.scaled(1, 300 * MILLI),
                timing.scaled(1, 500),
                random.split("clients").between(3, 8),
                random.split("think").scaled(crowded ? 2 * MILLI : 20 * MILLI, crowded ? 30 * MILLI : 600 * MILLI),
                random.split("pipeline").between(1, 6),
                random.split("registers").between(1, 4),
                faults(random.split("faults"), nodes, crowded),
                random.split("length")
                        .between(crowded ? 4 * SECOND : 15 * SECOND, crowded ? 10 * SECOND : 45 * SECOND));
    }

    private static int nodes(Prng random) {
        // Three and five are what people run; one, two and four have corners of their own.
        int die = random.below(20);
        return die < 2 ? 1 : die < 4 ? 2 : die < 12 ? 3 : die < 14 ? 4 : 5;
    }

    private static NodeSettings settings(Prng random) {
        int heartbeatMillis = random.between(20, 100);
        int electionMinMillis = heartbeatMillis * random.between(3, 8);
        NodeSettings usual = NodeSettings.DEFAULT;
        boolean shortMemory = random.chance(600_000);
        return new NodeSettings(
                heartbeatMillis,
                electionMinMillis,
                electionMinMillis * random.between(2, 3),
                (int) random.scaled(1, 64),
                (int) random.scaled(2_000, usual.batchBytes()),
                (int) random.scaled(4, usual.unappliedSlots()),
                random.between(20, 400),
                (int) random.scaled(4, usual.commitSlots()),
                shortMemory ? (int) random.scaled(2, 100) : usual.keepSlots(),
                shortMemory ? (int) random.scaled(2_000, 1 << 20) : usual.keepBytes(),
                (int) random.scaled(300, usual.chunkBytes()),
                random.between(500, 2_000),
                0);
    }

    private static Network.Weather weather(Prng random) {
        boolean lossy = random.flip();
        boolean doubling = random.flip();
        return new Network.Weather(
                random.scaled(20, 2 * MILLI),
                random.scaled(50, 15 * MILLI),
                lossy ? (int) random.scaled(1_000, 150_000) : 0,
                doubling ? (int) random.scaled(1_000, 150_000) : 0,
                random.flip(),
                random.chance(300_000));
    }

    private static List<Fault> faults(Prng random, int nodes, boolean crowded) {
        long shortest = crowded ? 400 * MILLI : 1_500 * MILLI;
        long longest = crowded ? 3 * SECOND : 12 * SECOND;
        List<Fault> faults = new ArrayList<>();
        while (faults.size() < 4) {
            faults.clear();
            for (Nemesis.Kind kind : Nemesis.Kind.values()) {
                Prng own = random.split(kind.name());
                if ((nodes > 1 || !kind.needsPeers()) && random.chance(550_000)) {
                    faults.add(new Fault(
                            kind, own.scaled(1_500 * MILLI, 12 * SECOND), own.scaled(30 * MILLI, 4 * SECOND)));
                }
            }
        }
        return List.copyOf(faults);
    }

    /** For people. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        text.append(nodes).append(nodes == 1 ? " node, " : " nodes, ");
        text.append(clients).append(" clients, ").append(faultsMicros / SECOND).append(" s of faults\n");
        text.append("settings   ").append(settings).append('\n');
        text.append("network    ").append(weather).append('\n');
        text.append("stages     hop ").append(hopMicros).append(" us, sync ").append(syncMicros);
        text.append(" us, apply ")
                .append(applyMicros)
                .append(" us, segments of ")
                .append(segmentBytes)
                .append(" bytes\n");
        for (Fault fault : faults) {
            text.append("fault      ").append(fault.kind.words()).append(" every ");
            text.append(fault.everyMicros / MILLI)
                    .append(" ms for ")
                    .append(fault.lastsMicros / MILLI)
                    .append(" ms\n");
        }
        return text.toString();
    }
}
