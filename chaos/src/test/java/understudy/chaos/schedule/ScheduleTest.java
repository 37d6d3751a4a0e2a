package understudy.chaos.schedule;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
    private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);
    private static final long HALF_AN_HOUR = 30 * 60_000;

    @Test
    void theSameSeedGivesTheSameSchedule() {
        LongStream.range(0, 50).forEach(seed -> {
            Schedule once = Schedule.of(seed, 5, ALL, HALF_AN_HOUR);
            Schedule again = Schedule.of(seed, 5, EnumSet.allOf(Kind.class), HALF_AN_HOUR);
            assertThat(again, is(once));
            assertThat(again.print(), is(once.print()));
        });
    }

    @Test
    void anotherSeedGivesAnother() {
        assertThat(Schedule.of(1, 3, ALL, HALF_AN_HOUR), is(not(Schedule.of(2, 3, ALL, HALF_AN_HOUR))));
    }

    @Test
    void halfAnHourHasThirtyOfEachKindThreeHundredInAllAndThirtyLeaderKills() {
        for (int nodes : List.of(3, 5)) {
            for (long seed = 0; seed < 50; seed++) {
                Schedule schedule = Schedule.of(seed, nodes, ALL, HALF_AN_HOUR);
                assertThat(schedule.counts().keySet(), is(ALL));
                assertThat(schedule.counts().values(), everyItem(greaterThanOrEqualTo(30)));
                assertThat(
                        schedule.counts().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum(),
                        is(greaterThanOrEqualTo(300)));
                assertThat(
                        schedule.faults().stream()
                                .filter(fault -> fault.variant() == Variant.KILL_LEADER)
                                .count(),
                        is(greaterThanOrEqualTo(30L)));
            }
        }
    }

    @Test
    void whatTakesNodesAwayLeavesAMajorityWholeAtEveryMoment() {
        for (int nodes : List.of(3, 5)) {
            int spare = (nodes - 1) / 2;
            for (long seed = 0; seed < 50; seed++) {
                List<Planned> heavy = Schedule.of(seed, nodes, ALL, HALF_AN_HOUR).faults().stream()
                        .filter(fault -> fault.variant().cost(spare) > 0)
                        .toList();
                for (Planned one : heavy) {
                    int away = heavy.stream()
                            .filter(other -> other.atMillis() <= one.atMillis() && one.atMillis() < over(other))
                            .mapToInt(other -> other.variant().cost(spare))
                            .sum();
                    assertThat(seed + ": " + one, away, is(lessThanOrEqualTo(spare)));
                }
            }
        }
    }

    @Test
    void onlyAllKilledAtOnceAndAllInTurnStrikeMoreThanAMajorityCanSpare() {
        for (Variant variant : Variant.values()) {
            boolean meant = variant == Variant.KILL_ALL || variant == Variant.RESTART_ROLLING;
            assertThat(variant.toString(), variant.strikes(5) > 2, is(meant));
        }
    }

    @Test
    void everyFaultEndsBeforeTheRunDoesAndIsInOrder() {
        Schedule schedule = Schedule.of(9, 3, ALL, HALF_AN_HOUR);
        long before = 0;
        for (Planned fault : schedule.faults()) {
            assertThat(fault.atMillis(), is(greaterThanOrEqualTo(before)));
            assertThat(fault.atMillis() + fault.lastsMillis(), is(lessThanOrEqualTo(HALF_AN_HOUR)));
            assertThat(new TreeSet<>(fault.nodes()), is(new TreeSet<>(List.of(1, 2, 3))));
            before = fault.atMillis();
        }
    }

    @Test
    void onlyTheKindsThatAreAskedForAreDealt() {
        for (Kind kind : Kind.values()) {
            Schedule schedule = Schedule.of(4, 3, EnumSet.of(kind), HALF_AN_HOUR);
            assertThat(schedule.counts().keySet(), is(Set.of(kind)));
            assertThat(schedule.counts().get(kind), is(greaterThanOrEqualTo(30)));
        }
    }

    @Test
    void kindsAreReadFromTheirNamesAndAnUnknownOneIsNamedWithThoseThatAre() {
        assertThat(Kind.parse("kill, pause"), is(EnumSet.of(Kind.KILL, Kind.PAUSE)));
        assertThat(Kind.parse("all"), is(ALL));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Kind.parse("kill,meteor"));
        assertThat(refused.getMessage(), containsString("'meteor'"));
        assertThat(refused.getMessage(), containsString("partition"));
    }

    private static long over(Planned fault) {
        return fault.atMillis() + fault.lastsMillis();
    }
}
