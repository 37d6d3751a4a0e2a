package understudy.consensus;

import java.util.ArrayList;
import java.util.List;

/**
 * All that follows from one step. The driver passes the writes on in their order, sends each message once the
 * position that it needs is durable (0: at once), and applies the chosen entries in order. A message to the
 * node itself goes the same way and comes back as if received: the core has no other notion of durability.
 */
public final class Output {
    /** For the log stage; positions are consecutive over appends and promises. */
    public sealed interface Write {
        record Append(long position, int type, byte[] payload) implements Write {}

        record Promise(long position, byte[] value) implements Write {}

        /** What was written below this position is no longer needed. */
        record Trim(long position) implements Write {}
    }

    /** @param position must be durable before the message leaves; 0 for none */
    public record Send(NodeId to, Message message, long position) {}

    /** @param position where the log holds it; the state may not be committed past it before that is durable */
    public record ChosenEntry(long slot, Entry entry, long position) {}

    /** Reads under this ticket may run once {@code slot} is applied; -1: ask again, the leader has changed. */
    public record ReadReady(long ticket, long slot) {}

    public final List<Write> writes = new ArrayList<>();
    public final List<Send> sends = new ArrayList<>();
    public final List<ChosenEntry> chosen = new ArrayList<>();
    public final List<ReadReady> reads = new ArrayList<>();

    /** Set when only a peer's snapshot can bring this node on; that peer. */
    public NodeId snapshotFrom;

    public void clear() {
        writes.clear();
        sends.clear();
        chosen.clear();
        reads.clear();
        snapshotFrom = null;
    }
}
