package understudy.script;

import java.util.List;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.store.Store;

/**
 * What every replica runs: chosen entries in, effects on the store and replies out. State and replies are a
 * function of the entries alone.
 */
public final class StateMachine {
    /** Resumes at what the store holds; an empty store is slot 0. */
    public StateMachine(Store store) {
        throw new UnsupportedOperationException("being built");
    }

    /** The slot of the last entry applied; slots count from 1. */
    public long appliedSlot() {
        throw new UnsupportedOperationException("being built");
    }

    /** The stamp of the last entry applied, in microseconds since 1970. */
    public long stampMicros() {
        throw new UnsupportedOperationException("being built");
    }

    /** 32 hex digits of the chain over all entries' ordered effects and replies. */
    public String digest() {
        throw new UnsupportedOperationException("being built");
    }

    /**
     * Applies the next slot's entry. Anything thrown means that this replica cannot apply it: nothing of the
     * entry may be committed and the process ends.
     *
     * @param payload commands as {@link understudy.script.command.Batch} wrote them; empty for a tick
     */
    public Applied apply(long slot, long stampMicros, byte[] payload) {
        throw new UnsupportedOperationException("being built");
    }

    /** Runs a read at the last applied stamp. Nothing is written. */
    public Read read(Envelope command) {
        throw new UnsupportedOperationException("being built");
    }

    /** The last number executed or used up of a gateway's life: 0 when none, -1 when a later life is known. */
    public long lastNumber(int node, long life) {
        throw new UnsupportedOperationException("being built");
    }

    /** The stored reply of a session's call, where it is still kept; else null. */
    public Reply storedReply(long session, long sequence) {
        throw new UnsupportedOperationException("being built");
    }

    /** Makes durable what was applied. */
    public void commit() {
        throw new UnsupportedOperationException("being built");
    }

    /** When the next expiry falls due, in microseconds; Long.MAX_VALUE for never. */
    public long nextExpiryMicros() {
        throw new UnsupportedOperationException("being built");
    }

    /** What an entry did, one outcome per command that was executed, repeats and gaps left out. */
    public record Applied(List<Outcome> outcomes) {}

    /**
     * @param holdMillis the gateway holds the reply back for so long ({@code sleep} in Kahuna Script)
     */
    public record Outcome(Origin origin, Reply reply, long holdMillis) {}

    /** @param reply null when the command turned out to need the log: nothing happened */
    public record Read(Reply reply) {}
}
