package understudy.server.peers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;

/** A node's connections with the others. All of it runs on one event loop. */
public final class PeerNetwork {
    private static final Logger LOG = LoggerFactory.getLogger(PeerNetwork.class);
    private static final int TICK_MILLIS = 100;

    /** Connections that have not said who they are; more are closed unheard. */
    private static final int STRANGERS = 64;

    private static final long SAY_AGAIN_MILLIS = 60_000;
    private static final int REMEMBERED_REFUSALS = 100;

    private final Vertx vertx;
    private final Identity identity;
    private final PeerSettings settings;
    private final FrameReceiver receiver;
    private final TreeMap<NodeId, OutgoingLink> outgoing = new TreeMap<>();
    private final List<IncomingLink> incoming = new ArrayList<>();
    private final Map<String, Long> refusals = new LinkedHashMap<>();
    private NetServer server;
    private long timer;
    private boolean closed;

    /**
     * @param addresses of the other members
     * @param requestFlush has {@link #flush} called at the end of this turn of the loop
     */
    public PeerNetwork(
            Vertx vertx,
            Identity identity,
            Map<NodeId, PeerAddress> addresses,
            PeerSettings settings,
            FrameReceiver receiver,
            Runnable requestFlush) {
        this.vertx = vertx;
        this.identity = identity;
        this.settings = settings;
        this.receiver = receiver;
        var client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(1_000)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true));
        for (Configuration.Member member : identity.initial().members()) {
            PeerAddress address = addresses.get(member.node());
            if (!member.node().equals(identity.node()) && address != null) {
                outgoing.put(
                        member.node(),
                        new OutgoingLink(vertx, client, settings, identity, member.node(), address, requestFlush));
            }
        }
    }

    /** Listens; the future is of the port, which is chosen by the system when {@code port} is 0. */
    public Future<Integer> listen(String host, int port) {
        server = vertx.createNetServer(
                new NetServerOptions().setTcpNoDelay(true).setTcpKeepAlive(true).setReuseAddress(true));
        return server.connectHandler(this::accept).listen(port, host).map(NetServer::actualPort);
    }

    /** Begins to connect to the other nodes, and goes on with it until it is closed. */
    public void dial() {
        timer = vertx.setPeriodic(TICK_MILLIS, due -> tick());
        outgoing.values().forEach(OutgoingLink::dial);
    }

    /** A frame for another node; may be lost. */
    public void send(NodeId to, byte[] frame) {
        OutgoingLink link = outgoing.get(to);
        if (link != null) {
            link.send(frame);
        }
    }

    /** Hands what was sent in this turn to the sockets. */
    public void flush() {
        outgoing.values().forEach(OutgoingLink::flush);
    }

    /** Whether frames to this node are sent, and not dropped. */
    public boolean isConnected(NodeId to) {
        OutgoingLink link = outgoing.get(to);
        return link != null && link.isUp();
    }

    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        outgoing.values().forEach(OutgoingLink::close);
        List.copyOf(incoming).forEach(IncomingLink::close);
        return server == null ? Future.succeededFuture() : server.close();
    }

    static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    Identity identity() {
        return identity;
    }

    Handshake.Answer answer(String refusal) {
        return new Handshake.Answer(identity.node(), identity.incarnation(), refusal);
    }

    void deliver(NodeId from, Incarnation incarnation, byte[] frame) {
        receiver.frame(from, incarnation, frame);
    }

    /** A node dials again when its old connection is of no use to it. */
    void admitted(IncomingLink link) {
        for (IncomingLink other : List.copyOf(incoming)) {
            if (other != link
                    && link.peer().equals(other.peer())
                    && link.incarnation().equals(other.incarnation())) {
                other.close();
            }
        }
    }

    void refused(String address, String reason) {
        String text = address + ": " + reason;
        long now = nowMillis();
        Long last = refusals.get(text);
        if (last != null && now - last < SAY_AGAIN_MILLIS) {
            return;
        }
        refusals.put(text, now);
        if (refusals.size() > REMEMBERED_REFUSALS) {
            refusals.remove(refusals.keySet().iterator().next());
        }
        LOG.warn("refused a connection to the peer port from {}", text);
    }

    void gone(IncomingLink link) {
        incoming.remove(link);
    }

    private void accept(NetSocket socket) {
        long strangers = incoming.stream().filter(link -> link.peer() == null).count();
        if (closed || strangers >= STRANGERS) {
            socket.close();
            return;
        }
        IncomingLink link = new IncomingLink(this, settings, socket);
        incoming.add(link);
        link.begin();
    }

    private void tick() {
        long now = nowMillis();
        outgoing.values().forEach(link -> link.tick(now));
        List.copyOf(incoming).forEach(link -> link.tick(now));
    }
}
