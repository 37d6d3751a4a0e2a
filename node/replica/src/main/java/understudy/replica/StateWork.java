package understudy.replica;

import java.util.List;
import understudy.consensus.NodeId;
import understudy.script.command.Envelope;

/** What the state stage does, in the order in which it is asked. */
public sealed interface StateWork {
    /** Applies a chosen slot. */
    record Apply(long slot, long stampMicros, byte[] payload) implements StateWork {}

    /** Runs reads at what is applied when they arrive at the stage. */
    record Read(List<Ask> asks) implements StateWork {}

    /** A read and the ticket under which its answer is given. */
    record Ask(long ticket, Envelope command) {}

    /** Holds the last commit, which contains this slot, still for a reader. */
    record Hold(long slot) implements StateWork {}

    /** Makes durable what was applied. */
    record Commit() implements StateWork {}

    /** Begins a snapshot of the last commit, to be read in chunks; one that was taken and not dropped is offered again. */
    record TakeSnapshot() implements StateWork {}

    /** Reads a chunk of a snapshot that was taken, for a peer. */
    record ReadChunk(NodeId peer, long snapshot, long offset) implements StateWork {}

    /**
     * A chunk of a snapshot that comes in, at the offset that was asked for.
     *
     * @param fetch the loop's number of its asking for a snapshot
     */
    record InstallChunk(long fetch, NodeId peer, long snapshot, long totalBytes, long offset, byte[] bytes)
            implements StateWork {}

    /** The floor is durable: make the installed snapshot the current state. */
    record SwitchTo(long slot, long ownLife) implements StateWork {}

    /**
     * Throws away what has come in of a snapshot, up to that fetch: of a later one this work knows nothing, however long
     * it has waited.
     */
    record DropInstall(long fetch) implements StateWork {}

    /** Throws away the snapshot that was taken: nobody has asked for it for a while. */
    record DropSnapshot() implements StateWork {}

    /** Reads all that is stored at this slot, which was committed just now, and makes a digest of it, bit by bit. */
    record Scrub(long slot) implements StateWork {}

    /** The state has diverged from a majority's: throws it away. */
    record Discard(String reason) implements StateWork {}

    /** The loop knows that the state was lost: what comes from here on is meant for what took its place. */
    record Renew() implements StateWork {}

    /** No majority agrees on the state: this node stops, and stays so. */
    record Stop(String reason) implements StateWork {}

    /**
     * Tells what the state holds, in numbers.
     *
     * @param asked how many wait for it
     */
    record Count(int asked) implements StateWork {}

    /** Looks up the stored reply of a session's call. */
    record Recall(long ticket, long session, long sequence) implements StateWork {}
}
