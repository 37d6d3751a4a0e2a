package understudy.sim;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import understudy.sim.check.Mark;
import understudy.sim.check.Marks;
import understudy.sim.plan.Aim;
import understudy.sim.plan.FaultKind;
import understudy.sim.plan.Scenario;
import understudy.sim.workload.Workload;

/** What becomes of many seeds together. (They are made up.) */
class CampaignTest {
    private static final Map<String, Long> KILLS = Map.of(FaultKind.KILL.tag(), 1L);

    private static Campaign campaign(Campaign campaign, Map<String, Long> faults, Marks marks) {
        return campaign(campaign, faults, marks, 0);
    }

    private static Campaign campaign(Campaign campaign, Map<String, Long> faults, Marks marks, long unknown) {
        for (long seed = 1; seed <= Campaign.SEEDS_THAT_MUST_HIT_ALL_MARKS; seed++) {
            campaign.add(new Rehearsal.Result(
                    Scenario.of(seed),
                    null,
                    null,
                    null,
                    null,
                    "0",
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    unknown,
                    faults,
                    Map.of(),
                    marks));
        }
        return campaign;
    }

    private static Campaign aimed(String aim, Map<String, Long> faults) {
        return campaign(new Campaign(Workload.OWN, Aim.parse(aim)), faults, new Marks());
    }

    private static Marks allMarks() {
        Marks marks = new Marks();
        for (Mark mark : Mark.values()) {
            marks.hit(mark);
        }
        return marks;
    }

    private static Map<String, Long> allFaults() {
        TreeMap<String, Long> faults = new TreeMap<>();
        for (FaultKind kind : FaultKind.values()) {
            faults.put(kind.tag(), 1L);
        }
        return faults;
    }

    @Test
    void aCampaignPassesThatPutsEverythingToTheTest() {
        assertThat(campaign(new Campaign(), allFaults(), allMarks()).passed(), is(true));
    }

    @Test
    void aCampaignFailsWhereAKindOfFaultNeverStruckOrACheckerHadNothingToCheck() {
        Campaign oneKind = campaign(new Campaign(), KILLS, allMarks());
        assertThat(oneKind.idleFaults(), hasItem("wipe"));
        assertThat(oneKind.idleFaults(), not(hasItem("kill")));
        assertThat(oneKind.passed(), is(false));

        Campaign noMarks = campaign(new Campaign(), allFaults(), new Marks());
        assertThat(noMarks.missed(), hasItem(Mark.AGREED));
        assertThat(noMarks.passed(), is(false));
    }

    @Test
    void aCampaignFailsWhereTooManySearchesWereGivenUp() {
        Marks marks = allMarks();
        while (marks.hits(Mark.LINEARIZED) < 199) {
            marks.hit(Mark.LINEARIZED);
        }
        Campaign few = campaign(new Campaign(), allFaults(), marks, 1);
        assertThat(few.passed(), is(true));
        assertThat(few.summary(), containsString("unknown verdicts 100 of 20000 searches\n"));

        Campaign many = campaign(new Campaign(), allFaults(), marks, 2);
        assertThat(many.passed(), is(false));
        assertThat(many.summary(), containsString("more than one of 200 searches for an order was given up"));

        // What a user asks for may be hard to search; the count is there to read.
        Campaign own = campaign(new Campaign(ofOnesOwn(), Aim.NONE), allFaults(), marks, 2);
        assertThat(own.passed(), is(true));
    }

    private static Workload ofOnesOwn() {
        return (world, client, registers) -> null;
    }

    @Test
    void whatAnAimLeavesOutIsNotMissed() {
        Campaign aimed = aimed("kill nodes=3", KILLS);
        assertThat(aimed.idleFaults(), is(empty()));
        assertThat(aimed.missed(), is(empty()));
        assertThat(aimed.passed(), is(true));
    }

    @Test
    void whatAnAimNamesMustStrike() {
        Campaign aimed = aimed("kill wipe", KILLS);
        assertThat(aimed.idleFaults(), contains("wipe"));
        assertThat(aimed.passed(), is(false));
    }

    @Test
    void knobsMayLeaveAKindOfFaultNothingToStrike() {
        Campaign aimed = aimed("nodes=1", KILLS);
        assertThat(aimed.idleFaults(), is(empty()));
        assertThat(aimed.missed(), is(empty()));
        assertThat(aimed.passed(), is(true));
    }
}
