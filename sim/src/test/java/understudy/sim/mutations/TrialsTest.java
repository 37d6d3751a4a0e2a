package understudy.sim.mutations;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.sim.plan.Aim;

/** What counts as a kill where two processes are compared, and what does not. */
class TrialsTest {
    private static final String RANDOM = "Prng random = new Prng(scenario.seed());";

    private static final Mutation.Edit DIES = new Mutation.Edit(
            "understudy.sim.World", RANDOM, "if (scenario.seed() > 0) { Runtime.getRuntime().halt(3); } " + RANDOM);

    private static final Mutation.Edit HIDES_ALL =
            new Mutation.Edit("understudy.sim.Rehearsal", "return result(violation);", "return result(null);");

    private static final Mutation.Edit CHANGES_NOTHING =
            new Mutation.Edit("understudy.wal.Wal", "private long marked;", "private long marked = 0;");

    private static final String FOUND_AT_ONCE = """
            B1 a defect that every seed finds
              situation: any
              killed by: STAB
              replace in understudy.sim.Rehearsal
                judge.marks().hit(Mark.STABLE);
              with
                if (scenario.seed() > 0) { throw new Violation("STAB", "made up"); }
            """;

    private static final String NEVER_FOUND = """
            B1 a defect that is none
              situation: any
              killed by: STAB
              replace in understudy.sim.Nemesis
                counts[fault.kind().ordinal()]++;
              with
                counts[fault.kind().ordinal()] += 1;
            """;

    private static Finding trial(Catalogue catalogue, Mutation.Edit edit, List<String> killers, String blinds) {
        Mutation mutation = new Mutation(
                "K99", "a test's", killers, "any", 2, List.of(edit), List.of(), blinds, null, null, Aim.NONE, false);
        try (Workshop workshop = new Workshop(Sources.ofThisBuild())) {
            return new Trials(workshop, catalogue).run(mutation, 1, 2);
        }
    }

    private static Finding twice(String then) {
        Mutation.Edit edit = new Mutation.Edit("understudy.sim.World", RANDOM, then);
        return trial(Catalogue.load(), edit, List.of("DET"), null);
    }

    private static Finding blinded(String defect, Mutation.Edit sabotage) {
        return trial(Catalogue.parse(defect), sabotage, List.of(), "B1");
    }

    @Test
    void aSeedThatLeavesAnotherTraceInAnotherProcessIsAKill() {
        Finding finding =
                twice("Prng random = new Prng(scenario.seed() + System.getProperty(\"user.language\").hashCode());");
        assertThat(finding.verdict(), is(Verdict.KILLED));
        assertThat(finding.checker(), is("DET"));
        assertThat(finding.what(), startsWith("seed 1 "));
    }

    @Test
    void anotherProcessThatDiesLeavesNoOtherTrace() {
        Finding finding =
                twice("if (System.getProperty(\"user.language\").equals(\"tr\")) { Runtime.getRuntime().halt(3); } "
                        + RANDOM);
        assertThat(finding.verdict(), is(Verdict.OTHER));
        assertThat(finding.checker(), is(Trial.CRASH));
        assertThat(finding.what(), containsString("in another process: the process ended by itself"));
    }

    @Test
    void aSabotageThatHidesWhatIsFoundWithoutItIsNoticed() {
        Finding finding = blinded(FOUND_AT_ONCE, HIDES_ALL);
        assertThat(finding.what(), finding.verdict(), is(Verdict.KILLED));
        assertThat(finding.checker(), is("B1 lives"));
        assertThat(finding.seeds(), is(2L));
    }

    @Test
    void aSabotageThatHidesNothingSurvives() {
        Finding finding = blinded(FOUND_AT_ONCE, CHANGES_NOTHING);
        assertThat(finding.verdict(), is(Verdict.SURVIVED));
        assertThat(finding.what(), startsWith("B1 was found all the same"));
    }

    @Test
    void whatIsNotFoundWithoutTheSabotageEitherProvesNothing() {
        Finding finding = blinded(NEVER_FOUND, HIDES_ALL);
        assertThat(finding.verdict(), is(Verdict.SURVIVED));
        assertThat(finding.what(), startsWith("without the sabotage too the simulator does not find B1"));
        assertThat(finding.isWell(), is(false));
    }

    @Test
    void aSabotageThatEndsTheProcessHasHiddenNothing() {
        Finding finding = blinded(FOUND_AT_ONCE, DIES);
        assertThat(finding.verdict(), is(Verdict.OTHER));
        assertThat(finding.checker(), is(Trial.CRASH));
        assertThat(finding.isWell(), is(false));
    }
}
