package understudy.chaos.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            boolean passed = false;
            try {
                Outcome outcome = run(schedule, stage.arena(), file);
                passed = outcome.passed();
                return outcome;
            } finally {
                stage.arena().cluster().close();
                if (passed) {
                    stage.removeData();
                } else {
                    stage.keepData();
                }
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        }
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
        surprises.addAll(toothless(schedule, nemesis));
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
     * What makes a run no test of anything: nothing struck at all, or nothing of a kind that was asked for by its name. Who
     * asks for all takes what the machine allows.
     */
    private List<String> toothless(Schedule schedule, Nemesis nemesis) {
        if (!schedule.faults().isEmpty() && nemesis.counts().isEmpty()) {
            return List.of("no fault struck");
        }
        boolean all = settings.kinds().size() == Kind.values().length;
        return schedule.counts().keySet().stream()
                .filter(kind -> !all && !nemesis.counts().containsKey(kind))
                .filter(kind -> nemesis.leftOut().keySet().stream().anyMatch(what -> what.startsWith(kind + " ")))
                .map(kind -> "no fault of the kind '" + kind + "' struck: " + nemesis.leftOut())
                .toList();
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
