package understudy.server.resp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.script.command.Reply;

/**
 * The client port. All of it runs on one event loop.
 *
 * <p>Replies gather in memory per connection and leave in one write per turn of the loop. What may go wrong is
 * a client that sends what is no command, more than it reads, or halves of commands without end: each costs its
 * own connection and no more. The rules: a connection is not read from while it is owed too much; it is closed
 * when it leaves too much unread; and while all of them together hold too much, the most expensive one goes.
 */
public final class RespServer {
    private static final Logger LOG = LoggerFactory.getLogger(RespServer.class);

    private final Vertx vertx;
    private final RespLimits limits;
    private final Commands commands;
    private final Runnable requestFlush;
    private final Map<Long, ClientConnection> connections = new HashMap<>();
    private final List<ClientConnection> toFlush = new ArrayList<>();
    private NetServer server;
    private long lastConnection;
    private long chargedBytes;
    private boolean accepting = true;

    /** @param requestFlush has {@link #flush} called at the end of this turn of the loop */
    public RespServer(Vertx vertx, RespLimits limits, Commands commands, Runnable requestFlush) {
        this.vertx = vertx;
        this.limits = limits;
        this.commands = commands;
        this.requestFlush = requestFlush;
    }

    /** Listens; the future is of the port, which is chosen by the system when {@code port} is 0. */
    public Future<Integer> listen(String host, int port) {
        server = vertx.createNetServer(new NetServerOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setReuseAddress(true)
                .setAcceptBacklog(1024));
        return server.connectHandler(this::accept).listen(port, host).map(NetServer::actualPort);
    }

    /** The next reply on a connection; dropped when it is gone. */
    public void reply(long connection, Reply reply, int protocol) {
        ClientConnection client = connections.get(connection);
        if (client != null) {
            client.reply(reply, protocol);
        }
    }

    /** Closes a connection after what was written. */
    public void close(long connection) {
        ClientConnection client = connections.get(connection);
        if (client != null) {
            client.closeAfterReplies();
        }
    }

    /** Hands what was replied in this turn to the sockets. */
    public void flush() {
        // A flush can end a connection or let it run on, which may lead to more to flush.
        while (!toFlush.isEmpty()) {
            List<ClientConnection> batch = List.copyOf(toFlush);
            toFlush.clear();
            for (ClientConnection client : batch) {
                client.flush();
            }
        }
    }

    /** Takes no more clients and no more commands. What is owed is still sent. */
    public void stopAccepting() {
        accepting = false;
        for (ClientConnection client : connections.values()) {
            client.stopReading();
        }
    }

    /** Whether some client is owed a reply. */
    public boolean owes() {
        for (ClientConnection client : connections.values()) {
            if (commands.waitingBytes(client.id()) > 0) {
                return true;
            }
        }
        return false;
    }

    public int clients() {
        return connections.size();
    }

    /** Closes all connections after what was written to them, and the port. */
    public Future<Void> close() {
        accepting = false;
        for (ClientConnection client : List.copyOf(connections.values())) {
            client.closeAfterReplies();
        }
        flush();
        return server == null ? Future.succeededFuture() : server.close();
    }

    private void accept(NetSocket socket) {
        if (!accepting || connections.size() >= limits.clients()) {
            String reason = accepting ? "-ERR max number of clients reached\r\n" : "-ERR the server is stopping\r\n";
            socket.write(Buffer.buffer(reason)).onComplete(written -> socket.close());
            return;
        }
        lastConnection++;
        ClientConnection client = new ClientConnection(this, lastConnection, socket, limits, commands);
        connections.put(lastConnection, client);
        client.begin();
    }

    void willFlush(ClientConnection client) {
        if (toFlush.isEmpty()) {
            requestFlush.run();
        }
        toFlush.add(client);
    }

    void after(int millis, Runnable what) {
        vertx.setTimer(millis, due -> what.run());
    }

    void gone(ClientConnection client) {
        connections.remove(client.id());
    }

    /** Keeps account of what clients hold; over the total the most expensive connection is closed. */
    void charge(long deltaBytes) {
        chargedBytes += deltaBytes;
        if (chargedBytes <= limits.totalBytes()) {
            return;
        }
        ClientConnection dearest = null;
        for (ClientConnection client : connections.values()) {
            if (dearest == null || client.chargedBytes() > dearest.chargedBytes()) {
                dearest = client;
            }
        }
        if (dearest != null && dearest.chargedBytes() > 0) {
            LOG.warn(
                    "all clients together hold {} bytes; {} holds {} of them and is closed",
                    chargedBytes,
                    dearest.address(),
                    dearest.chargedBytes());
            dearest.closeNow();
        }
    }
}
