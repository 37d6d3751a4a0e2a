package understudy.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import understudy.consensus.NodeId;
import understudy.script.StateMachine;
import understudy.script.engine.ScriptEngine;
import understudy.script.store.DamagedState;
import understudy.script.store.Store;

/**
 * The state stage: applies chosen slots, runs reads, commits, takes and installs snapshots. It has the store to
 * itself.
 *
 * <p>A read may take so many steps here, and those that wait behind it feel them. One that takes more is given up; the
 * loop has it run anew by a reader, on a commit that is held still for it ({@link HeldState}). What is held may outlive the
 * store, and is no concern of this stage until the process ends.
 *
 * <p>The state is disposable. Where a read finds that it is not what was written ({@link DamagedState}), or the loop
 * finds that it differs from a majority's, it is thrown away, durably, with all that was applied since the last
 * commit, and an empty one takes its place: the state of slot 0, behind everything, from which no read can be served and
 * no election won. Nothing of the work at hand is answered or committed. What the loop had asked before it heard of the
 * loss was meant for the state that is gone, and is let go, up to {@link StateWork.Renew}. There is no other mark of a
 * loss on the disk than its absence: a node that is killed at any point of it comes up with the state of slot 0.
 *
 * <p>Whatever else is thrown here means that this replica cannot go on as the others do: the owner ends the process
 * with nothing of the entry committed.
 */
public final class StateStage {
    private static final int BACKGROUND_BYTES = 256 << 10;

    /** A bit of a scrub takes a fraction of a millisecond, so that no entry waits for longer. */
    private static final int SCRUB_BYTES = 64 << 10;

    private final StateHome home;
    private final List<ScriptEngine> engines;
    private final int ownNode;
    private long ownLife;
    private final int chunkBytes;
    private final boolean hasPeers;
    private final int trialSteps;
    private final List<HeldState> held = new ArrayList<>();
    private Store store;
    private StateMachine machine;
    private long committedSlot;

    private long snapshots;
    private Taken taken;
    private Install install;
    private Scrub scrub;

    /** The state was lost and the loop does not know yet. */
    private boolean lost;

    private String lostAtStart;
    private long applyingSlot;

    /** A snapshot that is being written out, or can be read. */
    private static final class Taken {
        final long id;
        final long slot;
        final StateHome.Spool spool;
        SnapshotStream.Writer writer;

        Taken(long id, long slot, StateHome.Spool spool) {
            this.id = id;
            this.slot = slot;
            this.spool = spool;
        }
    }

    /** A snapshot that comes in. */
    private static final class Install {
        final NodeId peer;
        final long id;
        final Store fresh;
        final SnapshotStream.Reader reader;

        /** The last one that asked for it. */
        long fetch;

        Install(NodeId peer, long id, Store fresh) {
            this.peer = peer;
            this.id = id;
            this.fresh = fresh;
            this.reader = new SnapshotStream.Reader(fresh);
        }
    }

    /**
     * Opens the current state; one that is damaged is thrown away.
     *
     * @param engines the script languages
     * @param lastSnapshot snapshots are numbered from the next on: no peer knows those numbers from another life
     * @param hasPeers whether another state can be had from another node
     * @param logIsWhole whether it can be made anew from the log as it is now. If it can be had in neither way, a
     *     damaged one stays as it is, for people
     * @param trialSteps a read that takes more is not run here
     * @throws DamagedState when the state is damaged and must not be thrown away
     */
    StateStage(
            StateHome home,
            List<ScriptEngine> engines,
            int ownNode,
            long lastSnapshot,
            long ownLife,
            int chunkBytes,
            boolean hasPeers,
            boolean logIsWhole,
            int trialSteps) {
        this.home = home;
        this.engines = List.copyOf(engines);
        this.ownNode = ownNode;
        this.snapshots = lastSnapshot;
        this.ownLife = ownLife;
        this.chunkBytes = chunkBytes;
        this.hasPeers = hasPeers;
        this.trialSteps = trialSteps;
        try {
            open();
            current();
        } catch (DamagedState e) {
            if (!hasPeers && !logIsWhole) {
                throw new DamagedState(
                        e.getMessage()
                                + ". This is the only copy: there is no other node, and the log does not go back to"
                                + " slot 1 any more. What can still be read is left as it is, in the directory 'state'. Put"
                                + " a copy of the whole data directory in its place, from before the damage",
                        e);
            }
            home.discard(e.getMessage());
            lostAtStart = e.getMessage();
            open();
        }
    }

    private void open() {
        store = home.open();
        machine = new StateMachine(store, engines);
        committedSlot = machine.appliedSlot();
    }

    /** Why there was no state to open at start; null where there was one. */
    public String lostAtStart() {
        return lostAtStart;
    }

    /** The slot that is being applied: where something is thrown, it is at this slot. 0 while none is. */
    public long applyingSlot() {
        return applyingSlot;
    }

    /** The first report, for the loop to begin with. */
    StateDone.Switched current() {
        return new StateDone.Switched(
                machine.appliedSlot(),
                machine.stampMicros(),
                machine.nextExpiryMicros(),
                machine.digest(),
                machine.lastNumber(ownNode, ownLife));
    }

    /** Does a piece of work; what it leads to goes to {@code out}, at once. */
    public void take(StateWork work, Consumer<StateDone> out) {
        boolean outlives = work instanceof StateWork.Renew
                || work instanceof StateWork.SwitchTo
                || work instanceof StateWork.DropInstall
                || work instanceof StateWork.Stop;
        if (lost && !outlives) {
            return;
        }
        try {
            carryOut(work, out);
        } catch (DamagedState e) {
            lose(e, out);
        }
    }

    private void lose(DamagedState damage, Consumer<StateDone> out) {
        applyingSlot = 0;
        dropTaken();
        dropScrub();
        // One that is whole and durable may be about to become the state; the loop decides.
        if (install != null && !install.reader.complete()) {
            dropInstall();
        }
        if (!hasPeers) {
            throw new DamagedState(
                    damage.getMessage()
                            + ". There is no other node to take a state from. Start this one again: where its"
                            + " log still goes back to slot 1, it makes the state anew",
                    damage);
        }
        home.discard(damage.getMessage());
        open();
        lost = true;
        out.accept(new StateDone.Lost(damage.getMessage()));
    }

    private void carryOut(StateWork work, Consumer<StateDone> out) {
        if (work instanceof StateWork.Apply apply) {
            applyingSlot = apply.slot();
            StateMachine.Applied applied = machine.apply(apply.slot(), apply.stampMicros(), apply.payload());
            applyingSlot = 0;
            out.accept(new StateDone.Applied(
                    apply.slot(),
                    machine.stampMicros(),
                    applied.outcomes(),
                    machine.nextExpiryMicros(),
                    machine.digest()));
        } else if (work instanceof StateWork.Read read) {
            List<StateDone.Answer> answers = new ArrayList<>(read.asks().size());
            for (StateWork.Ask ask : read.asks()) {
                StateMachine.Read answer = machine.read(ask.command(), trialSteps);
                answers.add(
                        new StateDone.Answer(ask.ticket(), answer.reply(), answer.holdMillis(), answer.takesLong()));
            }
            out.accept(new StateDone.Answers(answers));
        } else if (work instanceof StateWork.Recall recall) {
            out.accept(
                    new StateDone.Recalled(recall.ticket(), machine.storedReply(recall.session(), recall.sequence())));
        } else if (work instanceof StateWork.Count count) {
            out.accept(new StateDone.Counted(count.asked(), machine.figures()));
        } else if (work instanceof StateWork.Hold hold) {
            hold(hold.slot(), out);
        } else if (work instanceof StateWork.Commit) {
            machine.commit();
            committedSlot = machine.appliedSlot();
            out.accept(new StateDone.Committed(committedSlot));
        } else if (work instanceof StateWork.TakeSnapshot) {
            takeSnapshot(out);
        } else if (work instanceof StateWork.ReadChunk read) {
            readChunk(read, out);
        } else if (work instanceof StateWork.InstallChunk chunk) {
            installChunk(chunk, out);
        } else if (work instanceof StateWork.SwitchTo switchTo) {
            // A node that joined learns only later what it numbers its commands under.
            ownLife = switchTo.ownLife();
            switchTo(switchTo.slot(), out);
        } else if (work instanceof StateWork.DropInstall drop) {
            if (install != null && install.fetch <= drop.fetch()) {
                dropInstall();
            }
        } else if (work instanceof StateWork.DropSnapshot) {
            dropTaken();
        } else if (work instanceof StateWork.Scrub begin) {
            // One that takes longer than to the next goes on; that slot is then compared without this node.
            if (scrub == null && committedSlot == begin.slot()) {
                scrub = new Scrub(committedSlot, store.snapshot());
            }
        } else if (work instanceof StateWork.Discard discard) {
            lose(new DamagedState(discard.reason()), out);
        } else if (work instanceof StateWork.Renew) {
            lost = false;
        } else if (work instanceof StateWork.Stop stop) {
            home.stop(stop.reason());
            throw new Stopped(stop.reason());
        }
    }

    private void hold(long slot, Consumer<StateDone> out) {
        if (committedSlot < slot) {
            throw new IllegalStateException(
                    "a read is to see slot " + slot + ", and the last commit is of slot " + committedSlot);
        }
        held.removeIf(HeldState::isClosed);
        HeldState state = new HeldState(committedSlot, store.snapshot());
        held.add(state);
        out.accept(new StateDone.Held(state));
    }

    private void takeSnapshot(Consumer<StateDone> out) {
        if (taken != null) {
            if (taken.writer == null) {
                out.accept(new StateDone.SnapshotTaken(taken.id, taken.slot, taken.spool.size()));
            }
            return;
        }
        if (committedSlot == 0) {
            // An empty state is no help to anybody, and may be one that was lost.
            return;
        }
        taken = new Taken(++snapshots, committedSlot, home.spool());
        taken.writer = new SnapshotStream.Writer(store.snapshot(), committedSlot, taken.spool);
    }

    private void dropScrub() {
        if (scrub != null) {
            scrub.close();
            scrub = null;
        }
    }

    private void dropTaken() {
        if (taken != null) {
            if (taken.writer != null) {
                taken.writer.close();
            }
            taken.spool.close();
            taken = null;
        }
    }

    /**
     * Does a bounded bit of what can wait (writing out a snapshot, reading what is stored). Returns whether there is
     * more.
     */
    public boolean background(Consumer<StateDone> out) {
        try {
            if (isWriting()) {
                writeOut(out);
            } else if (scrub != null && !scrub.read(SCRUB_BYTES)) {
                StateDone.Scrubbed done = new StateDone.Scrubbed(scrub.slot(), scrub.digest());
                dropScrub();
                out.accept(done);
            }
        } catch (DamagedState e) {
            lose(e, out);
        }
        return isWriting() || scrub != null;
    }

    /** Whether a peer waits for what {@link #background} does; otherwise it may take its time. */
    public boolean isWriting() {
        return taken != null && taken.writer != null;
    }

    private void writeOut(Consumer<StateDone> out) {
        if (!taken.writer.write(BACKGROUND_BYTES)) {
            taken.writer.close();
            taken.writer = null;
            out.accept(new StateDone.SnapshotTaken(taken.id, taken.slot, taken.spool.size()));
        }
    }

    private void readChunk(StateWork.ReadChunk read, Consumer<StateDone> out) {
        boolean known = taken != null && taken.id == read.snapshot() && taken.writer == null;
        // What a peer asks for may be anything: it is told that there is no such thing, and begins anew.
        if (!known || read.offset() < 0 || read.offset() > taken.spool.size()) {
            out.accept(new StateDone.Chunk(read.peer(), read.snapshot(), -1, read.offset(), new byte[0]));
            return;
        }
        long left = taken.spool.size() - read.offset();
        byte[] bytes = taken.spool.read(read.offset(), (int) Math.min(chunkBytes, left));
        out.accept(new StateDone.Chunk(read.peer(), taken.id, taken.spool.size(), read.offset(), bytes));
    }

    private void installChunk(StateWork.InstallChunk chunk, Consumer<StateDone> out) {
        if (install != null && install.reader.complete()) {
            // The loop has been told of a whole one and decides on it first; what comes meanwhile is asked for again.
            return;
        }
        // Chunks of two snapshots never mix: another peer or id begins anew.
        if (install == null || !install.peer.equals(chunk.peer()) || install.id != chunk.snapshot()) {
            if (chunk.offset() != 0) {
                out.accept(new StateDone.WantChunk(chunk.peer(), chunk.snapshot(), 0));
                return;
            }
            dropInstall();
            install = new Install(chunk.peer(), chunk.snapshot(), home.beginInstall());
        }
        install.fetch = chunk.fetch();
        if (chunk.offset() == install.reader.offset() && !install.reader.complete()) {
            String wrong = taken(chunk);
            boolean ended = install.reader.offset() >= chunk.totalBytes();
            if (wrong == null && ended && !install.reader.complete()) {
                wrong = "it ends after " + chunk.totalBytes() + " bytes in the midst of a record";
            }
            if (wrong != null) {
                dropInstall();
                out.accept(new StateDone.SnapshotRefused(chunk.peer(), wrong));
                return;
            }
            if (install.reader.complete()) {
                StateMachine fresh = new StateMachine(install.fresh, engines);
                if (fresh.appliedSlot() != install.reader.slot()) {
                    String differs = "it says slot " + install.reader.slot() + " and holds slot " + fresh.appliedSlot();
                    dropInstall();
                    out.accept(new StateDone.SnapshotRefused(chunk.peer(), differs));
                    return;
                }
                out.accept(new StateDone.SnapshotReady(
                        chunk.fetch(), chunk.peer(), fresh.appliedSlot(), fresh.stampMicros()));
                return;
            }
        }
        out.accept(new StateDone.WantChunk(chunk.peer(), chunk.snapshot(), install.reader.offset()));
    }

    /** Takes a chunk in. Returns what is wrong; the store that is being filled is not the state, and may be. */
    private String taken(StateWork.InstallChunk chunk) {
        try {
            return install.reader.take(chunk.bytes());
        } catch (DamagedState e) {
            return "it cannot be stored: " + e.getMessage();
        }
    }

    private void dropInstall() {
        if (install != null) {
            install = null;
            home.discardInstall();
        }
    }

    private void switchTo(long slot, Consumer<StateDone> out) {
        if (install == null || install.reader.slot() != slot || slot <= machine.appliedSlot()) {
            throw new IllegalStateException(
                    "the state is to become that of slot " + slot + ", but the snapshot at hand is "
                            + (install == null ? "none" : install.reader.slot()) + " and " + machine.appliedSlot()
                            + " is applied");
        }
        dropTaken();
        dropScrub();
        Store fresh = install.fresh;
        install = null;
        lost = false;
        home.finishInstall();
        store = fresh;
        machine = new StateMachine(store, engines);
        committedSlot = machine.appliedSlot();
        out.accept(current());
    }

    /** Closes the store without a commit: what was not committed is in the log. The readers have ended. */
    public void close() {
        held.forEach(HeldState::close);
        dropTaken();
        dropScrub();
        dropInstall();
        store.close();
    }
}
