package understudy.replica;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import understudy.consensus.Ballot;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.LogRecord;
import understudy.consensus.Message;
import understudy.consensus.MultiPaxos;
import understudy.consensus.NodeId;
import understudy.consensus.Output;
import understudy.consensus.Step;
import understudy.script.StateMachine;
import understudy.script.command.Envelope;
import understudy.script.command.Reply;
import understudy.script.command.Row;
import understudy.script.keyspace.Figures;

/**
 * The loop stage of a node: consensus, gateway and connections as one step function. Every method is a step;
 * what follows from it is in the outbox when it returns. It is told the time, never asks.
 *
 * <p>It keeps three orders. A message of the core leaves when the log position that it needs is durable. Entries
 * reach the state in the order of their slots, each once. A client's replies come in the order of its commands.
 *
 * <p>Work that may wait for company is done in {@link #endOfTurn}: commands that came in one turn go to the leader
 * in one frame, and what waits at the leader becomes one entry when the last one is durable (natural batching:
 * take what is there, never wait to collect).
 */
public final class Replica {
    private static final String VERSION = "0.1.0";
    private static final long MAX_WAITING_BYTES = 64L << 20;
    private static final long ASK_DIGESTS_MICROS = 500_000;

    /** A leader's state may be busy for so many election time-outs before another node is asked to lead. */
    private static final int STATE_STALL_ELECTIONS = 3;

    private static final byte[] INFO = "info".getBytes(StandardCharsets.US_ASCII);
    private static final String NO_DIGEST = "0".repeat(32);
    private static final Reply REPLACED =
            new Reply.Failure("TRYAGAIN the state was replaced while this was read, nothing was done");
    private static final Reply NOT_BUSY = new Reply.Failure("NOTBUSY No scripts in execution right now.");
    private static final Reply REPAIRING = new Reply.Failure(
            "TRYAGAIN this node has lost its state and is taking another's, nothing was done: ask another node");

    private final Identity identity;
    private final NodeSettings settings;
    private final MultiPaxos paxos;
    private final Output output = new Output();
    private final ApplyLine line;
    private final Proposals proposals;
    private final Connections connections = new Connections();
    private final Gateway gateway;
    private final ReadGate reads;
    private final SnapshotExchange snapshots = new SnapshotExchange();
    private final LocalCommands local;
    private final StateFigures figures = new StateFigures();
    private LongSupplier usedHeapBytes = () -> 0;
    private final DivergenceWatch computed;
    private final DivergenceWatch stored;
    private final int batchBytes;
    private final long startMicros;
    private final long stateStallMicros;

    /** Messages that wait for the log, the lowest position first, in the order in which they were made. */
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>((a, b) -> a.send.position() != b.send.position()
            ? Long.compare(a.send.position(), b.send.position())
            : Long.compare(a.order, b.order));

    private final Deque<Message> toSelf = new ArrayDeque<>();
    private long sendOrder;
    private Message encodedMessage;
    private byte[] encodedBytes;

    private Now latest;
    private Ballot leaderBallot = Ballot.NONE;
    private int leader;
    private boolean leading;
    private long nextExpiryMicros;
    private long expiryTickSlot;
    private String digest;

    /** The position that must be durable before the installed snapshot becomes the state; -1 for none. */
    private long switchPosition = -1;

    private long switchSlot;

    /** What this node is making good; null when its state is well. */
    private Repair repair;

    /** The state is to be thrown away, and is not to be believed until it was: nothing of it is told any more. */
    private boolean discarding;

    /** The outcomes of all slots up to this one are known to the gateway. */
    private long toldSlot;

    private long digestsAskedMicros;
    private int repairSource;

    /** Commands that came during a repair, to be refused at the end of the turn. */
    private final Deque<Connections.Slot> refused = new ArrayDeque<>();

    /**
     * The state was lost.
     *
     * @param bySnapshot only that of a peer will do, and the loop asks for it; otherwise the core finds out what is needed
     * @param targetSlot when it is applied, the node is as far as it was
     */
    private record Repair(String reason, boolean bySnapshot, long targetSlot) {}

    private record Waiting(Output.Send send, long order) {}

    Replica(
            Identity identity,
            NodeSettings settings,
            MultiPaxos paxos,
            StateDone.Switched current,
            String lostAtStart,
            int maxRecordBytes,
            Now now) {
        this.identity = identity;
        this.settings = settings;
        this.paxos = paxos;
        this.latest = now;
        this.startMicros = now.monotonicMicros();
        this.stateStallMicros = STATE_STALL_ELECTIONS * settings.electionMaxMillis() * 1_000L;
        this.line = new ApplyLine(settings, current, now);
        this.gateway = new Gateway(identity.node().value(), paxos.originLife(), settings);
        this.reads = new ReadGate(settings, paxos.life(), identity.incarnation());
        this.proposals = new Proposals(MAX_WAITING_BYTES, LogRecord.maxPayloadBytes(maxRecordBytes));
        this.batchBytes = Math.min(settings.batchBytes(), LogRecord.maxPayloadBytes(maxRecordBytes));
        this.nextExpiryMicros = current.nextExpiryMicros();
        this.digest = current.digest();
        Configuration members = identity.initial();
        this.computed = new DivergenceWatch(members, identity.node(), "what was computed", settings.compareSlots());
        this.stored = new DivergenceWatch(members, identity.node(), "what is stored", settings.scrubSlots());
        if (current.slot() + 1 < paxos.floorSlot()) {
            String reason = lostAtStart != null
                    ? lostAtStart
                    : "the state ends at slot " + current.slot() + ", and the log begins at slot " + paxos.floorSlot();
            this.repair = new Repair(reason, false, paxos.floorSlot() - 1);
        }
        this.local = new LocalCommands(connections, new OwnVitals());
        connections.handler(new Doors());
        paxos.begin(step(now));
    }

    private Step step(Now now) {
        latest = now;
        return new Step(now.monotonicMicros(), now.wallMicros(), output);
    }

    /** Time passes. The owner calls it every 10 ms or sooner, and {@link #endOfTurn} after it. */
    public void tick(Now now, Outbox out) {
        connections.outbox(out);
        if (line.stalled(now, stateStallMicros)) {
            // It would lead on and propose nothing, since nothing that is chosen gets applied. Nor does it stand again.
            paxos.giveWay(step(now));
        }
        paxos.tick(step(now));
        drain(now, out);
        gateway.tick(now, connections);
        reads.tick(now, connections);
        connections.tick(now);
        figures.tick(now, connections);
        snapshots.tick(now, out);
        if (repair != null) {
            seekState(now, out);
        }
    }

    /** A state is wanted: asks who agrees with whom, and where it must be a peer's, one that nobody contradicts for his. */
    private void seekState(Now now, Outbox out) {
        if (now.monotonicMicros() - digestsAskedMicros < ASK_DIGESTS_MICROS) {
            return;
        }
        digestsAskedMicros = now.monotonicMicros();
        toPeers(PeerFrame.encode(new PeerFrame.DigestAsk()), out);
        List<Configuration.Member> members = paxos.members();
        for (int i = 0; i < members.size() && repair.bySnapshot && snapshots.isIdle() && !line.isSwitching(); i++) {
            repairSource = (repairSource + 1) % members.size();
            NodeId peer = members.get(repairSource).node();
            if (!peer.equals(identity.node()) && mayTakeFrom(peer)) {
                snapshots.fetch(now, peer, out);
            }
        }
    }

    private boolean mayTakeFrom(NodeId peer) {
        return computed.mayTakeFrom(peer) && stored.mayTakeFrom(peer);
    }

    /**
     * A frame came from a node that has shown that it belongs to the cluster.
     *
     * @return false when this build cannot read it: then it is as good as lost, which any frame may be, and no reason
     *     to stop; but the sender is of another build, and somebody should be told
     */
    public boolean frame(Now now, NodeId from, Incarnation incarnation, byte[] bytes, Outbox out) {
        connections.outbox(out);
        PeerFrame frame;
        try {
            frame = PeerFrame.decode(bytes);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (frame instanceof PeerFrame.Core core) {
            paxos.receive(step(now), from, incarnation, core.message());
            drain(now, out);
        } else if (frame instanceof PeerFrame.Forward forward) {
            if (paxos.role() == MultiPaxos.Role.LEADER) {
                noticeLeader(now);
                proposals.offer(forward.oldest(), forward.commands());
            }
        } else if (frame instanceof PeerFrame.Digest told) {
            judged(now, computed.tells(from, told.slot(), told.digest()), out);
        } else if (frame instanceof PeerFrame.Stored told) {
            judged(now, stored.tells(from, told.slot(), told.digest()), out);
        } else if (frame instanceof PeerFrame.DigestAsk) {
            if (!discarding) {
                out.send(from, PeerFrame.encode(new PeerFrame.Digests(computed.own(), stored.own())));
            }
        } else if (frame instanceof PeerFrame.Digests digests) {
            judged(now, computed.replaces(from, digests.computed()), out);
            judged(now, stored.replaces(from, digests.stored()), out);
        } else if (!discarding) {
            snapshots.frame(now, from, frame, paxos.floorSlot(), out);
        }
        return true;
    }

    private void tellDigest(Now now, long slot, Outbox out) {
        toPeers(PeerFrame.encode(new PeerFrame.Digest(slot, digest)), out);
        judged(now, computed.tells(identity.node(), slot, digest), out);
    }

    /** What the comparison of digests says of this node's state. */
    private void judged(Now now, DivergenceWatch.Verdict verdict, Outbox out) {
        // A state that is about to be replaced need not be judged.
        if (verdict == null || discarding || repair != null || line.isSwitching()) {
            return;
        }
        discarding = true;
        snapshots.stateLost();
        repair = new Repair(verdict.reason(), true, Math.max(1, paxos.chosenSlot()));
        out.state(
                verdict instanceof DivergenceWatch.Verdict.Outvoted
                        ? new StateWork.Discard(verdict.reason())
                        : new StateWork.Stop(verdict.reason()));
        paxos.giveWay(step(now));
        drain(now, out);
    }

    /** The state is gone, and an empty one stands in its place. */
    private void stateLost(Now now, StateDone.Lost lost, Outbox out) {
        boolean bySnapshot = discarding || repair != null && repair.bySnapshot;
        discarding = false;
        long target = Math.max(repair == null ? 1 : repair.targetSlot, paxos.chosenSlot());
        repair = new Repair(lost.reason(), bySnapshot, target);
        digest = NO_DIGEST;
        computed.forgetOwn();
        stored.forgetOwn();
        reads.stateLost();
        nextExpiryMicros = Long.MAX_VALUE;
        if (line.isSwitching()) {
            // What is about to become the state lies beside it, whole.
            line.lost();
            paxos.giveWay(step(now));
        } else {
            snapshots.stateLost();
            out.state(snapshots.dropFetched());
            line.lost();
            paxos.stateLost(step(now), bySnapshot);
        }
        out.state(new StateWork.Renew());
    }

    private void endRepair(Outbox out) {
        if (repair != null && !discarding && line.appliedSlot() >= repair.targetSlot) {
            repair = null;
            gateway.recallAgain(out);
        }
    }

    private void toPeers(byte[] frame, Outbox out) {
        for (Configuration.Member member : paxos.members()) {
            if (!member.node().equals(identity.node())) {
                out.send(member.node(), frame);
            }
        }
    }

    public void logDone(Now now, LogDone done, Outbox out) {
        connections.outbox(out);
        paxos.synced(step(now), done.position());
        drain(now, out);
    }

    public void readerDone(Now now, int reader, ReaderDone done, Outbox out) {
        connections.outbox(out);
        LongReads longReads = reads.longReads();
        if (done instanceof ReaderDone.Ended) {
            longReads.ended(reader);
        } else if (discarding) {
            // What is read of a state that is not believed is not told; the loss lets it be read anew.
            return;
        } else if (done instanceof ReaderDone.Began began) {
            longReads.began(now, began.ticket());
        } else if (done instanceof ReaderDone.Answered answered) {
            reads.answered(now, answered.answer(), connections, gateway);
        } else if (done instanceof ReaderDone.Damaged damaged) {
            damaged(now, damaged, out);
        }
    }

    /** The state stage will find what was found; whoever asked is answered by the state that takes its place. */
    private void damaged(Now now, ReaderDone.Damaged damaged, Outbox out) {
        if (reads.longReads().isOfThisState(damaged.ticket()) && !line.isSwitching()) {
            out.state(new StateWork.Discard(damaged.reason()));
            return;
        }
        reads.refused(now, damaged.ticket(), REPLACED, connections, gateway);
    }

    public void stateDone(Now now, StateDone done, Outbox out) {
        connections.outbox(out);
        if (discarding && !(done instanceof StateDone.Lost)) {
            if (done instanceof StateDone.Held held) {
                held.state().close();
            }
            return;
        }
        if (done instanceof StateDone.Applied applied) {
            line.applied(now, applied.slot());
            paxos.applied(applied.slot());
            nextExpiryMicros = applied.nextExpiryMicros();
            digest = applied.digest();
            if (computed.isCompared(applied.slot())) {
                tellDigest(now, applied.slot(), out);
                if (discarding) {
                    return;
                }
            }
            // A state that is made anew goes through slots whose outcomes were told.
            if (applied.slot() > toldSlot) {
                toldSlot = applied.slot();
                for (StateMachine.Outcome outcome : applied.outcomes()) {
                    gateway.outcome(now, outcome, connections);
                }
            }
        } else if (done instanceof StateDone.Answers answers) {
            reads.answers(now, answers, connections, gateway);
        } else if (done instanceof StateDone.Held held) {
            reads.longReads().held(held.state(), out);
        } else if (done instanceof StateDone.Recalled recalled) {
            gateway.recalled(now, recalled, connections);
        } else if (done instanceof StateDone.Counted counted) {
            figures.counted(now, counted, connections);
        } else if (done instanceof StateDone.Committed committed) {
            line.committed(now, committed.slot());
            paxos.committed(step(now), committed.slot(), snapshots.isServing());
        } else if (done instanceof StateDone.SnapshotTaken taken) {
            snapshots.taken(taken, out);
        } else if (done instanceof StateDone.Chunk chunk) {
            snapshots.chunk(chunk, out);
        } else if (done instanceof StateDone.WantChunk want) {
            snapshots.want(now, want, out);
        } else if (done instanceof StateDone.SnapshotReady ready) {
            snapshotReady(now, ready, out);
        } else if (done instanceof StateDone.SnapshotRefused) {
            snapshots.stop();
        } else if (done instanceof StateDone.Switched switched) {
            line.switched(now, switched);
            reads.longReads().stateReplaced();
            toldSlot = Math.max(toldSlot, switched.slot());
            paxos.installed(switched.slot());
            snapshots.stop();
            nextExpiryMicros = switched.nextExpiryMicros();
            digest = switched.digest();
            gateway.skippedTo(now, switched.lastOwnNumber(), connections, out);
        } else if (done instanceof StateDone.Scrubbed scrubbed) {
            toPeers(PeerFrame.encode(new PeerFrame.Stored(scrubbed.slot(), scrubbed.digest())), out);
            judged(now, stored.tells(identity.node(), scrubbed.slot(), scrubbed.digest()), out);
        } else if (done instanceof StateDone.Lost lost) {
            figures.lost(now, connections);
            stateLost(now, lost, out);
        }
        endRepair(out);
        drain(now, out);
    }

    private void snapshotReady(Now now, StateDone.SnapshotReady ready, Outbox out) {
        // What was handed to the state will be applied before it could be replaced. And one that was given up
        // meanwhile is on its way out.
        boolean wanted = snapshots.fetches(ready.fetch());
        if (wanted) {
            snapshots.stop();
        }
        long position = !wanted || ready.slot() <= line.handedSlot() || !mayTakeFrom(ready.peer())
                ? -1
                : paxos.snapshotReady(step(now), ready.slot(), ready.stampMicros());
        if (position < 0) {
            out.state(new StateWork.DropInstall(ready.fetch()));
            return;
        }
        line.beginSwitch(now);
        switchSlot = ready.slot();
        switchPosition = position;
    }

    /** A client connected. */
    public void connected(Now now, long connection, String address, Outbox out) {
        connections.outbox(out);
        connections.connected(now, connection, address);
    }

    /** A client's whole command arrived: its name and arguments, at least one. */
    public void command(Now now, long connection, List<byte[]> arguments, Outbox out) {
        latest = now;
        connections.outbox(out);
        connections.command(now, connection, arguments);
    }

    /** A client is gone; nothing may be written to it any more. */
    public void disconnected(Now now, long connection, Outbox out) {
        connections.disconnected(connection);
        reads.longReads().disconnected(connection);
    }

    /** Bytes of commands waiting on a connection: the owner stops reading from it above its limit. */
    public long waitingBytes(long connection) {
        return connections.waitingBytes(connection);
    }

    /** How many of this node's clients' commands wait for something, in a line of a log or a simulation. */
    public String waiting() {
        return gateway.waiting() + " writes, " + reads.waiting() + " reads, " + proposals.size() + " at the leader";
    }

    /**
     * Whether this node's disk has room. A leader without it refuses writes at its door, so that no replica has
     * to refuse what is chosen already.
     */
    public void room(boolean enough) {
        proposals.room(enough);
    }

    /** Where INFO learns how much heap the process uses; 0 until it is told. */
    public void memory(LongSupplier usedBytes) {
        usedHeapBytes = usedBytes;
    }

    /** Hand leadership to another node, where this one leads: for planned stops. */
    public void transferLeadership(Now now, Outbox out) {
        connections.outbox(out);
        paxos.transfer(step(now));
        drain(now, out);
    }

    /**
     * What every turn of the owner's loop ends with, after the inputs that were there were handed in: sends and
     * proposes what has gathered.
     */
    public void endOfTurn(Now now, Outbox out) {
        connections.outbox(out);
        for (int i = refused.size(); i > 0; i--) {
            connections.answer(now, refused.poll(), REPAIRING, 0);
        }
        figures.flush(out);
        noticeLeader(now);
        gateway.life(paxos.originLife());
        gateway.flush(now, paxos.isReadmitted() ? leader : 0, proposals, out);
        if (leading) {
            propose(now);
        }
        gateway.readOn(now, reads);
        reads.flush(now, paxos, step(now));
        drain(now, out);
        moveOn(now, out);
    }

    /** Hands on what is chosen, and the reads that waited for it. */
    private void moveOn(Now now, Outbox out) {
        line.move(now, paxos, out);
        reads.run(line.handedSlot(), out);
        reads.hold(now, line, paxos, out);
    }

    private void propose(Now now) {
        Step step = step(now);
        boolean expired = nextExpiryMicros <= paxos.estimateStampMicros(step) && line.appliedSlot() >= expiryTickSlot;
        while (paxos.canPropose() && !proposals.isEmpty() && (!paxos.isSyncing() || proposals.fills(batchBytes))) {
            expiryTickSlot = paxos.propose(step, proposals.nextBatch(batchBytes));
            expired = false;
        }
        if (expired && paxos.canPropose()) {
            expiryTickSlot = paxos.proposeTick(step);
        }
    }

    /** Follows changes of leadership: what was on its way to the last leader is sent to the next. */
    private void noticeLeader(Now now) {
        Step step = step(now);
        int current = paxos.leader(step);
        Ballot ballot = paxos.leaderBallot();
        boolean leads = paxos.role() == MultiPaxos.Role.LEADER;
        if (current == leader && ballot.equals(leaderBallot) && leads == leading) {
            return;
        }
        boolean another = !ballot.equals(leaderBallot) || leads != leading;
        leader = current;
        leaderBallot = ballot;
        leading = leads;
        if (another) {
            proposals.reset();
            gateway.leaderChanged();
        }
    }

    /** Carries out what the core's last step left in the output, and what follows from that. */
    private void drain(Now now, Outbox out) {
        boolean more = true;
        while (more) {
            for (Output.Write write : output.writes) {
                out.log(work(write));
            }
            for (Output.Send send : output.sends) {
                waiting.add(new Waiting(send, sendOrder++));
            }
            for (Output.ChosenEntry entry : output.chosen) {
                line.add(entry);
            }
            for (Output.ReadReady ready : output.reads) {
                reads.answered(now, ready.ticket(), ready.slot());
            }
            NodeId snapshotFrom = output.snapshotFrom;
            output.clear();
            if (snapshotFrom != null && !line.isSwitching() && !discarding && mayTakeFrom(snapshotFrom)) {
                snapshots.fetch(now, snapshotFrom, out);
            }
            release(out);
            more = !toSelf.isEmpty();
            if (more) {
                paxos.receive(step(now), identity.node(), identity.incarnation(), toSelf.poll());
            }
        }
        if (switchPosition >= 0 && paxos.syncedPosition() >= switchPosition) {
            switchPosition = -1;
            out.state(new StateWork.SwitchTo(switchSlot, paxos.originLife()));
        }
        moveOn(now, out);
    }

    private void release(Outbox out) {
        while (!waiting.isEmpty() && waiting.peek().send.position() <= paxos.syncedPosition()) {
            Output.Send send = waiting.poll().send;
            if (send.to().equals(identity.node())) {
                toSelf.add(send.message());
            } else {
                out.send(send.to(), encode(send.message()));
            }
        }
    }

    /** The same message to several peers is encoded once. */
    private byte[] encode(Message message) {
        if (message != encodedMessage) {
            encodedMessage = message;
            encodedBytes = PeerFrame.encode(new PeerFrame.Core(message));
        }
        return encodedBytes;
    }

    private static LogWork work(Output.Write write) {
        if (write instanceof Output.Write.Append append) {
            return new LogWork.Append(append.position(), append.type(), append.payload());
        } else if (write instanceof Output.Write.Promise promise) {
            return new LogWork.Promise(promise.position(), promise.value());
        }
        return new LogWork.Trim(((Output.Write.Trim) write).position());
    }

    public MultiPaxos.Role role() {
        return paxos.role();
    }

    /** The ballot of the leader that this node follows or is. */
    public Ballot leaderBallot() {
        return paxos.leaderBallot();
    }

    public boolean leads() {
        return paxos.role() == MultiPaxos.Role.LEADER;
    }

    /** What {@code UNDERSTUDY STATUS} shows. */
    public Status status() {
        Step step = new Step(latest.monotonicMicros(), latest.wallMicros(), output);
        List<Status.Peer> peers = new ArrayList<>();
        for (Configuration.Member member : paxos.members()) {
            if (!member.node().equals(identity.node())) {
                long slot = paxos.chosenSlotOf(member.node());
                peers.add(new Status.Peer(
                        member.node().value(),
                        paxos.heardLately(step, member.node()),
                        slot < 0 ? -1 : Math.max(0, paxos.chosenSlot() - slot)));
            }
        }
        String role = switch (paxos.role()) {
            case LEADER -> "leader";
            case FOLLOWER -> "follower";
            case CANDIDATE -> "candidate";
        };
        return new Status(
                identity.node().value(),
                role,
                paxos.leaderBallot().toString(),
                paxos.leader(step),
                paxos.chosenSlot(),
                line.appliedSlot(),
                line.committedSlot(),
                paxos.floorSlot(),
                digest,
                repair == null
                        && (paxos.role() == MultiPaxos.Role.LEADER ? paxos.isServing() : paxos.leader(step) != 0),
                paxos.isReadmitted(),
                paxos.isVoter(),
                new Status.Repair(paxos.isImpaired(), paxos.repairSlot()),
                repair == null ? "" : repair.reason,
                peers);
    }

    /** Where connections send what they cannot answer. */
    private final class Doors implements Connections.Handler {
        @Override
        public void write(Now now, Envelope command, Connections.Slot slot) {
            if (repair != null) {
                refused.add(slot);
            } else {
                gateway.submit(now, command, slot);
            }
        }

        @Override
        public void read(Now now, Envelope command, Connections.Slot slot) {
            if (repair != null) {
                refused.add(slot);
            } else {
                reads.submit(now, command, slot);
            }
        }

        @Override
        public boolean reads(Row row, List<byte[]> arguments) {
            return gateway.routes().reads(row, arguments);
        }

        @Override
        public Reply local(Now now, Connections.Connection connection, List<byte[]> arguments, Connections.Slot slot) {
            if (!Texts.same(arguments.get(0), INFO)) {
                return local.run(now, connection, arguments);
            }
            List<String> sections = new ArrayList<>();
            for (byte[] word : arguments.subList(1, arguments.size())) {
                sections.add(new String(word, StandardCharsets.UTF_8));
            }
            if (repair != null || !new InfoText(sections).needsFigures()) {
                return local.info(now, sections, Figures.NONE);
            }
            figures.ask(now, slot, known -> local.info(latest, sections, known));
            return null;
        }
    }

    private final class OwnVitals implements LocalCommands.Vitals {
        @Override
        public Status status() {
            return Replica.this.status();
        }

        @Override
        public NodeSettings settings() {
            return settings;
        }

        @Override
        public String version() {
            return VERSION;
        }

        @Override
        public String cluster() {
            return identity.cluster();
        }

        @Override
        public List<LongReads.Script> running() {
            return reads.longReads().scripts();
        }

        @Override
        public Reply kill(boolean functions) {
            String by = functions ? "FUNCTION KILL" : "SCRIPT KILL";
            if (reads.longReads().kill(functions, "Script killed by user with " + by + ".")) {
                return Reply.OK;
            }
            return running().isEmpty()
                    ? NOT_BUSY
                    : new Reply.Failure("BUSY Redis is busy running a script. You can only call "
                            + (functions ? "SCRIPT KILL" : "FUNCTION KILL") + " or SHUTDOWN NOSAVE.");
        }

        @Override
        public long uptimeMicros(Now now) {
            return now.monotonicMicros() - startMicros;
        }

        @Override
        public long usedHeapBytes() {
            return usedHeapBytes.getAsLong();
        }
    }
}
