package understudy.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What is known to be chosen, and how the rest is fetched.
 *
 * <p>Only a leader infers that a slot is chosen, from a quorum of durable accepts. Others are told: a slot up to
 * the leader's chosen slot is chosen with the value that was accepted in that very ballot; a value of an older
 * ballot proves nothing and is fetched. Slots may become chosen out of order; they are handed on in order.
 *
 * <p>The floor rises with the state's commits: what is durable in the state need not be in the log. A margin is
 * kept for peers that lag a little; those that lag more take a snapshot.
 */
final class Learner {
    /** How much more is kept while a peer reads a snapshot: it will need what comes after. */
    private static final int HELD_FACTOR = 8;

    private final Configuration configuration;
    private final NodeId self;
    private final Timing timing;
    private final Journal journal;
    private final SlotLog log;

    private long chosenSlot;
    private long appliedSlot;
    private long committedSlot;
    private long stampMicros;

    /** The stamp of the last entry that was handed on; at first that of the state. */
    private long handedStampMicros;

    /** What was handed on and not applied yet. */
    private final Deque<Handed> unapplied = new ArrayDeque<>();

    private long unappliedBytes;

    /** The bytes of the slots from the floor to the last commit. */
    private long keptBytes;

    /** The highest slot that somebody said is chosen, and who may be asked. */
    private long announcedSlot;

    /** The state was thrown away, and only a snapshot may take its place. */
    private boolean awaitsSnapshot;

    private NodeId source;

    /** What was told of the membership by who knew furthest. */
    private Message.MembershipTell told;

    /** The position that is to be durable before it is noted that all is chosen up to the last change; -1 for none. */
    private long settledAt = -1;

    private long progressMicros;
    private long askedMicros;

    private record Handed(long slot, int bytes) {}

    Learner(
            Configuration configuration,
            NodeId self,
            Timing timing,
            Journal journal,
            SlotLog log,
            long appliedSlot,
            long stampMicros) {
        this.configuration = configuration;
        this.self = self;
        this.timing = timing;
        this.journal = journal;
        this.log = log;
        this.appliedSlot = appliedSlot;
        this.committedSlot = appliedSlot;
        this.chosenSlot = appliedSlot;
        this.stampMicros = stampMicros;
        this.handedStampMicros = stampMicros;
        // The state was not committed past what the log held durably, so the newest record of a slot that the
        // state contains has the chosen value.
        for (long slot = log.floor(); slot < Math.max(log.end(), appliedSlot + 1); slot++) {
            SlotLog.Cell cell = log.at(slot);
            if (cell != null) {
                sawStamp(cell.entry.stampMicros());
            }
            if (slot <= appliedSlot) {
                if (cell == null) {
                    throw new IllegalStateException("the state holds slot " + slot + ", the log from slot "
                            + log.floor() + " on does not: they are of different nodes or times");
                }
                cell.chosen = true;
                keptBytes += cell.entry.bytes();
            } else if (cell != null && slot <= journal.facts().settledSlot()) {
                cell.chosen = true;
            }
        }
    }

    /**
     * What every step ends with. Once a readmission holds, the slots before it can be asked for by phase 1 only of those who
     * voted in them, and one of them is gone. So it is noted once that they are all chosen: a majority of the
     * present members must be able to go on from its disks alone: from a state that reaches the floor, and the log.
     */
    void finish(Step step) {
        Membership membership = journal.membership();
        if (membership.steps().size() == 1
                || journal.facts().settledSlot() >= membership.newestFrom() - 1
                || chosenSlot < membership.newestFrom() - 1
                || journal.facts().impaired()
                || !holdsFromFloor()) {
            return;
        }
        settledAt = settledAt < 0 ? journal.end() - 1 : settledAt;
        if (journal.synced() >= settledAt) {
            settledAt = -1;
            journal.settled(step, membership.newestFrom() - 1);
        }
    }

    /** Hands on what is already known at start. */
    void begin(Step step) {
        progressMicros = step.nowMicros();
        askedMicros = step.nowMicros();
        // Where the state was lost, what is chosen below the floor is missing: somebody must be asked for it.
        source = after(self);
        announcedSlot = log.floor() - 1;
        advance(step);
    }

    /** Whether all that lies below the floor is in the state: a node that lacks some of it cannot lead. */
    boolean isWhole() {
        return !awaitsSnapshot && chosenSlot + 1 >= log.floor();
    }

    /** Whether all below the floor is durable in the state: not while a snapshot waits to become it. */
    boolean holdsFromFloor() {
        return committedSlot + 1 >= log.floor();
    }

    /** All slots up to it are known to be chosen. */
    long chosenSlot() {
        return chosenSlot;
    }

    long appliedSlot() {
        return appliedSlot;
    }

    long committedSlot() {
        return committedSlot;
    }

    /** The highest stamp of any entry that this node has seen. */
    long stampMicros() {
        return stampMicros;
    }

    void sawStamp(long stamp) {
        stampMicros = Math.max(stampMicros, stamp);
    }

    /** The leader of this ballot says: all up to {@code upTo} is chosen. */
    void announced(Step step, NodeId from, Ballot ballot, long upTo) {
        if (upTo > announcedSlot) {
            announcedSlot = upTo;
            source = from;
        }
        for (long slot = Math.max(chosenSlot + 1, log.floor()); slot <= upTo && slot < log.end(); slot++) {
            SlotLog.Cell cell = log.at(slot);
            if (cell != null && cell.ballot.equals(ballot)) {
                cell.chosen = true;
            }
        }
        advance(step);
    }

    /** The slot is chosen with this value. */
    void learn(Step step, long slot, Entry entry) {
        if (slot <= chosenSlot) {
            return;
        }
        if (slot < log.floor()) {
            learnLostSlot(step, slot, entry);
            return;
        }
        SlotLog.Cell cell = log.at(slot);
        if (cell != null && cell.chosen) {
            if (!cell.entry.sameAs(entry)) {
                throw new IllegalStateException(
                        "slot " + slot + " is chosen with two values: " + cell.entry + " and " + entry);
            }
            return;
        }
        sawStamp(entry.stampMicros());
        // An impaired node may have lost the accept that made this value outrank others.
        if (cell == null || !cell.entry.sameAs(entry) || journal.facts().impaired()) {
            long position = journal.append(step, new LogRecord.Learn(slot, entry));
            cell = log.put(slot, Ballot.NONE, entry, position);
        }
        cell.chosen = true;
        advance(step);
    }

    /** The state had this slot once and lost it; the log need not have it a second time. */
    private void learnLostSlot(Step step, long slot, Entry entry) {
        if (slot == chosenSlot + 1 && !awaitsSnapshot) {
            handOn(step, entry, 0);
            advance(step);
        }
    }

    private void advance(Step step) {
        if (awaitsSnapshot) {
            return;
        }
        for (SlotLog.Cell cell = log.at(chosenSlot + 1); cell != null && cell.chosen; cell = log.at(chosenSlot + 1)) {
            handOn(step, cell.entry, cell.position);
        }
    }

    /**
     * The next slot is known. Time is made to rise here: a recovered entry of an old ballot may stand between
     * those of a newer one with a stamp that is ahead of theirs, and a filler has none.
     */
    private void handOn(Step step, Entry entry, long position) {
        chosenSlot++;
        progressMicros = step.nowMicros();
        if (!entry.isFiller()) {
            handedStampMicros = Math.max(handedStampMicros + 1, entry.stampMicros());
            sawStamp(handedStampMicros);
        }
        unapplied.add(new Handed(chosenSlot, entry.bytes()));
        unappliedBytes += entry.bytes();
        long needed = position;
        if (entry.reconfigures()) {
            reconfigure(step, Membership.Readmission.of(entry));
            needed = Math.max(position, journal.promisePosition());
        }
        step.out()
                .chosen
                .add(new Output.ChosenEntry(chosenSlot, entry.forState().stampedAt(handedStampMicros), needed));
    }

    /** A change of the members is chosen in the slot that is being handed on. The state does not get past it before it is durable. */
    private void reconfigure(Step step, Membership.Readmission change) {
        if (!journal.knowsMembership()) {
            journal.changeMembership(step, journal.facts().membership(), chosenSlot);
            return;
        }
        Membership before = journal.membership();
        Membership after = before.after(chosenSlot, change, committedSlot + 1);
        if (after != before) {
            requireNotReplaced(after);
            journal.changeMembership(step, after, 0);
        }
    }

    private void requireNotReplaced(Membership after) {
        Incarnation own = journal.facts().incarnation();
        if (journal.membership().newest().counts(self, own) && !after.newest().counts(self, own)) {
            throw new Replaced(
                    self,
                    own,
                    after.newest().members().get(after.newest().indexOf(self)).incarnation());
        }
    }

    /**
     * Whether this node would know who votes behind a snapshot: the changes that it skips must have been told, by
     * somebody who knew that far. Whoever answers that a slot is below its floor tells that too.
     */
    boolean knowsMembershipAt(long slot) {
        return slot <= chosenSlot || told != null && told.chosenSlot() >= slot;
    }

    /** A peer tells which configurations hold. */
    void membershipTold(Step step, Message.MembershipTell m) {
        told = told == null || m.chosenSlot() >= told.chosenSlot() ? m : told;
        if (!journal.knowsMembership()
                && m.chosenSlot() >= Math.max(1, journal.facts().skippedSlot())) {
            requireNotReplaced(m.membership());
            journal.changeMembership(step, m.membership(), 0);
        }
    }

    /** Whether a slot is known to be chosen, and to hold this entry; false where only the state has it. */
    boolean isChosen(long slot, Entry entry) {
        SlotLog.Cell cell = log.at(slot);
        return cell != null && cell.chosen && cell.entry.sameAs(entry);
    }

    /** Whether a slot is known to be chosen. */
    boolean isChosen(long slot) {
        SlotLog.Cell cell = log.at(slot);
        return slot <= chosenSlot || cell != null && cell.chosen;
    }

    void applied(long slot) {
        appliedSlot = Math.max(appliedSlot, slot);
        while (!unapplied.isEmpty() && unapplied.peek().slot() <= slot) {
            unappliedBytes -= unapplied.poll().bytes();
        }
    }

    /** Whether so many times as much waits to be applied as should: then nothing may be added to it. */
    boolean isLagging(int times) {
        return chosenSlot - appliedSlot >= (long) times * timing.unappliedSlots()
                || unappliedBytes >= times * timing.unappliedBytes();
    }

    /** A peer has told that all up to this slot is chosen: what this node lacks of it, it asks for. */
    void told(NodeId peer, long upTo) {
        if (upTo > chosenSlot) {
            announcedSlot = Math.max(announcedSlot, upTo);
            source = peer;
        }
    }

    private boolean isBehind() {
        return announcedSlot > chosenSlot;
    }

    void tick(Step step) {
        long patience = timing.heartbeatMicros();
        if (isBehind()
                && !awaitsSnapshot
                && step.nowMicros() - progressMicros >= patience
                && step.nowMicros() - askedMicros >= 2 * patience) {
            ask(step, source);
            // The next question goes to somebody else, in case this one has died or lags too.
            source = after(source);
        }
    }

    private NodeId after(NodeId node) {
        List<Configuration.Member> members = configuration.members();
        int i = configuration.indexOf(node);
        for (int k = 1; k <= members.size(); k++) {
            NodeId other = members.get((i + k) % members.size()).node();
            if (!other.equals(self)) {
                return other;
            }
        }
        return node;
    }

    private void ask(Step step, NodeId peer) {
        // Who cannot apply as fast as it learns would only fill its memory.
        if (!peer.equals(self) && !isLagging(1)) {
            askedMicros = step.nowMicros();
            step.send(peer, new Message.CatchUp(chosenSlot + 1));
        }
    }

    /** A peer asks for chosen entries. */
    void catchUp(Step step, NodeId from, Message.CatchUp m) {
        if (m.fromSlot() < log.floor()) {
            // A node that has lost its state has nothing to offer there.
            if (m.fromSlot() <= committedSlot) {
                step.send(from, new Message.BelowFloor(m.fromSlot(), log.floor()));
                tellMembership(step, from);
            }
            return;
        }
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        for (long slot = m.fromSlot(); slot <= chosenSlot && bytes < timing.pageBytes(); slot++) {
            Entry entry = log.at(slot).entry;
            entries.add(entry);
            bytes += entry.bytes();
        }
        if (!entries.isEmpty()) {
            step.send(from, new Message.Learn(m.fromSlot(), entries, chosenSlot));
        }
    }

    /** A peer answered with chosen entries. */
    void learned(Step step, NodeId from, Message.Learn m) {
        long before = chosenSlot;
        long slot = m.fromSlot();
        // Nothing was asked that lies further on.
        if (slot <= chosenSlot + 1) {
            for (Entry entry : m.entries()) {
                learn(step, slot++, entry);
            }
        }
        told(from, m.chosenSlot());
        if (chosenSlot > before && m.chosenSlot() > chosenSlot) {
            ask(step, from);
        }
    }

    /** Which configurations hold, as far as is known here. */
    void tellMembership(Step step, NodeId peer) {
        if (journal.knowsMembership()) {
            step.send(peer, new Message.MembershipTell(chosenSlot, journal.membership()), journal.promisePosition());
        }
    }

    /** A peer speaks as if it did not know by whom it was replaced: it will ask. */
    void tellChosen(Step step, NodeId peer) {
        tellChosen(step, peer, chosenSlot);
    }

    /** A peer wants a vote for a slot that is chosen and gone from this log: it is told so, and will ask. */
    void tellChosen(Step step, NodeId peer, long slot) {
        step.send(peer, new Message.Learn(slot, List.of(), Math.max(chosenSlot, log.floor() - 1)));
    }

    /** A peer answered that it has the wanted slot in its state alone. */
    void belowFloor(Step step, NodeId from, Message.BelowFloor m) {
        if (m.fromSlot() == chosenSlot + 1 && m.floorSlot() > m.fromSlot()) {
            step.out().snapshotFrom = from;
        }
    }

    /** The state is durable up to a slot: raise the floor, but for a margin. */
    void committed(Step step, long slot, boolean hold) {
        for (long s = committedSlot + 1; s <= slot; s++) {
            SlotLog.Cell cell = log.at(s);
            keptBytes += cell == null ? 0 : cell.entry.bytes();
        }
        committedSlot = Math.max(committedSlot, slot);
        long keepSlots = hold ? (long) timing.keepSlots() * HELD_FACTOR : timing.keepSlots();
        long keepBytes = hold ? timing.keepBytes() * HELD_FACTOR : timing.keepBytes();
        long floor = log.floor();
        long bytes = keptBytes;
        while (floor <= committedSlot && (committedSlot + 1 - floor > keepSlots || bytes > keepBytes)) {
            SlotLog.Cell cell = log.at(floor++);
            bytes -= cell == null ? 0 : cell.entry.bytes();
        }
        // Not for every commit: each rise of the floor writes the promise file.
        if (floor - log.floor() > timing.keepSlots() / 8 || bytes < keptBytes - timing.keepBytes() / 8) {
            keptBytes = bytes;
            journal.raiseFloor(step, floor);
            log.raiseFloor(floor);
            journal.trim(step, log.lowestPosition(journal.end()));
        }
    }

    /**
     * A snapshot of a slot ahead of the state lies ready on the disk. What it contains is chosen; the floor is
     * raised before the state is switched: the log below it need not hold what was chosen, and no state may stand
     * on it. Nothing is trimmed before the switch, and a crash between the two undoes the raise: this
     * node may be one of the few that have accepted what lies there.
     */
    void snapshotReady(Step step, long slot, long stamp) {
        sawStamp(stamp);
        awaitsSnapshot = false;
        keptBytes = 0;
        long floor = Math.max(slot + 1, log.floor());
        Membership behind = null;
        if (slot > chosenSlot) {
            // A node that lost its state may know more of who votes than the peer whose snapshot it takes.
            behind = journal.knowsMembership() ? journal.membership().joinedWith(told.membership()) : told.membership();
            requireNotReplaced(behind);
        }
        journal.raiseFloorForSnapshot(step, floor, behind);
        log.raiseFloor(floor);
        if (slot > chosenSlot) {
            chosenSlot = slot;
            handedStampMicros = Math.max(handedStampMicros, stamp);
            progressMicros = step.nowMicros();
        }
        announcedSlot = Math.max(announcedSlot, slot);
        advance(step);
    }

    /**
     * The state is gone, log and promises are not: this node stands where it would stand after a restart. What it knows
     * to be chosen is handed on once more from the first slot, where the log still begins there; otherwise it asks
     * for what lies below its floor.
     *
     * @param bySnapshot nothing is handed on before a snapshot has come: the same entries made a wrong state here
     */
    void stateLost(Step step, boolean bySnapshot) {
        announcedSlot = Math.max(announcedSlot, chosenSlot);
        source = after(self);
        chosenSlot = 0;
        appliedSlot = 0;
        committedSlot = 0;
        handedStampMicros = 0;
        keptBytes = 0;
        unapplied.clear();
        unappliedBytes = 0;
        progressMicros = step.nowMicros();
        awaitsSnapshot = bySnapshot;
        advance(step);
    }

    /** The state is now that of the snapshot. */
    void installed(long slot) {
        applied(slot);
        committedSlot = Math.max(committedSlot, slot);
    }
}
