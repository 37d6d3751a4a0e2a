package understudy.sim.plan;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTextTest {
    @Test
    void whatIsPrintedIsReadAsTheSameScenario() {
        for (long seed = 1; seed <= 200; seed++) {
            Scenario scenario = Scenario.of(seed)
                    .withQuiet(List.of(new Scenario.Quiet(1, 3, 7), new Scenario.Quiet(2, 1, Long.MAX_VALUE)));
            assertThat(
                    ScenarioText.parse(ScenarioText.print(scenario, "seed " + seed + "\nin two lines")), is(scenario));
        }
    }

    @Test
    void aPersonWritesOneWithAFewLines() {
        Scenario scenario = ScenarioText.parse("""
                seed 7          # everything else is the seed's
                knob nodes 3
                knob settings.heartbeatMillis 50
                at 2 s kill n2 for 0.5 s
                at 1.25 s isolate n1 or leader for 3 s dice ff
                """);
        assertThat(scenario.draw().nodes(), is(3));
        assertThat(scenario.draw().settings().heartbeatMillis(), is(50));
        assertThat(
                scenario.faults(),
                contains(
                        new Fault(FaultKind.ISOLATE, 1_250_000, 1, true, 3_000_000, 255),
                        new Fault(FaultKind.KILL, 2_000_000, 2, false, 500_000, 0)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "knob nodes 3 | needs a line 'seed N'",
                "seed x | line 1: 'seed x' has no number",
                "seed 1;knob colour 3 | there is no knob 'colour'; there are nodes, ",
                "seed 1;knob nodes 9 | 1 to 7 nodes, not 9",
                "seed 1;knob nodes many | the knob 'nodes' is a int, not 'many'",
                "seed 1;at 2 s flood n1 for 1 s | line 2: there is no fault 'flood'",
                "seed 1;at 2 s kill n1 | ends too early",
                "seed 1;at 2 s kill 1 for 2 s | a fault reads",
                "seed 1;knob nodes 5;core 1 2 | a core of 2 nodes is no majority of 5",
                "seed 1;knob nodes 3;core 1 4 | the core names node 4 of 3",
                "seed 1;nonsense | no line begins with 'nonsense'"
            })
    void whatCannotBeReadIsRefusedWithItsLine(String text, String why) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ScenarioText.parse(text.replace(';', '\n')));
        assertThat(refused.getMessage(), containsString(why));
    }
}
