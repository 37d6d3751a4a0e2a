package understudy.sim.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The one log, as the nodes hand it to their state stages: AGR. Whoever hands a slot on, in whatever life,
 * hands on the same.
 */
public final class ChosenLog {
    /** @param firstMicros when the first node handed it on */
    public record Chosen(long slot, long stampMicros, byte[] payload, long firstMicros, int firstNode) {}

    private final List<Chosen> slots = new ArrayList<>();
    private final Marks marks;

    public ChosenLog(Marks marks) {
        this.marks = marks;
    }

    /** A node takes a slot for chosen. */
    public void handed(int node, long slot, long stampMicros, byte[] payload, long nowMicros) {
        if (slot > slots.size() + 1) {
            throw new Violation(
                    "GAP", "n" + node + " hands on slot " + slot + ", but nobody handed on slot " + (slots.size() + 1));
        }
        if (slot == slots.size() + 1) {
            slots.add(new Chosen(slot, stampMicros, payload, nowMicros, node));
            return;
        }
        Chosen chosen = at(slot);
        if (chosen.stampMicros != stampMicros || !Arrays.equals(chosen.payload, payload)) {
            throw new Violation(
                    "AGR",
                    "slot " + slot + " was chosen as " + describe(chosen.stampMicros, chosen.payload) + ", said n"
                            + chosen.firstNode + " at " + chosen.firstMicros + " us; n" + node + " now says "
                            + describe(stampMicros, payload));
        }
        marks.hit(chosen.firstNode == node ? Mark.HANDED_AGAIN : Mark.AGREED);
    }

    /** The highest slot that anybody took for chosen. */
    public long last() {
        return slots.size();
    }

    public Chosen at(long slot) {
        return slots.get((int) slot - 1);
    }

    static String describe(long stampMicros, byte[] payload) {
        return payload.length + " bytes, stamp " + stampMicros + ", " + Integer.toHexString(Arrays.hashCode(payload));
    }
}
