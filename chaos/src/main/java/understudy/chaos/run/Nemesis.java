package understudy.chaos.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import understudy.chaos.faults.Arena;
import understudy.chaos.faults.Fault;
import understudy.chaos.faults.Faults;
import understudy.chaos.faults.Surprise;
import understudy.chaos.history.FaultSpan;
import understudy.chaos.history.History;
import understudy.chaos.processes.Cluster;
import understudy.chaos.processes.NodeProcess;
import understudy.chaos.schedule.Kind;
import understudy.chaos.schedule.Planned;
import understudy.chaos.schedule.Schedule;
import understudy.chaos.schedule.Variant;

/**
 * Plays a schedule on a cluster.
 *
 * <p>What takes nodes away is begun in the schedule's order, each when its time has come and the cluster can spare what it
 * takes; that is given back when the nodes that were struck are whole again. What takes none away goes on beside it,
 * one after the other. Every fault is healed, also when the run is broken off.
 *
 * <p>It has promises of its own to watch over, which no history shows: a node comes back after each fault, without help;
 * none ends that nobody ended, up to the last read; whose disk fails, ends by halting. What is broken of these is a {@link Surprise} and fails the run.
 */
final class Nemesis implements AutoCloseable {
    /** A node that is not whole so long after its fault has healed is not coming back. */
    private static final int BACK_MILLIS = 90_000;

    private static final int LEADER_MILLIS = 3_000;
    private static final int WATCH_MILLIS = 250;
    private static final int CALM_MILLIS = 200;
    private static final int SERVED_MILLIS = 10_000;

    /** The cluster could spare nothing when its time came, and later the run was over. */
    private static final String OUT_OF_TIME = "the run was over before its turn came";

    private final Schedule schedule;
    private final long millis;
    private final Arena arena;
    private final History history;
    private final Consumer<String> words;
    private final Harm harm;
    private final List<String> surprises = new CopyOnWriteArrayList<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Map<Variant, Integer> variants = new EnumMap<>(Variant.class);
    private final Map<String, Integer> leftOut = new TreeMap<>();
    private int leaderKills;
    private long beganNanos;
    private volatile boolean over;
    private Thread watch;

    Nemesis(Schedule schedule, long millis, Arena arena, History history, Consumer<String> words) {
        this.schedule = schedule;
        this.millis = millis;
        this.arena = arena;
        this.history = history;
        this.words = words;
        this.harm = new Harm(arena.cluster().tolerated());
    }

    /**
     * Returns when all faults are healed, all nodes are back and a write was acknowledged that was called after the last
     * fault's end, or each was waited for in vain.
     */
    void play() throws InterruptedException {
        beganNanos = System.nanoTime();
        ExecutorService heavy = Executors.newCachedThreadPool();
        Thread light = new Thread(() -> beside(schedule.faults().stream()), "light faults");
        watch = new Thread(this::watch, "watch");
        watch.setDaemon(true);
        watch.start();
        light.start();
        try {
            for (Planned planned : schedule.faults()) {
                int cost = cost(planned);
                if (cost > 0) {
                    boolean inTime = awaitTime(planned);
                    if (inTime) {
                        harm.spend(cost);
                        inTime = elapsedMillis() < millis;
                        if (inTime) {
                            heavy.execute(() -> strike(planned, cost));
                        } else {
                            harm.release(List.of(), cost);
                        }
                    }
                    if (!inTime) {
                        leaveOut(planned, OUT_OF_TIME);
                    }
                }
            }
            light.join();
        } finally {
            heavy.shutdown();
            if (!heavy.awaitTermination(2L * BACK_MILLIS, TimeUnit.MILLISECONDS)) {
                surprises.add("faults did not come to their end");
                heavy.shutdownNow();
            }
        }
        // Who ends the load right after the last fault never sees what came of it.
        long healedNanos = history.nowNanos();
        if (!Cluster.await(SERVED_MILLIS, () -> history.servedSince(healedNanos))) {
            surprises.add("no write was acknowledged within " + SERVED_MILLIS / 1_000 + " s of the last fault's end");
        }
    }

    /** Nothing is asked of the nodes any more: a last look at them, and the watch over them ends. */
    void end() throws InterruptedException {
        for (NodeProcess node : arena.cluster().nodes()) {
            if (!arena.cluster().awaitBack(node, BACK_MILLIS)) {
                surprises.add("in the end, " + node + " is not whole: " + standing(node) + lastWords(node));
            }
        }
        close();
        watch.join();
    }

    /** Ends the watch. */
    @Override
    public void close() {
        over = true;
        if (watch != null) {
            watch.interrupt();
        }
    }

    List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** How many struck of each kind, those that do not count left out. */
    synchronized Map<Kind, Integer> counts() {
        return new EnumMap<>(counts);
    }

    synchronized Map<Variant, Integer> variants() {
        return new EnumMap<>(variants);
    }

    /** How many were left out, and why. */
    synchronized Map<String, Integer> leftOut() {
        return new TreeMap<>(leftOut);
    }

    synchronized int leaderKills() {
        return leaderKills;
    }

    private synchronized void leaveOut(Planned planned, String reason) {
        leftOut.merge(planned.variant() + ": " + reason, 1, Integer::sum);
    }

    private int cost(Planned planned) {
        return planned.variant().cost(arena.cluster().tolerated());
    }

    private void beside(Stream<Planned> planned) {
        planned.filter(fault -> cost(fault) == 0).forEach(fault -> {
            if (awaitTime(fault)) {
                strike(fault, 0);
            } else {
                leaveOut(fault, OUT_OF_TIME);
            }
        });
    }

    /** @return whether it may begin */
    private boolean awaitTime(Planned planned) {
        long ahead = planned.atMillis() - elapsedMillis();
        if (ahead > 0) {
            pause(Math.min(ahead, millis - elapsedMillis()));
        }
        return elapsedMillis() < millis && !Thread.currentThread().isInterrupted();
    }

    private long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    }

    private void strike(Planned planned, int cost) {
        String lacking = arena.machine().lacks(planned.variant());
        List<Integer> taken = new ArrayList<>();
        try {
            if (!lacking.isEmpty()) {
                leaveOut(planned, lacking);
                return;
            }
            pause(cost > 0 ? CALM_MILLIS : 0);
            List<NodeProcess> struck = victims(planned, cost, taken);
            if (planned.variant() == Variant.RESTART_ROLLING) {
                for (NodeProcess node : struck) {
                    if (elapsedMillis() < millis) {
                        strike(planned, List.of(node), cost);
                    }
                }
            } else {
                strike(planned, struck, cost);
            }
        } catch (RuntimeException e) {
            surprise(planned.variant() + " could not be carried out", e);
        } finally {
            harm.release(taken, cost);
        }
    }

    /** Who it is to be, now that it is known who leads. Those that lose something are marked as harmed. */
    private List<NodeProcess> victims(Planned planned, int cost, List<Integer> taken) {
        List<Integer> preferred = new ArrayList<>(planned.nodes());
        if (planned.leader()) {
            arena.cluster()
                    .awaitLeader(LEADER_MILLIS)
                    .filter(leader -> !harm.harmed(leader.id()))
                    .ifPresent(leader -> {
                        preferred.remove(Integer.valueOf(leader.id()));
                        preferred.add(0, leader.id());
                    });
        }
        List<Integer> numbers =
                cost > 0 ? harm.take(preferred, planned.strikes()) : preferred.subList(0, planned.strikes());
        if (cost > 0) {
            taken.addAll(numbers);
        }
        return numbers.stream().map(arena.cluster()::node).toList();
    }

    private void strike(Planned planned, List<NodeProcess> struck, int cost) {
        List<Integer> numbers = struck.stream().map(NodeProcess::id).toList();
        boolean all = struck.size() == arena.cluster().size();
        boolean leads = !all
                && arena.cluster()
                        .leader()
                        .map(NodeProcess::id)
                        .filter(numbers::contains)
                        .isPresent();
        Fault fault = Faults.of(planned, struck, arena);
        long from = history.nowNanos();
        String missed = "";
        String done = planned.variant() + ", " + (leads ? "the leader, " : "") + nodeWords(numbers);
        try {
            done += ": " + fault.begin();
            if (planned.variant().kind() == Kind.PAUSE) {
                // The signal is another process's work: until it has come, the node goes on answering.
                from = history.nowNanos();
            }
            pause(planned.lastsMillis());
        } catch (RuntimeException e) {
            surprise(done, e);
        } finally {
            try {
                fault.heal();
                missed = fault.missed();
            } catch (RuntimeException e) {
                surprise(e instanceof Surprise ? done : done + " could not be healed", e);
            }
        }
        long until = history.nowNanos();
        done += missed.isEmpty() ? "" : "; it MISSED: " + missed;
        boolean counted = planned.variant().counted() && missed.isEmpty();
        history.fault(new FaultSpan(planned.variant().kind().toString(), numbers, from, until, leads, counted, done));
        count(planned, leads, missed);
        long healed = System.nanoTime();
        boolean back = cost == 0 || awaitBack(struck, done, fault.lateEnds());
        words.accept(String.format(
                "%6d.%d s  %s%s",
                from / 1_000_000_000,
                from / 100_000_000 % 10,
                done,
                cost == 0
                        ? ""
                        : back ? "; back after " + (System.nanoTime() - healed) / 1_000_000 + " ms" : "; NOT BACK"));
    }

    private synchronized void count(Planned planned, boolean leads, String missed) {
        if (!missed.isEmpty()) {
            leftOut.merge(planned.variant() + ": " + missed, 1, Integer::sum);
            return;
        }
        if (planned.variant().counted()) {
            counts.merge(planned.variant().kind(), 1, Integer::sum);
        }
        variants.merge(planned.variant(), 1, Integer::sum);
        if (planned.variant().kind() == Kind.KILL && leads) {
            leaderKills++;
        }
    }

    private static String nodeWords(List<Integer> numbers) {
        return numbers.size() == 1 ? "node " + numbers.get(0) : "nodes " + numbers;
    }

    private boolean awaitBack(List<NodeProcess> struck, String done, Set<Integer> lateEnds) {
        boolean back = true;
        for (NodeProcess node : struck) {
            List<String> ends = new ArrayList<>();
            boolean here = Cluster.await(BACK_MILLIS, () -> {
                if (!node.alive()) {
                    ends.add("exit code " + node.exitCode() + ", " + lastWords(node));
                    return true;
                }
                return arena.cluster().isBack(node);
            });
            boolean minded = ends.isEmpty() || lateEnds.contains(node.exitCode());
            if (!ends.isEmpty()) {
                if (!minded) {
                    surprises.add(done + ": " + node + " was to come back, and ended: " + ends.get(0));
                }
                node.start();
                here = arena.cluster().awaitBack(node, BACK_MILLIS);
            }
            if (!here) {
                surprises.add(done + ": " + node + " is not back " + BACK_MILLIS / 1_000 + " s later: " + standing(node)
                        + lastWords(node));
            }
            back &= here && minded;
        }
        return back;
    }

    private static String standing(NodeProcess node) {
        try {
            return node.standing(1_000) + "; ";
        } catch (IOException e) {
            return e.getMessage() + "; ";
        }
    }

    /** No node ends that nobody ended. */
    private void watch() {
        while (!over) {
            for (NodeProcess node : arena.cluster().nodes()) {
                if (!harm.harmed(node.id()) && !node.alive()) {
                    // Between the two looks somebody may have begun, or ended, to harm it.
                    if (!harm.harmed(node.id()) && !node.alive()) {
                        surprises.add(node + " ended by itself: exit code " + node.exitCode() + ", " + lastWords(node));
                        node.start();
                    }
                }
            }
            pause(WATCH_MILLIS);
        }
    }

    /** The last lines of a node's log that say something. */
    private static String lastWords(NodeProcess node) {
        try {
            List<String> lines = Files.readAllLines(node.log()).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
                    .toList();
            return "its log ends with: "
                    + String.join(" / ", lines.subList(Math.max(0, lines.size() - 2), lines.size()));
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    private void surprise(String done, RuntimeException e) {
        surprises.add(done + ": " + (e instanceof Surprise ? e.getMessage() : e.toString()));
    }

    private static void pause(long pauseMillis) {
        try {
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
