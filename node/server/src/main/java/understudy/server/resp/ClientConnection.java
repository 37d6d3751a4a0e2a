package understudy.server.resp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.script.command.Reply;
import understudy.server.socket.Abort;

/** One client: its half of a command, its replies on their way out, and what it costs. */
final class ClientConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private static final int LAST_REPLIES_MILLIS = 5_000;

    private final RespServer server;
    private final long id;
    private final NetSocket socket;
    private final RespLimits limits;
    private final Commands commands;
    private final RequestParser parser;
    private final ReplyWriter replies = new ReplyWriter();
    private final String address;

    /** Handed to the socket and not yet taken by the system. */
    private long unsentBytes;

    private long chargedBytes;
    private boolean paused;
    private boolean pumping;
    private boolean flushAsked;
    private boolean reading = true;
    private boolean ending;
    private boolean gone;

    /** Told to the client once it has the replies to the commands before. */
    private String lastWords;

    ClientConnection(RespServer server, long id, NetSocket socket, RespLimits limits, Commands commands) {
        this.server = server;
        this.id = id;
        this.socket = socket;
        this.limits = limits;
        this.commands = commands;
        this.parser = new RequestParser(limits);
        SocketAddress remote = socket.remoteAddress();
        this.address = remote == null ? "?:0" : remote.hostAddress() + ":" + remote.port();
    }

    void begin() {
        commands.connected(id, address);
        socket.exceptionHandler(problem -> LOG.debug("connection of {}: {}", address, problem.toString()));
        socket.closeHandler(closed -> end());
        socket.handler(this::received);
    }

    long id() {
        return id;
    }

    String address() {
        return address;
    }

    long chargedBytes() {
        return chargedBytes;
    }

    void reply(Reply reply, int protocol) {
        if (gone || ending) {
            return;
        }
        replies.write(reply, protocol);
        askFlush();
    }

    /** Nothing more is read or replied; what was replied is still sent. */
    void closeAfterReplies() {
        if (!ending) {
            endSoon();
            stopReading();
            askFlush();
        }
    }

    /** Whoever does not read the last replies is not waited for without end. */
    private void endSoon() {
        ending = true;
        server.after(LAST_REPLIES_MILLIS, () -> {
            if (!gone) {
                closeNow();
            }
        });
    }

    void closeNow() {
        ending = true;
        Abort.connection(socket);
        end();
    }

    void stopReading() {
        reading = false;
        pause();
    }

    void flush() {
        flushAsked = false;
        if (gone) {
            return;
        }
        pump();
        if (lastWords != null && !ending && commands.waitingBytes(id) == 0) {
            replies.write(new Reply.Failure("ERR " + lastWords), 2);
            endSoon();
        }
        int size = replies.size();
        if (size > 0) {
            unsentBytes += size;
            // A buffer of its own on the heap: pooled ones that are wrapped are never given back.
            Buffer buffer = Buffer.buffer(size).appendBytes(replies.buffer(), 0, size);
            replies.clear();
            socket.write(buffer).onComplete(sent -> sent(size));
        }
        if (ending) {
            if (unsentBytes == 0) {
                socket.close();
            }
            return;
        }
        account();
    }

    private void sent(int size) {
        unsentBytes -= size;
        if (gone) {
            return;
        }
        if (ending) {
            if (unsentBytes == 0) {
                socket.close();
            }
            return;
        }
        account();
        pump();
    }

    private void received(Buffer bytes) {
        if (gone || ending || lastWords != null) {
            return;
        }
        int length = bytes.length();
        byte[] room = parser.room(length);
        bytes.getBytes(0, length, room, parser.end());
        parser.filled(length);
        pump();
        account();
    }

    /** Runs the commands that are there, until what the client is owed is too much. */
    private void pump() {
        if (pumping || !reading) {
            return;
        }
        pumping = true;
        try {
            while (!gone && !ending && reading) {
                if (isOwedTooMuch()) {
                    pause();
                    return;
                }
                List<byte[]> command = parser.next();
                if (command == null) {
                    resume();
                    return;
                }
                commands.command(id, command);
            }
        } catch (ProtocolError e) {
            LOG.debug("connection of {}: {}", address, e.getMessage());
            // What still comes is read and thrown away: closing on unread bytes would reset the connection, and
            // the client would not see why.
            lastWords = e.getMessage();
            reading = false;
            resume();
            askFlush();
        } finally {
            pumping = false;
        }
    }

    private boolean isOwedTooMuch() {
        return replies.size() + unsentBytes > limits.unsentBytes() || commands.waitingBytes(id) > limits.waitingBytes();
    }

    private void pause() {
        if (!paused) {
            paused = true;
            socket.pause();
        }
    }

    private void resume() {
        if (paused) {
            paused = false;
            socket.resume();
        }
    }

    private void askFlush() {
        if (!flushAsked) {
            flushAsked = true;
            server.willFlush(this);
        }
    }

    private void account() {
        long unsent = replies.size() + unsentBytes;
        if (unsent > limits.unsentHardBytes()) {
            LOG.warn("{} has left {} bytes of replies unread and is closed", address, unsent);
            closeNow();
            return;
        }
        charge(parser.heldBytes() + replies.capacity() + unsentBytes + commands.waitingBytes(id));
    }

    private void charge(long bytes) {
        long delta = bytes - chargedBytes;
        chargedBytes = bytes;
        server.charge(delta);
    }

    private void end() {
        if (!gone) {
            gone = true;
            reading = false;
            server.gone(this);
            charge(0);
            commands.disconnected(id);
        }
    }
}
