package understudy.consensus;

import java.util.List;

/**
 * Multi-Paxos as a pure step function (Lamport, The Part-Time Parliament and Paxos Made Simple; van Renesse and
 * Altinbuken, Paxos Made Moderately Complex; Chandra, Griesemer, Redstone, Paxos Made Live).
 *
 * <p>A replicated log of slots. In each slot one entry is <em>chosen</em> when a majority has accepted it, durably,
 * in one ballot; what is chosen never changes. A leader owns a ballot for all slots at once: it runs phase 1 once,
 * over everything that may be chosen beyond what it knows, re-proposes what it finds there in its own ballot, fills
 * holes, and then needs one round trip and one sync per entry.
 *
 * <p>What may go wrong: every message may be lost, repeated, delayed, reordered; a node may stop at any instant and
 * come back with what its disk had synced, or not come back; clocks may show anything. None of this makes two
 * nodes disagree on a slot. Progress needs a majority that can talk.
 *
 * <p>Every method is a step: it is given the time, changes the core, and leaves all consequences in the step's
 * {@link Output}. There are no clocks, threads or sockets here; randomness comes from the {@link Prng} handed in.
 * Parts: {@link Acceptor} (votes), {@link Election} (who leads), {@link Leadership} (phase 2 and reads),
 * {@link Learner} (what is chosen, catching up, the floor), {@link Journal} (what is durable),
 * {@link Repair} (after a loss on the disk).
 */
public final class MultiPaxos {
    /** What a node is doing, for people. */
    public enum Role {
        FOLLOWER,
        CANDIDATE,
        LEADER
    }

    private static final int ASK_HEARTBEATS = 4;

    /** The members; which incarnation of each votes is the journal's to say. */
    private final Configuration configuration;

    private final NodeId self;
    private final Journal journal;
    private final SlotLog log;
    private final Learner learner;
    private final Acceptor acceptor;
    private final Election election;
    private final Repair repair;
    private final long heartbeatMicros;
    private boolean membershipAsked;
    private long membershipAskedMicros;

    /**
     * @param appliedSlot up to where the state is durable
     * @param stampMicros the stamp of that slot
     */
    public MultiPaxos(
            Identity identity, Timing timing, Prng prng, Recovery recovery, long appliedSlot, long stampMicros) {
        if (!recovery.facts().incarnation().equals(identity.incarnation())) {
            throw new IllegalStateException("the promise file belongs to incarnation "
                    + recovery.facts().incarnation() + ", the identity file to " + identity.incarnation());
        }
        configuration = identity.initial();
        self = identity.node();
        journal = new Journal(recovery.factsFor(appliedSlot), recovery.position(), configuration);
        log = recovery.log();
        log.raiseFloor(journal.facts().floorSlot());
        learner = new Learner(configuration, self, timing, journal, log, appliedSlot, stampMicros);
        acceptor = new Acceptor(self, journal, log, learner, timing);
        if (configuration.size() == 1 && journal.facts().impaired()) {
            throw new IllegalStateException(
                    "the log has lost records that were acknowledged, and there is no other node"
                            + " to take them from. Restore a backup");
        }
        if (configuration.size() == 1 && !learner.isWhole()) {
            throw new IllegalStateException("the state is lost: it holds slot " + appliedSlot + ", the log begins at "
                    + log.floor() + ", and there is no other node to take it from. Restore a backup");
        }
        election = new Election(configuration, self, timing, prng, journal, log, learner);
        heartbeatMicros = timing.heartbeatMicros();
        repair = new Repair(journal, learner, timing);
    }

    /** The first step of a life. */
    public void begin(Step step) {
        learner.begin(step);
        election.begin(step);
    }

    /** Time passes. */
    public void tick(Step step) {
        election.tick(step);
        learner.tick(step);
        repair.tick(step, election.leader(step));
        askForMembership(step);
        finish(step);
    }

    /** A message arrived, also from this node itself. */
    public void receive(Step step, NodeId from, Incarnation incarnation, Message message) {
        int member = configuration.indexOf(from);
        // Who counts votes counts them for the incarnation that the configuration of the slot names: a node whose disk
        // was lost
        // has forgotten what it promised. Everything else is true whoever says it.
        if (member < 0) {
            return;
        }
        if (message instanceof Message.Accept m) {
            if (acceptor.accept(step, from, m)) {
                followed(step, from, m.ballot(), m.chosenSlot());
            }
        } else if (message instanceof Message.Accepted m) {
            if (election.leadership() != null) {
                election.leadership().accepted(step, member, incarnation, m);
            }
        } else if (message instanceof Message.Chosen m) {
            if (!m.ballot().isBelow(journal.promised())) {
                followed(step, from, m.ballot(), m.chosenSlot());
            }
        } else if (message instanceof Message.Heartbeat m) {
            heartbeat(step, from, m);
        } else if (message instanceof Message.HeartbeatAck m) {
            if (election.leadership() != null) {
                election.leadership().heartbeatAck(step, member, incarnation, m);
            }
        } else if (message instanceof Message.ReadIndex m) {
            if (election.leadership() != null) {
                election.leadership().read(step, from, m.ticket());
            } else {
                step.send(from, new Message.ReadIndexReply(m.ticket(), -1));
            }
        } else if (message instanceof Message.ReadIndexReply m) {
            step.out().reads.add(new Output.ReadReady(m.ticket(), m.slot()));
        } else if (message instanceof Message.PreBallot m) {
            election.preBallot(step, from, incarnation, m);
        } else if (message instanceof Message.PreBallotReply m) {
            election.preBallotReply(step, from, member, incarnation, m);
        } else if (message instanceof Message.Prepare m) {
            Ballot before = journal.promised();
            if (acceptor.prepare(step, from, m)) {
                election.prepared(step, m, m.ballot().isAbove(before));
            }
        } else if (message instanceof Message.Promise m) {
            election.promise(step, from, member, incarnation, m);
        } else if (message instanceof Message.Reject m) {
            election.rejected(step, m);
        } else if (message instanceof Message.CatchUp m) {
            learner.catchUp(step, from, m);
        } else if (message instanceof Message.Learn m) {
            learner.learned(step, from, m);
        } else if (message instanceof Message.BelowFloor m) {
            learner.belowFloor(step, from, m);
        } else if (message instanceof Message.TakeOver m) {
            election.takeOver(step, m);
        } else if (message instanceof Message.Impaired m) {
            election.impaired(member, m);
        } else if (message instanceof Message.RepairAsk m) {
            if (election.leadership() != null) {
                election.leadership().repairAsked(step, from, m);
            }
        } else if (message instanceof Message.RepairBound m) {
            repair.bounded(m);
        } else if (message instanceof Message.MembershipAsk m) {
            membershipAsked(step, from, member, incarnation, m);
        } else if (message instanceof Message.MembershipTell m) {
            learner.membershipTold(step, m);
        }
        finish(step);
    }

    /** The leader of a ballot that is not below the promise speaks, and says what is chosen. */
    private void followed(Step step, NodeId from, Ballot ballot, long chosenSlot) {
        election.heardLeader(step, ballot);
        learner.announced(step, from, ballot, chosenSlot);
    }

    private void heartbeat(Step step, NodeId from, Message.Heartbeat m) {
        if (m.ballot().isBelow(journal.promised())) {
            step.send(from, new Message.Reject(m.ballot(), journal.promised()));
            return;
        }
        followed(step, from, m.ballot(), m.chosenSlot());
        step.send(from, new Message.HeartbeatAck(m.ballot(), m.round(), step.wallMicros(), learner.chosenSlot()));
    }

    private void membershipAsked(Step step, NodeId from, int member, Incarnation incarnation, Message.MembershipAsk m) {
        learner.tellMembership(step, from);
        if (m.join() && election.leadership() != null) {
            election.leadership().join(step, member, incarnation);
        }
    }

    /** Who does not know who votes asks everybody; so does who is to be readmitted. */
    private void askForMembership(Step step) {
        boolean joins = !isReadmitted();
        if (!joins && journal.knowsMembership()
                || membershipAsked && step.nowMicros() - membershipAskedMicros < ASK_HEARTBEATS * heartbeatMicros) {
            return;
        }
        membershipAsked = true;
        membershipAskedMicros = step.nowMicros();
        askEverybodyWhoVotes(step);
    }

    private void askEverybodyWhoVotes(Step step) {
        boolean joins = !isReadmitted();
        for (Configuration.Member member : configuration.members()) {
            if (!member.node().equals(self)) {
                step.send(member.node(), new Message.MembershipAsk(joins));
            }
        }
    }

    private void finish(Step step) {
        repair.finish(step);
        learner.finish(step);
        Leadership leadership = election.leadership();
        if (leadership == null) {
            return;
        }
        if (leadership.isOvertaken()) {
            election.standDown(step);
        } else if (!leadership.isCovered()) {
            election.renew(step);
        } else {
            leadership.finish(step);
        }
    }

    /** Whether {@link #propose} may be called: this node leads and its windows are open. */
    public boolean canPropose() {
        return election.leadership() != null && election.leadership().canPropose();
    }

    /** Proposes a payload in the next slot; only where {@link #canPropose}. Returns the slot. */
    public long propose(Step step, byte[] payload) {
        if (!canPropose()) {
            throw new IllegalStateException(self + " proposes, but it does not lead or its window is full");
        }
        long slot = election.leadership().propose(step, payload);
        finish(step);
        return slot;
    }

    /** Proposes an empty entry, so that time moves on; only where {@link #canPropose}. Returns the slot. */
    public long proposeTick(Step step) {
        if (!canPropose()) {
            throw new IllegalStateException(self + " proposes a tick, but it does not lead or its window is full");
        }
        long slot = election.leadership().proposeTick(step);
        finish(step);
        return slot;
    }

    /** What a stamp given now would be; 0 where this node does not lead. */
    public long estimateStampMicros(Step step) {
        return election.leadership() == null ? 0 : election.leadership().estimateStampMicros(step);
    }

    /** Whether something written is not durable yet: a batch that is proposed now waits for the next sync. */
    public boolean isSyncing() {
        return journal.synced() < journal.end() - 1;
    }

    /** Everything up to a position is durable. */
    public void synced(Step step, long position) {
        journal.synced(step, position);
        finish(step);
    }

    /** Everything up to this position is durable. */
    public long syncedPosition() {
        return journal.synced();
    }

    /**
     * Reads wait. The answer comes as {@link Output.ReadReady} under the ticket, here or from the leader; it may
     * never come, where messages are lost: ask again with another ticket.
     *
     * @return false when no leader is known
     */
    public boolean requestRead(Step step, long ticket) {
        int leader = election.leader(step);
        if (election.leadership() != null) {
            election.leadership().read(step, self, ticket);
            finish(step);
        } else if (leader != 0) {
            step.send(new NodeId(leader), new Message.ReadIndex(ticket));
        }
        return leader != 0;
    }

    /** The state has applied all up to a slot. */
    public void applied(long slot) {
        learner.applied(slot);
    }

    /**
     * The state is durable up to a slot. The caller sees to it that the log was durable that far before.
     *
     * @param holdFloor a peer is reading a snapshot: what it will ask for next stays in the log, within bounds
     */
    public void committed(Step step, long slot, boolean holdFloor) {
        learner.committed(step, slot, holdFloor);
        finish(step);
    }

    /**
     * A peer's snapshot of a slot lies on the disk, whole. Returns the position that must be durable before the
     * state is switched to it; -1 when the snapshot must be dropped: it is not ahead of what was applied, or nobody has
     * told yet who votes behind it.
     */
    public long snapshotReady(Step step, long slot, long stampMicros) {
        if (slot <= learner.appliedSlot()) {
            return -1;
        }
        if (!learner.knowsMembershipAt(slot)) {
            askEverybodyWhoVotes(step);
            return -1;
        }
        learner.snapshotReady(step, slot, stampMicros);
        finish(step);
        return journal.promisePosition();
    }

    /** The state is now that of the snapshot. */
    public void installed(long slot) {
        learner.installed(slot);
    }

    /**
     * The state was found to be wrong and is gone. Log and promises are as they were: this node goes on voting. It leads
     * no longer, and does not stand before it knows again what lies below its floor.
     *
     * @param bySnapshot the state may only come from a peer; otherwise it is made anew from the log where that is whole
     */
    public void stateLost(Step step, boolean bySnapshot) {
        giveWay(step);
        learner.stateLost(step, bySnapshot);
        if (configuration.size() == 1 && !learner.isWhole()) {
            throw new IllegalStateException("the only state of the cluster was lost, and the log begins at "
                    + log.floor() + ": it cannot be made anew from it");
        }
        finish(step);
    }

    /** Leads no longer, nor stands for election, where it did: another node is asked to lead in its place. */
    public void giveWay(Step step) {
        election.giveWay(step);
    }

    /** Asks another node to lead in this one's place; false when it does not lead or nobody can. */
    public boolean transfer(Step step) {
        return election.transfer(step);
    }

    public Role role() {
        Election.Stand stand = election.stand();
        if (stand instanceof Election.Leading) {
            return Role.LEADER;
        }
        return stand instanceof Election.Following ? Role.FOLLOWER : Role.CANDIDATE;
    }

    /** Leads, and all that its phase 1 found is chosen. */
    public boolean isServing() {
        return election.leadership() != null && election.leadership().hasRecovered();
    }

    /** The node that leads as far as this one hears; 0 for none. */
    public int leader(Step step) {
        return election.leader(step);
    }

    /** The ballot of the leader that was last heard of. */
    public Ballot leaderBallot() {
        return election.leaderBallot();
    }

    /** Whether this node has lost records that it had acknowledged, and abstains until that is repaired. */
    public boolean isImpaired() {
        return repair.isImpaired();
    }

    /** An impaired node is whole when it holds all slots below this one; -1 while no leader has told. */
    public long repairSlot() {
        return repair.boundSlot();
    }

    public Ballot promised() {
        return journal.promised();
    }

    public long life() {
        return journal.facts().life();
    }

    public long chosenSlot() {
        return learner.chosenSlot();
    }

    public long committedSlot() {
        return learner.committedSlot();
    }

    public long floorSlot() {
        return log.floor();
    }

    /** Whether the newest configuration names this node in this incarnation: false for one that joins. */
    public boolean isReadmitted() {
        return journal.membership().newest().counts(self, journal.facts().incarnation());
    }

    /**
     * What this node's gateway numbers its commands under: it rises over its lives and over its incarnations. 0 while it is
     * to be readmitted: until then it does not know how many there were before it, and their numbers are not its own.
     */
    public long originLife() {
        return isReadmitted() ? journal.facts().originLife(self) : 0;
    }

    /** Whether its votes count in the next slot to be chosen: not before a readmission holds. */
    public boolean isVoter() {
        return journal.knowsMembership()
                && learner.chosenSlot() + 1 >= journal.membership().first()
                && journal.membership()
                        .at(learner.chosenSlot() + 1)
                        .counts(self, journal.facts().incarnation());
    }

    /** The newest configuration that this node knows of. */
    public Configuration newest() {
        return journal.membership().newest();
    }

    public List<Configuration.Member> members() {
        return configuration.members();
    }

    /** Whether a peer was heard of lately, by a leader; otherwise unknown, and false. */
    public boolean heardLately(Step step, NodeId peer) {
        return election.leadership() != null && election.leadership().heardLately(step, configuration.indexOf(peer));
    }

    /** Up to where a peer knows what is chosen, as far as this leader was told; -1 unknown. */
    public long chosenSlotOf(NodeId peer) {
        return election.leadership() == null ? -1 : election.leadership().chosenSlotOf(configuration.indexOf(peer));
    }
}
