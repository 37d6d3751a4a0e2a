package understudy.chaos.report;

import java.util.TreeMap;
import understudy.chaos.history.HistoryFile;
import understudy.script.command.Reply;

/**
 * Why calls were refused, by workload and error. TRYAGAIN is what faults bring; any other error is one that nobody asked for,
 * and stands here with its words.
 */
final class Refusals {
    private static final int SHOWN = 100;

    private Refusals() {}

    static TreeMap<String, Long> of(HistoryFile file) {
        TreeMap<String, Long> refusals = new TreeMap<>();
        file.calls(null, call -> {
            if (call.result() instanceof Reply.Failure failure) {
                refusals.merge(call.workload() + ": " + words(failure), 1L, Long::sum);
            }
        });
        return refusals;
    }

    private static String words(Reply.Failure failure) {
        String text = failure.text();
        if (text.startsWith("TRYAGAIN")) {
            return "TRYAGAIN";
        }
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
