package understudy.chaos.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import understudy.sim.world.Prng;

/**
 * The faults of a run, as its seed has them.
 *
 * <p>The same seed, nodes, kinds and minutes give the same schedule, on any machine: what strikes whom, in which order, when
 * and for how long. A machine that is slow gets behind it, and one that cannot do something leaves that out; neither
 * changes the rest.
 *
 * <p>Faults are dealt from decks, so that each kind gets its share in a run of any length. What takes nodes away
 * overlaps only as far as a majority stays whole all the time (the nodes' way back is part of a fault), with one
 * exception that is meant: all killed at once. What takes none away strikes at any time.
 */
public final class Schedule {
    private static final int LEAST_CALM_MILLIS = 200;
    private static final int MOST_CALM_MILLIS = 1_000;
    private static final int PERCENT_AT_LEADER = 50;
    /** Where nothing else sets the pace. */
    private static final int LIGHT_EVERY_MILLIS = 3_000;

    private final List<Planned> faults;

    private Schedule(List<Planned> faults) {
        this.faults = List.copyOf(faults);
    }

    public static Schedule of(long seed, int nodes, Set<Kind> kinds, long millis) {
        return new Dealer(seed, nodes, kinds, millis).deal();
    }

    public List<Planned> faults() {
        return faults;
    }

    /** How many of each kind, those that do not count left out. */
    public Map<Kind, Integer> counts() {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        for (Planned fault : faults) {
            if (fault.variant().counted()) {
                counts.merge(
                        fault.variant().kind(),
                        fault.variant() == Variant.RESTART_ROLLING ? fault.strikes() : 1,
                        Integer::sum);
            }
        }
        return counts;
    }

    /** A line for each. */
    public String print() {
        StringBuilder text = new StringBuilder();
        for (Planned fault : faults) {
            text.append(fault).append('\n');
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule schedule && schedule.faults.equals(faults);
    }

    @Override
    public int hashCode() {
        return faults.hashCode();
    }

    /** Deals decks onto tracks: one for each node that can be spared. */
    private static final class Dealer {
        private final Prng random;
        private final int nodes;
        private final int spare;
        private final List<Variant> variants;
        private final long endMillis;

        /** When each track is free again. */
        private final long[] freeMillis;

        private final Map<Variant, Double> due = new EnumMap<>(Variant.class);
        private final List<Planned> planned = new ArrayList<>();

        Dealer(long seed, int nodes, Set<Kind> kinds, long millis) {
            this.random = new Prng(seed).split("chaos schedule");
            this.nodes = nodes;
            this.spare = (nodes - 1) / 2;
            this.variants = Arrays.stream(Variant.values())
                    .filter(variant -> kinds.contains(variant.kind()))
                    .toList();
            this.endMillis = millis;
            this.freeMillis = new long[spare];
            for (Variant variant : variants) {
                due.put(variant, random.below(1_000) / 1_000.0);
            }
        }

        Schedule deal() {
            for (long begun = 0; begun < endMillis; ) {
                long before = begun;
                List<Variant> deck = deck();
                deck.stream().filter(this::heavy).forEach(this::place);
                if (deck.stream().noneMatch(this::heavy)) {
                    Arrays.fill(freeMillis, before + (long) LIGHT_EVERY_MILLIS * Math.max(1, deck.size()));
                }
                begun = Math.max(latest(), before + 1);
                for (Variant variant : deck) {
                    if (!heavy(variant)) {
                        add(variant, random.between(before, begun));
                    }
                }
            }
            planned.sort(Comparator.comparingLong(Planned::atMillis));
            List<Planned> numbered = new ArrayList<>();
            for (Planned fault : planned) {
                if (fault.atMillis() + fault.lastsMillis() <= endMillis) {
                    numbered.add(fault.numbered(numbered.size() + 1));
                }
            }
            return new Schedule(numbered);
        }

        private boolean heavy(Variant variant) {
            return variant.cost(spare) > 0;
        }

        private long latest() {
            return Arrays.stream(freeMillis).max().orElse(0);
        }

        private List<Variant> deck() {
            List<Variant> deck = new ArrayList<>();
            for (Variant variant : variants) {
                double now = due.get(variant) + variant.share();
                for (; now >= 1; now--) {
                    deck.add(variant);
                }
                due.put(variant, now);
            }
            for (int i = deck.size() - 1; i > 0; i--) {
                deck.set(i, deck.set(random.below(i + 1), deck.get(i)));
            }
            return deck;
        }

        private void place(Variant variant) {
            int track = 0;
            for (int i = 1; i < spare; i++) {
                track = freeMillis[i] < freeMillis[track] ? i : track;
            }
            boolean alone = variant.cost(spare) == spare;
            long at = (alone ? latest() : freeMillis[track]) + random.between(LEAST_CALM_MILLIS, MOST_CALM_MILLIS);
            Planned fault = add(variant, at);
            long over = at + fault.lastsMillis() + settleMillis(variant);
            if (alone) {
                Arrays.fill(freeMillis, over);
            } else {
                freeMillis[track] = over;
            }
        }

        private int settleMillis(Variant variant) {
            return variant == Variant.RESTART_ROLLING ? variant.settleMillis() * nodes / 3 : variant.settleMillis();
        }

        private Planned add(Variant variant, long at) {
            // Of what spans an order of magnitude, the short is as likely as the long.
            int lasts = (int) random.scaled(variant.leastMillis(), variant.mostMillis());
            int strikes = variant.strikes(nodes);
            boolean leader = variant == Variant.KILL_LEADER
                    || variant != Variant.KILL_ONE && strikes < nodes && random.below(100) < PERCENT_AT_LEADER;
            List<Integer> order = new ArrayList<>();
            for (int node = 1; node <= nodes; node++) {
                order.add(node);
            }
            for (int i = nodes - 1; i > 0; i--) {
                order.set(i, order.set(random.below(i + 1), order.get(i)));
            }
            Planned fault = new Planned(0, at, lasts, variant, leader, strikes, order, random.next());
            planned.add(fault);
            return fault;
        }
    }
}
