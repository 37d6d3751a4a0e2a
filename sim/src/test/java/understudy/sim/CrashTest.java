package understudy.sim;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import understudy.sim.check.Operation;
import understudy.sim.parallel.Workers;
import understudy.sim.plan.Aim;
import understudy.sim.workload.Request;
import understudy.sim.workload.Requests;
import understudy.sim.workload.Workload;

/** A simulator that fails by itself: that is one seed's failure, and no other seed is the poorer for it. */
class CrashTest {
    /** A workload that has no request to give. */
    private static Workload breaking(Supplier<? extends Throwable> how) {
        return (world, client, registers) -> new Requests() {
            @Override
            public List<Request> next(long number) {
                return List.of(element(number));
            }

            @Override
            public Request element(long number) {
                Throwable failure = how.get();
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }

            @Override
            public Request look(long number) {
                return element(number);
            }

            @Override
            public void answered(Operation operation) {}

            @Override
            public void lost() {}
        };
    }

    private static Campaign campaign(Supplier<? extends Throwable> how) throws InterruptedException {
        Campaign campaign = new Campaign(breaking(how), Aim.NONE);
        Workers.run(1, 3, 2, campaign::rehearse, (result, stop) -> campaign.add(result));
        return campaign;
    }

    @Test
    void anExceptionOfTheSimulatorFailsTheSeedAndTheOthersGoOn() throws InterruptedException {
        Campaign campaign = campaign(() -> new NumberFormatException("no number"));
        assertThat(campaign.seeds(), is(3L));
        assertThat(campaign.failures(), hasSize(3));
        Rehearsal.Result first = campaign.failures().get(0);
        assertThat(first.seed(), is(1L));
        assertThat(first.code(), is("CRASH"));
        assertThat(
                first.what(),
                allOf(
                        startsWith("the simulator itself failed: java.lang.NumberFormatException: no number"),
                        containsString("CrashTest.java:")));
        assertThat(first.where(), containsString("NumberFormatException"));
        assertThat(campaign.passed(), is(false));
        assertThat(campaign.summary(), containsString("seed 2 failed CRASH"));
        assertThat(campaign.json(1), containsString("{\"seed\":3,\"code\":\"CRASH\""));
    }

    @Test
    void aStackThatOverflowsAndAnAssertionFailTheSeedToo() throws InterruptedException {
        assertThat(campaign(StackOverflowError::new).failures(), hasSize(3));
        assertThat(campaign(() -> new AssertionError("no")).failures(), hasSize(3));
    }

    @Test
    void aLackOfMemoryEndsTheCampaignAndSaysAtWhichSeed() {
        IllegalStateException broken =
                assertThrows(IllegalStateException.class, () -> campaign(() -> new OutOfMemoryError("made up")));
        assertThat(broken.getMessage(), startsWith("the simulator itself broke at seed "));
    }
}
