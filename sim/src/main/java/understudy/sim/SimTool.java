package understudy.sim;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import understudy.script.engine.ScriptError;
import understudy.sim.mutations.MutationsCommand;
import understudy.sim.page.Page;
import understudy.sim.parallel.Workers;
import understudy.sim.plan.Aim;
import understudy.sim.plan.Fault;
import understudy.sim.plan.Scenario;
import understudy.sim.plan.ScenarioText;
import understudy.sim.workload.Rehearsed;
import understudy.sim.workload.Workload;
import understudy.sim.world.Trace;

/**
 * {@code understudy sim}: rehearses seeds and replays one.
 *
 * <p>It alone in this module asks the real clock, to say how fast it was; the build's rules leave it out by name.
 */
public final class SimTool implements ToolProvider {
    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;

    private static final int PROGRESS_SEEDS = 100;
    private static final int MINIMISE_RUNS = 300;

    /** Of a campaign that goes on after failures, so many are made smaller and saved. */
    private static final int MOST_KEPT = 3;

    @Override
    public String name() {
        return "sim";
    }

    /** For the launcher's help; the interface has it from JDK 19 on. */
    public Optional<String> description() {
        return Optional.of("Rehearse disasters on this very code, in virtual time.");
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Arguments(out, err))
                .addSubcommand(new MutationsCommand(out, err))
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .execute(arguments);
    }

    @Command(
            name = "sim",
            mixinStandardHelpOptions = true,
            description = "Rehearses disasters in virtual time: a whole cluster from one seed, with faults, clients and"
                    + " checkers. Exit status 0: all passed; 1: a seed failed; 2: wrong arguments.")
    static final class Arguments implements Callable<Integer> {
        private final PrintWriter out;
        private final PrintWriter err;

        @Option(names = "--seeds", paramLabel = "A..B", description = "rehearse the seeds from A to B")
        private String seeds;

        @Option(names = "--seed", paramLabel = "N", description = "replay one seed and tell what happened")
        private Long seed;

        @Option(names = "--scenario", paramLabel = "FILE", description = "replay a scenario that was written down")
        private Path scenarioFile;

        @Option(names = "--trace", description = "with --seed or --scenario: print every event")
        private boolean trace;

        @Option(names = "--page", paramLabel = "FILE", description = "with --seed: write a page to watch the run on")
        private Path page;

        @Option(
                names = "--page-from",
                paramLabel = "S",
                description = "with --page: messages and details from this simulated second on")
        private Double pageFrom;

        @Option(names = "--page-to", paramLabel = "S", description = "with --page: and up to this one")
        private Double pageTo;

        @Option(
                names = "--keep-going",
                description =
                        "with --seeds: go on after failures; the first three are made smaller and saved at the end")
        private boolean keepGoing;

        @Option(names = "--json", description = "with --seeds: end with one JSON object on a line of its own")
        private boolean json;

        @Option(
                names = "--jobs",
                paramLabel = "N",
                description = "with --seeds: worlds at once (default: one per processor)")
        private int jobs = Runtime.getRuntime().availableProcessors();

        @Option(
                names = "--minimise",
                paramLabel = "RUNS",
                description = "how many runs may be spent on making a failure smaller; 0 for none (default: 300)")
        private int minimiseRuns = MINIMISE_RUNS;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "where scenarios of failures are saved (default: here)")
        private Path directory = Path.of("");

        @Option(
                names = "--workload",
                paramLabel = "FILE",
                description = "a Kahuna script of your own that the clients run; with --invariant")
        private Path workloadFile;

        @Option(
                names = "--invariant",
                paramLabel = "FILE",
                description = "a Kahuna script that must never throw or answer false, null or 0")
        private Path invariantFile;

        @Option(
                names = "--aim",
                paramLabel = "WORDS",
                description =
                        "with --seed or --seeds: only these faults strike, and often, and these knobs are set, as in"
                                + " 'wipe duel nodes=3'")
        private String aimed;

        private Aim aim = Aim.NONE;
        private Workload workload = Workload.OWN;

        @Option(
                names = "--quiet",
                paramLabel = "SECONDS",
                description = "measure how fast so many seconds of a calm cluster of five pass")
        private Long quietSeconds;

        Arguments(PrintWriter out, PrintWriter err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public Integer call() {
            int asked = (seed == null ? 0 : 1)
                    + (seeds == null ? 0 : 1)
                    + (scenarioFile == null ? 0 : 1)
                    + (quietSeconds == null ? 0 : 1);
            if (asked != 1) {
                return misused("say one of --seed N, --seeds A..B, --scenario FILE and --quiet SECONDS");
            }
            if (jobs < 1 || minimiseRuns < 0) {
                return misused("--jobs wants at least 1, --minimise at least 0");
            }
            if ((workloadFile == null) != (invariantFile == null)) {
                return misused("--workload FILE and --invariant FILE go together");
            }
            if (workloadFile != null) {
                try {
                    workload = new Rehearsed(Files.readString(workloadFile), Files.readString(invariantFile));
                } catch (IOException e) {
                    return misused("cannot read a script: " + e);
                } catch (ScriptError e) {
                    return misused("a script cannot be compiled: " + e.getMessage());
                }
            }
            if (aimed != null) {
                if (seed == null && seeds == null) {
                    return misused("--aim goes with --seed or --seeds");
                }
                try {
                    aim = Aim.parse(aimed);
                    Scenario.of(1, aim);
                } catch (IllegalArgumentException e) {
                    return misused("--aim: " + e.getMessage());
                }
            }
            if (quietSeconds != null) {
                return calm(quietSeconds);
            }
            if (page == null ? pageFrom != null || pageTo != null : seed == null && scenarioFile == null) {
                return misused("--page FILE goes with --seed or --scenario, --page-from and --page-to go with --page");
            }
            if (scenarioFile != null) {
                return replayFile();
            }
            if (seed != null) {
                return replay(Scenario.of(seed, aim));
            }
            String[] ends = seeds.split("\\.\\.", -1);
            try {
                long first = Long.parseLong(ends[0]);
                long last = ends.length == 2 ? Long.parseLong(ends[1]) : first - 1;
                if (last < first) {
                    return misused("--seeds wants A..B with A not above B, not '" + seeds + "'");
                }
                return rehearse(first, last);
            } catch (NumberFormatException e) {
                return misused("--seeds wants two whole numbers as in 1..5000, not '" + seeds + "'");
            }
        }

        private int replayFile() {
            try {
                return replay(ScenarioText.parse(Files.readString(scenarioFile)));
            } catch (IOException e) {
                return misused("cannot read " + scenarioFile + ": " + e.getMessage());
            } catch (IllegalArgumentException e) {
                return misused(scenarioFile + ": " + e.getMessage());
            }
        }

        /** A calm cluster: nothing goes wrong, and a client asks for something now and then. */
        private int calm(long seconds) {
            if (seconds < 1) {
                return misused("--quiet wants at least 1 second");
            }
            for (int run = 0; run < 3; run++) {
                long startNanos = System.nanoTime();
                Rehearsal.Result result = Rehearsal.of(Scenario.calm(seconds * 1_000_000), null);
                long wallMicros = Math.max(1, (System.nanoTime() - startNanos) / 1_000);
                if (!result.passed()) {
                    out.println(Campaign.failure(result));
                    return FAILED;
                }
                out.println("quiet: " + result.simulatedMicros() / 1_000_000 + " simulated seconds, " + result.events()
                        + " events, simulated:wall " + result.simulatedMicros() / wallMicros + ":1");
                out.flush();
            }
            return PASSED;
        }

        /**
         * Makes a failure smaller and saves it.
         *
         * @return whether there is anything to save
         */
        boolean keep(Rehearsal.Result failure) {
            if (failure.code().equals(Campaign.DET)) {
                // Whoever runs a scenario once, as the minimiser does, sees nothing of it.
                out.println(
                        "  seed " + failure.seed() + " is not made smaller: it takes two runs to see that they differ");
                out.flush();
                return false;
            }
            Rehearsal.Result smallest = failure;
            if (minimiseRuns > 0) {
                out.println("making seed " + failure.seed() + " smaller ...");
                out.flush();
                smallest = Minimiser.minimise(failure, workload, minimiseRuns, smaller -> {});
            }
            Scenario scenario = smallest.scenario();
            Path file = directory.resolve("seed-" + failure.seed() + ".scenario");
            String headline = smallest.code() + " (" + smallest.where() + "): "
                    + smallest.what().lines().findFirst().orElse("");
            try {
                Files.createDirectories(directory.toAbsolutePath());
                Files.writeString(file, ScenarioText.print(scenario, headline));
            } catch (IOException e) {
                err.println("sim: cannot write " + file + ": " + e.getMessage());
                err.flush();
                return true;
            }
            out.println("  smaller: " + scenario.faults().size() + " of "
                    + failure.scenario().faults().size() + " faults, "
                    + scenario.draw().nodes() + " nodes, "
                    + smallest.operations() + " of " + failure.operations() + " commands, "
                    + smallest.simulatedMicros() / 1_000 + " ms");
            for (Fault fault : scenario.faults()) {
                out.println("    " + fault.atMicros() / 1_000 + " ms: "
                        + fault.kind().words() + ", n" + fault.node() + (fault.orLeader() ? " or the leader" : "")
                        + ", for " + fault.lastsMicros() / 1_000 + " ms");
            }
            out.println("  saved:   bin/understudy sim --scenario " + file + scripts());
            out.flush();
            return true;
        }

        /** The first failures, by their seeds. */
        private void keepSome(List<Rehearsal.Result> failures) {
            int kept = 0;
            for (Rehearsal.Result failure : failures) {
                if (kept < MOST_KEPT && keep(failure)) {
                    kept++;
                }
            }
        }

        private int misused(String what) {
            err.println("sim: " + what);
            err.flush();
            return MISUSED;
        }

        private int rehearse(long first, long last) {
            Campaign campaign = new Campaign(workload, aim);
            long startNanos = System.nanoTime();
            try {
                Workers.run(first, last, jobs, campaign::rehearse, (result, stop) -> {
                    campaign.add(result);
                    if (!result.passed()) {
                        out.println(Campaign.failure(result, again()));
                        out.flush();
                        if (!keepGoing) {
                            stop.stop();
                        }
                    }
                    if (campaign.seeds() % PROGRESS_SEEDS == 0) {
                        out.println(campaign.seeds() + " of " + (last - first + 1) + " seeds, "
                                + campaign.failures().size() + " failed, "
                                + speed(campaign, Math.max(1, (System.nanoTime() - startNanos) / 1_000)));
                        out.flush();
                    }
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return FAILED;
            }
            long wallMicros = Math.max(1, (System.nanoTime() - startNanos) / 1_000);
            // When all is over: while seeds run, none waits for another's failure to be made smaller.
            keepSome(campaign.failures());
            out.print(campaign.summary());
            out.println((campaign.passed() ? "passed: " : "FAILED: ") + speed(campaign, wallMicros));
            if (json) {
                out.println(campaign.json(wallMicros));
            }
            out.flush();
            return campaign.passed() ? PASSED : FAILED;
        }

        private String again() {
            return (aimed == null ? "" : " --aim '" + aimed + "'") + scripts();
        }

        private String scripts() {
            return workloadFile == null ? "" : " --workload " + workloadFile + " --invariant " + invariantFile;
        }

        private static String speed(Campaign campaign, long wallMicros) {
            return Campaign.decimal(campaign.seeds() * 1_000_000, wallMicros) + " seeds/s, simulated:wall "
                    + campaign.simulatedMicros() / wallMicros + ":1";
        }

        private boolean written(Page watched, Rehearsal.Result result) {
            if (pageFrom != null || pageTo != null) {
                watched.window(
                        pageFrom == null ? 0 : (long) (pageFrom * 1_000_000),
                        pageTo == null ? Long.MAX_VALUE : (long) (pageTo * 1_000_000));
            }
            watched.fact("frames sent", Long.toString(result.frames()));
            watched.fact("slots chosen", Long.toString(result.slots()));
            watched.fact("commands", result.operations() + ", " + result.acknowledged() + " acknowledged");
            if (result.passed()) {
                watched.fact("recovered", result.recoveryMicros() / 1_000 + " ms after the last fault ended");
            }
            watched.faults(result.faults());
            try {
                watched.write(page, new Page.Verdict(result.code(), result.what(), result.hash()));
                out.println("page       " + page);
                return true;
            } catch (IOException e) {
                err.println("sim: cannot write the page " + page + ": " + e);
                err.flush();
                return false;
            }
        }

        private int replay(Scenario scenario) {
            out.print(scenario.describe());
            Trace.Listener printer = trace ? event -> out.println(event.line()) : null;
            Page watched = page == null
                    ? null
                    : new Page(
                            scenario.seed(),
                            scenario.draw().nodes(),
                            scenario.draw().clients(),
                            scenario.describe());
            Trace.Listener listener = watched == null
                    ? printer
                    : event -> {
                        watched.event(event);
                        if (printer != null) {
                            printer.event(event);
                        }
                    };
            Rehearsal.Result result = Rehearsal.of(scenario, workload, listener);
            out.println("ran        " + result.simulatedMicros() / 1_000 + " ms simulated, " + result.events()
                    + " events, " + result.frames() + " frames, " + result.slots() + " slots");
            out.println("clients    " + result.operations() + " commands, " + result.acknowledged() + " acknowledged, "
                    + result.scripts() + " scripts");
            out.println("faults     " + result.faults());
            if (result.passed()) {
                out.println("recovered  " + result.recoveryMicros() / 1_000 + " ms after the last fault ended");
                out.println("passed");
            } else {
                out.println(Campaign.failure(result, again()));
                if (scenarioFile == null && minimiseRuns > 0) {
                    keep(result);
                }
            }
            if (watched != null && !written(watched, result)) {
                return MISUSED;
            }
            out.println("trace " + result.hash());
            out.flush();
            return result.passed() ? PASSED : FAILED;
        }
    }
}
