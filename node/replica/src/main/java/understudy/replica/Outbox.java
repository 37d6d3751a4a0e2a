package understudy.replica;

import understudy.consensus.NodeId;
import understudy.script.command.Reply;

/**
 * Where the loop stage puts what follows from a step. The owner delivers each kind in the order given.
 */
public interface Outbox {
    /** For the log stage. */
    void log(LogWork work);

    /** For the state stage. */
    void state(StateWork work);

    /** For a reader, counted from 0: there are as many as {@link Boot.Node#readers}. */
    void read(int reader, ReaderWork work);

    /** A frame for another node. May be lost, delayed, repeated or reordered on its way. */
    void send(NodeId to, byte[] frame);

    /** The next reply on a client's connection, in the protocol that it speaks (2 or 3). */
    void reply(long connection, Reply reply, int protocol);

    /** Closes a client's connection after what was written. */
    void close(long connection);
}
