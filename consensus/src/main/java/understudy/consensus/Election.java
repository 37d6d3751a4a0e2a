package understudy.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Who leads. A node that hears no leader for a random time asks first whether it could win ({@link Asking}), then
 * runs phase 1 for all slots that it does not know to be chosen ({@link Preparing}), and leads from then on.
 *
 * <p>Any node may win, also one whose log is behind: phase 1 brings it what a majority accepted. The exception is
 * one that is below the floor of a node it needs: what lies there cannot be asked for by phase 1 any more, so it
 * catches up first and leaves the election to others.
 */
final class Election {
    /** Where a node stands. */
    sealed interface Stand {}

    /** Follows whoever leads. */
    record Following() implements Stand {}

    /** Has asked for pre-ballots. */
    static final class Asking implements Stand {
        final Ballot ballot;
        final Pledges granted;

        Asking(Ballot ballot, int members) {
            this.ballot = ballot;
            this.granted = new Pledges(members);
        }
    }

    /** Runs phase 1. */
    static final class Preparing implements Stand {
        final Ballot ballot;
        final long fromSlot;

        private static final long OUT_OF_REACH = -1;

        /** Where each member's next page begins; 0 when all of it has come, -1 for who cannot answer from there. */
        final long[] nextPage;

        /** In which incarnation each member answers. */
        final Incarnation[] answers;

        final Pledges promised;

        /** Per slot: what is chosen, else the value of the highest ballot. */
        final TreeMap<Long, Message.Reported> found = new TreeMap<>();

        long sentMicros;

        Preparing(Ballot ballot, long fromSlot, int members) {
            this.ballot = ballot;
            this.fromSlot = fromSlot;
            this.nextPage = new long[members];
            this.answers = new Incarnation[members];
            this.promised = new Pledges(members);
            java.util.Arrays.fill(nextPage, fromSlot);
        }
    }

    /** Leads. */
    record Leading(Leadership leadership) implements Stand {}

    private static final Stand FOLLOWING = new Following();

    private final Configuration configuration;
    private final NodeId self;
    private final Timing timing;
    private final Prng prng;
    private final Journal journal;
    private final SlotLog log;
    private final Learner learner;

    private Stand stand = FOLLOWING;
    private long deadlineMicros;
    private Ballot leaderBallot = Ballot.NONE;
    private long leaderHeardMicros;
    private boolean leaderHeard;

    /** How far the candidate that was promised last has asked. */
    private Ballot askedBallot = Ballot.NONE;

    private long askedSlot;

    /** The highest ballot that anybody has spoken of: the next own one goes above it. */
    private Ballot highest;

    Election(
            Configuration configuration,
            NodeId self,
            Timing timing,
            Prng prng,
            Journal journal,
            SlotLog log,
            Learner learner) {
        this.configuration = configuration;
        this.self = self;
        this.timing = timing;
        this.prng = prng;
        this.journal = journal;
        this.log = log;
        this.learner = learner;
        this.highest = journal.promised();
    }

    void begin(Step step) {
        patience(step);
    }

    Stand stand() {
        return stand;
    }

    /** The leadership of this node; null when it does not lead. */
    Leadership leadership() {
        return stand instanceof Leading leading ? leading.leadership() : null;
    }

    Ballot leaderBallot() {
        return leaderBallot;
    }

    /** The leader that this node hears; 0 when it knows of none. */
    int leader(Step step) {
        if (stand instanceof Leading) {
            return self.value();
        }
        return leaderHeard && step.nowMicros() - leaderHeardMicros <= timing.electionMaxMicros()
                ? leaderBallot.owner()
                : 0;
    }

    /** Waits anew, for a random time: equal ones would have all stand at once, for ever (D15 has the story). */
    private void patience(Step step) {
        long spread = timing.electionMaxMicros() - timing.electionMinMicros() + 1;
        deadlineMicros = step.nowMicros() + timing.electionMinMicros() + prng.below(spread);
    }

    /** A message of the leader of this ballot came, not below what this node has promised. */
    void heardLeader(Step step, Ballot ballot) {
        sawBallot(ballot);
        if (ballot.isBelow(leaderBallot) || ballot.owner() == self.value()) {
            return;
        }
        leaderBallot = ballot;
        leaderHeardMicros = step.nowMicros();
        leaderHeard = true;
        standDown(step);
    }

    void sawBallot(Ballot ballot) {
        highest = Ballot.max(highest, ballot);
    }

    /** Back to following, whatever it was doing. */
    void standDown(Step step) {
        Leadership leadership = leadership();
        stand = FOLLOWING;
        patience(step);
        if (leadership != null) {
            leadership.abandonReads(step);
        }
    }

    void tick(Step step) {
        if (stand instanceof Leading leading) {
            Leadership leadership = leading.leadership();
            // Who hears no majority, or whose disk answers no more, gives way (Raft dissertation 6.2; Chubby's
            // stalled disks, Paxos Made Live 6).
            if (!leadership.hasQuorum(step) || journal.stalled(step, timing.electionMaxMicros())) {
                standDown(step);
            } else {
                leadership.tick(step);
            }
            return;
        }
        if (step.nowMicros() >= deadlineMicros) {
            ask(step);
        } else if (stand instanceof Preparing preparing
                && step.nowMicros() - preparing.sentMicros >= timing.heartbeatMicros()) {
            sendPrepares(step, preparing);
        }
    }

    private boolean mayStand(Step step) {
        Membership membership = journal.membership();
        long open = learner.chosenSlot() + 1;
        return journal.knowsMembership()
                && membership.first() <= open
                && membership.from(open).stream()
                        .allMatch(c -> c.counts(self, journal.facts().incarnation()))
                && !journal.facts().impaired()
                && learner.isWhole()
                && !journal.stalled(step, timing.electionMinMicros());
    }

    private void ask(Step step) {
        stand = FOLLOWING;
        patience(step);
        if (!mayStand(step)) {
            return;
        }
        Asking asking = new Asking(nextBallot(), configuration.size());
        stand = asking;
        for (Configuration.Member member : configuration.members()) {
            step.send(member.node(), new Message.PreBallot(asking.ballot, learner.chosenSlot() + 1));
        }
    }

    private Ballot nextBallot() {
        return Ballot.max(highest, journal.promised())
                .next(self, journal.membership().newest().readmissions(self));
    }

    void preBallot(Step step, NodeId from, Incarnation incarnation, Message.PreBallot m) {
        if (journal.knowsMembership() && !journal.membership().newest().counts(from, incarnation)) {
            // One of us two is behind: it may have been replaced, or this node not know yet that it was readmitted.
            learner.tellChosen(step, from);
            learner.told(from, m.openSlot() - 1);
            return;
        }
        boolean leaderLives = stand instanceof Leading
                || leaderHeard && step.nowMicros() - leaderHeardMicros < timing.electionMinMicros();
        boolean granted = m.ballot().isAbove(journal.promised())
                && m.openSlot() >= log.floor()
                && !journal.facts().impaired()
                && (from.equals(self) || !leaderLives);
        step.send(from, new Message.PreBallotReply(m.ballot(), granted, journal.promised(), log.floor()));
    }

    void preBallotReply(Step step, NodeId from, int member, Incarnation incarnation, Message.PreBallotReply m) {
        sawBallot(m.promised());
        if (!(stand instanceof Asking asking) || !m.ballot().equals(asking.ballot)) {
            return;
        }
        if (m.granted()) {
            asking.granted.take(member, incarnation);
            if (asking.granted.cover(journal.membership(), learner.chosenSlot() + 1)) {
                prepare(step);
            }
        } else {
            learner.told(from, m.floorSlot() - 1);
        }
    }

    /** The leader asks this node to take its place: no pre-ballot, its own would be in the way. */
    void takeOver(Step step, Message.TakeOver m) {
        boolean free = stand instanceof Following || stand instanceof Asking;
        if (m.ballot().equals(leaderBallot) && free && mayStand(step)) {
            prepare(step);
        }
    }

    private void prepare(Step step) {
        Ballot ballot = nextBallot();
        sawBallot(ballot);
        // Promised to itself first, durably: the ballot is spent, also for a life after a crash.
        journal.promise(step, ballot);
        Preparing preparing = new Preparing(ballot, learner.chosenSlot() + 1, configuration.size());
        stand = preparing;
        patience(step);
        sendPrepares(step, preparing);
    }

    private void sendPrepares(Step step, Preparing preparing) {
        preparing.sentMicros = step.nowMicros();
        for (int i = 0; i < preparing.nextPage.length; i++) {
            if (preparing.nextPage[i] > 0) {
                sendPrepare(step, preparing, i);
            }
        }
    }

    private void sendPrepare(Step step, Preparing preparing, int member) {
        step.send(
                configuration.members().get(member).node(),
                new Message.Prepare(preparing.ballot, preparing.fromSlot, preparing.nextPage[member]),
                journal.promisePosition());
    }

    void promise(Step step, NodeId from, int member, Incarnation incarnation, Message.Promise m) {
        if (!(stand instanceof Preparing preparing)
                || !m.ballot().equals(preparing.ballot)
                || m.fromSlot() != preparing.fromSlot
                || !journal.membership().newest().counts(member, incarnation)) {
            return;
        }
        if (!incarnation.equals(preparing.answers[member])) {
            // What an earlier incarnation reported of it is no part of this one's report.
            preparing.answers[member] = incarnation;
            preparing.nextPage[member] = preparing.fromSlot;
        }
        if (m.pageSlot() != preparing.nextPage[member]) {
            return;
        }
        if (m.floorSlot() > preparing.fromSlot) {
            // It cannot tell what it has accepted below its floor. Others may make a quorum without it.
            learner.told(from, m.floorSlot() - 1);
            preparing.nextPage[member] = Preparing.OUT_OF_REACH;
            return;
        }
        for (Message.Reported report : m.reported()) {
            learner.sawStamp(report.entry().stampMicros());
            preparing.found.merge(report.slot(), report, Election::weightier);
        }
        preparing.nextPage[member] = m.nextPageSlot();
        if (m.nextPageSlot() != 0) {
            patience(step);
            sendPrepare(step, preparing, member);
            return;
        }
        preparing.promised.take(member, incarnation);
        if (preparing.promised.cover(journal.membership(), preparing.fromSlot)) {
            lead(step, preparing);
        }
    }

    /** A member has lost what it had accepted: others may make a quorum without it. */
    void impaired(int member, Message.Impaired m) {
        if (stand instanceof Preparing preparing && m.ballot().equals(preparing.ballot)) {
            preparing.nextPage[member] = Preparing.OUT_OF_REACH;
        }
    }

    /** P2c: what is chosen stands; of what was accepted, the value of the highest ballot. */
    private static Message.Reported weightier(Message.Reported a, Message.Reported b) {
        if (a.chosen() || b.chosen()) {
            return a.chosen() ? a : b;
        }
        return a.ballot().isBelow(b.ballot()) ? b : a;
    }

    /**
     * Leads no longer, after asking another to, nor stands for it: what this node knew to be chosen it may know no
     * longer. Phase 1 asked for the slots above that, and to lead from there it would have to know those below.
     */
    void giveWay(Step step) {
        transfer(step);
        if (!(stand instanceof Following)) {
            standDown(step);
        }
    }

    private void lead(Step step, Preparing preparing) {
        if (learner.chosenSlot() + 1 < preparing.fromSlot) {
            throw new IllegalStateException("phase 1 of ballot " + preparing.ballot + " asked from slot "
                    + preparing.fromSlot + " on, and this node knows what is chosen up to slot "
                    + learner.chosenSlot());
        }
        Leadership leadership = new Leadership(
                configuration, self, timing, preparing.ballot, preparing.promised, journal, learner, step);
        stand = new Leading(leadership);
        leaderBallot = preparing.ballot;
        leaderHeard = false;
        leadership.begin(step, preparing.found);
    }

    /**
     * The members change, and this leadership rests on the promise of one that is replaced: from the slot on in which
     * that holds its phase 1 counts for nothing. It runs another one, in a new ballot.
     */
    void renew(Step step) {
        standDown(step);
        if (mayStand(step)) {
            prepare(step);
        }
    }

    /** Somebody has promised a higher ballot than the one that this node works in. */
    void rejected(Step step, Message.Reject m) {
        sawBallot(m.promised());
        boolean mine = stand instanceof Preparing preparing && m.ballot().equals(preparing.ballot)
                || stand instanceof Leading leading
                        && m.ballot().equals(leading.leadership().ballot());
        if (mine) {
            standDown(step);
        }
    }

    /** This node itself promised a ballot of another's. */
    private void promisedAway(Step step, Ballot ballot) {
        sawBallot(ballot);
        boolean overtaken = stand instanceof Preparing preparing && preparing.ballot.isBelow(ballot)
                || stand instanceof Leading leading
                        && leading.leadership().ballot().isBelow(ballot)
                || stand instanceof Asking;
        if (overtaken) {
            standDown(step);
        } else if (stand instanceof Following) {
            patience(step);
        }
    }

    /**
     * A candidate has asked for a page of what was accepted, and its ballot is promised. As long as it gets on, nobody need
     * take its place: a log of many pages would never find a leader if each gave up the last one's phase 1.
     *
     * @param newly whether the ballot was promised because of it
     */
    void prepared(Step step, Message.Prepare m, boolean newly) {
        boolean further = m.ballot().equals(askedBallot) && m.pageSlot() > askedSlot;
        if (newly) {
            promisedAway(step, m.ballot());
        } else if (further && stand instanceof Following) {
            patience(step);
        }
        if (further || !m.ballot().equals(askedBallot)) {
            askedBallot = m.ballot();
            askedSlot = m.pageSlot();
        }
    }

    /** Leaves the lead to the peer that is furthest; false when this node does not lead or nobody is near. */
    boolean transfer(Step step) {
        if (!(stand instanceof Leading leading)) {
            return false;
        }
        List<Integer> candidates = new ArrayList<>();
        for (int i = 0; i < configuration.size(); i++) {
            if (!configuration.members().get(i).node().equals(self)
                    && leading.leadership().heardLately(step, i)) {
                candidates.add(i);
            }
        }
        candidates.sort((a, b) -> Long.compare(
                leading.leadership().chosenSlotOf(b), leading.leadership().chosenSlotOf(a)));
        if (candidates.isEmpty()) {
            return false;
        }
        NodeId heir = configuration.members().get(candidates.get(0)).node();
        step.send(heir, new Message.TakeOver(leading.leadership().ballot()));
        return true;
    }
}
