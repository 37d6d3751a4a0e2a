package understudy.chaos.verdict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import understudy.chaos.history.HistoryFile;

/** The verdicts of all checkers on one history. */
public record Verdicts(List<Verdict> all) {
    public Verdicts {
        all = List.copyOf(all);
    }

    /** Reads a history and has each checker say what it thinks of the calls that are its own. */
    public static Verdicts of(Path history) {
        return of(history, Checker.MAX_STEPS);
    }

    /**
     * The same of a whole run, which has more to show: every one of its workloads did something, nobody was told of an
     * error that no fault explains, and writes were taken again after each fault.
     *
     * @param workloads that there must be calls of
     */
    public static Verdicts of(Path history, List<String> workloads) {
        HistoryFile file = new HistoryFile(history);
        TreeMap<String, Long> sizes = file.sizes();
        List<Verdict> verdicts = judge(file, sizes.keySet(), Checker.MAX_STEPS);
        for (String workload : workloads) {
            if (!sizes.containsKey(workload)) {
                verdicts.add(new Verdict(
                        "CALLS", workload, Verdict.Status.UNKNOWN, "the history has no call of it", new TreeMap<>()));
            }
        }
        verdicts.add(Errors.judge(file));
        verdicts.add(Served.judge(file));
        return new Verdicts(verdicts);
    }

    static Verdicts of(Path history, long maxSteps) {
        HistoryFile file = new HistoryFile(history);
        return new Verdicts(judge(file, file.sizes().keySet(), maxSteps));
    }

    private static List<Verdict> judge(HistoryFile file, Set<String> workloads, long maxSteps) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String workload : workloads) {
            List<Checker> checkers = Checker.of(workload, maxSteps);
            if (!checkers.isEmpty()) {
                Operations operations = Operations.read(file, workload);
                checkers.forEach(checker -> verdicts.add(checker.judge(workload, operations)));
            }
        }
        return verdicts;
    }

    /** The whole run's: violated where one is, else unknown where one is or none was given. */
    public Verdict.Status status() {
        Verdict.Status worst = all.isEmpty() ? Verdict.Status.UNKNOWN : Verdict.Status.OK;
        for (Verdict verdict : all) {
            if (verdict.status() == Verdict.Status.VIOLATED) {
                return Verdict.Status.VIOLATED;
            } else if (verdict.status() == Verdict.Status.UNKNOWN) {
                worst = Verdict.Status.UNKNOWN;
            }
        }
        return worst;
    }

    /** The same, where nodes did what no client saw: with one such surprise nothing has passed. */
    public Verdict.Status status(List<String> surprises) {
        return surprises.isEmpty() ? status() : Verdict.Status.VIOLATED;
    }

    public boolean pass() {
        return status() == Verdict.Status.OK;
    }

    /** A line for each, for a terminal. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        for (Verdict verdict : all) {
            text.append(verdict).append('\n');
        }
        return text.toString();
    }
}
