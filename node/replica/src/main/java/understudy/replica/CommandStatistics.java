package understudy.replica;

import java.util.Map;
import java.util.TreeMap;
import understudy.script.command.Reply;

/**
 * How often each command was sent to this node, how long its answers took as seen from here, the log included, and how
 * often what was answered was an error. What scripts call is counted in the script.
 */
final class CommandStatistics {
    /** Scripts make codes of their own: beyond so many, further ones are one. */
    private static final int MOST_CODES = 128;

    private static final String OTHERS = "OTHERS";

    private final TreeMap<String, Command> commands = new TreeMap<>();
    private final TreeMap<String, Long> errors = new TreeMap<>();
    private long errorReplies;

    private static final class Command {
        private long calls;
        private long micros;
        private long rejected;
        private long failed;
    }

    /**
     * @param name as the command table has it; null for a command that there is not
     * @param rejected at the door: it was never run
     */
    void count(String name, boolean rejected, long micros, Reply reply) {
        boolean failure = reply instanceof Reply.Failure;
        if (name != null) {
            Command command = commands.computeIfAbsent(name, each -> new Command());
            if (rejected) {
                command.rejected++;
            } else {
                command.calls++;
                command.micros += micros;
                command.failed += failure ? 1 : 0;
            }
        }
        if (failure) {
            errorReplies++;
            String code = codeOf(((Reply.Failure) reply).text());
            boolean known = errors.containsKey(code) || errors.size() < MOST_CODES;
            errors.merge(known ? code : OTHERS, 1L, Long::sum);
        }
    }

    private static String codeOf(String text) {
        int blank = text.indexOf(' ');
        String code = blank < 0 ? text : text.substring(0, blank);
        // It stands in a line of its own, before a colon.
        return code.replace(':', '_');
    }

    long errorReplies() {
        return errorReplies;
    }

    void reset() {
        commands.clear();
        errors.clear();
        errorReplies = 0;
    }

    void commandLines(StringBuilder text) {
        for (Map.Entry<String, Command> each : commands.entrySet()) {
            Command command = each.getValue();
            long hundredths = command.calls == 0 ? 0 : command.micros * 100 / command.calls;
            text.append("cmdstat_")
                    .append(each.getKey())
                    .append(":calls=")
                    .append(command.calls)
                    .append(",usec=")
                    .append(command.micros)
                    .append(",usec_per_call=")
                    .append(hundredths / 100)
                    .append(hundredths % 100 < 10 ? ".0" : ".")
                    .append(hundredths % 100)
                    .append(",rejected_calls=")
                    .append(command.rejected)
                    .append(",failed_calls=")
                    .append(command.failed)
                    .append("\r\n");
        }
    }

    void errorLines(StringBuilder text) {
        errors.forEach((code, count) -> text.append("errorstat_")
                .append(code)
                .append(":count=")
                .append(count)
                .append("\r\n"));
    }
}
