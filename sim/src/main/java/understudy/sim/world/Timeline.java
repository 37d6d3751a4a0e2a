package understudy.sim.world;

import java.util.PriorityQueue;

/**
 * Virtual time: one queue of events, ordered by the instant at which they fall due and, within one instant, by
 * the order in which they were asked for. Nothing else moves time, and nothing runs beside it.
 */
public final class Timeline {
    private final PriorityQueue<Event> events = new PriorityQueue<>(1_024);
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
        if (micros < nowMicros) {
            throw new IllegalStateException("it is " + nowMicros + ", too late for " + micros);
        }
        events.add(new Event(micros, sequence++, what));
    }

    public void after(long delayMicros, Runnable what) {
        at(nowMicros + delayMicros, what);
    }

    /** Runs the next event; false when none is left at or before the given instant, to which time then moves. */
    public boolean step(long untilMicros) {
        Event next = events.peek();
        if (next == null || next.micros > untilMicros) {
            nowMicros = Math.max(nowMicros, untilMicros);
            return false;
        }
        events.poll();
        nowMicros = next.micros;
        ran++;
        next.what.run();
        return true;
    }

    private record Event(long micros, long sequence, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(micros, other.micros);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
