package understudy.chaos.schedule;

import java.util.Locale;

/**
 * What exactly strikes.
 *
 * <p>Each has the nodes that it takes away from the cluster, in whole or in doubt: none, one, or all that a majority can
 * spare. From that the schedule knows what may strike at the same time. A variant that takes all that can be spared
 * strikes alone even where it touches one node: a lost directory is not to meet a second one.
 */
public enum Variant {
    KILL_LEADER(Kind.KILL, Cost.ONE, 1.0, 200, 2_000, 3_500, true),
    KILL_ONE(Kind.KILL, Cost.ONE, 0.25, 200, 2_500, 3_500, true),
    KILL_SOME(Kind.KILL, Cost.SPARE, 0.15, 200, 2_500, 4_000, true),
    KILL_ALL(Kind.KILL, Cost.SPARE, 0.25, 50, 1_500, 5_000, true),

    /** Shorter than the shortest election timeout. */
    PAUSE_SHORT(Kind.PAUSE, Cost.ONE, 0.5, 40, 250, 300, true),
    /** From longer than an election to longer than peers, clients and the gateway wait for an answer. */
    PAUSE_LONG(Kind.PAUSE, Cost.ONE, 1.0, 800, 6_500, 700, true),

    RESTART_ROLLING(Kind.RESTART, Cost.SPARE, 0.34, 50, 500, 12_000, true),

    PARTITION_SILENT(Kind.PARTITION, Cost.ONE, 0.35, 800, 6_000, 700, true),
    PARTITION_REFUSED(Kind.PARTITION, Cost.ONE, 0.25, 800, 5_000, 700, true),
    PARTITION_SPLIT(Kind.PARTITION, Cost.SPARE, 0.2, 800, 5_000, 700, true),
    /** It hears and is not heard. */
    PARTITION_MUTE(Kind.PARTITION, Cost.ONE, 0.25, 800, 5_000, 700, true),
    /** It is heard and does not hear. */
    PARTITION_DEAF(Kind.PARTITION, Cost.ONE, 0.25, 800, 5_000, 700, true),
    /** Two sides that do not hear each other, and one node that hears both. */
    PARTITION_BRIDGE(Kind.PARTITION, Cost.SPARE, 0.2, 800, 5_000, 700, true),

    LINK_SLOW(Kind.LINK, Cost.ONE, 0.25, 800, 4_000, 500, false),
    LINK_NARROW(Kind.LINK, Cost.ONE, 0.25, 800, 4_000, 500, false),
    LINK_RESET(Kind.LINK, Cost.NONE, 0.6, 100, 800, 0, true),
    LINK_FLIP(Kind.LINK, Cost.NONE, 0.6, 100, 800, 0, true),

    DISK_FULL(Kind.DISK, Cost.ONE, 0.35, 2_500, 5_000, 4_000, true),
    DISK_SYNC_FAILS(Kind.DISK, Cost.ONE, 0.35, 200, 800, 4_500, true),
    DISK_SYNC_SLOW(Kind.DISK, Cost.ONE, 0.35, 1_000, 4_000, 1_000, true),

    CLOCK_STEP(Kind.CLOCK, Cost.NONE, 0.6, 1_500, 8_000, 0, true),
    CLOCK_DRIFT(Kind.CLOCK, Cost.NONE, 0.4, 2_500, 9_000, 0, true),

    WIPE(Kind.WIPE, Cost.SPARE, 1.0, 200, 1_500, 5_500, true),

    ROT_LOG(Kind.ROT, Cost.SPARE, 0.5, 300, 1_000, 4_000, true),
    ROT_STATE(Kind.ROT, Cost.SPARE, 0.5, 300, 1_000, 4_000, true);

    private enum Cost {
        NONE,
        ONE,
        SPARE
    }

    private final Kind kind;
    private final Cost cost;
    private final double share;
    private final int leastMillis;
    private final int mostMillis;
    private final int settleMillis;
    private final boolean counted;

    Variant(Kind kind, Cost cost, double share, int leastMillis, int mostMillis, int settleMillis, boolean counted) {
        this.kind = kind;
        this.cost = cost;
        this.share = share;
        this.leastMillis = leastMillis;
        this.mostMillis = mostMillis;
        this.settleMillis = settleMillis;
        this.counted = counted;
    }

    public Kind kind() {
        return kind;
    }

    /** How many nodes it takes away of those that can be spared. */
    public int cost(int spare) {
        return cost == Cost.NONE ? 0 : cost == Cost.ONE ? 1 : spare;
    }

    /** How often it is in a deck, on average. */
    double share() {
        return share;
    }

    int leastMillis() {
        return leastMillis;
    }

    int mostMillis() {
        return mostMillis;
    }

    /** What a machine with little to do needs, about, until its nodes are back. */
    int settleMillis() {
        return settleMillis;
    }

    /** Whether it counts: a delay is no fault. */
    public boolean counted() {
        return counted;
    }

    /** How many nodes it strikes itself. */
    int strikes(int nodes) {
        int spare = (nodes - 1) / 2;
        return switch (this) {
            case KILL_ALL, RESTART_ROLLING -> nodes;
            case KILL_SOME, PARTITION_SPLIT -> spare;
            case PARTITION_BRIDGE -> 1;
            default -> 1;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
