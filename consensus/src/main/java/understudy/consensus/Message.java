package understudy.consensus;

import java.util.List;

/** What nodes say to each other about the log. Every message may be lost, repeated, delayed and reordered. */
public sealed interface Message {
    /**
     * Would you promise this ballot? Asked before a ballot is spent, so that a node which cannot win does not
     * disturb a leader that others hear (Raft dissertation, section 9.6, carried over to ballots).
     *
     * @param openSlot first slot that the asker does not know to be chosen
     */
    record PreBallot(Ballot ballot, long openSlot) implements Message {}

    /** @param floorSlot the answerer's floor: an asker below it must catch up first */
    record PreBallotReply(Ballot ballot, boolean granted, Ballot promised, long floorSlot) implements Message {}

    /**
     * Phase 1a for all slots from {@code fromSlot} on (Paxos Made Simple, section 3).
     *
     * @param pageSlot where the page of the answer begins; {@code fromSlot} at first
     */
    record Prepare(Ballot ballot, long fromSlot, long pageSlot) implements Message {}

    /**
     * Phase 1b: never again below this ballot, and what was accepted so far, in pages.
     *
     * @param floorSlot slots below it are chosen and gone from this log (the low-water mark of Paxos Made
     *     Moderately Complex, section 4.2): a proposer that needs them must take log or state first
     * @param nextPageSlot where the next page begins; 0 when this was the last
     */
    record Promise(
            Ballot ballot, long fromSlot, long pageSlot, long floorSlot, List<Reported> reported, long nextPageSlot)
            implements Message {}

    /** The value of the highest ballot that was accepted for a slot, or the one known to be chosen. */
    record Reported(long slot, Ballot ballot, boolean chosen, Entry entry) {}

    /** This node has lost records that it had acknowledged, and cannot tell what it accepted: do without it in {@code ballot}. */
    record Impaired(Ballot ballot) implements Message {}

    /** An impaired node asks the leader up to where it must know all to be whole again; {@code life} comes back. */
    record RepairAsk(long life) implements Message {}

    /** @param slot the leader's next free slot when it was asked */
    record RepairBound(Ballot ballot, long life, long slot) implements Message {}

    /**
     * Which configurations hold?
     *
     * @param join the sender is to be readmitted in the incarnation that it has; the leader sees to it
     */
    record MembershipAsk(boolean join) implements Message {}

    /** @param chosenSlot the sender knows of every change that is chosen up to here */
    record MembershipTell(long chosenSlot, Membership membership) implements Message {}

    /** A message of {@code ballot} came too late: this node has promised {@code promised}. */
    record Reject(Ballot ballot, Ballot promised) implements Message {}

    /**
     * Phase 2a for one slot.
     *
     * @param chosenSlot all slots up to it are chosen
     */
    record Accept(Ballot ballot, long slot, Entry entry, long chosenSlot) implements Message {}

    /**
     * Phase 2b, sent when the accept is durable.
     *
     * @param wallMicros the acceptor's wall clock
     */
    record Accepted(Ballot ballot, long slot, long wallMicros) implements Message {}

    /** All slots up to {@code chosenSlot} are chosen; those accepted in this very ballot with this value. */
    record Chosen(Ballot ballot, long chosenSlot) implements Message {}

    /**
     * The leader lives.
     *
     * @param round number of the read round that an answer confirms
     */
    record Heartbeat(Ballot ballot, long chosenSlot, long round) implements Message {}

    /** This node had promised nothing above {@code ballot} when it answered. */
    record HeartbeatAck(Ballot ballot, long round, long wallMicros, long chosenSlot) implements Message {}

    /** Send me what was chosen from this slot on. */
    record CatchUp(long fromSlot) implements Message {}

    /**
     * Chosen entries of consecutive slots.
     *
     * @param chosenSlot up to where the sender knows
     */
    record Learn(long fromSlot, List<Entry> entries, long chosenSlot) implements Message {}

    /** The slot that you asked for is chosen, applied and no longer in my log: take a snapshot of my state. */
    record BelowFloor(long fromSlot, long floorSlot) implements Message {}

    /** A follower asks up to which slot its waiting reads must see. */
    record ReadIndex(long ticket) implements Message {}

    /** @param slot apply up to it, then read; -1: I do not lead */
    record ReadIndexReply(long ticket, long slot) implements Message {}

    /** The leader of {@code ballot} asks the receiver to lead in its place. */
    record TakeOver(Ballot ballot) implements Message {}
}
