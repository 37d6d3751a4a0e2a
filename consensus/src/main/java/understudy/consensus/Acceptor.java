package understudy.consensus;

import java.util.ArrayList;
import java.util.List;

/**
 * The acceptor's two rules (Paxos Made Simple, section 2.2): promise only upwards (P1a), and report what was
 * accepted. Both answers wait for the disk; a refusal needs none.
 */
final class Acceptor {
    /** How far ahead of what is known as chosen a slot may lie: what is further is not of this cluster's making. */
    private static final long REACH_SLOTS = 1 << 16;

    private final NodeId self;
    private final Journal journal;
    private final SlotLog log;
    private final Learner learner;
    private final Timing timing;

    Acceptor(NodeId self, Journal journal, SlotLog log, Learner learner, Timing timing) {
        this.self = self;
        this.journal = journal;
        this.log = log;
        this.learner = learner;
        this.timing = timing;
    }

    /** Phase 1b. Returns false when the ballot came too late, or this node cannot tell what it has accepted. */
    boolean prepare(Step step, NodeId from, Message.Prepare m) {
        if (m.ballot().isBelow(journal.promised())) {
            step.send(from, new Message.Reject(m.ballot(), journal.promised()));
            return false;
        }
        if (journal.facts().impaired()) {
            step.send(from, new Message.Impaired(m.ballot()));
            return false;
        }
        if (m.ballot().isAbove(journal.promised())) {
            journal.promise(step, m.ballot());
        }
        // Below the floor nothing is reported and nothing is denied: the floor itself says "chosen".
        List<Message.Reported> page = new ArrayList<>();
        long slot = Math.max(m.pageSlot(), log.floor());
        long bytes = 0;
        for (; slot < log.end() && bytes < timing.pageBytes(); slot++) {
            SlotLog.Cell cell = log.at(slot);
            if (cell != null) {
                page.add(new Message.Reported(slot, cell.ballot, cell.chosen, cell.entry));
                bytes += cell.entry.bytes();
            }
        }
        long next = slot < log.end() ? slot : 0;
        step.send(
                from,
                new Message.Promise(m.ballot(), m.fromSlot(), m.pageSlot(), log.floor(), page, next),
                journal.promisePosition());
        return true;
    }

    /** Phase 2b. Returns false when the ballot came too late. */
    boolean accept(Step step, NodeId from, Message.Accept m) {
        if (m.ballot().isBelow(journal.promised())) {
            step.send(from, new Message.Reject(m.ballot(), journal.promised()));
            return false;
        }
        // An accept is a promise too: without it a later, lower Prepare would be granted (P1a).
        if (m.ballot().isAbove(journal.promised())) {
            journal.promise(step, m.ballot());
        }
        long position = store(step, from, m);
        if (position >= 0) {
            step.send(from, new Message.Accepted(m.ballot(), m.slot(), step.wallMicros()), position);
        }
        return true;
    }

    /** Where the accept is written; -1 when it gets no vote. */
    private long store(Step step, NodeId from, Message.Accept m) {
        if (m.slot() < log.floor()) {
            learner.tellChosen(step, from, m.slot());
            return -1;
        }
        // What a leader recovers it holds in memory already: to it its own acceptor lends a hand.
        boolean full = !from.equals(self) && learner.isLagging(2);
        // A node that has lost its state knows from its floor alone how far the cluster is.
        long known = Math.max(learner.chosenSlot(), log.floor() - 1);
        if (m.slot() > known + REACH_SLOTS || full) {
            return -1;
        }
        SlotLog.Cell cell = log.at(m.slot());
        if (cell != null && cell.chosen) {
            // A deposed leader may still send another value; it cannot be chosen, and gets no vote here. The record
            // may be older than the promise of this ballot, and the vote rests on both.
            return cell.entry.sameAs(m.entry()) ? Math.max(cell.position, journal.promisePosition()) : -1;
        }
        if (cell != null && cell.ballot.equals(m.ballot())) {
            if (!cell.entry.sameAs(m.entry())) {
                throw new IllegalStateException("ballot " + m.ballot() + " has two values for slot " + m.slot() + ": "
                        + cell.entry + " and " + m.entry());
            }
            return cell.position;
        }
        long position = journal.append(step, new LogRecord.Accept(m.slot(), m.ballot(), m.entry()));
        log.put(m.slot(), m.ballot(), m.entry(), position);
        learner.sawStamp(m.entry().stampMicros());
        return position;
    }
}
