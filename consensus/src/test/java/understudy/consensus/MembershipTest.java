package understudy.consensus;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static understudy.consensus.Membership.ALPHA_SLOTS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which configuration holds in which slot, as a function of the changes that were chosen. */
final class MembershipTest {
    private static final Incarnation FRESH_2 = new Incarnation(8, 2);
    private static final Incarnation FRESH_3 = new Incarnation(8, 3);

    private static final Membership FIVE = Membership.initial(five());

    private static Configuration five() {
        List<Configuration.Member> members = new ArrayList<>();
        for (int id = 1; id <= 5; id++) {
            members.add(new Configuration.Member(new NodeId(id), old(id)));
        }
        return new Configuration(members);
    }

    private static Incarnation old(int id) {
        return new Incarnation(7, id);
    }

    private static Membership.Readmission readmission(int id, Incarnation fresh) {
        return new Membership.Readmission(new NodeId(id), old(id), fresh);
    }

    private static boolean votes(Membership membership, long slot, int id, Incarnation incarnation) {
        return membership.at(slot).counts(new NodeId(id), incarnation);
    }

    @Test
    void aChangeHoldsFromAlphaSlotsAfterItsOwn() {
        Membership changed = FIVE.after(100, readmission(2, FRESH_2), 1);
        assertThat(votes(changed, 99 + ALPHA_SLOTS, 2, old(2)), is(true));
        assertThat(votes(changed, 100 + ALPHA_SLOTS, 2, old(2)), is(false));
        assertThat(votes(changed, 100 + ALPHA_SLOTS, 2, FRESH_2), is(true));
    }

    @Test
    void aChangeThatIsChosenWhileAnotherWaitsForItsSlotChangesNothing() {
        Membership first = FIVE.after(100, readmission(2, FRESH_2), 1);
        assertThat(first.after(101, readmission(3, FRESH_3), 1), is(first));
        assertThat(first.after(99 + ALPHA_SLOTS, readmission(3, FRESH_3), 1), is(first));

        Membership second = first.after(100 + ALPHA_SLOTS, readmission(3, FRESH_3), 1);
        assertThat(votes(second, 100 + 2 * ALPHA_SLOTS, 3, FRESH_3), is(true));
        assertThat(votes(second, 100 + 2 * ALPHA_SLOTS, 2, FRESH_2), is(true));
    }

    @Test
    void configurationsThatFollowEachOtherDifferInOneMember() {
        Membership membership = FIVE;
        for (long slot = 1; slot <= 3 * ALPHA_SLOTS; slot++) {
            int id = 1 + (int) (slot % 5);
            membership = membership.after(slot, readmission(id, new Incarnation(8, id)), 1);
        }
        List<Membership.Since> steps = membership.steps();
        for (int i = 1; i < steps.size(); i++) {
            int differing = 0;
            for (int member = 0; member < 5; member++) {
                differing += steps.get(i - 1)
                                .configuration()
                                .members()
                                .get(member)
                                .equals(steps.get(i).configuration().members().get(member))
                        ? 0
                        : 1;
            }
            assertThat("members that change with slot " + steps.get(i).slot(), differing, is(1));
            assertThat(
                    "slots from a change to the next",
                    i == 1 || steps.get(i).slot() - steps.get(i - 1).slot() >= ALPHA_SLOTS,
                    is(true));
        }
        assertThat(steps.size(), is(4));
    }

    @Test
    void anIncarnationThatIsNoneOfTheNewestIsNotReplaced() {
        Membership changed = FIVE.after(100, readmission(2, FRESH_2), 1);
        long later = 100 + ALPHA_SLOTS;
        assertThat(changed.after(later, readmission(2, new Incarnation(9, 2)), 1), is(changed));
    }
}
