package understudy.sim.check;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import understudy.consensus.Configuration;
import understudy.consensus.Incarnation;
import understudy.consensus.Message;
import understudy.consensus.MessageCodec;
import understudy.replica.LogWork;
import understudy.replica.StateWork;
import understudy.script.engine.ScriptEngine;
import understudy.script.kahuna.KahunaEngine;
import understudy.script.lua.run.LuaEngine;
import understudy.script.store.Cursor;
import understudy.script.store.View;
import understudy.sim.disk.Disk;

/** All checkers of a run: they look at each event as it happens, and at the whole when it is over. */
public final class Judge implements Witness {
    /** By so much the leader's stamps may leave the range of the clocks. */
    private static final long CLAMP_MICROS = 200_000;

    /** Several stamps may be pushed on by one microsecond each. */
    private static final long PUSH_MICROS = 1_000;

    /** A sample of a clock is up to two seconds old, and what has run since may run a twentieth too fast, as may it. */
    private static final long DRIFT_MICROS = 200_000;

    /** While all is well, a command is in the log, and its stamp handed on, so soon after the clocks showed it. */
    private static final long LATEST_MICROS = 10_000_000;

    private final Clocks clocks;
    private final List<ScriptEngine> engines;
    private long highestStampMicros;
    private long stampedSlot;
    private boolean calm;
    private final Marks marks = new Marks();
    private final ChosenLog log = new ChosenLog(marks);
    private final Applications applications;
    private final Votes votes;
    private final Flow flow;
    private final int quorum;
    private List<CellHistory.Part> parts = List.of();
    private Reference reference;

    public Judge(Configuration configuration, Clocks clocks) {
        this(configuration, Long.MAX_VALUE / 2, clocks, List.of(new KahunaEngine(), new LuaEngine()));
    }

    /**
     * @param windowBytes what a leader may have under way to a peer
     * @param engines the script languages of the model
     */
    public Judge(Configuration configuration, long windowBytes, Clocks clocks, List<ScriptEngine> engines) {
        this.clocks = clocks;
        this.engines = engines;
        quorum = configuration.size() / 2 + 1;
        flow = new Flow(windowBytes, marks);
        applications = new Applications(configuration.size(), marks);
        votes = new Votes(configuration, marks);
    }

    @Override
    public void booted(int node, Disk disk, long slot, String digest) {
        votes.booted(node, disk);
        applications.booted(node, slot, digest);
    }

    @Override
    public void wiped(int node, Incarnation fresh) {
        votes.wiped(node, fresh);
        applications.stateLost(node);
    }

    @Override
    public void asked(int node, LogWork work) {
        votes.asked(node, work);
    }

    @Override
    public void synced(int node, List<LogWork> works) {
        votes.synced(node, works);
    }

    @Override
    public void sent(int from, int to, byte[] frame) {
        if (MessageCodec.claims(frame)) {
            Message message = MessageCodec.decode(frame);
            if (message instanceof Message.Accepted accepted) {
                votes.saysAccepted(from, accepted.ballot(), accepted.slot());
            } else if (message instanceof Message.Promise promise) {
                votes.saysPromised(from, promise.ballot());
            } else if (message instanceof Message.Prepare prepare) {
                // A ballot is spent before it is used: a later life must not use it again.
                votes.saysPromised(from, prepare.ballot());
            } else if (message instanceof Message.Accept accept) {
                votes.leads(from, accept.ballot());
                flow.sent(from, to, accept);
            } else if (message instanceof Message.Heartbeat heartbeat) {
                votes.claims(from, heartbeat.ballot());
            }
        }
    }

    @Override
    public void handed(int node, StateWork.Apply apply) {
        long stampBefore = apply.slot() == 1 || apply.slot() > log.last() + 1
                ? 0
                : log.at(apply.slot() - 1).stampMicros();
        votes.handed(node, apply.slot(), apply.stampMicros(), apply.payload(), stampBefore);
        if (apply.payload().length > 0) {
            stamped(apply);
        }
        log.handed(node, apply.slot(), apply.stampMicros(), apply.payload(), clocks.nowMicros());
        applications.handed(node, apply.slot());
    }

    /** Faults are over, and all hear each other: from here on the log's time has to keep up with the clocks. */
    public void calm() {
        calm = true;
    }

    /** TIME: commands are stamped with a time that some clock may have shown, and while all is well shows about now. */
    private void stamped(StateWork.Apply apply) {
        boolean first = apply.slot() > stampedSlot;
        stampedSlot = Math.max(stampedSlot, apply.slot());
        long latest = clocks.lowestNowMicros() - CLAMP_MICROS - LATEST_MICROS;
        if (calm && first && apply.stampMicros() < latest) {
            throw new Violation(
                    "TIME",
                    "all is well, slot " + apply.slot() + " is stamped " + apply.stampMicros()
                            + ", and every node's clock shows more than " + latest + ", and has for a while");
        }
        long least = clocks.lowestWallMicros() - CLAMP_MICROS;
        long most = clocks.highestMedianMicros(quorum) + CLAMP_MICROS;
        // A stamp may only rise, so what stood above the clocks before lets others stand there too.
        boolean pushed = apply.stampMicros() <= highestStampMicros + PUSH_MICROS;
        highestStampMicros = Math.max(highestStampMicros, apply.stampMicros());
        if (apply.stampMicros() < least || apply.stampMicros() > most + DRIFT_MICROS && !pushed) {
            throw new Violation(
                    "TIME",
                    "slot " + apply.slot() + " is stamped " + apply.stampMicros() + ", and the nodes' clocks showed "
                            + least + " to " + most);
        }
        marks.hit(Mark.STAMPED);
    }

    @Override
    public void delivered(int from, int to) {
        flow.heard(to, from);
    }

    @Override
    public void applied(int node, long slot, String digest) {
        applications.applied(node, slot, digest);
    }

    @Override
    public void switched(int node, long slot, String digest) {
        applications.switched(node, slot, digest);
    }

    @Override
    public void stateLost(int node) {
        applications.stateLost(node);
    }

    @Override
    public void renewed(int node) {
        applications.renewed(node);
    }

    @Override
    public void committed(int node, long slot) {
        votes.committed(node, slot);
        applications.committed(node, slot);
    }

    /** The slot at which the verdict found an operation, as far as it came; -1 for none. */
    public long slotOf(Operation operation) {
        return reference == null ? -1 : reference.slotOf(operation);
    }

    /**
     * All commands ended and the core came to rest at one slot.
     *
     * @param without some nodes stay dead
     */
    public void recovered(boolean without) {
        marks.hit(without ? Mark.RECOVERED_WITHOUT : Mark.RECOVERED);
    }

    public Marks marks() {
        return marks;
    }

    public ChosenLog log() {
        return log;
    }

    /** The highest slot that must still be there after whatever happened. */
    public long mustReach() {
        return Math.max(log.last(), votes.highestChosen());
    }

    /**
     * The run is over and quiet: the whole history against the model, and the states against each other.
     *
     * @param states by node, all at the same slot
     */
    public void verdict(List<Operation> history, Map<Integer, View> states) {
        ConnectionState.note(history);
        marks.coverage().add(history);
        reference = new Reference(log, applications, marks, engines);
        Verdicts verdicts = new Verdicts();
        // Those that trust nothing but the clients come first, and each has its say.
        verdicts.of("LIN", () -> parts = new CellHistory(marks).check(history));
        verdicts.of("ELLE", () -> new Transactions(marks).check(history));
        verdicts.of("REF", () -> reference.serializable(history));
        verdicts.of("XO", () -> reference.finalState(history));
        verdicts.of("ALL", () -> reference.ghosts(history));
        verdicts.of("RATE", () -> new Buckets(marks).check(history));
        verdicts.of("SCAN", () -> new Walks(marks).check(history));
        verdicts.of("LOCK", () -> new Leases(marks).check(history));
        verdicts.of("SEQ", () -> new Draws(marks).check(history));
        verdicts.of("TTL", () -> new Lifespans(marks).check(history));
        verdicts.of("INV", () -> Invariants.check(history));
        verdicts.of("EQ", () -> {
            for (Map.Entry<Integer, View> state : states.entrySet()) {
                compare("n" + state.getKey(), state.getValue(), reference.state());
            }
        });
        verdicts.end();
    }

    /** What the search for a linearization found, key by key; empty before the verdict. */
    public List<CellHistory.Part> linearizations() {
        return parts;
    }

    private void compare(String who, View state, View model) {
        byte[] from = {};
        try (Cursor a = state.scan(from);
                Cursor b = model.scan(from)) {
            while (true) {
                boolean more = a.next();
                if (more != b.next()) {
                    throw new Violation(
                            "EQ",
                            "the state of " + who + (more ? " has more" : " has fewer") + " records than the model");
                }
                if (!more) {
                    marks.hit(Mark.IMAGES);
                    return;
                }
                if (!Arrays.equals(a.key(), b.key()) || !Arrays.equals(a.value(), b.value())) {
                    throw new Violation(
                            "EQ",
                            "the state of " + who + " differs from the model's: " + hex(a.key()) + " = "
                                    + hex(a.value()) + ", the model has " + hex(b.key()) + " = " + hex(b.value()));
                }
            }
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length && i < 48; i++) {
            text.append(Character.forDigit(bytes[i] >> 4 & 15, 16)).append(Character.forDigit(bytes[i] & 15, 16));
        }
        return text.toString();
    }
}
