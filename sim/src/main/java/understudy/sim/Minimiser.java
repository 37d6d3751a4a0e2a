package understudy.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import understudy.sim.plan.Draw;
import understudy.sim.plan.Fault;
import understudy.sim.plan.Scenario;
import understudy.sim.workload.Workload;

/**
 * Makes a failing scenario smaller while it goes on failing in the same way: fewer faults, clients, requests and
 * nodes, less time, better weather.
 *
 * <p>"In the same way" is the failure's signature: the same check of the same checker. A smaller scenario that fails
 * otherwise is another failure and is not taken. Lists are made smaller by delta debugging (Zeller and
 * Hildebrandt, 2002): ever smaller pieces are taken out as long as that helps.
 */
public final class Minimiser {
    private static final long LEAST_CUT_MICROS = 1_000_000;

    private final String signature;
    private final Function<Scenario, Rehearsal.Result> rehearse;
    private final Consumer<Rehearsal.Result> progress;
    private int runsLeft;
    private Rehearsal.Result smallest;

    private Minimiser(
            Rehearsal.Result failure,
            Function<Scenario, Rehearsal.Result> rehearse,
            int runs,
            Consumer<Rehearsal.Result> progress) {
        this.rehearse = rehearse;
        signature = failure.signature();
        smallest = failure;
        runsLeft = runs;
        this.progress = progress;
    }

    /**
     * @param failure what a failing scenario came to
     * @param workload with which it failed
     * @param runs how many scenarios may be tried
     * @param progress is told of each smaller one
     * @return the smallest that fails in the same way; the given one when there is none
     */
    public static Rehearsal.Result minimise(
            Rehearsal.Result failure, Workload workload, int runs, Consumer<Rehearsal.Result> progress) {
        return minimise(failure, candidate -> Rehearsal.of(candidate, workload, null), runs, progress);
    }

    /** @param rehearse runs a scenario */
    static Rehearsal.Result minimise(
            Rehearsal.Result failure,
            Function<Scenario, Rehearsal.Result> rehearse,
            int runs,
            Consumer<Rehearsal.Result> progress) {
        if (failure.passed()) {
            throw new IllegalArgumentException("seed " + failure.seed() + " did not fail");
        }
        Minimiser minimiser = new Minimiser(failure, rehearse, runs, progress);
        minimiser.run();
        return minimiser.smallest;
    }

    private void run() {
        byTheClock();
        long before;
        do {
            before = size(smallest.scenario());
            time();
            faults();
            clients();
            requests();
            nodes();
            weather();
        } while (runsLeft > 0 && size(smallest.scenario()) < before);
    }

    /**
     * A world of which nothing is left out goes on until it has seen enough, however short it is said to be; any other
     * ends by the clock. So its time is written down before something is left out: what is shortened is shorter then.
     */
    private void byTheClock() {
        Scenario scenario = smallest.scenario();
        if (scenario.quiet().isEmpty()) {
            Draw draw = scenario.draw();
            long lengthMicros = Math.max(draw.lengthMicros(), smallest.simulatedMicros());
            fails(scenario.withQuiet(List.of(Scenario.Quiet.NOBODY))
                    .withDraw(draw.lasting(draw.faultsMicros(), lengthMicros)));
        }
    }

    private static long size(Scenario scenario) {
        return scenario.faults().size() * 100L
                + scenario.draw().nodes() * 100L
                - scenario.quiet().size()
                + scenario.draw().lengthMicros() / 100_000;
    }

    private boolean fails(Scenario candidate) {
        if (runsLeft <= 0) {
            return false;
        }
        runsLeft--;
        Rehearsal.Result result = rehearse.apply(candidate);
        if (result.passed() || !result.signature().equals(signature)) {
            return false;
        }
        smallest = result;
        progress.accept(result);
        return true;
    }

    /** What comes after the failure has no part in it, and the calm before may be shorter. */
    private void time() {
        Scenario scenario = smallest.scenario();
        long failedMicros = smallest.simulatedMicros();
        List<Fault> earlier = new ArrayList<>(scenario.faults());
        earlier.removeIf(fault -> fault.atMicros() > failedMicros);
        if (earlier.size() < scenario.faults().size()) {
            fails(scenario.withFaults(earlier));
        }
        for (int part = 2; part <= 16; part *= 2) {
            Draw draw = smallest.scenario().draw();
            long faultsMicros = draw.faultsMicros() / part;
            if (draw.faultsMicros() < 1_000_000
                    || !fails(smallest.scenario().withDraw(draw.lasting(faultsMicros, faultsMicros)))) {
                break;
            }
        }
        Draw draw = smallest.scenario().draw();
        if (draw.lengthMicros() > draw.faultsMicros()) {
            fails(smallest.scenario().withDraw(draw.lasting(draw.faultsMicros(), draw.faultsMicros())));
        }
        for (long cut = (lengthMicros() - draw.faultsMicros()) / 2; cut >= LEAST_CUT_MICROS; cut /= 2) {
            fails(smallest.scenario().withDraw(draw.lasting(draw.faultsMicros(), lengthMicros() - cut)));
        }
    }

    private long lengthMicros() {
        return smallest.scenario().draw().lengthMicros();
    }

    private void faults() {
        reduce(smallest.scenario().faults(), list -> smallest.scenario().withFaults(list));
    }

    private void clients() {
        for (int client = 1; client <= smallest.scenario().draw().clients(); client++) {
            if (!smallest.scenario().leavesOut(client, Long.MAX_VALUE)
                    || !smallest.scenario().leavesOut(client, 1)) {
                fails(with(new Scenario.Quiet(client, 1, Long.MAX_VALUE)));
            }
        }
    }

    /** The requests of those clients that are still heard: the late ones, then pieces of what is left. */
    private void requests() {
        for (int client = 1; client <= smallest.scenario().draw().clients(); client++) {
            if (smallest.scenario().leavesOut(client, 1) && smallest.scenario().leavesOut(client, Long.MAX_VALUE)) {
                continue;
            }
            long last = 4_096;
            while (last > 1 && fails(with(new Scenario.Quiet(client, last / 2 + 1, Long.MAX_VALUE)))) {
                last /= 2;
            }
            for (long piece = last / 2; piece >= Math.max(1, last / 16); piece /= 2) {
                for (long from = 1; from <= last; from += piece) {
                    if (!smallest.scenario().leavesOut(client, from)) {
                        fails(with(new Scenario.Quiet(client, from, from + piece - 1)));
                    }
                }
            }
        }
    }

    /** What a new silence covers need not be said twice. */
    private Scenario with(Scenario.Quiet quiet) {
        List<Scenario.Quiet> all = new ArrayList<>(smallest.scenario().quiet());
        all.removeIf(
                other -> other.client() == quiet.client() && quiet.from() <= other.from() && other.to() <= quiet.to());
        all.add(quiet);
        return smallest.scenario().withQuiet(all);
    }

    private void nodes() {
        for (int nodes = 1; nodes < smallest.scenario().draw().nodes(); nodes++) {
            if (fails(smallest.scenario().withDraw(smallest.scenario().draw().withNodes(nodes)))) {
                return;
            }
        }
    }

    private void weather() {
        Draw draw = smallest.scenario().draw();
        if (draw.weather().lossPerMillion() + draw.weather().duplicatePerMillion() > 0
                || draw.weather().acrossLives()) {
            fails(smallest.scenario().withDraw(draw.withCalmWeather()));
        }
    }

    private <T> void reduce(List<T> whole, Function<List<T>, Scenario> build) {
        List<T> list = whole;
        int pieces = Math.min(2, list.size());
        while (pieces > 0 && !list.isEmpty() && runsLeft > 0) {
            List<T> smaller = without(list, pieces, build);
            if (smaller.size() < list.size()) {
                list = smaller;
                pieces = Math.min(Math.max(2, pieces - 1), list.size());
            } else if (pieces >= list.size()) {
                return;
            } else {
                pieces = Math.min(list.size(), pieces * 2);
            }
        }
    }

    /** The list without the first of its so many pieces that can be spared. */
    private <T> List<T> without(List<T> list, int pieces, Function<List<T>, Scenario> build) {
        for (int i = 0; i < pieces; i++) {
            int from = list.size() * i / pieces;
            int to = list.size() * (i + 1) / pieces;
            List<T> rest = new ArrayList<>(list.subList(0, from));
            rest.addAll(list.subList(to, list.size()));
            if (fails(build.apply(rest))) {
                return rest;
            }
        }
        return list;
    }
}
