package understudy.sim;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import understudy.sim.page.Page;
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

        @Option(names = "--page", paramLabel = "FILE", description = "with --seed: write a page to watch the run on")
        private Path page;

        @Option(
                names = "--page-from",
                paramLabel = "S",
                description = "with --page: messages and details from this simulated second on")
        private Double pageFrom;

        @Option(names = "--page-to", paramLabel = "S", description = "with --page: and up to this one")
        private Double pageTo;

        @Option(names = "--keep-going", description = "with --seeds: go on after a failure")
        private boolean keepGoing;

        Arguments(PrintWriter out, PrintWriter err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public Integer call() {
            if ((seed == null) == (seeds == null)) {
                return misused("say either --seed N or --seeds A..B");
            }
            if (page == null ? pageFrom != null || pageTo != null : seed == null) {
                return misused("--page FILE goes with --seed N, --page-from and --page-to go with --page");
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
            for (long number = first; number <= last; number++) {
                Rehearsal.Result result = campaign.run(number);
                if (!result.passed()) {
                    out.println(Campaign.failure(result));
                    out.flush();
                    if (!keepGoing) {
                        break;
                    }
                }
                if (campaign.seeds() % PROGRESS_SEEDS == 0) {
                    out.println(campaign.seeds() + " of " + (last - first + 1) + " seeds, "
                            + campaign.failures().size() + " failed, " + speed(campaign, startNanos));
                    out.flush();
                }
            }
            out.print(campaign.summary());
            out.println((campaign.passed() ? "passed: " : "FAILED: ") + speed(campaign, startNanos));
            out.flush();
            return campaign.passed() ? PASSED : FAILED;
        }

        private static String speed(Campaign campaign, long startNanos) {
            long wallMicros = Math.max(1, (System.nanoTime() - startNanos) / 1_000);
            long tenths = campaign.seeds() * 10_000_000 / wallMicros;
            return tenths / 10 + "." + tenths % 10 + " seeds/s, simulated:wall "
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

        private int replay(long number) {
            Draw draw = Draw.of(number);
            out.print("seed       " + number + ": " + draw.describe());
            Trace.Listener printer = trace ? event -> out.println(event.line()) : null;
            Page watched = page == null ? null : new Page(number, draw.nodes(), draw.clients(), draw.describe());
            Trace.Listener listener = watched == null
                    ? printer
                    : event -> {
                        watched.event(event);
                        if (printer != null) {
                            printer.event(event);
                        }
                    };
            Rehearsal.Result result = Rehearsal.of(number, draw, listener);
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
            if (watched != null && !written(watched, result)) {
                return MISUSED;
            }
            out.println("trace " + result.hash());
            out.flush();
            return result.passed() ? PASSED : FAILED;
        }
    }
}
