package understudy.replica;

import java.util.List;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;

/**
 * The loop stage of a node: consensus, gateway and connections as one step function. Every method is a step;
 * what follows from it is in the outbox when it returns. It is told the time, never asks.
 */
public final class Replica {
    Replica() {
        throw new UnsupportedOperationException("being built");
    }

    /** Time passes. The owner calls it every 10 ms or sooner. */
    public void tick(Now now, Outbox out) {}

    /** A frame came from a node that has shown that it belongs to the cluster. */
    public void frame(Now now, NodeId from, Incarnation incarnation, byte[] frame, Outbox out) {}

    public void logDone(Now now, LogDone done, Outbox out) {}

    public void stateDone(Now now, StateDone done, Outbox out) {}

    /** A client connected. */
    public void connected(Now now, long connection, String address, Outbox out) {}

    /** A client's whole command arrived: its name and arguments, at least one. */
    public void command(Now now, long connection, List<byte[]> arguments, Outbox out) {}

    /** A client is gone; nothing may be written to it any more. */
    public void disconnected(Now now, long connection, Outbox out) {}

    /** Bytes of replies owed and commands waiting on a connection: the owner stops reading from it above its limit. */
    public long waitingBytes(long connection) {
        return 0;
    }

    /** Hand leadership to another node, where this one leads: for planned stops. */
    public void transferLeadership(Now now, Outbox out) {}

    /** What {@code UNDERSTUDY STATUS} shows. */
    public Status status() {
        throw new UnsupportedOperationException("being built");
    }
}
