package understudy.sim.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scenario as a text that a person can read, change and run again. A line says one thing; {@code #} begins a
 * comment.
 *
 * <pre>
 *   seed 42
 *   knob nodes 3
 *   knob settings.heartbeatMillis 50
 *   core 1 3
 *   outside DEAD
 *   at 2.310000 s  kill n2 or leader for 0.300000 s  dice 9f3a
 *   quiet client 3 from 5 to 9
 * </pre>
 *
 * <p>Faults come in the order of their instants. A fault's dice decide what its line leaves open, such as which links a
 * partition cuts. Knobs that are not given are those that the seed draws.
 */
public final class ScenarioText {
    private ScenarioText() {}

    /** @param headline what it shows, as a comment; may be empty */
    public static String print(Scenario scenario, String headline) {
        StringBuilder text = new StringBuilder();
        headline.lines().forEach(line -> text.append("# ").append(line).append('\n'));
        text.append("seed ").append(scenario.seed()).append('\n');
        for (Map.Entry<String, String> knob : Knobs.of("", scenario.draw()).entrySet()) {
            text.append("knob ")
                    .append(knob.getKey())
                    .append(' ')
                    .append(knob.getValue())
                    .append('\n');
        }
        text.append("core");
        for (int node : scenario.core()) {
            text.append(' ').append(node);
        }
        text.append("\noutside ").append(scenario.outside()).append('\n');
        for (Fault fault : scenario.faults()) {
            text.append("at ").append(seconds(fault.atMicros())).append(" s  ");
            text.append(fault.kind().tag()).append(" n").append(fault.node());
            text.append(fault.orLeader() ? " or leader" : "");
            text.append(" for ").append(seconds(fault.lastsMicros())).append(" s  dice ");
            text.append(Long.toHexString(fault.dice())).append('\n');
        }
        for (Scenario.Quiet quiet : scenario.quiet()) {
            text.append("quiet client ").append(quiet.client());
            text.append(" from ").append(quiet.from()).append(" to ");
            text.append(quiet.to() == Long.MAX_VALUE ? "ever" : Long.toString(quiet.to()))
                    .append('\n');
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException with the line that says nothing, and why */
    public static Scenario parse(String text) {
        Long seed = null;
        Map<String, String> knobs = new LinkedHashMap<>();
        List<Integer> core = new ArrayList<>();
        Scenario.Outside outside = null;
        List<Fault> faults = new ArrayList<>();
        List<Scenario.Quiet> quiet = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            int comment = line.indexOf('#');
            String stripped = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (stripped.isEmpty()) {
                continue;
            }
            String[] words = stripped.split("\\s+");
            try {
                switch (words[0]) {
                    case "seed" -> seed = Long.parseLong(words[1]);
                    case "knob" -> knobs.put(words[1], words[2]);
                    case "core" -> {
                        for (int i = 1; i < words.length; i++) {
                            core.add(Integer.parseInt(words[i]));
                        }
                    }
                    case "outside" -> outside = Scenario.Outside.valueOf(words[1]);
                    case "at" -> faults.add(fault(words));
                    case "quiet" ->
                        quiet.add(new Scenario.Quiet(
                                Integer.parseInt(words[2]),
                                Long.parseLong(words[4]),
                                words[6].equals("ever") ? Long.MAX_VALUE : Long.parseLong(words[6])));
                    default -> throw new IllegalArgumentException("no line begins with '" + words[0] + "'");
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("line " + number + ": '" + stripped + "' has no number where one is"
                        + " expected (" + e.getMessage() + ")");
            } catch (IndexOutOfBoundsException e) {
                throw new IllegalArgumentException("line " + number + ": '" + stripped + "' ends too early");
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage());
            }
        }
        if (seed == null) {
            throw new IllegalArgumentException("a scenario needs a line 'seed N'");
        }
        return scenario(seed, knobs, core, outside, faults, quiet);
    }

    private static Scenario scenario(
            long seed,
            Map<String, String> knobs,
            List<Integer> core,
            Scenario.Outside outside,
            List<Fault> faults,
            List<Scenario.Quiet> quiet) {
        Scenario drawn = Scenario.of(seed);
        Draw draw = drawn.draw().with(knobs);
        if (draw.nodes() < 1 || draw.nodes() > Draw.MOST_NODES) {
            throw new IllegalArgumentException("a cluster has 1 to " + Draw.MOST_NODES + " nodes, not " + draw.nodes());
        }
        for (int node : core) {
            if (node < 1 || node > draw.nodes()) {
                throw new IllegalArgumentException("the core names node " + node + " of " + draw.nodes());
            }
        }
        if (!core.isEmpty() && core.size() <= draw.nodes() / 2) {
            throw new IllegalArgumentException("a core of " + core.size() + " nodes is no majority of " + draw.nodes());
        }
        faults.sort(Comparator.comparingLong(Fault::atMicros));
        return new Scenario(
                        seed,
                        draw,
                        faults,
                        core.isEmpty() ? drawn.core() : core,
                        outside == null ? drawn.outside() : outside,
                        quiet)
                .withDraw(draw);
    }

    /** {@code at 2.3 s kill n2 [or leader] for 0.3 s [dice 9f3a]}. */
    private static Fault fault(String[] words) {
        int at = words[5].equals("or") ? 7 : 5;
        if (!words[2].equals("s") || !words[at].equals("for") || words[4].charAt(0) != 'n') {
            throw new IllegalArgumentException("a fault reads 'at 2.3 s kill n2 or leader for 0.3 s dice 9f3a'");
        }
        return new Fault(
                FaultKind.of(words[3]),
                micros(words[1]),
                Integer.parseInt(words[4].substring(1)),
                at == 7,
                micros(words[at + 1]),
                words.length > at + 4 ? Long.parseUnsignedLong(words[at + 4], 16) : 0);
    }

    private static String seconds(long micros) {
        String rest = Long.toString(micros % 1_000_000);
        return micros / 1_000_000 + "." + "0".repeat(6 - rest.length()) + rest;
    }

    private static long micros(String seconds) {
        int point = seconds.indexOf('.');
        if (point < 0) {
            return Long.parseLong(seconds) * 1_000_000;
        }
        String rest = (seconds.substring(point + 1) + "000000").substring(0, 6);
        return Long.parseLong(seconds.substring(0, point)) * 1_000_000 + Long.parseLong(rest);
    }
}
