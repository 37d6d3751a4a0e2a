package understudy.replica;

import java.util.List;
import understudy.consensus.NodeId;
import understudy.script.StateMachine;
import understudy.script.command.Reply;
import understudy.script.keyspace.Figures;

/** What the state stage reports. */
public sealed interface StateDone {
    /** A slot was applied. */
    record Applied(
            long slot, long stampMicros, List<StateMachine.Outcome> outcomes, long nextExpiryMicros, String digest)
            implements StateDone {}

    /** Reads were run. */
    record Answers(List<Answer> answers) implements StateDone {}

    /**
     * @param reply null for a command that needs the log, or takes long
     * @param holdMillis the reply is held back for so long
     * @param takesLong it takes more steps than the state stage has for it
     */
    record Answer(long ticket, Reply reply, long holdMillis, boolean takesLong) {}

    /** A committed state is held still; it is now the loop's. */
    record Held(HeldState state) implements StateDone {}

    /** The stored reply of a session's call; null when there is none. */
    record Recalled(long ticket, Reply reply) implements StateDone {}

    /** What the state holds, in numbers, for so many who asked. */
    record Counted(int asked, Figures figures) implements StateDone {}

    /** All up to this slot is durable in the state. */
    record Committed(long slot) implements StateDone {}

    /** A snapshot of this slot can be read. */
    record SnapshotTaken(long snapshot, long slot, long totalBytes) implements StateDone {}

    /** A chunk for a peer; empty bytes with {@code totalBytes} -1 when that snapshot is gone. */
    record Chunk(NodeId peer, long snapshot, long totalBytes, long offset, byte[] bytes) implements StateDone {}

    /** A chunk was stored; the next one begins at the offset. */
    record WantChunk(NodeId peer, long snapshot, long offset) implements StateDone {}

    /**
     * A snapshot came in whole and is durable beside the current state.
     *
     * @param fetch the loop's number of its asking for it
     */
    record SnapshotReady(long fetch, NodeId peer, long slot, long stampMicros) implements StateDone {}

    /** A snapshot that came in was not what its digest says. */
    record SnapshotRefused(NodeId peer, String reason) implements StateDone {}

    /** All that is stored at this slot was read, and is whole. */
    record Scrubbed(long slot, String digest) implements StateDone {}

    /**
     * The state was damaged, or has diverged, and is gone; an empty one stands in its place. Nothing that was asked
     * before {@link StateWork.Renew} is answered any more.
     */
    record Lost(String reason) implements StateDone {}

    /** The state is now that of the installed snapshot. */
    record Switched(long slot, long stampMicros, long nextExpiryMicros, String digest, long lastOwnNumber)
            implements StateDone {}
}
