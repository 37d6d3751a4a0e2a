package understudy.server.cli.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One use of scripts, as the demo plays it. */
record Scene(String heading, List<Line> lines) {
    /**
     * @param remark said before it; "" for nothing
     * @param script name of the resource
     * @param expected a part of what is printed
     * @param awaited whether to run it again until it comes out as expected: for what takes its time
     */
    record Line(String remark, String script, Map<String, String> parameters, String expected, boolean awaited) {
        static Line of(String script, String expected, String... parameters) {
            return new Line("", script, pairs(parameters), expected, false);
        }

        Line saying(String words) {
            return new Line(words, script, parameters, expected, awaited);
        }

        Line untilItIsSo() {
            return new Line(remark, script, parameters, expected, true);
        }

        private static Map<String, String> pairs(String... words) {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (int i = 0; i < words.length; i += 2) {
                pairs.put(words[i], words[i + 1]);
            }
            return pairs;
        }
    }

    static List<Scene> all() {
        String[] bucket = {
            "tokens_key", "login/ada/tokens", "since_key", "login/ada/since", "capacity", "3", "refill_ms", "60000"
        };
        String[] seats = {"seats_key", "seats/tonight", "wanted", "3"};
        String[] counter = {"counter_key", "hits/front-page", "ttl_ms", "2000"};
        String[] session = {"session_key", "session/ada", "ttl_ms", "2000"};
        return List.of(
                new Scene("Set a value", List.of(Line.of("set", "r0 set"))),
                new Scene(
                        "Compare and set, in four forms",
                        List.of(
                                Line.of("cas-first", "r0 set"),
                                Line.of("cas-command", "r1 set"),
                                Line.of("cas-return", "r-1 false"),
                                Line.of("cas-throw", "somebody else directs"),
                                Line.of("cas-attempts", "r-1 not found"),
                                Line.of("cas-blocks", "r2 set"))),
                new Scene(
                        "Leaky bucket",
                        List.of(
                                Line.of("bucket", "r-1 1", bucket),
                                Line.of("bucket", "r-1 1", bucket),
                                Line.of("bucket", "r-1 1", bucket),
                                Line.of("bucket", "r-1 0", bucket).saying("The fourth in a minute is one too many."))),
                new Scene(
                        "Reservation",
                        List.of(
                                Line.of("stock", "r0 set"),
                                Line.of("reserve", "r-1 1", seats),
                                Line.of("reserve", "r-1 0", seats).saying("Two are left: not enough."),
                                Line.of("seats", "r1 2"))),
                new Scene(
                        "Expiring counter",
                        List.of(
                                Line.of("counter", "r-1 1", counter),
                                Line.of("counter", "r-1 2", counter),
                                Line.of("counter", "r-1 3", counter),
                                Line.of("counter-gone", "not found", counter)
                                        .saying("Two seconds after the first hit ...")
                                        .untilItIsSo(),
                                Line.of("counter", "r-1 1", counter))),
                new Scene(
                        "Sliding session",
                        List.of(
                                Line.of("session-open", "r0 set", session),
                                Line.of("session-refresh", "r-1 1", session),
                                Line.of("session-gone", "not found", session)
                                        .saying("No visit for two seconds ...")
                                        .untilItIsSo(),
                                Line.of("session-refresh", "r-1 0", session))));
    }
}
