package understudy.server.peers;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;

/** A connection that somebody dialled: a stranger until its handshake, then another node's way of sending. */
final class IncomingLink {
    private final PeerNetwork network;
    private final PeerSettings settings;
    private final NetSocket socket;
    private final FrameReader reader = new FrameReader(Handshake.LARGEST_BYTES);
    private long heardMillis = PeerNetwork.nowMillis();
    private NodeId peer;
    private Incarnation incarnation;
    private boolean ended;

    IncomingLink(PeerNetwork network, PeerSettings settings, NetSocket socket) {
        this.network = network;
        this.settings = settings;
        this.socket = socket;
    }

    void begin() {
        socket.exceptionHandler(problem -> {});
        socket.closeHandler(closed -> end());
        socket.handler(this::received);
    }

    /** Null for a stranger. */
    NodeId peer() {
        return peer;
    }

    /** Null for a stranger. */
    Incarnation incarnation() {
        return incarnation;
    }

    void tick(long nowMillis) {
        // A node that is there asks for a sign of life several times within this.
        if (nowMillis - heardMillis > 2L * settings.silenceMillis()) {
            close();
        }
    }

    void close() {
        socket.close();
        end();
    }

    private void received(Buffer bytes) {
        if (ended) {
            return;
        }
        heardMillis = PeerNetwork.nowMillis();
        reader.feed(bytes);
        boolean asked = false;
        try {
            for (byte[] body = reader.next(); body != null && !ended; body = reader.next()) {
                if (peer == null) {
                    judge(Handshake.Hello.read(body));
                } else if (body.length == 0) {
                    asked = true;
                } else {
                    network.deliver(peer, incarnation, body);
                }
            }
        } catch (BadFrame e) {
            refuse(e.getMessage());
        }
        if (asked && !ended) {
            socket.write(FrameReader.signOfLife());
        }
    }

    private void judge(Handshake.Hello hello) {
        String refusal = Handshake.refusal(hello, network.identity());
        if (!refusal.isEmpty()) {
            refuse(refusal);
            return;
        }
        peer = hello.from();
        incarnation = hello.incarnation();
        reader.allow(settings.frameBytes());
        network.admitted(this);
        socket.write(network.answer("").frame());
    }

    private void refuse(String reason) {
        network.refused(String.valueOf(socket.remoteAddress().hostAddress()), reason);
        boolean stranger = peer == null;
        end();
        if (stranger) {
            socket.write(network.answer(reason).frame()).onComplete(sent -> socket.close());
        } else {
            socket.close();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            network.gone(this);
        }
    }
}
