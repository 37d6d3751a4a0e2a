package understudy.sim.mutations;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.sim.json.Json;
import understudy.sim.plan.Aim;

/**
 * {@code understudy sim mutations}: plants defects in private copies of the product's sources, one at a time, and says
 * which checker of the simulator found each, and how soon.
 *
 * <p>This package starts processes, asks the real clock and writes files, which nothing else in the module may: the
 * build's rules leave it out by name.
 */
@Command(
        name = "mutations",
        mixinStandardHelpOptions = true,
        description = "Plants known defects, one at a time, in copies of the sources, and rehearses each: which checker"
                + " finds it, after how many seeds? Exit status 0: all that must be found were; 1: one was not, or does"
                + " not fit the sources any more; 2: wrong arguments.")
public final class MutationsCommand implements Callable<Integer> {
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    /** Seeds of one repetition do not come up in the next. */
    private static final long REPETITION_SEEDS = 1_000_000;

    /** So many seeds for what is expected to survive, unless more are asked for: to see whether it still does. */
    private static final long EXCUSED_SEEDS = 100;

    private final PrintWriter out;
    private final PrintWriter err;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "mutations to plant, as A1 B2; all when none is named")
    private List<String> names = new ArrayList<>();

    @Option(names = "--class", paramLabel = "LETTERS", description = "only those of these classes, as A or ABK")
    private String families;

    @Option(names = "--seeds", paramLabel = "N", description = "at most so many seeds for each")
    private Long seeds;

    @Option(
            names = "--jobs",
            paramLabel = "J",
            description = "so many at a time; by default as many as there are processors")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--repeat", paramLabel = "R", description = "run each so often, with other seeds each time")
    private int repeat = 1;

    @Option(
            names = "--aim",
            paramLabel = "WORDS",
            description = "look with other faults and knobs than the mutation's own, as in 'wipe duel nodes=3'")
    private String aimed;

    @Option(names = "--smoke", description = "only the few that die quickly")
    private boolean smoke;

    @Option(names = "--list", description = "name them and end")
    private boolean list;

    @Option(names = "--check", description = "apply and compile them all, and rehearse none")
    private boolean check;

    @Option(names = "--json", description = "end with one JSON object on a line of its own")
    private boolean json;

    @Option(
            names = "--sources",
            paramLabel = "DIR",
            description = "the project's folder, where the build lies elsewhere")
    private Path sources;

    public MutationsCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Catalogue catalogue = Catalogue.load();
        List<Mutation> chosen = new ArrayList<>();
        for (Mutation mutation : catalogue.all()) {
            boolean named = names.isEmpty()
                    ? !mutation.equals(Catalogue.CONTROL) || families == null
                    : names.contains(mutation.name());
            boolean ofClass = families == null || families.contains(mutation.family());
            if (named && ofClass && (!smoke || mutation.smoke())) {
                chosen.add(aimed == null ? mutation : mutation.aimed(Aim.parse(aimed)));
            }
        }
        for (String name : names) {
            if (catalogue.find(name) == null) {
                return misused("there is no mutation " + name + "; --list names them");
            }
        }
        if (chosen.isEmpty() || jobs < 1 || repeat < 1 || seeds != null && seeds < 1) {
            return misused("nothing to do: no mutation is of that class, or a number is below 1");
        }
        if (list) {
            chosen.forEach(this::describe);
            out.flush();
            return PASSED;
        }
        try (Workshop workshop = new Workshop(sources == null ? Sources.ofThisBuild() : Sources.at(sources))) {
            Trials trials = new Trials(workshop, catalogue);
            return check ? check(trials, chosen) : rehearse(trials, chosen);
        } catch (IllegalArgumentException e) {
            return misused(e.getMessage());
        }
    }

    private int misused(String what) {
        err.println("sim mutations: " + what);
        err.flush();
        return MISUSED;
    }

    private void describe(Mutation mutation) {
        out.println(pad(mutation.name(), 5)
                + pad(String.join(" ", mutation.killers()), 20)
                + mutation.title()
                + (mutation.smoke() ? " [smoke]" : "")
                + (mutation.mustDie() ? "" : " [" + mutation.excuse() + "]"));
    }

    private int check(Trials trials, List<Mutation> chosen) {
        List<Finding> unfit = trials.check(chosen);
        for (Finding finding : unfit) {
            out.println(finding.mutation().name() + " " + finding.verdict().words() + ": " + finding.what());
        }
        out.println(chosen.size() + " mutations, " + unfit.size() + " do not fit the sources");
        out.flush();
        return unfit.isEmpty() ? PASSED : FAILED;
    }

    private int rehearse(Trials trials, List<Mutation> chosen) {
        out.println(row("", "mutation", "planted for", "killed by", "seeds", "simulated", "wall", "verdict"));
        out.flush();
        long startNanos = System.nanoTime();
        ExecutorService children = Executors.newFixedThreadPool(jobs);
        List<Finding> findings = new ArrayList<>();
        try {
            List<Future<List<Finding>>> pending = new ArrayList<>();
            for (Mutation mutation : chosen) {
                pending.add(children.submit(() -> repeated(trials, mutation)));
            }
            for (Future<List<Finding>> some : pending) {
                List<Finding> repetitions = some.get();
                findings.addAll(repetitions);
                repetitions.forEach(this::show);
                if (repeat > 1) {
                    showSpread(repetitions);
                }
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a trial could not be held", e.getCause());
        } finally {
            children.shutdownNow();
        }
        return sum(findings, (System.nanoTime() - startNanos) / 1_000_000);
    }

    private List<Finding> repeated(Trials trials, Mutation mutation) {
        long most = seeds != null ? seeds : mutation.mustDie() ? Long.MAX_VALUE : EXCUSED_SEEDS;
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < repeat; i++) {
            findings.add(trials.run(mutation, 1 + i * REPETITION_SEEDS, most));
        }
        return findings;
    }

    private void show(Finding finding) {
        Mutation mutation = finding.mutation();
        String checker = finding.checker().isEmpty() ? "-" : finding.checker();
        if (finding.verdict() == Verdict.KILLED_UNASSERTED) {
            checker = checker + " (" + finding.firstChecker() + ")";
        }
        out.println(row(
                mutation.name(),
                mutation.title(),
                mutation.blinds() == null ? String.join(" ", mutation.killers()) : "blinds " + mutation.blinds(),
                checker,
                finding.seeds() + (mutation.aim().equals(Aim.NONE) ? "" : " aimed"),
                finding.simulatedMicros() / 1_000_000 + " s",
                finding.wallMillis() / 1_000 + "." + finding.wallMillis() / 100 % 10 + " s",
                finding.verdict().words() + (finding.isWell() ? "" : " !")));
        if (!finding.verdict().isKill()) {
            if (!finding.what().isEmpty()) {
                out.println("      saw: " + cut(finding.what()));
            }
            if (mutation.excuse() != null && !mutation.equals(Catalogue.CONTROL)) {
                out.println("      why: " + mutation.excuse());
            }
        }
    }

    private void showSpread(List<Finding> repetitions) {
        List<Long> sorted = repetitions.stream().map(Finding::seeds).sorted().toList();
        out.println("      seeds: median " + sorted.get(sorted.size() / 2) + ", p90 "
                + sorted.get(Math.min(sorted.size() - 1, sorted.size() * 9 / 10)));
    }

    private int sum(List<Finding> findings, long wallMillis) {
        long killed = findings.stream().filter(f -> f.verdict().isKill()).count();
        long unwell = findings.stream().filter(f -> !f.isWell()).count();
        long excused = findings.stream()
                .filter(f -> f.isWell() && !f.verdict().isKill())
                .count();
        out.println(killed + " of " + findings.size() + " killed by a checker that they were planted for, " + excused
                + " survive with a reason, " + unwell + " should have died, in " + wallMillis / 1_000 + " s");
        if (json) {
            out.println(json(findings, wallMillis, killed, unwell));
        }
        out.flush();
        return unwell == 0 ? PASSED : FAILED;
    }

    private static String json(List<Finding> findings, long wallMillis, long killed, long unwell) {
        StringBuilder text = new StringBuilder("{\"mutations\":").append(findings.size());
        text.append(",\"killed\":").append(killed).append(",\"unwell\":").append(unwell);
        text.append(",\"wallMillis\":").append(wallMillis).append(",\"findings\":[");
        String comma = "";
        for (Finding finding : findings) {
            text.append(comma)
                    .append("{\"name\":")
                    .append(Json.quoted(finding.mutation().name()));
            text.append(",\"title\":").append(Json.quoted(finding.mutation().title()));
            text.append(",\"verdict\":")
                    .append(Json.quoted(finding.verdict().name().toLowerCase(Locale.ROOT)));
            text.append(",\"killedBy\":").append(Json.quoted(finding.verdict().isKill() ? finding.checker() : ""));
            text.append(",\"first\":").append(Json.quoted(finding.firstChecker()));
            text.append(",\"seeds\":").append(finding.seeds());
            text.append(",\"aim\":").append(Json.quoted(finding.mutation().aim().text()));
            text.append(",\"simulatedMillis\":").append(finding.simulatedMicros() / 1_000);
            text.append(",\"wallMillis\":").append(finding.wallMillis());
            text.append(",\"what\":").append(Json.quoted(finding.what())).append('}');
            comma = ",";
        }
        return text.append("]}").toString();
    }

    private static String row(String... cells) {
        int[] widths = {5, 58, 14, 14, 12, 10, 9, 0};
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            row.append(pad(cells[i], widths[i]));
        }
        return row.toString().stripTrailing();
    }

    private static String pad(String text, int width) {
        return text.length() < width ? text + " ".repeat(width - text.length()) : text + " ";
    }

    private static String cut(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + " [...]";
    }
}
