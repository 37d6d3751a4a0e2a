package understudy.sim.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import understudy.consensus.Ballot;
import understudy.consensus.DurableFacts;
import understudy.consensus.LogRecord;
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
 * </ul>
 *
 * <p>An accept that was ever durable counts for ever: what is chosen stays chosen when its records are trimmed.
 */
public final class Votes {
    private static final class Value {
        final Ballot ballot;
        final long stampMicros;
        final byte[] payload;
        long durableAt;

        Value(Ballot ballot, long stampMicros, byte[] payload) {
            this.ballot = ballot;
            this.stampMicros = stampMicros;
            this.payload = payload;
        }

        boolean is(long otherStampMicros, byte[] otherPayload) {
            return stampMicros == otherStampMicros && Arrays.equals(payload, otherPayload);
        }

        String describe() {
            return ChosenLog.describe(stampMicros, payload) + " in ballot " + ballot;
        }
    }

    private static final class Slot {
        final List<Value> values = new ArrayList<>(1);
        Value chosen;
    }

    /** Stands for a record that says "chosen": above every ballot. */
    private static final Ballot LEARNT = new Ballot(Long.MAX_VALUE, Integer.MAX_VALUE);

    private final int quorum;
    private final TreeMap<Long, Slot> slots = new TreeMap<>();
    private final Ballot[] promisedAsked;
    private final Ballot[] promisedDurable;
    private final List<List<LogRecord.Accept>> unsynced = new ArrayList<>();
    private final List<TreeMap<Long, Ballot>> newestDurable = new ArrayList<>();
    private final Marks marks;

    public Votes(int nodes, Marks marks) {
        this.marks = marks;
        quorum = nodes / 2 + 1;
        promisedAsked = new Ballot[nodes + 1];
        promisedDurable = new Ballot[nodes + 1];
        Arrays.fill(promisedAsked, Ballot.NONE);
        Arrays.fill(promisedDurable, Ballot.NONE);
        for (int node = 0; node <= nodes; node++) {
            unsynced.add(new ArrayList<>());
            newestDurable.add(new TreeMap<>());
        }
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
        TreeMap<Long, Ballot> held = new TreeMap<>();
        Wal.open(disk.segments(1 << 20), WalSettings.DEFAULT, (sequence, type, payload) -> {
            LogRecord record = LogRecord.decode(type, payload);
            if (record instanceof LogRecord.Accept accept) {
                if (durable(node, accept)) {
                    marks.hit(Mark.ACCEPT_SURVIVED);
                }
                held.merge(accept.slot(), accept.ballot(), (a, b) -> a.isAbove(b) ? a : b);
            } else {
                held.put(record.slot(), LEARNT);
            }
        });
        for (var must : newestDurable.get(node).tailMap(facts.logSlot()).entrySet()) {
            Ballot is = held.get(must.getKey());
            if (is == null || is.isBelow(must.getValue())) {
                throw new Violation(
                        "DUR",
                        "n" + node + " had durably accepted slot " + must.getKey() + " in ballot " + must.getValue()
                                + " and starts with " + (is == null ? "nothing" : "ballot " + is) + " for it, floor "
                                + facts.floorSlot() + ", log from slot " + facts.logSlot());
            }
        }
        for (LogRecord.Accept lost : unsynced.get(node)) {
            if ((value(lost).durableAt & 1L << node) == 0) {
                marks.hit(Mark.ACCEPT_LOST);
            }
        }
        unsynced.get(node).clear();
    }

    /** A node's loop wants this on the disk, in this order. */
    public void asked(int node, LogWork work) {
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
        } else if (work instanceof LogWork.Append append
                && LogRecord.decode(append.type(), append.payload()) instanceof LogRecord.Accept accept) {
            if (accept.ballot().isBelow(promisedAsked[node])) {
                throw new Violation(
                        "PRM",
                        "n" + node + " has promised " + promisedAsked[node] + " and accepts slot " + accept.slot()
                                + " in ballot " + accept.ballot());
            }
            // To accept in a ballot is to promise it.
            promisedAsked[node] = accept.ballot();
            Value value = value(accept);
            if (!value.is(accept.entry().stampMicros(), accept.entry().payload())) {
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
                if (!slot.chosen.is(accept.entry().stampMicros(), accept.entry().payload())) {
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
            if (work instanceof LogWork.Append append
                    && LogRecord.decode(append.type(), append.payload()) instanceof LogRecord.Accept accept) {
                durable(node, accept);
            } else if (work instanceof LogWork.Promise promise) {
                promisedDurable[node] = DurableFacts.decode(promise.value()).promised();
            }
        }
        unsynced.get(node).removeIf(accept -> (value(accept).durableAt & 1L << node) != 0);
    }

    /**
     * A node takes a slot for chosen.
     *
     * @param stampBefore of the slot before
     */
    public void handed(int node, long slotNumber, long stampMicros, byte[] payload, long stampBefore) {
        Slot slot = slots.get(slotNumber);
        if (slot == null || slot.chosen == null) {
            throw new Violation(
                    "DUR",
                    "n" + node + " takes slot " + slotNumber + " for chosen, which no majority has durably accepted");
        }
        // Stamps never fall along the log: the filler of a hole has none of its own, and what two leaders had in
        // flight may stand in the order that their clocks did not.
        long least = slot.chosen.stampMicros != 0 ? stampBefore + 1 : stampBefore;
        boolean same =
                stampMicros == Math.max(slot.chosen.stampMicros, least) && Arrays.equals(payload, slot.chosen.payload);
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
        for (Value value : slot == null ? List.<Value>of() : slot.values) {
            if (value.ballot.equals(ballot) && (value.durableAt & 1L << node) != 0) {
                return;
            }
        }
        throw new Violation(
                "DUR",
                "n" + node + " says that it accepted slot " + slotNumber + " in ballot " + ballot
                        + ", which its disk does not hold");
    }

    /** A node says that it has promised. */
    public void saysPromised(int node, Ballot ballot) {
        if (promisedDurable[node].isBelow(ballot)) {
            throw new Violation(
                    "DUR",
                    "n" + node + " says that it promised " + ballot + "; its disk holds " + promisedDurable[node]);
        }
    }

    /** The highest slot that is chosen by the definition, whether or not anybody knows. */
    public long highestChosen() {
        long highest = 0;
        for (var slot : slots.entrySet()) {
            if (slot.getValue().chosen != null) {
                highest = slot.getKey();
            }
        }
        return highest;
    }

    private Value value(LogRecord.Accept accept) {
        Slot slot = slots.computeIfAbsent(accept.slot(), number -> new Slot());
        for (Value value : slot.values) {
            if (value.ballot.equals(accept.ballot())) {
                return value;
            }
        }
        Value value = new Value(
                accept.ballot(), accept.entry().stampMicros(), accept.entry().payload());
        if (!slot.values.isEmpty() && !slot.values.get(0).is(value.stampMicros, value.payload)) {
            marks.hit(Mark.REFUSED_VALUE);
        }
        slot.values.add(value);
        return value;
    }

    /** Counts a durable accept; false when it had been counted or is none. */
    private boolean durable(int node, LogRecord.Accept accept) {
        newestDurable.get(node).merge(accept.slot(), accept.ballot(), (a, b) -> a.isAbove(b) ? a : b);
        Value value = value(accept);
        if ((value.durableAt & 1L << node) != 0) {
            return false;
        }
        value.durableAt |= 1L << node;
        Slot slot = slots.get(accept.slot());
        if (Long.bitCount(value.durableAt) >= quorum) {
            if (slot.chosen == null) {
                slot.chosen = value;
            } else if (!slot.chosen.is(value.stampMicros, value.payload)) {
                throw new Violation(
                        "AGR",
                        "slot " + accept.slot() + " is chosen twice: as " + slot.chosen.describe() + " and as "
                                + value.describe());
            }
        }
        return true;
    }
}
