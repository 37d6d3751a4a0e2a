package understudy.sim.plan;

import java.util.Map;
import java.util.TreeMap;
import understudy.replica.NodeSettings;
import understudy.sim.world.Network;
import understudy.sim.world.Prng;

/**
 * The knobs of a world: its size, its nodes' settings, its network and disks, its clients. Each seed draws its own
 * (a swarm): a world with everything at a middling rate would look like every other.
 *
 * @param nodes size of the cluster, 1 to 7
 * @param settings the nodes' knobs
 * @param segmentBytes size of a log segment
 * @param maxRecordBytes largest record that the disk takes
 * @param weather of the network
 * @param tickMicros mean time between two ticks of a node
 * @param hopMicros mean time from one stage of a node to the next
 * @param syncMicros mean time of a sync
 * @param applyMicros mean time of a piece of work of the state stage
 * @param bootMicros mean time from a process's start to its first step
 * @param clockOffsetMicros largest offset of a wall clock
 * @param clockDriftPerMillion largest drift of a clock
 * @param clients how many connect
 * @param thinkMicros mean pause of a client between commands
 * @param clientMicros mean time of a byte between a client and a node
 * @param pipeline largest number of commands that a client has under way
 * @param registers how many keys are read and written at random: the fewer, the more clients meet
 * @param killsPerMillion how many of a million long reads are killed by an operator, where they are scripts
 * @param frameKind first byte of the frames that are held back or starved, where they are of one kind; -1 for any
 * @param faultsMicros how long faults may strike
 * @param lengthMicros the world goes on at least for so long
 */
public record Draw(
        int nodes,
        NodeSettings settings,
        long segmentBytes,
        int maxRecordBytes,
        Network.Weather weather,
        long tickMicros,
        long hopMicros,
        long syncMicros,
        long applyMicros,
        long bootMicros,
        long clockOffsetMicros,
        long clockDriftPerMillion,
        int clients,
        long thinkMicros,
        long clientMicros,
        int pipeline,
        int registers,
        int killsPerMillion,
        int frameKind,
        long faultsMicros,
        long lengthMicros) {
    public static final int MOST_NODES = 7;
    private static final int LAST_FRAME_KIND = 40;
    private static final long MILLI = 1_000;
    private static final long SECOND = 1_000_000;

    static Draw of(Prng random) {
        int nodes = nodes(random.split("nodes"));
        Prng timing = random.split("timing");
        Prng drift = random.split("drift");
        int clients = random.split("clients").between(3, 8);
        int pipeline = random.split("pipeline").between(1, 6);
        long commandMicros = random.split("think").between(24 * MILLI, 36 * MILLI) * (pipeline + 1) / 2;
        return new Draw(
                nodes,
                settings(random.split("knobs")),
                random.split("segment").scaled(8 << 10, 1 << 20),
                1 << 20,
                weather(random.split("weather")),
                timing.between(12 * MILLI, 18 * MILLI),
                timing.scaled(5, 500),
                timing.scaled(100, 30 * MILLI),
                timing.scaled(10, 800),
                timing.scaled(20 * MILLI, 400 * MILLI),
                timing.scaled(1, 300 * MILLI),
                // Most clocks are good; one in five worlds has some that are wrong by up to a twentieth.
                drift.chance(200_000) ? drift.scaled(1_000, 50_000) : drift.scaled(1, 500),
                clients,
                clients * commandMicros,
                random.split("clientLinks").scaled(50, 3 * MILLI),
                pipeline,
                random.split("registers").between(1, 4),
                random.split("kills").between(0, 200_000),
                // Half of the worlds have it in for one kind.
                random.split("frames").flip() ? -1 : random.split("frameKind").between(1, LAST_FRAME_KIND),
                45 * SECOND,
                60 * SECOND);
    }

    private static int nodes(Prng random) {
        // Three and five are what people run; the others have corners of their own.
        int die = random.below(40);
        return die < 2 ? 1 : die < 4 ? 2 : die < 15 ? 3 : die < 18 ? 4 : die < 37 ? 5 : die < 38 ? 6 : 7;
    }

    private static NodeSettings settings(Prng random) {
        NodeSettings usual = NodeSettings.DEFAULT;
        // Some worlds have the pace of a node as delivered.
        boolean paced = random.chance(100_000);
        int heartbeatMillis = paced ? usual.heartbeatMillis() : random.between(80, 100);
        int electionMinMillis = paced ? usual.electionMinMillis() : heartbeatMillis * random.between(3, 8);
        boolean shortMemory = random.chance(600_000);
        return new NodeSettings(
                heartbeatMillis,
                electionMinMillis,
                paced ? usual.electionMaxMillis() : electionMinMillis * random.between(2, 3),
                random.chance(250_000) ? random.between(1, 2) : (int) random.scaled(1, 64),
                (int) random.scaled(2_000, usual.batchBytes()),
                (int) random.scaled(4, usual.unappliedSlots()),
                random.between(20, 400),
                (int) random.scaled(4, usual.commitSlots()),
                shortMemory ? (int) random.scaled(2, 100) : usual.keepSlots(),
                shortMemory ? (int) random.scaled(2_000, 1 << 20) : usual.keepBytes(),
                (int) random.scaled(2_000, usual.chunkBytes()),
                random.between(500, 2_000),
                0,
                (int) random.scaled(8, 512),
                random.flip() ? (int) random.scaled(30, 1_000) : 0,
                (int) random.scaled(300, usual.pageBytes()),
                random.scaled(2_000, usual.inflightBytes()),
                random.flip() ? usual.trialSteps() : (int) random.scaled(1, 500));
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

    /** The same for another time. */
    public Draw lasting(long forFaultsMicros, long inAllMicros) {
        return with("faultsMicros", forFaultsMicros).with("lengthMicros", inAllMicros);
    }

    public Draw withNodes(int number) {
        return with("nodes", number);
    }

    /** The same, where the network delivers everything once and soon. */
    public Draw withCalmWeather() {
        return with(Knobs.of("weather.", weather.calm()));
    }

    /** The knobs of a node as delivered, calm weather, and one client that thinks for a second. */
    Draw calm() {
        return withCalmWeather()
                .with(Knobs.of("settings.", NodeSettings.DEFAULT))
                .with("tickMicros", 10 * MILLI)
                .with("clients", 1)
                .with("thinkMicros", SECOND)
                .with("pipeline", 1);
    }

    private Draw with(String knob, long value) {
        Map<String, String> one = new TreeMap<>();
        one.put(knob, Long.toString(value));
        return with(one);
    }

    /**
     * The same but for some knobs, by their names.
     *
     * @throws IllegalArgumentException when there is no such knob, or its value is none
     */
    public Draw with(Map<String, String> knobs) {
        if (knobs.isEmpty()) {
            return this;
        }
        Map<String, String> all = Knobs.of("", this);
        all.putAll(knobs);
        return Knobs.draw(all);
    }
}
