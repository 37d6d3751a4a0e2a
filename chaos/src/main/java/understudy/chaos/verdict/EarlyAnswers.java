package understudy.chaos.verdict;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import understudy.chaos.history.Call;
import understudy.chaos.history.HistoryFile;

/**
 * SYNC: while each sync of every node is made to take so long at least, no write is acknowledged sooner after it was called.
 *
 * <p>A killed process loses nothing that the kernel has, so killing shows nothing about syncing. This does: what a write
 * leaves in the log is synced after the write was called, and whoever answers before a sync can have ended has not
 * waited for one. It takes a majority's syncs to acknowledge, so one that is quick would hide behind none that is slow:
 * all nodes must be slowed.
 */
public final class EarlyAnswers {
    private EarlyAnswers() {}

    /**
     * @param fromNanos by then all nodes are slowed
     * @param untilNanos from then on they no longer are
     * @param syncNanos what each sync takes at least
     */
    public static Verdict of(Path history, long fromNanos, long untilNanos, long syncNanos) {
        long[] writes = new long[1];
        Call[] earliest = new Call[1];
        new HistoryFile(history).calls(null, call -> {
            if (call.acknowledgedWrite() && call.invokedNanos() >= fromNanos && call.returnedNanos() <= untilNanos) {
                writes[0]++;
                earliest[0] = earliest[0] == null || took(call) < took(earliest[0]) ? call : earliest[0];
            }
        });
        Map<String, Long> sizes = new LinkedHashMap<>();
        sizes.put("acknowledged writes", writes[0]);
        if (earliest[0] == null) {
            return new Verdict(
                    "SYNC", "all", Verdict.Status.UNKNOWN, "no write was acknowledged while syncs were slow", sizes);
        }
        String words = "of " + writes[0] + " writes the quickest was acknowledged after " + took(earliest[0]) / 1_000
                + " us, while each sync took " + syncNanos / 1_000 + " us and more: " + earliest[0].words();
        return new Verdict(
                "SYNC",
                "all",
                took(earliest[0]) < syncNanos ? Verdict.Status.VIOLATED : Verdict.Status.OK,
                words,
                sizes);
    }

    private static long took(Call call) {
        return call.returnedNanos() - call.invokedNanos();
    }
}
