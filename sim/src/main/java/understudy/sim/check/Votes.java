package understudy.sim.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import understudy.consensus.Ballot;
import understudy.consensus.Configuration;
import understudy.consensus.DurableFacts;
import understudy.consensus.Entry;
import understudy.consensus.Incarnation;
import understudy.consensus.LogRecord;
import understudy.consensus.Membership;
import understudy.replica.LogWork;
import understudy.sim.disk.Disk;
import understudy.wal.TwoSlots;
import understudy.wal.Wal;
import understudy.wal.WalSettings;

/**
 * What the acceptors have on their disks, and what follows from it. The simulator reads the records that the
 * nodes write and knows which of them are durable, so it can tell by itself what is chosen, from the definition:
 * a value is chosen once a majority has durably accepted it in one ballot.
 *
 * <ul>
 *   <li>PRM: a node's promise never falls, it accepts nothing below it, a ballot has one value for a slot.
 *   <li>AGR: once a value is chosen, no acceptor ever accepts another one in a higher ballot.
 *   <li>DUR: nobody takes a slot for chosen, and nobody says that it accepted, before it is so on the disks.
 *   <li>CFG: it is the votes of a slot's own members that count there.
 *   <li>CRC: what a start reads of a log is what was written.
 * </ul>
 *
 * <p>An accept that was ever durable counts for ever: what is chosen stays chosen when its records are trimmed.
 */
public final class Votes {
    private static final class Value {
        final Ballot ballot;
        final Entry entry;

        /** A bit for each voter, that is, each incarnation of a node: see {@link #voter}. */
        long durableAt;

        Value(Ballot ballot, Entry entry) {
            this.ballot = ballot;
            this.entry = entry;
        }

        String describe() {
            return ChosenLog.describe(entry.stampMicros(), entry.payload())
                    + (entry.reconfigures() ? " (a change of members)" : "") + " in ballot " + ballot;
        }
    }

    private static final class Slot {
        final List<Value> values = new ArrayList<>(1);
        Value chosen;

        /** The value of a ballot; null where nobody was asked for one in it. */
        Value in(Ballot ballot) {
            for (Value value : values) {
                if (value.ballot.equals(ballot)) {
                    return value;
                }
            }
            return null;
        }
    }

    /** Stands for a record that says "chosen": above every ballot. */
    private static final Ballot LEARNT = new Ballot(Long.MAX_VALUE, Integer.MAX_VALUE);

    private final Electorates electorates;
    private long chosenThrough;
    private final boolean[] impaired;
    private final BySlot<Slot> slots = new BySlot<>();
    private final Ballot[] promisedAsked;
    private final Ballot[] promisedDurable;
    private final List<List<LogRecord.Accept>> unsynced = new ArrayList<>();
    private final List<BySlot<Ballot>> newestDurable = new ArrayList<>();
    private final List<java.util.TreeSet<Long>> asked = new ArrayList<>();
    private final TreeMap<Ballot, Long> promisers = new TreeMap<>();
    private final Marks marks;

    public Votes(Configuration configuration, Marks marks) {
        this.marks = marks;
        int nodes = configuration.size();
        electorates = new Electorates(configuration);
        impaired = new boolean[nodes + 1];
        promisedAsked = new Ballot[nodes + 1];
        promisedDurable = new Ballot[nodes + 1];
        Arrays.fill(promisedAsked, Ballot.NONE);
        Arrays.fill(promisedDurable, Ballot.NONE);
        for (int node = 0; node <= nodes; node++) {
            unsynced.add(new ArrayList<>());
            newestDurable.add(new BySlot<>());
            asked.add(new java.util.TreeSet<>());
        }
    }

    /** A node's disk is gone; it comes back as another one. */
    public void wiped(int node, Incarnation fresh) {
        electorates.comesBack(node, fresh);
        promisedAsked[node] = Ballot.NONE;
        promisedDurable[node] = Ballot.NONE;
        newestDurable.get(node).clear();
        unsynced.get(node).clear();
        impaired[node] = false;
        asked.get(node).clear();
    }

    /** A node is up again; what it can read it has made durable, and what was durable it must be able to read. */
    public void booted(int node, Disk disk) {
        disk.attach();
        DurableFacts facts =
                DurableFacts.decode(TwoSlots.open(disk.promiseFile()).value());
        if (facts.promised().isBelow(promisedDurable[node])) {
            throw new Violation(
                    "PRM",
                    "n" + node + " had durably promised " + promisedDurable[node] + " and starts with "
                            + facts.promised());
        }
        promisedDurable[node] = facts.promised();
        promisedAsked[node] = facts.promised();
        promisers.merge(facts.promised(), 1L << node, (a, b) -> a | b);
        asked.get(node).clear();
        BySlot<Ballot> held = new BySlot<>();
        Wal.open(disk.segments(1 << 20), WalSettings.DEFAULT, (sequence, type, payload) -> {
            LogRecord record = LogRecord.decode(type, payload);
            asWritten(node, record);
            if (record instanceof LogRecord.Accept accept) {
                if (durable(node, accept)) {
                    marks.hit(Mark.ACCEPT_SURVIVED);
                }
                raise(held, accept);
            } else {
                held.put(record.slot(), LEARNT);
            }
        });
        impaired[node] = facts.impaired();
        if (facts.impaired()) {
            // It has lost something and says so; what it has left is what it can lose from here on.
            marks.hit(Mark.IMPAIRED);
            newestDurable.set(node, held);
        }
        for (long slot = facts.logSlot(); slot <= newestDurable.get(node).last(); slot++) {
            Ballot must = newestDurable.get(node).get(slot);
            Ballot is = held.get(slot);
            if (must != null && (is == null || is.isBelow(must))) {
                throw new Violation(
                        "DUR",
                        "n" + node + " had durably accepted slot " + slot + " in ballot " + must
                                + " and starts with " + (is == null ? "nothing" : "ballot " + is) + " for it, floor "
                                + facts.floorSlot() + ", log from slot " + facts.logSlot());
            }
        }
        for (LogRecord.Accept lost : unsynced.get(node)) {
            if ((value(lost).durableAt & electorates.voter(node)) == 0) {
                marks.hit(Mark.ACCEPT_LOST);
            }
        }
        unsynced.get(node).clear();
    }

    /** What a start reads is what was written, or it is not read: checksums see to that. */
    private void asWritten(int node, LogRecord record) {
        Slot slot = slots.get(record.slot());
        Value written = null;
        if (slot != null) {
            written = record instanceof LogRecord.Accept accept ? slot.in(accept.ballot()) : slot.chosen;
        }
        if (written == null || !written.entry.sameAs(record.entry())) {
            throw new Violation(
                    "CRC",
                    "n" + node + " starts and reads in slot " + record.slot() + " of its log "
                            + ChosenLog.describe(
                                    record.entry().stampMicros(), record.entry().payload())
                            + ", and what was written is " + (written == null ? "nothing" : written.describe()));
        }
        marks.hit(Mark.READ_BACK);
    }

    /** A node's loop wants this on the disk, in this order. */
    public void asked(int node, LogWork work) {
        LogRecord record = work instanceof LogWork.Append append ? record(append) : null;
        if (record != null) {
            asked.get(node).add(record.slot());
        }
        if (work instanceof LogWork.Promise promise) {
            Ballot promised = DurableFacts.decode(promise.value()).promised();
            if (promised.isBelow(promisedAsked[node])) {
                throw new Violation(
                        "PRM", "n" + node + " had promised " + promisedAsked[node] + " and now promises " + promised);
            }
            if (promised.isAbove(promisedAsked[node])) {
                marks.hit(Mark.PROMISED);
            }
            promisedAsked[node] = promised;
        } else if (record instanceof LogRecord.Accept accept) {
            if (accept.ballot().isBelow(promisedAsked[node])) {
                throw new Violation(
                        "PRM",
                        "n" + node + " has promised " + promisedAsked[node] + " and accepts slot " + accept.slot()
                                + " in ballot " + accept.ballot());
            }
            // To accept in a ballot is to promise it.
            promisedAsked[node] = accept.ballot();
            Value value = value(accept);
            if (!value.entry.sameAs(accept.entry())) {
                throw new Violation(
                        "PRM",
                        "slot " + accept.slot() + " has two values in one ballot: " + value.describe() + ", and on n"
                                + node
                                + " "
                                + ChosenLog.describe(
                                        accept.entry().stampMicros(),
                                        accept.entry().payload()));
            }
            Slot slot = slots.get(accept.slot());
            if (slot.chosen != null && accept.ballot().isAbove(slot.chosen.ballot)) {
                if (!slot.chosen.entry.sameAs(accept.entry())) {
                    throw new Violation(
                            "AGR",
                            "slot " + accept.slot() + " is chosen as " + slot.chosen.describe() + ", and n" + node
                                    + " accepts " + value.describe());
                }
                marks.hit(Mark.REPROPOSED);
            }
            unsynced.get(node).add(accept);
        }
    }

    /** This is durable now. */
    public void synced(int node, List<LogWork> works) {
        for (LogWork work : works) {
            if (work instanceof LogWork.Append append) {
                LogRecord record = record(append);
                asked.get(node).remove(record.slot());
                if (record instanceof LogRecord.Accept accept) {
                    durable(node, accept);
                }
            } else if (work instanceof LogWork.Promise promise) {
                DurableFacts facts = DurableFacts.decode(promise.value());
                promisedDurable[node] = facts.promised();
                promisers.merge(facts.promised(), 1L << node, (a, b) -> a | b);
                if (impaired[node] && !facts.impaired()) {
                    impaired[node] = false;
                    marks.hit(Mark.REPAIRED);
                }
            }
        }
        unsynced.get(node).removeIf(accept -> (value(accept).durableAt & electorates.voter(node)) != 0);
    }

    /**
     * A node takes a slot for chosen.
     *
     * @param stampBefore of the slot before
     */
    public void handed(int node, long slotNumber, long stampMicros, byte[] payload, long stampBefore) {
        Slot slot = slots.get(slotNumber);
        if (slot == null || slot.chosen == null) {
            for (Value value : slot == null ? List.<Value>of() : slot.values) {
                if (electorates.decideSomewhere(value.durableAt)) {
                    throw new Violation(
                            "CFG",
                            "n" + node + " takes slot " + slotNumber + " for chosen as " + value.describe()
                                    + ", by votes that count in other slots only");
                }
            }
            throw new Violation(
                    "DUR",
                    "n" + node + " takes slot " + slotNumber + " for chosen, which no majority has durably accepted");
        }
        // Stamps never fall along the log: the filler of a hole has none of its own, and what two leaders had in
        // flight may stand in the order that their clocks did not.
        Entry chosen = slot.chosen.entry.forState();
        long least = chosen.stampMicros() != 0 ? stampBefore + 1 : stampBefore;
        boolean same = stampMicros == Math.max(chosen.stampMicros(), least) && Arrays.equals(payload, chosen.payload());
        if (!same) {
            throw new Violation(
                    "AGR",
                    "slot " + slotNumber + " is chosen as " + slot.chosen.describe() + ", and n" + node
                            + " takes it for " + ChosenLog.describe(stampMicros, payload));
        }
        marks.hit(Mark.VOTED);
    }

    /** A node says that it has accepted. */
    public void saysAccepted(int node, Ballot ballot, long slotNumber) {
        Slot slot = slots.get(slotNumber);
        // Who knows that the value is chosen may vote for it without writing it again: no ballot will ever bring
        // another one, so nothing can depend on that vote. The ballot's owner need not have written it yet either.
        if (slot != null && slot.chosen != null) {
            return;
        }
        Value value = slot == null ? null : slot.in(ballot);
        if (value != null && (value.durableAt & electorates.voter(node)) != 0) {
            return;
        }
        throw new Violation(
                "DUR",
                "n" + node + " says that it accepted slot " + slotNumber + " in ballot " + ballot
                        + ", which its disk does not hold");
    }

    /** A node works in its ballot: a majority must have promised it. */
    public void leads(int node, Ballot ballot) {
        long promised = promisers.getOrDefault(ballot, 0L);
        if (Long.bitCount(promised) <= (promisedAsked.length - 1) / 2) {
            throw new Violation(
                    "PRM",
                    "n" + node + " proposes in ballot " + ballot + ", which " + Long.bitCount(promised) + " of "
                            + (promisedAsked.length - 1) + " nodes have durably promised");
        }
    }

    /** A node asks others to confirm that it leads, and counts itself. */
    public void claims(int node, Ballot ballot) {
        if (promisedAsked[node].isAbove(ballot)) {
            throw new Violation(
                    "PRM",
                    "n" + node + " says that it leads in ballot " + ballot + ", and has promised "
                            + promisedAsked[node]);
        }
    }

    /** A node's state is durable up to a slot: so must be its log, or a start would find less than it had. */
    public void committed(int node, long slot) {
        if (!asked.get(node).isEmpty() && asked.get(node).first() <= slot) {
            throw new Violation(
                    "DUR",
                    "n" + node + " has made its state durable up to slot " + slot + ", and slot "
                            + asked.get(node).first() + " of its log is not yet");
        }
    }

    /** A node says that it has promised. */
    public void saysPromised(int node, Ballot ballot) {
        if (impaired[node]) {
            throw new Violation(
                    "PRM",
                    "n" + node + " has lost what it accepted, and reports to ballot " + ballot + " nevertheless");
        }
        if (promisedDurable[node].isBelow(ballot)) {
            throw new Violation(
                    "DUR",
                    "n" + node + " says that it promised " + ballot + "; its disk holds " + promisedDurable[node]);
        }
    }

    /** The highest slot that is chosen by the definition, whether or not anybody knows. */
    public long highestChosen() {
        long slot = slots.last();
        while (slot > 0 && (slots.get(slot) == null || slots.get(slot).chosen == null)) {
            slot--;
        }
        return slot;
    }

    /** Who votes where follows from what is chosen. */
    private void follow() {
        for (Slot next = slots.get(chosenThrough + 1);
                next != null && next.chosen != null;
                next = slots.get(chosenThrough + 1)) {
            chosenThrough++;
            if (next.chosen.entry.reconfigures()) {
                if (electorates.chosen(chosenThrough, Membership.Readmission.of(next.chosen.entry))) {
                    marks.hit(Mark.READMITTED);
                }
            }
        }
    }

    private Value value(LogRecord.Accept accept) {
        Slot slot = slots.get(accept.slot());
        if (slot == null) {
            slot = new Slot();
            slots.put(accept.slot(), slot);
        }
        Value known = slot.in(accept.ballot());
        if (known != null) {
            return known;
        }
        Value value = new Value(accept.ballot(), accept.entry());
        if (!slot.values.isEmpty() && !slot.values.get(0).entry.sameAs(value.entry)) {
            marks.hit(Mark.REFUSED_VALUE);
        }
        slot.values.add(value);
        return value;
    }

    private static void raise(BySlot<Ballot> ballots, LogRecord.Accept accept) {
        Ballot before = ballots.get(accept.slot());
        if (before == null || accept.ballot().isAbove(before)) {
            ballots.put(accept.slot(), accept.ballot());
        }
    }

    private static LogRecord record(LogWork.Append append) {
        return LogRecord.decode(append.type(), append.payload());
    }

    /** Counts a durable accept; false when it had been counted or is none. */
    private boolean durable(int node, LogRecord.Accept accept) {
        raise(newestDurable.get(node), accept);
        Value value = value(accept);
        if ((value.durableAt & electorates.voter(node)) != 0) {
            return false;
        }
        value.durableAt |= electorates.voter(node);
        Slot slot = slots.get(accept.slot());
        if (electorates.decide(accept.slot(), value.durableAt)) {
            if (slot.chosen == null) {
                slot.chosen = value;
                follow();
            } else if (!slot.chosen.entry.sameAs(value.entry)) {
                throw new Violation(
                        "AGR",
                        "slot " + accept.slot() + " is chosen twice: as " + slot.chosen.describe() + " and as "
                                + value.describe());
            }
        }
        return true;
    }
}
