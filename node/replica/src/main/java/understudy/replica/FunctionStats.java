package understudy.replica;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Reply;

/**
 * What FUNCTION STATS says: the state tells of the libraries, and the node that was asked knows what runs on it. Functions
 * in the log are not among that: they are over before anybody could look.
 */
final class FunctionStats {
    static final String COMMAND = "function|stats";

    private FunctionStats() {}

    /**
     * @param told by the state: a map whose first entry is the running script
     * @param running on this node, the longest first
     */
    static Reply with(Reply told, List<LongReads.Script> running, Now now) {
        for (LongReads.Script script : running) {
            if (script.function() && told instanceof Reply.Pairs stats) {
                List<Reply> all = new ArrayList<>(stats.keysAndValues());
                all.set(1, told(script, now));
                return new Reply.Pairs(all);
            }
        }
        return told;
    }

    private static Reply told(LongReads.Script script, Now now) {
        List<Reply> words = new ArrayList<>();
        for (String word : script.command()) {
            words.add(bulk(word));
        }
        long millis = (now.monotonicMicros() - script.sinceMicros()) / 1_000;
        return new Reply.Pairs(List.of(
                bulk("name"),
                bulk(script.name()),
                bulk("command"),
                new Reply.Items(words),
                bulk("duration_ms"),
                new Reply.Whole(millis)));
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
    }
}
