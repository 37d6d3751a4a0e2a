package understudy.replica;

import understudy.consensus.DurableFacts;
import understudy.consensus.Identity;
import understudy.consensus.MultiPaxos;
import understudy.consensus.Prng;
import understudy.consensus.Recovery;
import understudy.wal.DamagedLog;
import understudy.wal.Segments;
import understudy.wal.SlotFile;
import understudy.wal.TwoSlots;
import understudy.wal.Wal;
import understudy.wal.WalSettings;

/**
 * Brings a node up from its disk, in the order that makes it safe: promise file, log (recovered and synced),
 * state, and a new life number, durable before the first message leaves.
 */
public final class Boot {
    private Boot() {}

    /**
     * @param random seeds the node's own generator (election timeouts)
     * @throws ForeignDisk when the disk is another node's
     * @throws DamagedLog when the disk has lost what it had promised to keep; the text says what to do
     * @throws Stopped when the node has stopped until its operator decides
     */
    public static Node up(
            Identity identity,
            NodeSettings settings,
            Segments segments,
            WalSettings walSettings,
            SlotFile promiseFile,
            StateHome home,
            long random,
            Now now) {
        if (home.stopped() != null) {
            throw new Stopped(home.stopped());
        }
        TwoSlots promises = TwoSlots.open(promiseFile);
        boolean first = promises.value() == null;
        DurableFacts facts =
                (first ? DurableFacts.first(identity.incarnation()) : DurableFacts.decode(promises.value())).nextLife();
        if (!facts.incarnation().equals(identity.incarnation())) {
            throw new ForeignDisk("the promises on this disk are those of incarnation " + facts.incarnation()
                    + ", and node " + identity.node() + " is incarnation " + identity.incarnation()
                    + ": give the node its own data directory back");
        }
        Recovery recovery = new Recovery(facts);
        long[] records = {0};
        Wal wal = Wal.open(segments, walSettings, (sequence, type, payload) -> {
            records[0]++;
            recovery.record(sequence, type, payload);
        });
        recovery.end(wal.appended());
        if (first && records[0] > 0) {
            throw new DamagedLog("the promise file is empty or missing, but the log has " + records[0]
                    + " records: this node no longer knows what it promised. Restore the file, or wipe the directory"
                    + " and let the node join anew");
        }
        promises.store(facts.encode());
        StateStage state = new StateStage(
                home,
                identity.node().value(),
                facts.life(),
                settings.chunkBytes(),
                identity.initial().size() > 1,
                facts.logSlot() == 1);
        StateDone.Switched current = state.current();
        MultiPaxos paxos = new MultiPaxos(
                identity, settings.timing(), new Prng(random), recovery, current.slot(), current.stampMicros());
        LogStage log = new LogStage(wal, promises);
        Replica loop = new Replica(identity, settings, paxos, current, state.lostAtStart(), wal.maxPayloadBytes(), now);
        return new Node(loop, log, state);
    }

    /** The three stages of a node; each belongs to one thread of the owner's. */
    public record Node(Replica loop, LogStage log, StateStage state) {}
}
