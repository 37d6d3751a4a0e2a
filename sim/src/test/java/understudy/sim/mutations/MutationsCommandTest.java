package understudy.sim.mutations;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.sim.plan.Aim;

class MutationsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int mutations(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "mutations";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        ToolProvider sim = ToolProvider.findFirst("sim").orElseThrow();
        return sim.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }

    /** A build that does not find these has lost a checker. */
    @Test
    void tenMutationsDieQuickly() {
        int status = mutations("--smoke", "--seeds", "100", "--json");
        assertThat(out.toString(), status, is(0));
        String json = out.toString().stripTrailing().lines().reduce("", (before, line) -> line);
        assertThat(json, startsWith("{\"mutations\":11,\"killed\":10,\"unwell\":0,"));
    }

    /** Hours: each with the budget of its class. */
    @Test
    @EnabledIfSystemProperty(
            named = "understudy.mutations",
            matches = "all",
            disabledReason =
                    "only with -Pnightly: the whole table takes hours of seeds; ten of it run in tenMutationsDieQuickly")
    void allMutationsThatMustDieDo() {
        int status = mutations();
        assertThat(out.toString(), status, is(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Z1", "--class X", "--jobs 0", "--list A1 nothing", "--sources /"})
    void wrongArgumentsAreRefusedWithAWord(String arguments) {
        assertThat(mutations(arguments.split(" ")), is(2));
        assertThat(err.toString(), startsWith("sim mutations: "));
    }

    @Test
    void theListNamesWhatIsPlantedAndWhoMustNotice() {
        assertThat(mutations("--list", "A1"), is(0));
        assertThat(out.toString(), startsWith("A1   PRM DUR"));
    }

    private static Finding trial(Mutation.Edit edit, List<String> killers) {
        Mutation mutation = new Mutation(
                "C99", "a test's", killers, "any", 2, List.of(edit), List.of(), null, null, null, Aim.NONE, false);
        try (Workshop workshop = new Workshop(Sources.ofThisBuild())) {
            return new Trials(workshop, Catalogue.load()).run(mutation, 1, 2);
        }
    }

    @Test
    void aMutationThatDoesNotFitIsStaleAndFailsTheRun() {
        Finding finding = trial(new Mutation.Edit("understudy.wal.Wal", "no such text", ""), List.of("DUR"));
        assertThat(finding.verdict(), is(Verdict.STALE));
        assertThat(finding.isWell(), is(false));
    }

    @Test
    void aMutantThatDoesNotCompileIsNoKill() {
        Finding finding = trial(
                new Mutation.Edit("understudy.wal.Wal", "public long synced() {", "public long synced() { junk"),
                List.of("DUR"));
        assertThat(finding.verdict(), is(Verdict.BROKEN));
        assertThat(finding.what(), containsString("junk"));
    }

    @Test
    void aMutantThatOnlyStopsItselfIsNotKilledByAChecker() {
        Finding finding = trial(
                new Mutation.Edit(
                        "understudy.replica.ApplyLine",
                        "void add(Output.ChosenEntry entry) {",
                        "void add(Output.ChosenEntry entry) { if (true) { throw new IllegalStateException(); }"),
                List.of("AGR"));
        assertThat(finding.verdict(), is(Verdict.HALT_ONLY));
        assertThat(finding.isWell(), is(false));
    }

    @Test
    void aMutantThatChangesNothingSurvivesAndFailsTheRun() {
        Finding finding = trial(
                new Mutation.Edit("understudy.wal.Wal", "private long marked;", "private long marked = 0;"),
                List.of("AGR"));
        assertThat(finding.verdict(), is(Verdict.SURVIVED));
        assertThat(finding.isWell(), is(false));
        assertThat(finding.seeds(), is(2L));
    }
}
