package understudy.sim.world;

import java.util.Arrays;

/**
 * Virtual time: one queue of events, ordered by the instant at which they fall due and, within one instant, by
 * the order in which they were asked for. Nothing else moves time, and nothing runs beside it.
 *
 * <p>The queue is a heap with four children to a node, over one number for each event: instant and order. It is the
 * simulator's hottest place.
 */
public final class Timeline {
    private static final int ORDER_BITS = 30;
    private static final long LAST_MICROS = Long.MAX_VALUE >>> ORDER_BITS;

    /** Of an event: its instant in the high bits, below it how many were asked for before. */
    private long[] keys = new long[1_024];

    private Runnable[] events = new Runnable[1_024];
    private int size;
    private long nowMicros;
    private long sequence;
    private long ran;

    /** Microseconds since the world began. */
    public long nowMicros() {
        return nowMicros;
    }

    /** How many events have run. */
    public long ran() {
        return ran;
    }

    public void at(long micros, Runnable what) {
        if (micros < nowMicros || micros > LAST_MICROS) {
            throw new IllegalStateException("it is " + nowMicros + ", and " + micros + " is no instant to wait for");
        }
        if (sequence >>> ORDER_BITS != 0) {
            throw new IllegalStateException("a world has no more than " + sequence + " events");
        }
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        long key = micros << ORDER_BITS | sequence++;
        int place = size++;
        while (place > 0) {
            int parent = (place - 1) >> 2;
            if (keys[parent] < key) {
                break;
            }
            keys[place] = keys[parent];
            events[place] = events[parent];
            place = parent;
        }
        keys[place] = key;
        events[place] = what;
    }

    public void after(long delayMicros, Runnable what) {
        at(nowMicros + delayMicros, what);
    }

    /** Runs the next event; false when none is left at or before the given instant, to which time then moves. */
    public boolean step(long untilMicros) {
        if (size == 0 || keys[0] >>> ORDER_BITS > untilMicros) {
            nowMicros = Math.max(nowMicros, untilMicros);
            return false;
        }
        nowMicros = keys[0] >>> ORDER_BITS;
        Runnable next = events[0];
        removeFirst();
        ran++;
        next.run();
        return true;
    }

    private void removeFirst() {
        int last = --size;
        long key = keys[last];
        Runnable event = events[last];
        events[last] = null;
        if (last == 0) {
            return;
        }
        int place = 0;
        while (true) {
            int child = 4 * place + 1;
            if (child >= last) {
                break;
            }
            int end = Math.min(child + 4, last);
            int least = child;
            for (int other = child + 1; other < end; other++) {
                if (keys[other] < keys[least]) {
                    least = other;
                }
            }
            if (keys[least] > key) {
                break;
            }
            keys[place] = keys[least];
            events[place] = events[least];
            place = least;
        }
        keys[place] = key;
        events[place] = event;
    }
}
