package understudy.sim;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import understudy.script.engine.ScriptError;
import understudy.sim.plan.Scenario;
import understudy.sim.plan.ScenarioText;
import understudy.sim.workload.Rehearsed;
import understudy.sim.world.Trace;

/** Users' own scripts as workload and invariant, and how a failure of theirs is made smaller. */
class OwnScriptsTest {
    private static final String TRANSFER = """
            let from = concat("account/", @client)
            let to = concat("account/", to_str(to_int(@random) / 100))
            set (from) to_int(get (from)) - 1
            set (to) to_int(get (to)) + 1
            """;

    private static final String TOTAL = """
            let sum = 0
            for balance in get by bucket account do let sum = sum + to_int(balance) end
            return sum == 0
            """;

    private static final String LEAKY = TRANSFER.replace(
            "set (to) to_int(get (to)) + 1", "if to_int(@random) < 990 then set (to) to_int(get (to)) + 1 end");

    private static final Scenario DRAWN = Scenario.of(1);
    private static final Scenario SHORT =
            DRAWN.withDraw(DRAWN.draw().withNodes(3).lasting(12_000_000, 14_000_000));

    @Test
    void aScriptThatKeepsItsInvariantPasses() {
        Rehearsal.Result result = Rehearsal.of(SHORT, new Rehearsed(TRANSFER, TOTAL), null);
        assertThat(result.what(), is(nullValue()));
        assertThat(result.errors().toString(), is("{}"));
    }

    @Test
    void aScriptThatLosesMoneyIsFoundAndTheFailureIsMadeSmaller() {
        Rehearsed leaky = new Rehearsed(LEAKY, TOTAL);
        Rehearsal.Result failure = Rehearsal.of(SHORT, leaky, null);
        assertThat(failure.code(), is("INV"));
        assertThat(failure.what(), containsString("the invariant does not hold"));

        Rehearsal.Result smaller = Minimiser.minimise(failure, leaky, 60, progress -> {});
        assertThat(smaller.signature(), is(failure.signature()));
        assertThat(
                smaller.scenario().faults().size(),
                is(lessThan(failure.scenario().faults().size())));
        assertThat(smaller.operations(), is(lessThan(failure.operations() / 4)));
        // It says all that there is to know: what is written down fails in the same way.
        Scenario read = ScenarioText.parse(ScenarioText.print(smaller.scenario(), "smaller"));
        assertThat(Rehearsal.of(read, leaky, null).hash(), is(smaller.hash()));
    }

    @Test
    void anotherFailureIsNotTakenForTheSame() {
        // Where commands are left out that the failure needs, the scenario passes or fails otherwise: never taken.
        Rehearsed throwing = new Rehearsed("throw \"always\"", "return false");
        Rehearsal.Result failure = Rehearsal.of(SHORT, throwing, null);
        Rehearsal.Result renamed = failure.failed("DUR", "something else", "Elsewhere.check");
        assertThat(Minimiser.minimise(renamed, throwing, 5, progress -> {}), is(renamed));
    }

    @Test
    void whoeverMayLookDoesSoOnceMoreWhenTheLastWriteIsDone() {
        List<Trace.Event> calls = new ArrayList<>();
        Rehearsal.of(SHORT, new Rehearsed(TRANSFER, TOTAL), event -> {
            if (event.kind() == Trace.Kind.CALL) {
                calls.add(event);
            }
        });
        TreeSet<Integer> withoutSession = new TreeSet<>();
        TreeSet<Integer> inSession = new TreeSet<>();
        TreeSet<Integer> lookLast = new TreeSet<>();
        for (Trace.Event call : calls) {
            withoutSession.add(call.peer());
            if (call.words().startsWith("SESSION")) {
                inSession.add(call.peer());
            }
            if (call.words().contains("let sum")) {
                lookLast.add(call.peer());
            } else {
                lookLast.clear();
            }
        }
        withoutSession.removeAll(inSession);
        assertThat(withoutSession.size(), is(greaterThan(1)));
        assertThat(lookLast, is(withoutSession));
    }

    @Test
    void aScriptThatDoesNotCompileIsRefusedWithItsPlace() {
        ScriptError refused = assertThrows(ScriptError.class, () -> new Rehearsed("let = 3", TOTAL));
        assertThat(refused.getMessage(), containsString("line 1"));
    }
}
