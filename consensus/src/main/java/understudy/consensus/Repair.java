package understudy.consensus;

/**
 * How a node that has lost records which it had acknowledged becomes whole again (protocol-aware recovery: Alagappan
 * et al., FAST'18; a node that does not know what it lost must never answer «I do not have it»).
 *
 * <p>What is lost are accepts. The promise is not: it lies in another file, twice. So every accept that is lost is of a
 * ballot at or below the promise P that this life found. While it is <em>impaired</em>, the node
 * <ul>
 * <li>keeps its promise, and refuses lower ballots as ever;
 * <li>answers no Prepare and grants no pre-ballot: its report would be incomplete, and a value that was chosen with
 *     its vote could be taken for one that never was. It says so, and the others do without it;
 * <li>does not stand for election, since it would be counting on its own report;
 * <li>accepts, in ballots at or above P: what it accepts now is durable and whole;
 * <li>writes down as chosen what it learns to be chosen, even where it holds the same value, of a lower ballot: the
 *     accept that made it outrank others may be among the lost;
 * <li>leaves alone what its log holds below its state, where the newest record of a slot may be lost and an older one
 *     be left: its floor rises to the state.
 * </ul>
 *
 * <p>It asks the leader for a <em>bound</em>. The leader of a ballot B at or above P, its phase 1 being over, answers
 * with its next free slot N at the time when the question comes. Once the node durably holds as chosen, in its log or
 * its state, every slot below N, it is whole, notes that durably, and votes again.
 *
 * <p>Why that is enough. Let (s, b, v) be a lost accept, b at or below P. If b is B, the leader itself proposed v in s
 * before this node crashed, so before the question came, and s is below N. If b is below B, the leader's phase 1 had a
 * quorum which promised B, and none of its promises was made by this node while it was impaired, since it made none. If
 * v was chosen in b, or still could be, some member of that quorum had accepted it and reported s, so s is below N.
 * Otherwise s is at or above N, and v was not and never will be chosen in b: that this node accepted it
 * proves nothing to anybody, and need not be reported. And below N all is chosen and held as such, which is more than
 * any lost accept could say. (Accepts of ballots above B are all of this life, and not lost.)
 *
 * <p>The question carries the life that asks: an answer to an earlier one, which may have lost less, counts for nothing.
 * It is repeated, and the lowest bound counts: a leader may fall before what it had proposed is chosen.
 *
 * <p>Where a majority is impaired no ballot gets through phase 1 any more, and nothing is repaired: nobody knows what
 * was chosen. The cluster waits for a leader that still stands, or for a person.
 */
final class Repair {
    private static final long UNKNOWN = -1;

    private final Journal journal;
    private final Learner learner;
    private final Timing timing;
    private final Ballot promisedAtStart;
    private long boundSlot = UNKNOWN;
    private long heldAt = UNKNOWN;
    private long askedMicros;
    private boolean asked;

    Repair(Journal journal, Learner learner, Timing timing) {
        this.journal = journal;
        this.learner = learner;
        this.timing = timing;
        this.promisedAtStart = journal.promised();
    }

    boolean isImpaired() {
        return journal.facts().impaired();
    }

    /** All slots below it are to be held as chosen; -1 while it is not known, or nothing is to be repaired. */
    long boundSlot() {
        return isImpaired() ? boundSlot : UNKNOWN;
    }

    /** @param leader 0 where none is heard */
    void tick(Step step, int leader) {
        long patience = 2 * timing.heartbeatMicros();
        if (isImpaired() && leader != 0 && (!asked || step.nowMicros() - askedMicros >= patience)) {
            asked = true;
            askedMicros = step.nowMicros();
            step.send(new NodeId(leader), new Message.RepairAsk(journal.facts().life()));
        }
    }

    /** The leader of a ballot answers. */
    void bounded(Message.RepairBound m) {
        if (isImpaired() && m.life() == journal.facts().life() && !m.ballot().isBelow(promisedAtStart)) {
            boundSlot = boundSlot == UNKNOWN ? m.slot() : Math.min(boundSlot, m.slot());
        }
    }

    /** What every step ends with. */
    void finish(Step step) {
        if (!isImpaired()
                || boundSlot == UNKNOWN
                || learner.chosenSlot() + 1 < boundSlot
                || !learner.holdsFromFloor()) {
            return;
        }
        heldAt = heldAt == UNKNOWN ? journal.end() - 1 : heldAt;
        if (journal.synced() >= heldAt) {
            journal.repaired(step);
        }
    }
}
