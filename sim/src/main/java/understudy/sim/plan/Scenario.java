package understudy.sim.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import understudy.sim.world.Prng;

/**
 * All that is decided before a world begins: its knobs, and every fault with its instant. A seed draws a scenario;
 * what the scenario leaves open (the network's dice, the clients' tastes) follows from the seed too.
 *
 * <p>It is a list of things, so that things can be taken out of it: the minimiser does, and what is left is
 * written down for a person to read (see {@link ScenarioText}).
 *
 * @param seed of everything that is not said here
 * @param faults by their instants
 * @param core the nodes that are healed for the test of liveness, while all others stay dead; a majority
 * @param outside what the others do meanwhile
 * @param quiet requests that are left out
 */
public record Scenario(
        long seed, Draw draw, List<Fault> faults, List<Integer> core, Outside outside, List<Quiet> quiet) {
    private static final long MILLI = 1_000;
    private static final long SECOND = 1_000_000;

    /** A world whose kinds of faults are all rare gets more of each. */
    private static final int LEAST_FAULTS_A_MINUTE = 54;

    /** What becomes of the nodes that are not of the core. */
    public enum Outside {
        /** Their processes are killed. */
        DEAD,
        /** Nothing reaches them, and what they send arrives. */
        DEAF,
        /** Everything reaches them, and nothing that they send arrives. */
        MUTE,
        /** Nothing goes from or to them, and they run. */
        CUT,
        /** Their disks never finish a sync. */
        STALLED
    }

    /** A client leaves out its requests from one number to another, both inclusive, the first being 1. */
    public record Quiet(int client, long from, long to) {
        /** A silence of nobody: the world ends by the clock, and need not see enough commands acknowledged. */
        public static final Quiet NOBODY = new Quiet(0, 1, 1);
    }

    public Scenario {
        faults = List.copyOf(faults);
        core = List.copyOf(core);
        quiet = List.copyOf(quiet);
    }

    /** What a seed draws. */
    public static Scenario of(long seed) {
        return of(seed, Aim.NONE);
    }

    /** What a seed draws where only some faults strike, and often, or some knobs are set. */
    public static Scenario of(long seed, Aim aim) {
        Prng random = new Prng(seed).split("scenario");
        Draw draw = Draw.of(random.split("draw")).with(aim.knobs());
        return new Scenario(
                seed,
                draw,
                faults(random.split("faults"), draw, aim),
                core(random.split("core"), draw.nodes()),
                outside(random.split("outside")),
                List.of());
    }

    /** Five nodes, no faults, good weather, and one client that asks for something about once a second. */
    public static Scenario calm(long micros) {
        Draw calm = Draw.of(new Prng(1)).calm().withNodes(5).lasting(micros, micros);
        return new Scenario(1, calm, List.of(), List.of(1, 2, 3, 4, 5), Outside.DEAD, List.of(Quiet.NOBODY));
    }

    public Scenario withFaults(List<Fault> others) {
        return new Scenario(seed, draw, others, core, outside, quiet);
    }

    public Scenario withQuiet(List<Quiet> others) {
        return new Scenario(seed, draw, faults, core, outside, others);
    }

    public Scenario withDraw(Draw another) {
        List<Integer> kept = new ArrayList<>(core);
        kept.removeIf(node -> node > another.nodes());
        for (int node = 1; kept.size() <= another.nodes() / 2; node++) {
            if (!kept.contains(node)) {
                kept.add(node);
            }
        }
        return new Scenario(seed, another, faults, kept, outside, quiet);
    }

    /** Whether a client leaves out one of its requests. */
    public boolean leavesOut(int client, long request) {
        for (Quiet silence : quiet) {
            if (silence.client == client && silence.from <= request && request <= silence.to) {
                return true;
            }
        }
        return false;
    }

    private static List<Fault> faults(Prng random, Draw draw, Aim aim) {
        boolean aimed = !aim.kinds().isEmpty();
        List<FaultKind> kinds = aimed ? aim.kinds() : kinds(random.split("kinds"), draw);
        long least = aimed ? 0 : LEAST_FAULTS_A_MINUTE * draw.faultsMicros() / (60 * SECOND);
        int busier = 1;
        List<Fault> faults = faults(random, draw, kinds, aimed, busier);
        while (faults.size() < least) {
            busier *= 2;
            faults = faults(random, draw, kinds, aimed, busier);
        }
        faults.sort(Comparator.comparingLong(Fault::atMicros));
        return faults;
    }

    private static List<Fault> faults(Prng random, Draw draw, List<FaultKind> kinds, boolean aimed, int busier) {
        List<Fault> faults = new ArrayList<>();
        for (FaultKind kind : kinds) {
            Prng own = random.split(kind.name());
            long everyMicros = (aimed ? own.scaled(SECOND, 5 * SECOND) : own.scaled(3 * SECOND, 20 * SECOND)) / busier;
            long lastsMicros = own.scaled(30 * MILLI, 4 * SECOND);
            long at = 0;
            while (true) {
                at += own.exponential(everyMicros) + 1_000;
                if (at >= draw.faultsMicros()) {
                    break;
                }
                // Leaders are hit more often than by chance: most of what can go wrong goes wrong around them.
                faults.add(new Fault(
                        kind,
                        at,
                        1 + own.below(draw.nodes()),
                        own.chance(400_000),
                        own.exponential(lastsMicros) + 1_000,
                        own.next()));
            }
        }
        return faults;
    }

    private static List<FaultKind> kinds(Prng random, Draw draw) {
        List<FaultKind> possible = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            if ((draw.nodes() > 1 || !kind.needsPeers()) && (draw.nodes() > 2 || !kind.destroys())) {
                possible.add(kind);
            }
        }
        shuffle(possible, random);
        List<FaultKind> kinds = new ArrayList<>(possible.subList(0, Math.min(possible.size(), random.between(6, 13))));
        // What is hardest to get right lies around changes of leadership: half of the worlds have many.
        if (random.flip() && draw.nodes() > 2 && !kinds.contains(FaultKind.DUEL)) {
            kinds.add(FaultKind.DUEL);
        }
        return kinds;
    }

    private static Outside outside(Prng random) {
        return random.chance(200_000) ? Outside.DEAD : Outside.values()[random.below(Outside.values().length)];
    }

    /** A random majority; now and then everybody. */
    private static List<Integer> core(Prng random, int nodes) {
        List<Integer> all = new ArrayList<>();
        for (int node = 1; node <= nodes; node++) {
            all.add(node);
        }
        shuffle(all, random);
        List<Integer> core = new ArrayList<>(all.subList(0, random.between(nodes / 2 + 1, nodes)));
        Collections.sort(core);
        return core;
    }

    private static <T> void shuffle(List<T> list, Prng random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.below(i + 1));
        }
    }

    /** For people, in a few lines. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        text.append("seed       ").append(seed).append(": ").append(draw.nodes());
        text.append(draw.nodes() == 1 ? " node, " : " nodes, ")
                .append(draw.clients())
                .append(" clients, ");
        text.append(faults.size()).append(" faults within ").append(draw.faultsMicros() / SECOND);
        text.append(" s, then only nodes ").append(core).append('\n');
        text.append("settings   ").append(draw.settings()).append('\n');
        text.append("network    ").append(draw.weather()).append('\n');
        return text.toString();
    }
}
