package understudy.consensus;

/**
 * What the core has written and what of it is durable. It hands out positions; it never waits.
 */
final class Journal {
    private final Membership initial;
    private final boolean initialKnown;
    private DurableFacts facts;
    private long written;
    private long synced;
    private long promisePosition;
    private long waitingSinceMicros;

    /** @param position the last one of the log as it was recovered, all durable */
    Journal(DurableFacts facts, long position, Configuration initial) {
        this.facts = facts;
        this.initial = Membership.initial(initial);
        this.initialKnown = initial.members().stream()
                .noneMatch(member -> member.incarnation().equals(Incarnation.UNKNOWN));
        this.written = position;
        this.synced = position;
        this.promisePosition = position;
    }

    DurableFacts facts() {
        return facts;
    }

    /** Which configurations hold, as far as this node knows. */
    Membership membership() {
        return facts.membership() == null ? initial : facts.membership();
    }

    /** Whether that is all that was chosen up to here: not so for who joins, until it is told. */
    boolean knowsMembership() {
        return facts.skippedSlot() == 0 && (facts.membership() != null || initialKnown);
    }

    /** @param skippedSlot there may be changes up to it that are not in it; 0 for none */
    void changeMembership(Step step, Membership membership, long skippedSlot) {
        store(step, facts.withMembership(membership, skippedSlot));
    }

    Ballot promised() {
        return facts.promised();
    }

    /** Where the newest promise stands: a vote that rests on it waits for this position. */
    long promisePosition() {
        return promisePosition;
    }

    long append(Step step, LogRecord record) {
        long position = next(step);
        step.out().writes.add(new Output.Write.Append(position, record.type(), record.encode()));
        return position;
    }

    void promise(Step step, Ballot ballot) {
        if (!ballot.isAbove(facts.promised())) {
            throw new IllegalStateException("a promise falls from " + facts.promised() + " to " + ballot);
        }
        store(step, facts.withPromised(ballot));
    }

    void raiseFloor(Step step, long slot) {
        if (slot < facts.floorSlot()) {
            throw new IllegalStateException("the floor falls from " + facts.floorSlot() + " to " + slot);
        }
        store(step, facts.withFloor(slot));
    }

    /**
     * The same where the state will be a peer's snapshot: until it is, the log still counts.
     *
     * @param membership as it is behind the slots that this node will not see; null where it sees all
     */
    void raiseFloorForSnapshot(Step step, long slot, Membership membership) {
        DurableFacts raised = facts.withSnapshotFloor(slot);
        store(step, membership == null ? raised : raised.withMembership(membership, 0));
    }

    /** All up to a slot is chosen, and durable as such. */
    void settled(Step step, long slot) {
        store(step, facts.settled(slot));
    }

    /** What was lost is repaired, durably: this node votes again. */
    void repaired(Step step) {
        store(step, facts.repaired());
    }

    void trim(Step step, long position) {
        step.out().writes.add(new Output.Write.Trim(position));
    }

    private void store(Step step, DurableFacts changed) {
        facts = changed;
        promisePosition = next(step);
        step.out().writes.add(new Output.Write.Promise(promisePosition, changed.encode()));
    }

    private long next(Step step) {
        if (synced == written) {
            waitingSinceMicros = step.nowMicros();
        }
        return ++written;
    }

    /** One above the last position written. */
    long end() {
        return written + 1;
    }

    void synced(Step step, long position) {
        if (position > written) {
            throw new IllegalStateException("position " + position + " is durable, but " + written + " was the last");
        }
        if (position > synced) {
            synced = position;
            waitingSinceMicros = step.nowMicros();
        }
    }

    long synced() {
        return synced;
    }

    /** Whether the disk has made nothing durable for so long although something waits. */
    boolean stalled(Step step, long micros) {
        return synced < written && step.nowMicros() - waitingSinceMicros > micros;
    }
}
