package understudy.consensus;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;

import org.junit.jupiter.api.Test;

/** Thousands of {@link Schedule}s. {@code -Dschedule=N} runs one and shows its trace where it fails. */
final class SchedulesTest {
    private static final int SCHEDULES = 2_000;
    private static final int EVENTS = 600;

    @Test
    void inAnyScheduleNodesAgreeAndAHealedClusterGoesOn() {
        Schedule.Tally tally = new Schedule.Tally();
        Long only = Long.getLong("schedule");
        int schedules = Integer.getInteger("schedules", SCHEDULES);
        for (long seed = only == null ? 1 : only; seed <= (only == null ? schedules : only); seed++) {
            Schedule schedule = new Schedule(seed, only != null);
            try {
                schedule.run(EVENTS);
            } catch (AssertionError | RuntimeException e) {
                if (only != null) {
                    schedule.trace.forEach(System.out::println);
                }
                throw new AssertionError("schedule " + seed + " (-Dschedule=" + seed + "): " + e.getMessage(), e);
            }
            tally.add(schedule.tally);
        }
        if (only == null) {
            assertThat("leaderships", tally.leaderships, greaterThan(2L * schedules));
            assertThat("slots chosen", tally.chosen, greaterThan(10L * schedules));
            assertThat("reads answered", tally.reads, greaterThan((long) schedules));
            assertThat("snapshots installed", tally.snapshots, greaterThan(schedules / 40L));
            assertThat("crashes before the switch", tally.crashesWhileInstalling, greaterThan(schedules / 100L));
            assertThat("states lost", tally.lostStates, greaterThan(schedules / 50L));
            assertThat("nodes impaired", tally.damaged, greaterThan(schedules / 20L));
            assertThat("nodes repaired", tally.repaired, greaterThan(schedules / 20L));
            assertThat("nodes wiped", tally.wiped, greaterThan(schedules / 20L));
            assertThat("nodes readmitted", tally.readmitted, greaterThan(schedules / 20L));
            assertThat("leaderships lost", tally.overtaken, greaterThan(schedules / 2L));
        }
    }
}
