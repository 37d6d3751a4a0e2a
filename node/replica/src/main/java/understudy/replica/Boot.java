package understudy.replica;

import java.util.ArrayList;
import java.util.List;
import understudy.consensus.DurableFacts;
import understudy.consensus.Identity;
import understudy.consensus.MultiPaxos;
import understudy.consensus.Prng;
import understudy.consensus.Recovery;
import understudy.script.engine.ScriptEngine;
import understudy.script.engine.ScriptLog;
import understudy.script.kahuna.KahunaEngine;
import understudy.script.lua.run.LuaEngine;
import understudy.wal.DamagedLog;
import understudy.wal.Loss;
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
     * @param log where scripts' own log lines go; it is called on the threads of the stages
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
            ScriptLog log,
            long random,
            Now now) {
        return up(
                identity,
                settings,
                segments,
                walSettings,
                promiseFile,
                home,
                List.of(new KahunaEngine(), new LuaEngine(log)),
                random,
                now);
    }

    /** The same with other script languages. */
    public static Node up(
            Identity identity,
            NodeSettings settings,
            Segments segments,
            WalSettings walSettings,
            SlotFile promiseFile,
            StateHome home,
            List<ScriptEngine> engines,
            long random,
            Now now) {
        if (home.stopped() != null) {
            throw new Stopped(home.stopped());
        }
        TwoSlots promises = TwoSlots.open(promiseFile);
        boolean first = promises.value() == null;
        DurableFacts known =
                (first ? DurableFacts.first(identity.incarnation()) : DurableFacts.decode(promises.value())).nextLife();
        if (!known.incarnation().equals(identity.incarnation())) {
            throw new ForeignDisk("the promises on this disk are those of incarnation " + known.incarnation()
                    + ", and node " + identity.node() + " is incarnation " + identity.incarnation()
                    + ": give the node its own data directory back");
        }
        Recovered recovered = new Recovered(identity, promises, known, first);
        Wal wal = Wal.open(segments, walSettings, known.logEnd(), recovered, recovered);
        Recovery recovery = recovered.recovery;
        recovery.end(wal.appended());
        DurableFacts facts = recovery.facts().withLogEnd(wal.appended());
        promises.store(facts.encode());
        StateStage state = new StateStage(
                home,
                engines,
                identity.node().value(),
                facts.incarnation().firstNumber(facts.life()),
                facts.originLife(identity.node()),
                settings.chunkBytes(),
                identity.initial().size() > 1,
                facts.logSlot() == 1 && !facts.impaired(),
                settings.trialSteps());
        StateDone.Switched current = state.current();
        MultiPaxos paxos = new MultiPaxos(
                identity, settings.timing(), new Prng(random), recovery, current.slot(), current.stampMicros());
        LogStage log = new LogStage(wal, promises);
        Replica loop = new Replica(identity, settings, paxos, current, state.lostAtStart(), wal.maxPayloadBytes(), now);
        List<ReaderStage> readers = new ArrayList<>();
        for (int i = 0; i < LongReads.READERS; i++) {
            readers.add(new ReaderStage(engines));
        }
        return new Node(loop, log, state, List.copyOf(readers), recovered.losses);
    }

    /**
     * The stages of a node; each belongs to one thread of the owner's.
     *
     * @param readers which run what takes long to read
     * @param losses what the log had held durably and has lost: the node is impaired, and goes on (see docs/log.md)
     */
    public record Node(Replica loop, LogStage log, StateStage state, List<ReaderStage> readers, List<Loss> losses) {}

    /**
     * Hands the log's records to the core. What is lost is noted in the promise file first: the log forgets it as
     * soon as it is opened.
     */
    private static final class Recovered implements Loss.Listener, Wal.Replay {
        private final Identity identity;
        private final TwoSlots promises;
        private final boolean first;
        private Recovery recovery;
        private List<Loss> losses = List.of();

        Recovered(Identity identity, TwoSlots promises, DurableFacts known, boolean first) {
            this.identity = identity;
            this.promises = promises;
            this.first = first;
            this.recovery = new Recovery(known);
        }

        @Override
        public void lost(List<Loss> found) {
            requirePromises();
            if (identity.initial().size() == 1) {
                throw new DamagedLog(
                        Loss.text(found) + ". There is no other node that could know what is lost. Leave the"
                                + " directory as it is, check the disk, and restore a backup.");
            }
            losses = found;
            DurableFacts damaged = recovery.facts().damaged();
            promises.store(damaged.encode());
            recovery = new Recovery(damaged);
        }

        @Override
        public void record(long sequence, int type, byte[] payload) {
            requirePromises();
            recovery.record(sequence, type, payload);
        }

        private void requirePromises() {
            if (first) {
                throw new DamagedLog(
                        "the promise file is empty or missing, but the log has records: this node no longer"
                                + " knows what it promised. Restore the file, or wipe the directory and let the node join anew");
            }
        }
    }
}
