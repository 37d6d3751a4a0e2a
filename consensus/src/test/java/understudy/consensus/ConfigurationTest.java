package understudy.consensus;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members, quorums and ballots. */
final class ConfigurationTest {
    private static Configuration.Member member(int id) {
        return new Configuration.Member(new NodeId(id), new Incarnation(7, id));
    }

    private static Configuration of(int size) {
        List<Configuration.Member> members = new ArrayList<>();
        for (int id = size; id >= 1; id--) {
            members.add(member(id));
        }
        return new Configuration(members);
    }

    @Test
    void anyTwoQuorumsMeetAndNoMinorityIsOne() {
        for (int size = 1; size <= 31; size++) {
            int quorum = of(size).quorum();
            assertThat("members in two quorums of " + size, 2 * quorum - size, greaterThan(0));
            assertThat("quorum of " + size, quorum, is(size / 2 + 1));
        }
    }

    @Test
    void membersStandInTheOrderOfTheirIds() {
        Configuration configuration = of(5);
        for (int id = 1; id <= 5; id++) {
            assertThat(configuration.indexOf(new NodeId(id)), is(id - 1));
        }
        assertThat(configuration.indexOf(new NodeId(6)), is(-1));
    }

    @Test
    void aVoteCountsForTheNamedIncarnationAlone() {
        Configuration configuration = of(3);
        assertThat(configuration.counts(new NodeId(2), new Incarnation(7, 2)), is(true));
        assertThat(configuration.counts(new NodeId(2), new Incarnation(7, 3)), is(false));
        assertThat(configuration.counts(new NodeId(4), new Incarnation(7, 4)), is(false));
    }

    @Test
    void nobodyIsNamedTwiceAndACountIsBounded() {
        assertThat(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Configuration(List.of(member(1), member(2), member(1))))
                        .getMessage(),
                is("n1 is named twice"));
        assertThrows(IllegalArgumentException.class, () -> new Configuration(List.of()));
        assertThrows(IllegalArgumentException.class, () -> of(32));
    }

    @Test
    void nodeIdsAreSmallPositiveNumbers() {
        assertThrows(IllegalArgumentException.class, () -> new NodeId(0));
        assertThrows(IllegalArgumentException.class, () -> new NodeId(1_000_001));
    }

    @Test
    void ballotsAreOrderedByRoundAndThenByNode() {
        assertThat(new Ballot(1, 9).isBelow(new Ballot(2, 1)), is(true));
        assertThat(new Ballot(2, 1).isBelow(new Ballot(2, 2)), is(true));
        assertThat(new Ballot(2, 2).isAbove(new Ballot(2, 1)), is(true));
        assertThat(new Ballot(2, 2).isAbove(new Ballot(2, 2)), is(false));
        assertThat(new Ballot(2, 2).isBelow(new Ballot(2, 2)), is(false));
    }

    @Test
    void theNextBallotIsAboveAndOwnedByWhoAsks() {
        Prng prng = new Prng(3);
        for (int i = 0; i < 1_000; i++) {
            Ballot ballot = new Ballot(prng.below(1_000), (int) prng.below(31));
            NodeId owner = new NodeId(1 + (int) prng.below(31));
            assertThat(ballot.next(owner).isAbove(ballot), is(true));
            assertThat(ballot.next(owner).node(), is(owner.value()));
        }
        assertThat(Ballot.NONE.isBelow(Ballot.NONE.next(new NodeId(1))), is(true));
        assertThat(Ballot.max(new Ballot(2, 1), new Ballot(1, 2)), is(new Ballot(2, 1)));
    }

    @Test
    void anIncarnationIsReadAsItIsShown() {
        Incarnation incarnation = new Incarnation(0x00ab000000000001L, -1);
        assertThat(incarnation.toString(), is("00ab000000000001ffffffffffffffff"));
        assertThat(Incarnation.parse(incarnation.toString()), is(incarnation));
        assertThat(
                assertThrows(IllegalArgumentException.class, () -> Incarnation.parse("00AB"))
                        .getMessage(),
                containsString("32 hex digits"));
    }

    @Test
    void noLifeOfAnyIncarnationNumbersAsAnotherDoes() {
        Incarnation first = new Incarnation(1, 0x1234_5678_9abcL);
        Incarnation second = new Incarnation(1, 0x1234_5678_9abdL << 8);
        assertThat(first.firstNumber(2) - first.firstNumber(1) > 1L << 39, is(true));
        assertThat(Math.abs(second.firstNumber(1) - first.firstNumber(1)) > 1L << 20, is(true));
        assertThat(first.firstNumber(1) > 0, is(true));
    }
}
