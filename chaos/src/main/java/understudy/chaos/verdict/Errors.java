package understudy.chaos.verdict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.chaos.history.Call;
import understudy.chaos.history.HistoryFile;
import understudy.script.command.Reply;

/**
 * No client is told of an error that nobody can explain. The workloads ask for nothing that is wrong, so what they are told
 * is that the cluster cannot serve them now, or that a disk is full. To the other checkers any error is something that was
 * not done; a database that answers everything with one would please them.
 */
final class Errors {
    private static final String CODE = "ERRORS";
    private static final List<String> EXPLAINED =
            List.of("TRYAGAIN", "OOM the disk of the leader is nearly full, nothing was done");

    /** A session that is used is not forgotten. */
    private static final String FORGOTTEN = "UNKNOWN session";

    private Errors() {}

    static Verdict judge(HistoryFile file) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        long[] explained = new long[1];
        Call[] first = new Call[1];
        file.calls(null, call -> {
            if (call.result() instanceof Reply.Failure failure) {
                boolean isExplained = EXPLAINED.stream().anyMatch(failure.text()::startsWith)
                        && !failure.text().contains(FORGOTTEN);
                explained[0] += isExplained ? 1 : 0;
                first[0] = first[0] == null && !isExplained ? call : first[0];
            }
        });
        sizes.put("refused, as faults have it", explained[0]);
        if (first[0] != null) {
            Call call = first[0];
            String what = call.workload() + ", client " + call.client() + ": " + String.join(" ", call.words())
                    + " was answered with " + ((Reply.Failure) call.result()).text();
            return new Verdict(CODE, "all", Verdict.Status.VIOLATED, what, sizes);
        }
        return new Verdict(
                CODE, "all", Verdict.Status.OK, explained[0] + " calls refused, each as a fault has it", sizes);
    }
}
