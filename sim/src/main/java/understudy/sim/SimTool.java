package understudy.sim;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import understudy.sim.parallel.Workers;
import understudy.sim.plan.Scenario;
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

        @Option(names = "--trace", description = "with --seed: print every event")
        private boolean trace;

        @Option(names = "--keep-going", description = "with --seeds: go on after a failure")
        private boolean keepGoing;

        @Option(names = "--json", description = "with --seeds: end with one JSON object on a line of its own")
        private boolean json;

        @Option(
                names = "--jobs",
                paramLabel = "N",
                description = "with --seeds: worlds at once (default: one per processor)")
        private int jobs = Runtime.getRuntime().availableProcessors();

        Arguments(PrintWriter out, PrintWriter err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public Integer call() {
            if ((seed == null) == (seeds == null)) {
                return misused("say either --seed N or --seeds A..B");
            }
            if (seed != null) {
                return replay(seed);
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

        private int misused(String what) {
            err.println("sim: " + what);
            err.flush();
            return MISUSED;
        }

        private int rehearse(long first, long last) {
            Campaign campaign = new Campaign();
            long startNanos = System.nanoTime();
            try {
                Workers.run(first, last, jobs, Campaign::rehearse, (result, stop) -> {
                    campaign.add(result);
                    if (!result.passed()) {
                        out.println(Campaign.failure(result));
                        out.flush();
                        if (!keepGoing) {
                            stop.stop();
                        }
                    }
                    if (campaign.seeds() % PROGRESS_SEEDS == 0) {
                        out.println(campaign.seeds() + " of " + (last - first + 1) + " seeds, "
                                + campaign.failures().size() + " failed, " + speed(campaign, startNanos));
                        out.flush();
                    }
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return FAILED;
            }
            out.print(campaign.summary());
            out.println((campaign.passed() ? "passed: " : "FAILED: ") + speed(campaign, startNanos));
            if (json) {
                out.println(campaign.json((System.nanoTime() - startNanos) / 1_000));
            }
            out.flush();
            return campaign.passed() ? PASSED : FAILED;
        }

        private static String speed(Campaign campaign, long startNanos) {
            long wallMicros = Math.max(1, (System.nanoTime() - startNanos) / 1_000);
            return Campaign.decimal(campaign.seeds() * 1_000_000, wallMicros) + " seeds/s, simulated:wall "
                    + campaign.simulatedMicros() / wallMicros + ":1";
        }

        private int replay(long number) {
            Scenario scenario = Scenario.of(number);
            out.print(scenario.describe());
            Trace.Listener listener = trace ? event -> out.println(event.line()) : null;
            Rehearsal.Result result = Rehearsal.of(scenario, listener);
            out.println("ran        " + result.simulatedMicros() / 1_000 + " ms simulated, " + result.events()
                    + " events, " + result.frames() + " frames, " + result.slots() + " slots");
            out.println("clients    " + result.operations() + " commands, " + result.acknowledged() + " acknowledged, "
                    + result.scripts() + " scripts");
            out.println("faults     " + result.faults());
            if (result.passed()) {
                out.println("recovered  " + result.recoveryMicros() / 1_000 + " ms after the last fault ended");
                out.println("passed");
            } else {
                out.println(Campaign.failure(result));
            }
            out.println("trace " + result.hash());
            out.flush();
            return result.passed() ? PASSED : FAILED;
        }
    }
}
