package understudy.replica;

import java.util.TreeMap;
import understudy.consensus.NodeId;

/**
 * Both sides of a snapshot's way from one node to another: asked for, taken, read in chunks, each chunk asked for
 * by the receiver, so that it may be lost and asked for again.
 */
final class SnapshotExchange {
    private static final long RETRY_MICROS = 500_000;
    private static final long GIVE_UP_MICROS = 5_000_000;
    private static final long KEEP_MICROS = 30_000_000;

    /** Long enough for each of the others to offer itself. */
    private static final long AVOID_MICROS = 2_000_000;

    /** The peer that this node fetches from; null when it fetches nothing. */
    private NodeId source;

    /** The peer that gave nothing for so long that another was to be asked; null for none. */
    private NodeId givenUp;

    private long givenUpMicros;

    /** Counts the times that this node has asked for a snapshot: what is late belongs to an earlier one. */
    private long fetch;

    private long snapshot = -1;
    private long offset;
    private long askedMicros;
    private long progressMicros;

    /** Peers that wait for the snapshot that is being taken, and since when. */
    private final TreeMap<NodeId, Long> waiting = new TreeMap<>();

    private boolean serving;
    private long servedMicros;

    /** The slot of the snapshot that peers read from this node; -1 while there is none. */
    private long takenSlot = -1;

    /**
     * This node can only be brought on by a snapshot, and that peer may have one. Who was asked in vain is not asked again
     * at once: peers offer themselves in turn, and it might be that one's turn whenever a fetch is given up.
     */
    void fetch(Now now, NodeId peer, Outbox out) {
        boolean avoided = peer.equals(givenUp) && now.monotonicMicros() - givenUpMicros < AVOID_MICROS;
        if (source != null || avoided) {
            return;
        }
        source = peer;
        fetch++;
        snapshot = -1;
        progressMicros = now.monotonicMicros();
        ask(now, out);
    }

    /** Whether this fetch is still under way. */
    boolean fetches(long number) {
        return source != null && number == fetch;
    }

    /** Throws away what has come in so far. */
    StateWork dropFetched() {
        return new StateWork.DropInstall(fetch);
    }

    /** Whether a snapshot of this node's is being read: the log behind it is kept meanwhile. */
    boolean isServing() {
        return serving;
    }

    private void ask(Now now, Outbox out) {
        askedMicros = now.monotonicMicros();
        PeerFrame frame = snapshot < 0 ? new PeerFrame.SnapshotAsk() : new PeerFrame.ChunkAsk(snapshot, offset);
        out.send(source, PeerFrame.encode(frame));
    }

    void tick(Now now, Outbox out) {
        if (source != null && now.monotonicMicros() - askedMicros > RETRY_MICROS) {
            if (now.monotonicMicros() - progressMicros > GIVE_UP_MICROS) {
                givenUp = source;
                givenUpMicros = now.monotonicMicros();
                stop();
                out.state(dropFetched());
            } else {
                ask(now, out);
            }
        }
        if (serving && now.monotonicMicros() - servedMicros > KEEP_MICROS) {
            serving = false;
            waiting.clear();
            drop(out);
        }
    }

    /** Whether nothing is being fetched. */
    boolean isIdle() {
        return source == null;
    }

    /** The state is gone, and the snapshots of it: what peers were reading they ask somebody else for. */
    void stateLost() {
        stop();
        waiting.clear();
        serving = false;
        takenSlot = -1;
    }

    private void drop(Outbox out) {
        takenSlot = -1;
        out.state(new StateWork.DropSnapshot());
    }

    /** The fetch has ended, one way or the other. */
    void stop() {
        source = null;
        snapshot = -1;
    }

    /**
     * A peer's part of the exchange.
     *
     * @param floorSlot this node's log goes on from there
     */
    void frame(Now now, NodeId from, PeerFrame frame, long floorSlot, Outbox out) {
        if (frame instanceof PeerFrame.SnapshotAsk) {
            // One that others read, or that was asked for a while ago, will do for as long as the log goes on from it.
            if (takenSlot >= 0 && takenSlot + 1 < floorSlot) {
                drop(out);
            }
            serving = true;
            servedMicros = now.monotonicMicros();
            waiting.put(from, now.monotonicMicros());
            out.state(new StateWork.TakeSnapshot());
        } else if (frame instanceof PeerFrame.ChunkAsk ask) {
            servedMicros = now.monotonicMicros();
            out.state(new StateWork.ReadChunk(from, ask.snapshot(), ask.offset()));
        } else if (!from.equals(source)) {
            // What a peer sends that is no longer asked is late.
            return;
        } else if (frame instanceof PeerFrame.SnapshotOffer offer) {
            if (snapshot < 0) {
                snapshot = offer.snapshot();
                offset = 0;
                progressMicros = now.monotonicMicros();
                ask(now, out);
            }
        } else if (frame instanceof PeerFrame.Chunk chunk && chunk.snapshot() == snapshot) {
            if (chunk.totalBytes() < 0) {
                snapshot = -1;
                ask(now, out);
            } else if (chunk.offset() == offset) {
                out.state(new StateWork.InstallChunk(
                        fetch, from, chunk.snapshot(), chunk.totalBytes(), chunk.offset(), chunk.bytes()));
            }
        }
    }

    void taken(StateDone.SnapshotTaken done, Outbox out) {
        takenSlot = done.slot();
        for (NodeId peer : waiting.keySet()) {
            out.send(
                    peer,
                    PeerFrame.encode(new PeerFrame.SnapshotOffer(done.snapshot(), done.slot(), done.totalBytes())));
        }
        waiting.clear();
    }

    void chunk(StateDone.Chunk done, Outbox out) {
        out.send(
                done.peer(),
                PeerFrame.encode(new PeerFrame.Chunk(done.snapshot(), done.totalBytes(), done.offset(), done.bytes())));
    }

    void want(Now now, StateDone.WantChunk done, Outbox out) {
        if (done.peer().equals(source) && done.snapshot() == snapshot) {
            if (done.offset() > offset) {
                progressMicros = now.monotonicMicros();
            }
            offset = done.offset();
            ask(now, out);
        }
    }
}
