package understudy.consensus;

import java.util.Arrays;

/**
 * What a slot holds: the leader's stamp and opaque bytes. Empty bytes are a tick, which also fills holes.
 *
 * @param stampMicros microseconds since 1970, as its leader gave it: strictly rising over what one leader proposes. As
 *     handed on it is strictly rising over the log. 0 in the filler of a hole, which moves no clock
 * @param payload never written to after it was handed in
 * @param reconfigures the payload is not the state machine's: it changes the {@link Membership}
 */
public record Entry(long stampMicros, byte[] payload, boolean reconfigures) {
    private static final byte[] EMPTY = {};

    /** What a new leader proposes where no acceptor of its quorum reported a value. */
    static final Entry FILLER = new Entry(0, EMPTY);

    public Entry(long stampMicros, byte[] payload) {
        this(stampMicros, payload, false);
    }

    static Entry tick(long stampMicros) {
        return new Entry(stampMicros, EMPTY);
    }

    boolean isFiller() {
        return stampMicros == 0 && payload.length == 0;
    }

    /** The same with another stamp. */
    Entry stampedAt(long micros) {
        return micros == stampMicros ? this : new Entry(micros, payload, reconfigures);
    }

    public int bytes() {
        return payload.length + 16;
    }

    /** What the state machine is given: a change of members is a tick to it. */
    public Entry forState() {
        return reconfigures ? tick(stampMicros) : this;
    }

    public boolean sameAs(Entry other) {
        return stampMicros == other.stampMicros
                && reconfigures == other.reconfigures
                && Arrays.equals(payload, other.payload);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry entry && sameAs(entry);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(stampMicros) + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return (reconfigures ? "readmit " : "") + payload.length + "B@" + stampMicros;
    }
}
