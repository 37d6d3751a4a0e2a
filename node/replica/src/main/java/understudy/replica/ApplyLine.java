package understudy.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import understudy.consensus.MultiPaxos;
import understudy.consensus.Output;

/**
 * Chosen entries on their way to the state, and the commits between them.
 *
 * <p>The state must not become durable past what this node's log holds durably: after a loss of power the newest
 * record of a slot that the state contains must be the one with the chosen value. So a commit that is due holds
 * the line until the log has caught up, then goes in, then the line moves on. A slot at which all nodes read what they
 * have stored ends a commit, so that what is read is the state of that very slot.
 */
final class ApplyLine {
    private static final int AHEAD_SLOTS = 256;

    private final long commitMicros;
    private final int commitSlots;
    private final int scrubSlots;
    private final Deque<Output.ChosenEntry> waiting = new ArrayDeque<>();
    private long handedSlot;
    private long handedPosition;
    private long appliedSlot;
    private long committingSlot;
    private long committedSlot;
    private long commitDueMicros;
    private boolean commitSoon;
    private boolean switching;

    /** Since when nothing that the state was asked for has been done, while something is asked for. */
    private long busySinceMicros;

    /** The line does not move past this slot before its commit, and the reading of it, are asked for. */
    private long scrubSlot;

    ApplyLine(NodeSettings settings, StateDone.Switched current, Now now) {
        this.commitMicros = settings.commitMillis() * 1_000L;
        this.commitSlots = settings.commitSlots();
        this.scrubSlots = settings.scrubSlots();
        this.handedSlot = current.slot();
        this.appliedSlot = current.slot();
        this.committingSlot = current.slot();
        this.committedSlot = current.slot();
        this.commitDueMicros = now.monotonicMicros() + commitMicros;
    }

    void add(Output.ChosenEntry entry) {
        waiting.add(entry);
    }

    long appliedSlot() {
        return appliedSlot;
    }

    /** The last slot that was handed to the state: work that follows sees it. */
    long handedSlot() {
        return handedSlot;
    }

    long committedSlot() {
        return committedSlot;
    }

    /** Work that follows sees a commit of this slot or a later one. */
    long committingSlot() {
        return committingSlot;
    }

    /** The next commit is due as soon as the log allows it. */
    void commitSoon() {
        commitSoon = true;
    }

    void applied(Now now, long slot) {
        if (slot != appliedSlot + 1) {
            throw new IllegalStateException("slot " + slot + " was applied after " + appliedSlot);
        }
        appliedSlot = slot;
        busySinceMicros = now.monotonicMicros();
    }

    void committed(Now now, long slot) {
        committedSlot = slot;
        busySinceMicros = now.monotonicMicros();
    }

    /** Whether the state has done nothing for so long of what it was asked for: its disk answers no more. */
    boolean stalled(Now now, long micros) {
        return isBusy() && now.monotonicMicros() - busySinceMicros > micros;
    }

    private boolean isBusy() {
        return switching || handedSlot > appliedSlot || committingSlot != committedSlot;
    }

    boolean isSwitching() {
        return switching;
    }

    /** The state is about to be replaced: the line stands still until it is. */
    void beginSwitch(Now now) {
        switching = true;
        busySinceMicros = now.monotonicMicros();
    }

    void switched(Now now, StateDone.Switched state) {
        switching = false;
        busySinceMicros = now.monotonicMicros();
        handedSlot = state.slot();
        appliedSlot = state.slot();
        committingSlot = state.slot();
        committedSlot = state.slot();
        scrubSlot = 0;
        while (!waiting.isEmpty() && waiting.peek().slot() <= handedSlot) {
            waiting.poll();
        }
    }

    /** The state is gone; what was on its way to it comes again, or lies in the state that is about to replace it. */
    void lost() {
        if (!switching) {
            waiting.clear();
        }
        handedSlot = 0;
        appliedSlot = 0;
        committingSlot = 0;
        committedSlot = 0;
        scrubSlot = 0;
    }

    void move(Now now, MultiPaxos paxos, Outbox out) {
        if (switching) {
            return;
        }
        if (!isBusy()) {
            busySinceMicros = now.monotonicMicros();
        }
        boolean committing = committingSlot != committedSlot;
        boolean scrub = scrubSlot > committingSlot;
        boolean due = handedSlot > committingSlot
                && !committing
                && (scrub
                        || commitSoon
                        || now.monotonicMicros() >= commitDueMicros
                        || handedSlot - committingSlot >= commitSlots);
        if (due) {
            if (paxos.syncedPosition() < handedPosition) {
                return;
            }
            commitDueMicros = now.monotonicMicros() + commitMicros;
            commitSoon = false;
            committingSlot = handedSlot;
            out.state(new StateWork.Commit());
            if (scrub) {
                out.state(new StateWork.Scrub(scrubSlot));
            }
        } else if (scrub) {
            return;
        }
        while (!waiting.isEmpty() && handedSlot - appliedSlot < AHEAD_SLOTS) {
            Output.ChosenEntry entry = waiting.poll();
            if (entry.slot() != handedSlot + 1) {
                throw new IllegalStateException("slot " + entry.slot() + " is to be applied after " + handedSlot);
            }
            handedSlot = entry.slot();
            handedPosition = Math.max(handedPosition, entry.position());
            out.state(new StateWork.Apply(
                    entry.slot(), entry.entry().stampMicros(), entry.entry().payload()));
            if (scrubSlots > 0 && handedSlot % scrubSlots == 0) {
                scrubSlot = handedSlot;
                return;
            }
        }
    }
}
