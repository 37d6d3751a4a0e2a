package understudy.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import understudy.consensus.NodeId;
import understudy.script.StateMachine;
import understudy.script.store.Store;

/**
 * The state stage: applies chosen slots, runs reads, commits, takes and installs snapshots. It has the store to
 * itself.
 *
 * <p>Whatever is thrown here means that this replica cannot go on as the others do: the owner ends the process
 * with nothing of the entry committed.
 */
public final class StateStage {
    private static final int BACKGROUND_BYTES = 256 << 10;

    private final StateHome home;
    private final int ownNode;
    private final long ownLife;
    private final int chunkBytes;
    private Store store;
    private StateMachine machine;
    private long committedSlot;

    private long snapshots;
    private Taken taken;
    private Install install;

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

        Install(NodeId peer, long id, Store fresh) {
            this.peer = peer;
            this.id = id;
            this.fresh = fresh;
            this.reader = new SnapshotStream.Reader(fresh);
        }
    }

    /** Opens the current state. */
    StateStage(StateHome home, int ownNode, long ownLife, int chunkBytes) {
        this.home = home;
        this.ownNode = ownNode;
        this.ownLife = ownLife;
        this.chunkBytes = chunkBytes;
        this.store = home.open();
        this.machine = new StateMachine(store);
        this.committedSlot = machine.appliedSlot();
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
        if (work instanceof StateWork.Apply apply) {
            StateMachine.Applied applied = machine.apply(apply.slot(), apply.stampMicros(), apply.payload());
            out.accept(new StateDone.Applied(
                    apply.slot(),
                    machine.stampMicros(),
                    applied.outcomes(),
                    machine.nextExpiryMicros(),
                    machine.digest()));
        } else if (work instanceof StateWork.Read read) {
            List<StateDone.Answer> answers = new ArrayList<>(read.asks().size());
            for (StateWork.Ask ask : read.asks()) {
                answers.add(new StateDone.Answer(
                        ask.ticket(), machine.read(ask.command()).reply()));
            }
            out.accept(new StateDone.Answers(answers));
        } else if (work instanceof StateWork.Recall recall) {
            out.accept(
                    new StateDone.Recalled(recall.ticket(), machine.storedReply(recall.session(), recall.sequence())));
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
            switchTo(switchTo.slot(), out);
        } else if (work instanceof StateWork.DropInstall) {
            dropInstall();
        } else if (work instanceof StateWork.DropSnapshot) {
            dropTaken();
        }
    }

    private void takeSnapshot(Consumer<StateDone> out) {
        if (taken != null) {
            if (taken.writer == null) {
                out.accept(new StateDone.SnapshotTaken(taken.id, taken.slot, taken.spool.size()));
            }
            return;
        }
        taken = new Taken(ownLife * 1_000_000 + ++snapshots, committedSlot, home.spool());
        taken.writer = new SnapshotStream.Writer(store.snapshot(), committedSlot, taken.spool);
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

    /** Does a bounded bit of what can wait (writing out a snapshot). Returns whether there is more. */
    public boolean background(Consumer<StateDone> out) {
        if (taken == null || taken.writer == null) {
            return false;
        }
        if (taken.writer.write(BACKGROUND_BYTES)) {
            return true;
        }
        taken.writer.close();
        taken.writer = null;
        out.accept(new StateDone.SnapshotTaken(taken.id, taken.slot, taken.spool.size()));
        return false;
    }

    private void readChunk(StateWork.ReadChunk read, Consumer<StateDone> out) {
        if (taken == null || taken.id != read.snapshot() || taken.writer != null) {
            out.accept(new StateDone.Chunk(read.peer(), read.snapshot(), -1, read.offset(), new byte[0]));
            return;
        }
        long left = Math.max(0, taken.spool.size() - read.offset());
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
        if (chunk.offset() == install.reader.offset() && !install.reader.complete()) {
            String wrong = install.reader.take(chunk.bytes());
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
                StateMachine fresh = new StateMachine(install.fresh);
                if (fresh.appliedSlot() != install.reader.slot()) {
                    String differs = "it says slot " + install.reader.slot() + " and holds slot " + fresh.appliedSlot();
                    dropInstall();
                    out.accept(new StateDone.SnapshotRefused(chunk.peer(), differs));
                    return;
                }
                out.accept(new StateDone.SnapshotReady(
                        chunk.peer(), chunk.snapshot(), fresh.appliedSlot(), fresh.stampMicros()));
                return;
            }
        }
        out.accept(new StateDone.WantChunk(chunk.peer(), chunk.snapshot(), install.reader.offset()));
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
        Store fresh = install.fresh;
        install = null;
        home.finishInstall();
        store = fresh;
        machine = new StateMachine(store);
        committedSlot = machine.appliedSlot();
        out.accept(current());
    }

    /** Closes the store without a commit: what was not committed is in the log. */
    public void close() {
        dropTaken();
        dropInstall();
        store.close();
    }
}
