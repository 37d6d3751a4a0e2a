package understudy.chaos.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import understudy.chaos.faults.Arena;
import understudy.chaos.faults.Machine;
import understudy.chaos.history.History;
import understudy.chaos.load.Load;
import understudy.chaos.processes.Cluster;
import understudy.chaos.processes.NodeProcess;
import understudy.chaos.report.RecoveryTimes;
import understudy.chaos.report.Report;
import understudy.chaos.report.Summary;
import understudy.chaos.schedule.Kind;
import understudy.chaos.schedule.Schedule;
import understudy.chaos.verdict.Verdicts;
import understudy.client.Endpoint;

/** A whole run: a cluster, clients at work on it, faults; and then, on all that was seen, judgement. */
public final class ChaosRun {
    private static final String HISTORY = "history.ndjson";
    private static final String PAGE = "report.html";
    private static final String NUMBERS = "summary.json";
    private static final int START_MILLIS = 120_000;

    private final Settings settings;
    private final Machine machine;
    private final Consumer<String> words;

    /** @param words told of each fault, from any thread */
    public ChaosRun(Settings settings, Machine machine, Consumer<String> words) {
        this.settings = settings;
        this.machine = machine;
        this.words = words;
    }

    public Outcome run() throws InterruptedException {
        Schedule schedule = Schedule.of(settings.seed(), settings.nodes(), settings.kinds(), settings.millis());
        Path directory = settings.directory();
        Path file = directory.resolve(HISTORY);
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("schedule.txt"), schedule.print());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + directory, e);
        }
        try (Stage stage = Stage.build(settings, machine)) {
            // Ctrl-C is to leave no node, no mount and no strace behind.
            Thread hook = new Thread(stage::close, "end of the run");
            Runtime.getRuntime().addShutdownHook(hook);
            Outcome outcome;
            try {
                outcome = run(schedule, stage.arena(), file);
            } catch (InterruptedException | RuntimeException | Error e) {
                try {
                    clear(stage, false, hook);
                } catch (RuntimeException more) {
                    e.addSuppressed(more);
                }
                throw e;
            }
            clear(stage, outcome.passed(), hook);
            return outcome;
        }
    }

    private static void clear(Stage stage, boolean passed, Thread hook) {
        Stage.takeAll(List.<Runnable>of(
                stage.arena().cluster()::close,
                passed ? stage::removeData : stage::keepData,
                () -> Runtime.getRuntime().removeShutdownHook(hook)));
    }

    private Outcome run(Schedule schedule, Arena arena, Path file) throws InterruptedException {
        Cluster cluster = arena.cluster();
        cluster.start();
        if (!cluster.awaitAllBack(START_MILLIS)) {
            throw new IllegalStateException("the cluster was not up after " + START_MILLIS / 1_000
                    + " s; the nodes' logs are in " + settings.directory());
        }
        Nemesis nemesis;
        long calls;
        try (History history = History.create(file, facts())) {
            nemesis = new Nemesis(schedule, settings.millis(), arena, history, words);
            try (nemesis;
                    Load load = Load.start(endpoints(cluster), settings.seed(), history)) {
                nemesis.play();
                words.accept("all faults are over; what was written is read");
                load.stop();
                nemesis.end();
            }
            calls = history.calls();
        }
        words.accept(calls + " calls are judged");
        List<String> surprises = new ArrayList<>(nemesis.surprises());
        boolean all = settings.kinds().size() == Kind.values().length;
        List<String> toothless = toothless(settings.kinds(), nemesis.counts(), nemesis.leftOut());
        if (all && !nemesis.counts().isEmpty()) {
            toothless.forEach(words);
        } else {
            surprises.addAll(toothless);
        }
        Outcome outcome = new Outcome(
                settings,
                nemesis.counts(),
                nemesis.variants(),
                nemesis.leaderKills(),
                nemesis.leftOut(),
                surprises,
                calls,
                Verdicts.of(file, Load.WORKLOADS),
                RecoveryTimes.of(file));
        Path directory = settings.directory();
        Report.write(file, outcome.verdicts(), outcome.recovery(), surprises, directory.resolve(PAGE));
        Summary.write(file, outcome.verdicts(), outcome.recovery(), surprises, directory.resolve(NUMBERS));
        return outcome;
    }

    /**
     * What makes a run no test of what it was to test: nothing struck at all, or nothing of some kind. It fails who asked for
     * that kind by its name; who asks for all takes what the machine and the time allow.
     */
    static List<String> toothless(Set<Kind> asked, Map<Kind, Integer> struck, Map<String, Integer> leftOut) {
        if (struck.isEmpty()) {
            return List.of("no fault struck" + (leftOut.isEmpty() ? ": give it more minutes" : ": " + leftOut));
        }
        return asked.stream()
                .sorted()
                .filter(kind -> !struck.containsKey(kind))
                .map(kind -> "no fault of the kind '" + kind + "' struck: " + why(kind, leftOut))
                .toList();
    }

    private static String why(Kind kind, Map<String, Integer> leftOut) {
        List<String> reasons = leftOut.keySet().stream()
                .filter(what -> what.startsWith(kind + " ") || what.startsWith(kind + ":"))
                .sorted()
                .toList();
        return reasons.isEmpty() ? "none was dealt or begun: give it more minutes" : String.join("; ", reasons);
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("seed", Long.toString(settings.seed()));
        facts.put("nodes", Integer.toString(settings.nodes()));
        facts.put("minutes", Double.toString(settings.millis() / 60_000.0));
        facts.put(
                "faults",
                String.join(
                        ",",
                        settings.kinds().stream().sorted().map(Object::toString).toList()));
        machine.missing().forEach(why -> facts.merge("left out", why, (a, b) -> a + "; " + b));
        return facts;
    }

    private static List<Endpoint> endpoints(Cluster cluster) {
        return cluster.nodes().stream()
                .map(NodeProcess::clientPort)
                .map(port -> new Endpoint("127.0.0.1", port))
                .toList();
    }
}
