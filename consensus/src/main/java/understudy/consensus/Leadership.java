package understudy.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One leadership: from the end of its phase 1 to stepping down. It holds everything that is true in this ballot
 * alone, so that nothing of an earlier one (windows, answers, reads) can be mistaken for it.
 *
 * <p>Phase 2 runs for several slots at once (pipelining). A slot is chosen when a majority has it durably; the
 * leader's own disk is one vote like any other.
 *
 * <p>Reads (read-index, Raft dissertation section 6.4): a read may see the slot that was chosen when it came,
 * provided that (1) a majority confirms, in a round that began after it came, that it has promised nothing
 * higher; (2) all that phase 1 found is chosen.
 */
final class Leadership {
    private static final long STALE_STAMP_MICROS = 10_000;
    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final Configuration configuration;
    private final NodeId self;
    private final Timing timing;
    private final Ballot ballot;
    private final Pledges promised;
    private final Journal journal;
    private final Learner learner;
    private final ClusterClock clock;
    private final Peer[] peers;
    private final TreeMap<Long, Open> open = new TreeMap<>();
    /** What this leadership has stamped and is not known to be chosen yet, oldest first. */
    private final Deque<Stamped> stamped = new ArrayDeque<>();

    private final Deque<PendingRead> reads = new ArrayDeque<>();
    private final List<PendingRead> readsBeforeRecovery = new ArrayList<>();

    /** What phase 1 found and is not proposed anew yet, by slot. */
    private TreeMap<Long, Message.Reported> found = new TreeMap<>();

    private long proposedThrough;

    /** The membership for which the promises were last counted. */
    private Membership covered;

    /** The slot of the change that this leadership has proposed last. */
    private long readmitSlot;

    private long nextSlot;
    private long recoveredThrough;
    private long announcedSlot;
    private long round;
    private long confirmedRound;
    private long heartbeatDueMicros;

    /** When the newest chosen stamp of this leadership was given. */
    private long chosenStampAtMicros = LONG_AGO;

    /** A slot that is proposed and not yet chosen. */
    private static final class Open {
        final Entry entry;
        int acceptedBy;
        long sentMicros;

        Open(Entry entry) {
            this.entry = entry;
        }
    }

    private static final class Peer {
        /** When a voter was heard, and in which incarnation it has answered last. */
        long heardMicros;

        Incarnation answers;
        long ackedRound;
        long chosenSlot = -1;
        long unansweredBytes;
        long bytesSinceHeartbeat;
    }

    private record Stamped(long slot, long atMicros) {}

    /** A read of {@code node} that waits for {@code round} to be confirmed. */
    private record PendingRead(NodeId node, long ticket, long round, long slot) {}

    Leadership(
            Configuration configuration,
            NodeId self,
            Timing timing,
            Ballot ballot,
            Pledges promised,
            Journal journal,
            Learner learner,
            Step step) {
        this.configuration = configuration;
        this.self = self;
        this.timing = timing;
        this.ballot = ballot;
        this.promised = promised;
        this.journal = journal;
        this.covered = journal.membership();
        this.learner = learner;
        this.clock = new ClusterClock(configuration, self, learner.stampMicros(), step.nowMicros());
        this.peers = new Peer[configuration.size()];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = new Peer();
            peers[i].heardMicros = step.nowMicros();
        }
    }

    /**
     * Takes up what phase 1 found: per slot what is chosen, else the value of the highest ballot, proposed anew
     * in this ballot (P2c); holes are filled, since a later slot may be chosen already.
     */
    void begin(Step step, TreeMap<Long, Message.Reported> reports) {
        found = reports;
        long last = found.isEmpty() ? learner.chosenSlot() : Math.max(found.lastKey(), learner.chosenSlot());
        proposedThrough = learner.chosenSlot();
        nextSlot = last + 1;
        recoveredThrough = last;
        for (Message.Reported report : found.values()) {
            if (report.chosen()) {
                learner.learn(step, report.slot(), report.entry());
            }
        }
        proposeFound(step);
        heartbeat(step);
    }

    /** Within reach: further on it is not known yet who votes. */
    private void proposeFound(Step step) {
        while (proposedThrough < recoveredThrough && isKnownWhoVotes(proposedThrough + 1)) {
            long slot = ++proposedThrough;
            Message.Reported report = found.remove(slot);
            if (!learner.isChosen(slot)) {
                propose(step, slot, report == null ? Entry.FILLER : report.entry());
            }
        }
    }

    /** The configuration of a slot follows from what is chosen α slots before it: all of that must be known. */
    private boolean isKnownWhoVotes(long slot) {
        return slot <= learner.chosenSlot() + Membership.ALPHA_SLOTS;
    }

    /** Whether those who promised this ballot are a majority in all slots to come. */
    boolean isCovered() {
        Membership membership = journal.membership();
        if (membership == covered) {
            return true;
        }
        boolean enough = promised.cover(membership, learner.chosenSlot() + 1);
        covered = enough ? membership : covered;
        return enough;
    }

    /** The configuration of the next slot that will be known to be chosen. */
    private Configuration present() {
        return journal.membership().at(learner.chosenSlot() + 1);
    }

    Ballot ballot() {
        return ballot;
    }

    /** A new leader gives no stamp before it has seen the clocks of a majority: they may say that days went by. */
    boolean canPropose() {
        return open.size() < timing.windowSlots() && isNextSlotOpen();
    }

    private boolean isNextSlotOpen() {
        return clock.isSet()
                && proposedThrough >= recoveredThrough
                && isKnownWhoVotes(nextSlot)
                && !learner.isLagging(1);
    }

    /** Proposes a payload in the next slot. Returns the slot. */
    long propose(Step step, byte[] payload) {
        return proposeNext(step, new Entry(clock.stamp(step), payload));
    }

    private long proposeNext(Step step, Entry entry) {
        forgetChosenStamps();
        stamped.add(new Stamped(nextSlot, step.nowMicros()));
        propose(step, nextSlot, entry);
        return nextSlot++;
    }

    private void forgetChosenStamps() {
        while (!stamped.isEmpty() && stamped.peek().slot() <= learner.chosenSlot()) {
            chosenStampAtMicros = stamped.poll().atMicros();
        }
    }

    private void propose(Step step, long slot, Entry entry) {
        Open proposal = new Open(entry);
        proposal.sentMicros = step.nowMicros();
        open.put(slot, proposal);
        Message.Accept accept = new Message.Accept(ballot, slot, entry, learner.chosenSlot());
        for (int i = 0; i < peers.length; i++) {
            send(step, i, accept);
        }
    }

    /** Sends an accept unless the peer has too much to answer already: it will catch up. */
    private void send(Step step, int member, Message.Accept accept) {
        NodeId to = configuration.members().get(member).node();
        Peer peer = peers[member];
        if (!to.equals(self)) {
            if (peer.unansweredBytes > timing.inflightBytes()) {
                return;
            }
            peer.unansweredBytes += accept.entry().bytes();
            peer.bytesSinceHeartbeat += accept.entry().bytes();
        }
        step.send(to, accept);
    }

    void accepted(Step step, int member, Incarnation incarnation, Message.Accepted m) {
        if (!m.ballot().equals(ballot)) {
            return;
        }
        heard(step, member, incarnation, m.wallMicros());
        Open proposal = open.get(m.slot());
        if (proposal == null) {
            return;
        }
        Peer peer = peers[member];
        if ((proposal.acceptedBy & (1 << member)) == 0) {
            peer.unansweredBytes = Math.max(0, peer.unansweredBytes - proposal.entry.bytes());
        }
        if (!journal.membership().at(m.slot()).counts(member, incarnation)) {
            return;
        }
        proposal.acceptedBy |= 1 << member;
        if (Integer.bitCount(proposal.acceptedBy) >= configuration.quorum()) {
            open.remove(m.slot());
            learner.learn(step, m.slot(), proposal.entry);
        }
    }

    private void heard(Step step, int member, Incarnation incarnation, long wallMicros) {
        if (present().counts(member, incarnation)) {
            peers[member].heardMicros = step.nowMicros();
            clock.sample(step, member, wallMicros);
        }
    }

    void heartbeatAck(Step step, int member, Incarnation incarnation, Message.HeartbeatAck m) {
        if (!m.ballot().equals(ballot)) {
            return;
        }
        heard(step, member, incarnation, m.wallMicros());
        Peer peer = peers[member];
        if (!incarnation.equals(peer.answers)) {
            peer.answers = incarnation;
            peer.ackedRound = -1;
        }
        peer.ackedRound = Math.max(peer.ackedRound, m.round());
        peer.chosenSlot = Math.max(peer.chosenSlot, m.chosenSlot());
        // What was sent before the heartbeat that is answered here has arrived or is lost: the window reopens.
        peer.unansweredBytes = Math.min(peer.unansweredBytes, peer.bytesSinceHeartbeat);
        // All that followers know to be chosen was chosen by this leader, or before it: then it must be fetched.
        learner.told(configuration.members().get(member).node(), m.chosenSlot());
        confirmReads(step);
    }

    /** A node wants to read. */
    void read(Step step, NodeId node, long ticket) {
        if (!hasRecovered()) {
            readsBeforeRecovery.add(new PendingRead(node, ticket, 0, 0));
            return;
        }
        reads.add(new PendingRead(node, ticket, round + 1, freshSlot(step)));
        if (confirmedRound == round) {
            beginRound(step);
        }
    }

    /**
     * The slot that a read must see: what is chosen. And reads see the last applied stamp, so that it be fresh, and
     * what has expired be gone: where it is not, the first that is on its way, or a tick.
     */
    private long freshSlot(Step step) {
        forgetChosenStamps();
        if (isFresh(step, chosenStampAtMicros)) {
            return learner.chosenSlot();
        }
        for (Stamped some : stamped) {
            if (isFresh(step, some.atMicros())) {
                return some.slot();
            }
        }
        return canPropose() ? proposeTick(step) : learner.chosenSlot();
    }

    private static boolean isFresh(Step step, long atMicros) {
        return step.nowMicros() - atMicros <= STALE_STAMP_MICROS;
    }

    long proposeTick(Step step) {
        return proposeNext(step, Entry.tick(clock.stamp(step)));
    }

    long estimateStampMicros(Step step) {
        return clock.estimate(step);
    }

    private void beginRound(Step step) {
        round++;
        heartbeat(step);
        confirmReads(step);
    }

    private void confirmReads(Step step) {
        int confirmed = 1;
        for (int i = 0; i < peers.length; i++) {
            boolean own = configuration.members().get(i).node().equals(self);
            boolean counts = !own && peers[i].answers != null && present().counts(i, peers[i].answers);
            confirmed += counts && peers[i].ackedRound >= round ? 1 : 0;
        }
        if (confirmed < configuration.quorum() || confirmedRound == round) {
            return;
        }
        confirmedRound = round;
        while (!reads.isEmpty() && reads.peek().round() <= confirmedRound) {
            PendingRead read = reads.poll();
            if (read.node().equals(self)) {
                step.out().reads.add(new Output.ReadReady(read.ticket(), read.slot()));
            } else {
                step.send(read.node(), new Message.ReadIndexReply(read.ticket(), read.slot()));
            }
        }
        // Reads that came meanwhile wait for a round that began after them: this one.
        if (!reads.isEmpty()) {
            beginRound(step);
        }
    }

    private void heartbeat(Step step) {
        heartbeatDueMicros = step.nowMicros() + timing.heartbeatMicros();
        announcedSlot = learner.chosenSlot();
        Message.Heartbeat heartbeat = new Message.Heartbeat(ballot, announcedSlot, round);
        for (int i = 0; i < peers.length; i++) {
            NodeId to = configuration.members().get(i).node();
            if (!to.equals(self)) {
                peers[i].bytesSinceHeartbeat = 0;
                step.send(to, heartbeat);
            }
        }
    }

    void tick(Step step) {
        if (step.nowMicros() >= heartbeatDueMicros) {
            heartbeat(step);
        }
        long resend = 2 * timing.heartbeatMicros();
        for (Map.Entry<Long, Open> e : open.entrySet()) {
            Open proposal = e.getValue();
            if (step.nowMicros() - proposal.sentMicros >= resend) {
                proposal.sentMicros = step.nowMicros();
                Message.Accept accept = new Message.Accept(ballot, e.getKey(), proposal.entry, learner.chosenSlot());
                for (int i = 0; i < peers.length; i++) {
                    if ((proposal.acceptedBy & (1 << i)) == 0) {
                        send(step, i, accept);
                    }
                }
            }
        }
    }

    /**
     * Whether slots were chosen that this ballot did not choose, or with values that it did not propose: then a
     * higher one is at work. It must give way before it says another word. Its followers take what they
     * accepted in its ballot for chosen up to the slot that it names, so it may name none that others chose.
     */
    boolean isOvertaken() {
        while (!open.isEmpty() && open.firstKey() <= learner.chosenSlot()) {
            Map.Entry<Long, Open> first = open.pollFirstEntry();
            if (!learner.isChosen(first.getKey(), first.getValue().entry)) {
                return true;
            }
        }
        return learner.chosenSlot() >= nextSlot;
    }

    /**
     * A node wants to be readmitted in another incarnation. Not while the one that votes is heard: nobody's place is
     * taken who lives. And not unless the others are a majority without it: they have to choose the change.
     */
    void join(Step step, int member, Incarnation fresh) {
        Membership membership = journal.membership();
        Configuration newest = membership.newest();
        NodeId node = configuration.members().get(member).node();
        int others = 0;
        for (int i = 0; i < peers.length; i++) {
            boolean own = configuration.members().get(i).node().equals(self);
            others += i != member && (own || isHeard(step, i)) ? 1 : 0;
        }
        if (newest.counts(member, fresh)
                || node.equals(self)
                || isHeard(step, member)
                || others < newest.quorum()
                || membership.isChanging(nextSlot)
                || readmitSlot > learner.chosenSlot()
                || !hasRecovered()
                || !canPropose()) {
            return;
        }
        Incarnation old = newest.members().get(member).incarnation();
        readmitSlot = nextSlot;
        proposeNext(step, new Membership.Readmission(node, old, fresh).entry(clock.stamp(step)));
    }

    private boolean isHeard(Step step, int member) {
        return step.nowMicros() - peers[member].heardMicros <= timing.electionMaxMicros();
    }

    /** What every step ends with: the others are told at once what was chosen. */
    void finish(Step step) {
        if (hasRecovered() && !readsBeforeRecovery.isEmpty()) {
            List<PendingRead> waiting = new ArrayList<>(readsBeforeRecovery);
            readsBeforeRecovery.clear();
            for (PendingRead read : waiting) {
                read(step, read.node(), read.ticket());
            }
        }
        proposeFound(step);
        // A change holds when the slots before it are used up: empty ones will do. All at once, whatever the window:
        // one by one they would keep every command waiting for α round trips.
        while (journal.membership().isChanging(nextSlot) && isNextSlotOpen()) {
            proposeTick(step);
        }
        if (learner.chosenSlot() > announcedSlot) {
            announcedSlot = learner.chosenSlot();
            Message.Chosen chosen = new Message.Chosen(ballot, announcedSlot);
            for (Configuration.Member member : configuration.members()) {
                if (!member.node().equals(self)) {
                    step.send(member.node(), chosen);
                }
            }
        }
    }

    /** Whether a majority, itself included, was heard of lately. */
    boolean hasQuorum(Step step) {
        int heard = 0;
        for (int i = 0; i < peers.length; i++) {
            boolean own = configuration.members().get(i).node().equals(self);
            heard += own || step.nowMicros() - peers[i].heardMicros <= timing.electionMaxMicros() ? 1 : 0;
        }
        return heard >= configuration.quorum();
    }

    /** An impaired node asks how far what it lost can reach: not to the next free slot (see {@link Repair}). */
    void repairAsked(Step step, NodeId node, Message.RepairAsk m) {
        step.send(node, new Message.RepairBound(ballot, m.life(), nextSlot));
    }

    /** All that phase 1 found is chosen, and the time is known. */
    boolean hasRecovered() {
        return learner.chosenSlot() >= recoveredThrough && clock.isSet();
    }

    boolean heardLately(Step step, int member) {
        return step.nowMicros() - peers[member].heardMicros <= timing.electionMinMicros();
    }

    /** Up to where a peer knows what is chosen; -1 before its first answer. */
    long chosenSlotOf(int member) {
        return peers[member].chosenSlot;
    }

    /** The local reads that will not be confirmed by this leadership any more. */
    void abandonReads(Step step) {
        List<PendingRead> all = new ArrayList<>(reads);
        all.addAll(readsBeforeRecovery);
        for (PendingRead read : all) {
            if (read.node().equals(self)) {
                step.out().reads.add(new Output.ReadReady(read.ticket(), -1));
            } else {
                step.send(read.node(), new Message.ReadIndexReply(read.ticket(), -1));
            }
        }
    }
}
