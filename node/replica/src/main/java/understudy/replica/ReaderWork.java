package understudy.replica;

import java.util.List;
import understudy.script.command.Envelope;
import understudy.script.keyspace.KillSwitch;

/**
 * Reads for a reader, in the order in which they are to be run.
 *
 * @param state what they read; the reader closes it
 */
public record ReaderWork(HeldState state, List<Ask> asks) {
    /** A read, the ticket under which its answer is given, and what ends it before its time. */
    public record Ask(long ticket, Envelope command, KillSwitch killSwitch) {}
}
