package understudy.server.socket;

import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Ends a connection now.
 *
 * <p>{@link NetSocket#close} waits until what was written has left. Where the other side does not read, it
 * waits for ever, and the connection that was to cost no more keeps its memory.
 */
public final class Abort {
    private Abort() {}

    public static void connection(NetSocket socket) {
        ((NetSocketInternal) socket).channelHandlerContext().close();
    }
}
