package understudy.sim.check.linear;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import understudy.sim.SharedCases;
import understudy.sim.check.linear.Verdict.Answer;

/** Recorded histories of etcd and of a key-value service, with verdicts known from Porcupine. */
class PorcupineTest {
    private static final long MAX_STEPS = 20_000_000;
    private static final Pattern JEPSEN =
            Pattern.compile("INFO\\s+jepsen\\.util\\s+-\\s+(\\d+)\\s+:(\\w+)\\s+:(\\w+)\\s+(.*)");
    private static final Pattern KV = Pattern.compile(
            "\\{:process (\\d+), :type :(\\w+), :f :(\\w+), :key \"([^\"]*)\", :value (nil|\"([^\"]*)\")}");

    @TestFactory
    Stream<DynamicTest> everyRecordedHistoryGetsItsKnownVerdict() throws IOException {
        Path folder = SharedCases.folder("porcupine");
        List<String> lines = Files.readAllLines(folder.resolve("verdicts.csv"));
        return lines.stream().skip(1).filter(line -> !line.isBlank()).map(line -> {
            String[] fields = line.split(",", -1);
            return DynamicTest.dynamicTest(fields[0], () -> {
                List<String> history = Files.readAllLines(folder.resolve(fields[0]));
                boolean kv = fields[0].startsWith("kv/");
                Answer answer = kv ? keyValue(history, true) : register(history).answer();
                if (!fields[1].isBlank()) {
                    assertThat(
                            answer,
                            is(Boolean.parseBoolean(fields[1]) ? Answer.LINEARIZABLE : Answer.NOT_LINEARIZABLE));
                }
            });
        });
    }

    @Test
    void ofAllRecordedHistoriesNoneNeedsMoreStepsThanAPlainSearch() throws IOException {
        Path folder = SharedCases.folder("porcupine");
        long steps = 0;
        long reference = 0;
        for (String line : Files.readAllLines(folder.resolve("verdicts.csv"))) {
            String[] fields = line.split(",", -1);
            if (fields[0].startsWith("jepsen/") && !fields[4].isBlank()) {
                steps += register(Files.readAllLines(folder.resolve(fields[0]))).steps();
                reference += Long.parseLong(fields[4]);
            }
        }
        assertThat(steps, is(lessThan(reference * 2)));
    }

    @Test
    void droppingWhatIsOfUnknownOutcomeWouldMisjudgeRecordedHistories() throws IOException {
        Path folder = SharedCases.folder("porcupine");
        int misjudged = 0;
        for (String line : Files.readAllLines(folder.resolve("verdicts.csv"))) {
            String[] fields = line.split(",", -1);
            if (fields[1].equals("true") && fields[0].startsWith("jepsen/")) {
                List<Span<Cas>> known = new ArrayList<>(spans(Files.readAllLines(folder.resolve(fields[0]))));
                known.removeIf(span -> !span.returns());
                Answer answer = Linearizability.check(new CasRegister(), known, MAX_STEPS)
                        .answer();
                misjudged += answer == Answer.NOT_LINEARIZABLE ? 1 : 0;
            }
        }
        assertThat("good histories that a forgetful recorder makes look bad", misjudged > 0, is(true));
    }

    // etcd: one register.

    private record Cas(String verb, String argument, String answer) {}

    private static final class CasRegister implements Model<Cas> {
        private final Numbering<String> states = new Numbering<>(Comparator.naturalOrder());

        @Override
        public int initial() {
            return states.of("nil");
        }

        @Override
        public boolean reads(Cas cas) {
            return cas.verb().equals("read") || "fail".equals(cas.answer());
        }

        @Override
        public int step(int state, Cas cas) {
            String held = states.at(state);
            switch (cas.verb()) {
                case "read":
                    return held.equals(cas.answer()) ? state : IMPOSSIBLE;
                case "write":
                    return states.of(cas.argument());
                default:
                    String[] fromTo = cas.argument().split(" ");
                    boolean swaps = fromTo[0].equals(held);
                    boolean said = cas.answer() == null || cas.answer().equals(swaps ? "ok" : "fail");
                    return !said ? IMPOSSIBLE : swaps ? states.of(fromTo[1]) : state;
            }
        }
    }

    private static Verdict register(List<String> lines) {
        return Linearizability.check(new CasRegister(), spans(lines), MAX_STEPS);
    }

    private record Invoked(String verb, String argument, long line) {}

    private static List<Span<Cas>> spans(List<String> lines) {
        List<Span<Cas>> spans = new ArrayList<>();
        TreeMap<String, Invoked> open = new TreeMap<>();
        long now = 0;
        for (String line : lines) {
            Matcher matcher = JEPSEN.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            now++;
            String process = matcher.group(1);
            String value = matcher.group(4).replaceAll("[\\[\\]]", "").strip();
            switch (matcher.group(2)) {
                case "invoke" -> open.put(process, new Invoked(matcher.group(3), value, now));
                case "ok" -> {
                    Invoked invoked = open.remove(process);
                    String answer = invoked.verb().equals("read") ? value : "ok";
                    spans.add(new Span<>(new Cas(invoked.verb(), invoked.argument(), answer), invoked.line(), now));
                }
                case "fail" -> {
                    Invoked invoked = open.remove(process);
                    if (invoked.verb().equals("cas")) {
                        spans.add(new Span<>(new Cas("cas", invoked.argument(), "fail"), invoked.line(), now));
                    }
                }
                default -> {}
            }
        }
        for (Invoked invoked : open.values()) {
            if (!invoked.verb().equals("read")) {
                spans.add(new Span<>(new Cas(invoked.verb(), invoked.argument(), null), invoked.line(), Span.NEVER));
            }
        }
        return spans;
    }

    // A key-value service.

    private record Act(String verb, String key, String value) {}

    private static final class Text implements Model<Act> {
        private final Numbering<String> states = new Numbering<>(Comparator.naturalOrder());

        @Override
        public int initial() {
            return states.of("");
        }

        @Override
        public boolean reads(Act act) {
            return act.verb().equals("get");
        }

        @Override
        public int step(int state, Act act) {
            return switch (act.verb()) {
                case "get" -> states.at(state).equals(act.value()) ? state : IMPOSSIBLE;
                case "put" -> states.of(act.value());
                default -> states.of(states.at(state) + act.value());
            };
        }
    }

    private static Answer keyValue(List<String> lines, boolean byKey) {
        TreeMap<String, List<Span<Act>>> parts = new TreeMap<>();
        TreeMap<String, Act> open = new TreeMap<>();
        TreeMap<String, Long> since = new TreeMap<>();
        long now = 0;
        for (String line : lines) {
            Matcher matcher = KV.matcher(line.strip());
            if (!matcher.matches()) {
                continue;
            }
            now++;
            String process = matcher.group(1);
            Act act = new Act(matcher.group(3), matcher.group(4), matcher.group(6));
            if (matcher.group(2).equals("invoke")) {
                open.put(process, act);
                since.put(process, now);
            } else {
                Act invoked = open.remove(process);
                Act done = invoked.verb().equals("get") ? act : invoked;
                parts.computeIfAbsent(byKey ? act.key() : "", k -> new ArrayList<>())
                        .add(new Span<>(done, since.get(process), now));
            }
        }
        return Linearizability.check(Text::new, List.copyOf(parts.values()), MAX_STEPS)
                .answer();
    }
}
