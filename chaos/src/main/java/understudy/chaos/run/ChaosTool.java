package understudy.chaos.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import understudy.chaos.faults.Machine;
import understudy.chaos.load.Load;
import understudy.chaos.schedule.Kind;
import understudy.chaos.schedule.Schedule;
import understudy.chaos.verdict.Verdicts;

/** {@code understudy chaos}: the packaged product as real processes, under real faults. */
public final class ChaosTool implements ToolProvider {
    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;

    private static final int MILLIS_PER_MINUTE = 60_000;
    private static final int MOST_MINUTES = 24 * 60;

    @Override
    public String name() {
        return "chaos";
    }

    /** For the launcher's help; the interface has it from JDK 19 on. */
    public Optional<String> description() {
        return Optional.of("Run a cluster of real processes under real faults, and judge what its clients saw.");
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
            name = "chaos",
            mixinStandardHelpOptions = true,
            description =
                    "Starts a cluster of real nodes from this jar, has clients work on it while faults strike, and"
                            + " judges what they saw with the simulator's checkers.",
            footer = {
                "",
                "The same seed, nodes, faults and minutes give the same schedule. Every node reaches its peers through"
                        + " relays of the suite's own, so cutting links takes no rights. Clocks take libfaketime, syncs that"
                        + " fail take strace, full disks take root: what the machine does not allow is left out, and said."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:every checker is green, and nothing is unknown",
                "1:a checker, a node or the run failed, or something is unknown: the directory has all that was seen",
                "2:wrong usage"
            })
    static final class Arguments implements Callable<Integer> {
        private final PrintWriter out;
        private final PrintWriter err;

        @Option(names = "--nodes", paramLabel = "3|5", description = "size of the cluster (default: 3)")
        private int nodes = 3;

        @Option(names = "--minutes", paramLabel = "N", description = "for how long faults strike (default: 5)")
        private double minutes = 5;

        @Option(
                names = "--faults",
                paramLabel = "KINDS",
                description =
                        "which, with commas between them: all, kill, pause, restart, partition, link, disk, clock,"
                                + " wipe, rot (default: all)")
        private String faults = "all";

        @Option(names = "--seed", paramLabel = "N", description = "of schedule and load (default: drawn, and told)")
        private Long seed;

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description = "where history, logs and, after a failure, data are kept; new or empty (default:"
                        + " chaos-SEED here)")
        private Path directory;

        @Option(
                names = "--judge",
                paramLabel = "FILE",
                description = "judge the history.ndjson of an earlier run, or of another's, and run nothing")
        private Path history;

        @Option(names = "--plan", description = "print the schedule and run nothing")
        private boolean plan;

        @Option(names = "--json", description = "end with one JSON object on a line of its own")
        private boolean json;

        @Option(names = "--quiet", description = "say nothing of each fault")
        private boolean quiet;

        Arguments(PrintWriter out, PrintWriter err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public Integer call() {
            if (history != null) {
                return judge();
            }
            Settings settings;
            try {
                settings = settings();
            } catch (IllegalArgumentException e) {
                err.println("chaos: " + e.getMessage());
                err.flush();
                return MISUSED;
            }
            if (plan) {
                Schedule schedule = Schedule.of(settings.seed(), settings.nodes(), settings.kinds(), settings.millis());
                out.print(schedule.print());
                out.println(schedule.faults().size() + " faults; counted: " + schedule.counts());
                out.flush();
                return PASSED;
            }
            try {
                return run(settings);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return FAILED;
            } catch (RuntimeException e) {
                err.println("chaos: " + e.getMessage());
                if (e.getMessage() == null || e instanceof NullPointerException) {
                    e.printStackTrace(err);
                }
                err.println("chaos: what was seen so far is in " + settings.directory());
                err.flush();
                return FAILED;
            }
        }

        private int judge() {
            if (!Files.isReadable(history)) {
                err.println("chaos: " + history + " cannot be read; a run leaves its history.ndjson in its --dir");
                err.flush();
                return MISUSED;
            }
            Verdicts verdicts;
            try {
                verdicts = Verdicts.of(history, Load.WORKLOADS);
            } catch (RuntimeException e) {
                err.println("chaos: " + history + " is no history of a run: " + e.getMessage());
                err.flush();
                return FAILED;
            }
            out.print(verdicts.describe());
            out.println(verdicts.pass() ? "passed" : "FAILED");
            out.flush();
            return verdicts.pass() ? PASSED : FAILED;
        }

        private Settings settings() {
            Set<Kind> kinds = Kind.parse(faults);
            if (!(minutes > 0 && minutes <= MOST_MINUTES)) {
                throw new IllegalArgumentException(
                        "--minutes wants more than 0 and at most " + MOST_MINUTES + ", not " + minutes);
            }
            long drawn = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
            Path target = directory == null ? Path.of("chaos-" + drawn) : directory;
            if (Files.isRegularFile(target) || !plan && used(target)) {
                throw new IllegalArgumentException(
                        target + " is there and is not empty: remove it, or give another --dir");
            }
            return new Settings(nodes, (long) (minutes * MILLIS_PER_MINUTE), kinds, drawn, target.toAbsolutePath());
        }

        private static boolean used(Path target) {
            if (!Files.isDirectory(target)) {
                return false;
            }
            try (Stream<Path> entries = Files.list(target)) {
                return entries.findAny().isPresent();
            } catch (IOException e) {
                throw new IllegalArgumentException("cannot look into " + target + ": " + e.getMessage(), e);
            }
        }

        private int run(Settings settings) throws InterruptedException {
            Machine machine = Machine.look(settings.kinds());
            out.println("seed       " + settings.seed() + ", " + settings.nodes() + " nodes, " + minutes + " minutes");
            out.println("directory  " + settings.directory());
            out.flush();
            Consumer<String> words = quiet ? word -> {} : this::say;
            Outcome outcome = new ChaosRun(settings, machine, words).run();
            out.print(outcome.text());
            if (!outcome.passed()) {
                out.println("again:     bin/understudy chaos --nodes " + nodes + " --minutes " + minutes + " --faults "
                        + faults + " --seed " + settings.seed());
            }
            if (json) {
                out.println(outcome.json());
            }
            out.flush();
            return outcome.passed() ? PASSED : FAILED;
        }

        private synchronized void say(String word) {
            out.println(word);
            out.flush();
        }
    }
}
