package understudy.server.peers;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.consensus.Identity;
import understudy.consensus.NodeId;
import understudy.server.socket.Abort;

/** The connection on which this node sends to one other; dialled again whenever it ends. */
final class OutgoingLink {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingLink.class);

    /** How long the last frames have to leave. */
    private static final int CLOSE_MILLIS = 500;

    private final Vertx vertx;
    private final NetClient client;
    private final PeerSettings settings;
    private final Identity identity;
    private final NodeId peer;
    private final PeerAddress address;
    private final Runnable requestFlush;

    /** Null while there is none. */
    private NetSocket socket;

    private FrameReader reader;
    private boolean welcomed;
    private boolean closed;
    private boolean dialling;
    private long heardMillis;
    private long askedMillis;
    private int retryMillis;

    /** What was sent in this turn of the loop; null when nothing was. */
    private Buffer turn;

    private long unsentBytes;
    private long dropped;
    private String lastTrouble = "";

    OutgoingLink(
            Vertx vertx,
            NetClient client,
            PeerSettings settings,
            Identity identity,
            NodeId peer,
            PeerAddress address,
            Runnable requestFlush) {
        this.vertx = vertx;
        this.client = client;
        this.settings = settings;
        this.identity = identity;
        this.peer = peer;
        this.address = address;
        this.requestFlush = requestFlush;
        this.retryMillis = settings.retryMinMillis();
    }

    boolean isUp() {
        return welcomed;
    }

    long dropped() {
        return dropped;
    }

    void dial() {
        if (closed || dialling || socket != null) {
            return;
        }
        dialling = true;
        client.connect(address.port(), address.host()).onComplete(attempt -> {
            dialling = false;
            if (attempt.failed()) {
                LOG.debug(
                        "{} at {} cannot be reached: {}",
                        peer,
                        address,
                        attempt.cause().toString());
                dialLater();
            } else if (closed) {
                attempt.result().close();
            } else {
                greet(attempt.result());
            }
        });
    }

    /** A frame for the peer; dropped when it cannot be sent soon. */
    void send(byte[] frame) {
        if (frame.length == 0 || frame.length > settings.frameBytes()) {
            throw new IllegalArgumentException(
                    "a frame has 1 to " + settings.frameBytes() + " bytes, not " + frame.length);
        }
        int waiting = turn == null ? 0 : turn.length();
        if (!welcomed || waiting + unsentBytes + frame.length > settings.queueBytes()) {
            dropped++;
            return;
        }
        if (turn == null) {
            turn = Buffer.buffer(FrameReader.HEAD_BYTES + frame.length);
            requestFlush.run();
        }
        FrameReader.append(turn, frame);
    }

    void flush() {
        if (turn != null) {
            Buffer bytes = turn;
            turn = null;
            write(bytes);
        }
    }

    /** Called a few times a second. */
    void tick(long nowMillis) {
        if (socket == null) {
            return;
        }
        if (nowMillis - heardMillis > settings.silenceMillis()) {
            trouble("says nothing for " + settings.silenceMillis() + " ms");
            Abort.connection(socket);
        } else if (welcomed && nowMillis - askedMillis >= settings.pingMillis()) {
            askedMillis = nowMillis;
            write(FrameReader.signOfLife());
        }
    }

    void close() {
        closed = true;
        if (socket != null) {
            flush();
            NetSocket last = socket;
            last.close();
            vertx.setTimer(CLOSE_MILLIS, due -> Abort.connection(last));
        }
    }

    private void greet(NetSocket fresh) {
        socket = fresh;
        reader = new FrameReader(Handshake.LARGEST_BYTES);
        welcomed = false;
        heardMillis = PeerNetwork.nowMillis();
        unsentBytes = 0;
        fresh.exceptionHandler(problem -> LOG.debug("connection to {}: {}", peer, problem.toString()));
        fresh.closeHandler(ended -> ended(fresh));
        fresh.handler(bytes -> received(fresh, bytes));
        write(new Handshake.Hello(identity.cluster(), identity.node(), identity.incarnation(), peer).frame());
    }

    private void received(NetSocket from, Buffer bytes) {
        if (from != socket) {
            return;
        }
        heardMillis = PeerNetwork.nowMillis();
        reader.feed(bytes);
        try {
            for (byte[] body = reader.next(); body != null; body = reader.next()) {
                if (!welcomed) {
                    answered(Handshake.Answer.read(body));
                } else if (body.length > 0) {
                    throw new BadFrame("a frame on a connection that is not for its frames");
                }
                if (socket == null) {
                    return;
                }
            }
        } catch (BadFrame e) {
            trouble("sent " + e.getMessage());
            from.close();
        }
    }

    private void answered(Handshake.Answer answer) {
        String refusal = answer.refusal();
        if (refusal.isEmpty() && !answer.node().equals(peer)) {
            refusal = "it is " + answer.node();
        } else if (!refusal.isEmpty()) {
            refusal = "it refuses this node: " + refusal;
        }
        if (!refusal.isEmpty()) {
            trouble(refusal);
            socket.close();
            return;
        }
        welcomed = true;
        reader.allow(0);
        retryMillis = settings.retryMinMillis();
        askedMillis = heardMillis;
        lastTrouble = "";
        LOG.info("connected to {} at {}", peer, address);
    }

    private void ended(NetSocket from) {
        if (from != socket) {
            return;
        }
        if (welcomed && !closed) {
            LOG.info("connection to {} at {} has ended", peer, address);
        }
        socket = null;
        welcomed = false;
        turn = null;
        unsentBytes = 0;
        dialLater();
    }

    private void dialLater() {
        if (closed) {
            return;
        }
        long pause = retryMillis / 2 + ThreadLocalRandom.current().nextLong(retryMillis + 1L);
        retryMillis = Math.min(2 * retryMillis, settings.retryMaxMillis());
        vertx.setTimer(Math.max(1, pause), due -> dial());
    }

    private void write(Buffer bytes) {
        NetSocket to = socket;
        int length = bytes.length();
        unsentBytes += length;
        to.write(bytes).onComplete(sent -> {
            if (to == socket) {
                unsentBytes -= length;
            }
        });
    }

    /** The same trouble at every attempt is told once. */
    private void trouble(String what) {
        if (!what.equals(lastTrouble)) {
            lastTrouble = what;
            LOG.warn("{} at {}: {}", peer, address, what);
        }
    }
}
