package understudy.sim.world;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * All that happened, as events, and a running 128-bit hash over them.
 *
 * <p>The hash covers time, kind, node and the event's numbers, and the bytes of every frame and record: two
 * runs with equal hashes did the same things at the same instants. It is the proof that a seed replays, so
 * nothing of the host may enter: no object hashes, no iteration in hash order, no real time. Words for people
 * are made only when somebody listens, and never enter the hash.
 */
public final class Trace {
    /** What kinds of things happen. */
    public enum Kind {
        PHASE,
        FAULT,
        BOOT,
        UP,
        KILL,
        POWER_LOSS,
        PAUSE,
        RESUME,
        SLOW,
        STALL,
        CUT,
        HEAL,
        CLOG,
        SEND,
        LOSE,
        DUPLICATE,
        DELIVER,
        APPEND,
        PROMISE,
        TRIM,
        SYNC,
        CHOSEN,
        APPLIED,
        COMMITTED,
        SNAPSHOT,
        INSTALL,
        ROLE,
        LEADS,
        CALL,
        REPLY,
        RESET,
        NOTE,
        /** A client will never have the answer to the operation {@code first}. */
        UNKNOWN,
        /** What the loss of power did to a node's log: so many records lost, so many torn. */
        SPOILT,
        /** The verdict: the operation {@code first} of a client took effect, or read, at slot {@code second}. */
        STANDS
    }

    /**
     * An event as a listener gets it.
     *
     * @param node where; 0 for the world
     * @param peer the other node, the client, or 0
     * @param bytes the frame, record or payload that it is about, or null; not to be written to
     */
    public record Event(
            long micros, Kind kind, int node, int peer, long first, long second, byte[] bytes, String words) {
        /** As a line for people. */
        public String line() {
            String time = Long.toString(micros);
            return " ".repeat(Math.max(0, 9 - time.length())) + time + "  " + (node == 0 ? "--" : "n" + node) + "  "
                    + kind + " ".repeat(11 - kind.name().length()) + (peer == 0 ? "" : peer + " ") + first + " "
                    + second
                    + (words.isEmpty() ? "" : "  " + words);
        }
    }

    /** Is told of every event. */
    public interface Listener {
        void event(Event event);
    }

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final Kind[] KINDS = Kind.values();

    private final Timeline timeline;
    private final Listener listener;
    private final long[] counts = new long[KINDS.length];
    private long high = 0x6a09e667f3bcc908L;
    private long low = 0xbb67ae8584caa73bL;

    /** @param listener null when nobody listens */
    public Trace(Timeline timeline, Listener listener) {
        this.timeline = timeline;
        this.listener = listener;
    }

    public void add(Kind kind, int node, int peer, long first, long second) {
        add(kind, node, peer, first, second, null, null);
    }

    public void add(Kind kind, int node, int peer, long first, long second, Supplier<String> words) {
        add(kind, node, peer, first, second, null, words);
    }

    /** @param bytes enter the hash; may be null */
    public void add(Kind kind, int node, int peer, long first, long second, byte[] bytes, Supplier<String> words) {
        counts[kind.ordinal()]++;
        mix(timeline.nowMicros());
        mix(((long) kind.ordinal() << 48) ^ ((long) node << 24) ^ peer);
        mix(first);
        mix(second);
        if (bytes != null) {
            mix(bytes);
        }
        if (listener != null) {
            listener.event(new Event(
                    timeline.nowMicros(), kind, node, peer, first, second, bytes, words == null ? "" : words.get()));
        }
    }

    public long count(Kind kind) {
        return counts[kind.ordinal()];
    }

    /** 32 hex digits. */
    public String hash() {
        return hex(finish(high + 0x9e3779b97f4a7c15L * low)) + hex(finish(low ^ Long.rotateLeft(high, 32)));
    }

    private void mix(long x) {
        high = Long.rotateLeft((high ^ x) * 0x9fb21c651e98df25L, 29) + low;
        low = (low ^ Long.rotateLeft(x, 41)) * 0xff51afd7ed558ccdL + (high >>> 31);
    }

    private void mix(byte[] bytes) {
        mix(bytes.length);
        int i = 0;
        for (; i + 8 <= bytes.length; i += 8) {
            mix((long) LONGS.get(bytes, i));
        }
        long rest = 0;
        for (; i < bytes.length; i++) {
            rest = rest << 8 | bytes[i] & 0xff;
        }
        mix(rest);
    }

    private static long finish(long z) {
        z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    private static String hex(long bits) {
        String digits = Long.toHexString(bits);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
