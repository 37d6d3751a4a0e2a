package understudy.sim;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import understudy.sim.check.Marks;
import understudy.sim.plan.Fault;
import understudy.sim.plan.FaultKind;
import understudy.sim.plan.Scenario;

/** What the minimiser takes for the same failure. (It is asked about made-up runs.) */
class MinimiserTest {
    private static Rehearsal.Result failed(Scenario scenario, String code, String where) {
        return new Rehearsal.Result(
                scenario,
                code,
                "made up",
                where.replaceAll(":.*", ""),
                where,
                "0",
                0,
                60_000_000,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Map.of(),
                Map.of(),
                new Marks());
    }

    private static long kills(Scenario scenario) {
        return scenario.faults().stream()
                .map(Fault::kind)
                .filter(FaultKind.KILL::equals)
                .count();
    }

    private static Scenario withTwoKills() {
        return Scenario.of(1)
                .withFaults(List.of(
                        new Fault(FaultKind.KILL, 1_000_000, 1, false, 1_000, 1),
                        new Fault(FaultKind.PAUSE, 2_000_000, 1, false, 1_000, 2),
                        new Fault(FaultKind.KILL, 3_000_000, 1, false, 1_000, 3)));
    }

    @Test
    void aSmallerScenarioThatFailsOtherwiseIsNotTaken() {
        // With one kill it fails too, but another checker says so; with none, another check of the same checker.
        Rehearsal.Result smallest = Minimiser.minimise(
                failed(withTwoKills(), "LIN", "Search.check"),
                candidate -> kills(candidate) == 2
                        ? failed(candidate, "LIN", "Search.check")
                        : kills(candidate) == 1
                                ? failed(candidate, "DUR", "Search.check")
                                : failed(candidate, "LIN", "CellHistory.check"),
                200,
                progress -> {});
        assertThat(kills(smallest.scenario()), is(2L));
        assertThat(smallest.signature(), is("LIN Search.check"));
    }

    @Test
    void anotherCheckOfTheSameMethodIsAnotherFailure() {
        Rehearsal.Result smallest = Minimiser.minimise(
                failed(withTwoKills(), "STAB", "Rehearsal.play:210"),
                candidate -> failed(candidate, "STAB", "Rehearsal.play:" + (kills(candidate) == 2 ? 210 : 228)),
                200,
                progress -> {});
        assertThat(smallest.where(), is("Rehearsal.play"));
        assertThat(kills(smallest.scenario()), is(2L));
    }

    @Test
    void whatHasNoPartInTheFailureIsTakenOut() {
        Rehearsal.Result smallest = Minimiser.minimise(
                failed(withTwoKills(), "LIN", "Search.check"),
                candidate -> failed(candidate, kills(candidate) > 0 ? "LIN" : "DUR", "Search.check"),
                200,
                progress -> {});
        assertThat(smallest.scenario().faults(), hasSize(1));
    }
}
