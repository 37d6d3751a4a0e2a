package understudy.server.resp;

import java.util.List;

/** What stands behind the client port. Everything is called on the loop's thread. */
public interface Commands {
    void connected(long connection, String address);

    /** A whole command, with at least one argument. */
    void command(long connection, List<byte[]> arguments);

    /** Called once for each that connected; nothing is written to it any more. */
    void disconnected(long connection);

    /** Bytes of replies owed and commands waiting; 0 when nothing is owed. */
    long waitingBytes(long connection);
}
