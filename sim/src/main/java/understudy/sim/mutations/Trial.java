package understudy.sim.mutations;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import understudy.sim.Campaign;
import understudy.sim.Rehearsal;
import understudy.sim.check.Violation;
import understudy.sim.plan.Aim;
import understudy.sim.plan.Scenario;
import understudy.sim.plan.ScenarioText;
import understudy.sim.workload.Workload;

/**
 * The process in which a mutant is rehearsed: it runs seeds and says on each line what came of one, so that who
 * started it knows how far it got, whatever happens next.
 *
 * <pre>
 *   seed N code-or-passed simulatedMicros trace what
 *   campaign code what
 *   end
 * </pre>
 *
 * with tabs between the words.
 */
public final class Trial {
    static final String PASSED = "passed";

    /** A campaign met nothing that a checker could have checked, or a kind of fault never struck. */
    static final String MARKS = "MARKS";

    static final String FAULTS = "FAULTS";

    /** Something went wrong outside of what the simulator watches. */
    static final String CRASH = Violation.CRASH;

    /** A mutant that fails in so many seeds by others than the wanted checkers will go on to do so. */
    private static final int UNWANTED = 25;

    private Trial() {}

    /** First seed, last seed, the codes at which to stop, with commas, an aim, and a scenario to begin with; perhaps empty. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long first = Long.parseLong(arguments[0]);
        long last = Long.parseLong(arguments[1]);
        List<String> wanted = List.of(arguments[2].split(","));
        Aim aim = arguments[3].isEmpty() ? Aim.NONE : Aim.parse(arguments[3]);
        Campaign campaign = new Campaign(Workload.OWN, aim);
        int unwanted = 0;
        boolean done = false;
        if (!arguments[4].isEmpty()) {
            Rehearsal.Result result = Rehearsal.of(scenario(arguments[4]), null);
            String code = result.passed() ? PASSED : result.code();
            say(out, "seed", arguments[4], code, result.simulatedMicros(), result.hash(), firstLine(result.what()));
            done = wanted.contains(code);
        }
        for (long seed = first; seed <= last && !done; seed++) {
            String code;
            try {
                Rehearsal.Result result = campaign.run(seed);
                code = result.passed() ? PASSED : result.code();
                say(out, "seed", seed, code, result.simulatedMicros(), result.hash(), firstLine(result.what()));
            } catch (RuntimeException | Error e) {
                code = CRASH;
                say(out, "seed", seed, code, 0, "", firstLine(e.toString()));
            }
            unwanted += code.equals(PASSED) || wanted.contains(code) ? 0 : 1;
            done = wanted.contains(code) || unwanted >= UNWANTED;
        }
        if (!done) {
            if (!campaign.missed().isEmpty()) {
                say(out, "campaign", MARKS, "never put to the test: " + campaign.missed());
            }
            if (!campaign.idleFaults().isEmpty()) {
                say(out, "campaign", FAULTS, "never struck: " + campaign.idleFaults());
            }
        }
        say(out, "end");
    }

    /** One of those that lie beside the catalogue. */
    static Scenario scenario(String name) {
        try (InputStream in = Trial.class.getResourceAsStream(name + ".scenario")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no scenario " + name + " beside the catalogue");
            }
            return ScenarioText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the scenario " + name + " cannot be read", e);
        }
    }

    private static void say(PrintStream out, Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.length() == 0 ? "" : "\t").append(word);
        }
        out.println(line);
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("").replace('\t', ' ');
    }
}
