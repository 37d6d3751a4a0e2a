package understudy.sim.check;

import java.util.Arrays;

/** Something for each slot of a log that begins at slot 1; null where there is nothing. */
final class BySlot<T> {
    private Object[] values = new Object[256];
    private long last;

    /** What stands at a slot; null for nothing. */
    @SuppressWarnings("unchecked")
    T get(long slot) {
        return slot > last ? null : (T) values[(int) slot];
    }

    void put(long slot, T value) {
        if (slot < 0 || slot >= Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("slot " + slot + " is none of a simulated log");
        }
        if (slot >= values.length) {
            values = Arrays.copyOf(values, Math.max((int) slot + 1, 2 * values.length));
        }
        values[(int) slot] = value;
        last = Math.max(last, slot);
    }

    /** The highest slot at which anything was put; 0 for none. */
    long last() {
        return last;
    }

    void clear() {
        Arrays.fill(values, null);
        last = 0;
    }
}
