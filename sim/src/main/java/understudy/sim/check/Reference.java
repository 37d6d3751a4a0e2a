package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import understudy.script.StateMachine;
import understudy.script.command.Batch;
import understudy.script.command.CommandCatalog;
import understudy.script.command.CommandTable;
import understudy.script.command.Door;
import understudy.script.command.Envelope;
import understudy.script.command.Kind;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.command.Row;
import understudy.script.command.ScriptName;
import understudy.script.engine.ScriptEngine;
import understudy.script.engine.ScriptError;
import understudy.script.kahuna.KahunaEngine;
import understudy.script.lua.run.LuaEngine;
import understudy.script.store.MemoryStore;
import understudy.script.store.View;

/**
 * The sequential model of the chosen log, and the history of the clients held against it.
 *
 * <p>The chosen log is known, so strict serializability can be decided in linear time, without a search. A model,
 * a fresh state machine over a fresh store, runs the log once. Then:
 *
 * <ul>
 *   <li>REF: an acknowledged write stands in the log, its answer is the model's, and its slot was chosen between
 *       call and answer. That is real-time order for writes: slots are first handed on in their order. An
 *       acknowledged read's answer is the model's at some slot within the read's interval, not before any
 *       read or write that had been answered when it was called, and on one connection not out of the order of its
 *       commands. The lowest such slot is taken for each read in the order of their calls; if any choice
 *       satisfies all reads, this one does. What a node answers from its own knowledge follows from the question where
 *       it is the same on all nodes.
 *   <li>XO: nothing is executed more often than it was asked for, and what was refused not at all; in the final state
 *       each acknowledged element stands once, each unknown one at most once, and counters have counted right.
 *   <li>SUM: whoever reads all accounts in one step finds their sum to be zero.
 *   <li>ALL: what a script wrote before it failed is never seen by anybody: all or nothing.
 *   <li>EQ: the nodes' digests are the model's.
 * </ul>
 */
public final class Reference {
    private static final class Executed {
        final long slot;
        final int index;
        final int node;
        final Reply reply;
        final long micros;
        boolean used;

        /** Another command like it was executed for the same node: which of them an operation is, is a guess. */
        boolean ambiguous;

        Executed(long slot, int index, int node, Reply reply, long micros) {
            this.slot = slot;
            this.index = index;
            this.node = node;
            this.reply = reply;
            this.micros = micros;
        }
    }

    /** An operation that is to be found as a read. */
    private static final class Look {
        final Operation operation;
        final Envelope envelope;
        /** It answers with any of many things: whether with one of them, the model is asked. */
        final boolean anyKey;

        /** It never enters the log. */
        final boolean besideTheLog;

        /** Rises from look to look in the order of their calls; the least slot may be above it. */
        long openSlot;

        long leastSlot;
        long mostSlot;

        Look(Operation operation, boolean anyKey, boolean besideTheLog) {
            this.operation = operation;
            this.anyKey = anyKey;
            this.besideTheLog = besideTheLog;
            envelope = asked(operation.database, operation.protocol, operation.command());
        }
    }

    /** What the model says where it would not answer beside the log; no node does. */
    private static final Reply NEEDS_THE_LOG = new Reply.Failure("(this needs the log)");

    /** Where a command's key has its session. */
    private static final String OUTSIDE = "-";

    private final ChosenLog log;
    private final Applications applications;
    private final Marks marks;
    private final MemoryStore finalStore = new MemoryStore();
    private final Recording recording = new Recording(finalStore);
    private final StateMachine finalModel;

    /** Of the model, as of a slot: what the model wrote, played again. */
    private final MemoryStore pastStore = new MemoryStore();

    private final StateMachine past;

    private final TreeMap<String, List<Executed>> executed = new TreeMap<>();
    private final TreeMap<Long, Executed> placeOf = new TreeMap<>();
    private final TreeMap<String, byte[]> sources = new TreeMap<>();
    private final List<ScriptEngine> engines;
    private final TreeMap<Long, Long> readAt = new TreeMap<>();

    public Reference(ChosenLog log, Applications applications, Marks marks) {
        this(log, applications, marks, List.of(new KahunaEngine(), new LuaEngine()));
    }

    /** @param engines the script languages of the model */
    public Reference(ChosenLog log, Applications applications, Marks marks, List<ScriptEngine> engines) {
        finalModel = new StateMachine(recording, engines);
        past = new StateMachine(pastStore, engines);
        this.engines = engines;
        this.log = log;
        this.applications = applications;
        this.marks = marks;
    }

    /** Checks a whole history. All operations have ended. */
    public void check(List<Operation> history) {
        ConnectionState.note(history);
        serializable(history);
        finalState(history);
        ghosts(history);
    }

    /** REF, EQ and the first half of XO: everything that was answered follows from the log. */
    void serializable(List<Operation> history) {
        List<Operation> byReturn = history.stream()
                .filter(o -> o.outcome != Operation.Outcome.PENDING)
                .sorted(Comparator.<Operation>comparingLong(o -> o.returnMicros).thenComparingLong(o -> o.id))
                .toList();
        // Reads need the writes' places, writes need the whole log: what the model wrote is kept, to be looked at
        // again.
        for (long slot = 1; slot <= log.last(); slot++) {
            execute(finalModel, log.at(slot));
            recording.commit();
        }
        findAmbiguous();
        List<Look> looks = new ArrayList<>();
        noteSources(history);
        for (Operation operation : byReturn) {
            if (Operation.isKilled(operation.reply)) {
                marks.hit(Mark.KILLED);
            }
            if (!operation.acknowledged()) {
                continue;
            }
            Door.Verdict verdict = Door.admit(operation.arguments);
            if (verdict.kind() == null || verdict.kind() == Kind.LOCAL || verdict.kind() == Kind.ADMIN) {
                answeredAtTheDoor(operation, verdict);
                continue;
            }
            Row row = operation.isSessionCall() ? CommandTable.find(operation.command()) : verdict.row();
            // A read-only script goes through the log where its source is not known yet.
            boolean readsByScript = row.kind() == Kind.READ && row.name().startsWith("eval");
            boolean mayPass = readsByScript || mayPassTheLog(operation, row);
            Executed place = row.kind() == Kind.READ && !readsByScript ? null : place(operation, mayPass);
            if (place != null) {
                // One that ran beside the log may have been given the place of another like it.
                place.ambiguous |= mayPass;
                placeOf.put(operation.id, place);
            } else {
                boolean besideTheLog =
                        row.kind() == Kind.READ && (!readsByScript || row.name().equals("evalsha_ro"));
                looks.add(new Look(operation, row.name().equals("randomkey"), besideTheLog));
            }
        }
        leftovers(history);
        connectionOrder(history);
        bound(looks, byReturn, history);
        run(looks);
    }

    /** In which slot an operation took effect, or after which it read; -1 where neither is known. */
    public long slotOf(Operation operation) {
        Executed place = placeOf.get(operation.id);
        return place != null ? place.slot : readAt.getOrDefault(operation.id, -1L);
    }

    /** The model's state after the whole log. */
    public View state() {
        return finalStore;
    }

    private void findAmbiguous() {
        for (List<Executed> group : executed.values()) {
            for (int i = 1; i < group.size(); i++) {
                for (int j = 0; j < i; j++) {
                    if (group.get(i).node == group.get(j).node) {
                        group.get(i).ambiguous = true;
                        group.get(j).ambiguous = true;
                    }
                }
            }
        }
    }

    /** What a node answers without log and state: refusals, and what is the same wherever it is asked. */
    private void answeredAtTheDoor(Operation operation, Door.Verdict verdict) {
        Reply expected = verdict.refusal();
        if (expected == null) {
            List<byte[]> arguments = operation.arguments;
            String name = verdict.row().name();
            expected = switch (name) {
                case "ping" -> arguments.size() == 1 ? new Reply.Status("PONG") : new Reply.Bulk(arguments.get(1));
                case "echo" -> new Reply.Bulk(arguments.get(1));
                case "readonly", "readwrite" -> Reply.OK;
                default ->
                    name.startsWith("command") ? CommandCatalog.reply(arguments, operation.protocol) : operation.reply;
            };
        }
        if (!Replies.same(expected, operation.reply)) {
            throw new Violation("REF", operation + ": any node answers " + Replies.text(expected));
        }
        marks.hit(Mark.ANSWERED_AT_THE_DOOR);
    }

    // The log.

    private void execute(StateMachine machine, ChosenLog.Chosen chosen) {
        List<Envelope> batch = Batch.decode(chosen.payload());
        int at = 0;
        int index = 0;
        for (StateMachine.Outcome outcome : machine.apply(chosen.slot(), chosen.stampMicros(), chosen.payload())
                .outcomes()) {
            // Outcomes stand in the order of the batch; what was not executed has none.
            while (at < batch.size() && !batch.get(at).origin().equals(outcome.origin())) {
                at++;
            }
            if (at == batch.size()) {
                throw new Violation(
                        "XO",
                        "slot " + chosen.slot() + " executed " + outcome.origin()
                                + ", which is not in it, or not there");
            }
            Envelope envelope = batch.get(at++);
            index++;
            // A session that is full refuses in the log, and does nothing.
            if (envelope.refused() == null && !Operation.isRefusal(outcome.reply())) {
                executed.computeIfAbsent(key(envelope), k -> new ArrayList<>(1))
                        .add(new Executed(
                                chosen.slot(), index, envelope.origin().node(), outcome.reply(), chosen.firstMicros()));
            }
        }
        String digest = applications.digest(chosen.slot());
        if (digest != null && !digest.equals(machine.digest())) {
            throw new Violation(
                    "EQ",
                    "after slot " + chosen.slot() + " the nodes' digest was " + digest + ", the model's is "
                            + machine.digest());
        }
    }

    private static String key(Envelope envelope) {
        return key(envelope.database(), envelope.session(), envelope.sequence(), envelope.arguments());
    }

    private static String key(Operation operation) {
        return operation.isSessionCall()
                ? key(
                        operation.database,
                        Long.parseLong(text(operation.arguments.get(2))),
                        Long.parseLong(text(operation.arguments.get(3))),
                        operation.command())
                : key(operation.database, 0, 0, operation.arguments);
    }

    /** All that tells a command from others. A hash comes first: scripts begin alike, and keys are compared often. */
    private static String key(int database, long session, long sequence, List<byte[]> arguments) {
        int hash = database;
        int length = 24;
        for (byte[] argument : arguments) {
            hash = hash * 31 + Arrays.hashCode(argument);
            length += argument.length + 8;
        }
        StringBuilder key = new StringBuilder(length);
        key.append((char) (hash & 0xffff)).append((char) (hash >>> 16));
        key.append(session == 0 ? OUTSIDE : session + "/" + sequence)
                .append('/')
                .append(database);
        for (byte[] argument : arguments) {
            key.append('/').append(argument.length).append(':').append(text(argument));
        }
        return key.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    // Writes.

    /**
     * A session's call that ran for another node. This one asked for it as well, its entry was refused or never came into the
     * log, and the state that it took from a peer, by snapshot, says what the call answered. It took effect where it ran,
     * which may be before this operation began; so of its connection's order it says nothing.
     */
    private Executed repeated(Operation operation) {
        for (Executed candidate : executed.getOrDefault(key(operation), List.of())) {
            if (candidate.micros <= operation.returnMicros && Replies.same(candidate.reply, operation.reply)) {
                Executed known = new Executed(
                        candidate.slot, candidate.index, operation.node, candidate.reply, candidate.micros);
                known.ambiguous = true;
                marks.hit(Mark.REPLIED);
                return known;
            }
        }
        return null;
    }

    /**
     * Where an acknowledged operation stands in the log; null when it is not there and may be a read. Operations
     * come in the order of their answers and each takes the first place that is free: if any assignment of equal
     * commands to places fits their intervals, this one does.
     */
    private Executed place(Operation operation, boolean mayPass) {
        Executed other = null;
        for (Executed candidate : executed.getOrDefault(key(operation), List.of())) {
            if (candidate.used || candidate.node != operation.node) {
                continue;
            }
            boolean within = candidate.micros >= operation.callMicros && candidate.micros <= operation.returnMicros;
            if (within && Replies.same(candidate.reply, operation.reply)) {
                candidate.used = true;
                marks.hit(Mark.REPLIED);
                return candidate;
            }
            other = candidate;
        }
        Executed repeated = other == null && operation.isSessionCall() ? repeated(operation) : null;
        if (repeated != null) {
            return repeated;
        }
        boolean maybeRead = mayPass
                || operation.intent instanceof Intent.Look
                || operation.intent instanceof Intent.Audit
                || operation.reply instanceof Reply.Failure;
        if (maybeRead) {
            return null;
        }
        if (other == null) {
            throw new Violation("REF", operation + ": acknowledged, and the chosen log does not hold it");
        }
        if (!Replies.same(other.reply, operation.reply)) {
            throw new Violation(
                    "REF",
                    operation + ": slot " + other.slot + " of the chosen log holds it, and there the model answers "
                            + Replies.text(other.reply));
        }
        throw new Violation(
                "REF",
                operation + ": slot " + other.slot + " holds it, which was chosen at " + other.micros
                        + " us, outside of its interval");
    }

    /** What stands in the log and was not acknowledged to anybody must be of unknown outcome to somebody. */
    private void leftovers(List<Operation> history) {
        TreeMap<String, Integer> doubtful = new TreeMap<>();
        TreeSet<String> loads = new TreeSet<>();
        for (Operation operation : history) {
            Row row = Door.admit(operation.command()).row();
            if (row != null && ScriptName.readsBySource(row)) {
                // Its node may have had its script kept, once or again after somebody had it forgotten.
                loads.add(operation.node + "/"
                        + key(
                                operation.database,
                                0,
                                0,
                                List.of(
                                        bytes("script"),
                                        bytes("load"),
                                        operation.command().get(1))));
            }
            if (operation.unknown()) {
                doubtful.merge(operation.node + "/" + key(operation), 1, Integer::sum);
            } else if (operation.refused()) {
                marks.hit(Mark.REFUSED);
            }
        }
        for (var group : executed.entrySet()) {
            TreeMap<Integer, Integer> left = new TreeMap<>();
            for (Executed place : group.getValue()) {
                if (!place.used) {
                    left.merge(place.node, 1, Integer::sum);
                }
            }
            for (var entry : left.entrySet()) {
                if (loads.contains(entry.getKey() + "/" + group.getKey())) {
                    continue;
                }
                int may = doubtful.getOrDefault(entry.getKey() + "/" + group.getKey(), 0);
                if (entry.getValue() > may) {
                    Executed place = group.getValue().get(group.getValue().size() - 1);
                    throw new Violation(
                            "XO",
                            "n" + entry.getKey() + " executed " + entry.getValue() + " times, last in slot "
                                    + place.slot
                                    + ", what clients may believe to have happened " + may + " times beside the"
                                    + " acknowledged ones: " + Replies.text(bytes(group.getKey())));
                }
                marks.hit(Mark.UNKNOWN_HAPPENED);
            }
            boolean session = !group.getKey().startsWith(OUTSIDE, 2);
            if (session && group.getValue().size() > 1) {
                marks.hit(Mark.CALL_REPEATED);
            }
        }
    }

    /** Commands of one connection take effect in their order. */
    private void connectionOrder(List<Operation> history) {
        TreeMap<Long, Executed> last = new TreeMap<>();
        for (Operation operation : history) {
            Executed place = placeOf.get(operation.id);
            if (place == null) {
                continue;
            }
            Executed before = last.put(operation.connection, place);
            if (before != null
                    && !before.ambiguous
                    && !place.ambiguous
                    && (before.slot > place.slot || before.slot == place.slot && before.index >= place.index)) {
                throw new Violation(
                        "REF",
                        operation + " took effect in slot " + place.slot
                                + ", before an earlier command of its connection" + " in slot " + before.slot);
            }
        }
    }

    // Reads.

    private void bound(List<Look> looks, List<Operation> byReturn, List<Operation> history) {
        looks.sort(Comparator.<Look>comparingLong(l -> l.operation.callMicros).thenComparingLong(l -> l.operation.id));
        int returned = 0;
        long written = 0;
        for (Look look : looks) {
            while (returned < byReturn.size() && byReturn.get(returned).returnMicros < look.operation.callMicros) {
                Executed place = placeOf.get(byReturn.get(returned).id);
                written = place == null ? written : Math.max(written, place.slot);
                returned++;
            }
            look.openSlot = written;
            look.leastSlot = written;
            look.mostSlot = lastHandedBy(look.operation.returnMicros);
        }
        // The order of commands on one connection bounds its reads from both sides.
        TreeMap<Long, Look> byId = new TreeMap<>();
        for (Look look : looks) {
            byId.put(look.operation.id, look);
        }
        TreeMap<Long, Long> wrote = new TreeMap<>();
        for (Operation operation : history) {
            Executed place = placeOf.get(operation.id);
            Look look = byId.get(operation.id);
            if (place != null && !place.ambiguous) {
                wrote.put(operation.connection, place.slot);
            } else if (look != null) {
                look.leastSlot = Math.max(look.leastSlot, wrote.getOrDefault(operation.connection, 0L));
            }
        }
        TreeMap<Long, Long> writes = new TreeMap<>();
        for (int i = history.size() - 1; i >= 0; i--) {
            Operation operation = history.get(i);
            Executed place = placeOf.get(operation.id);
            Look look = byId.get(operation.id);
            if (place != null && !place.ambiguous) {
                writes.put(operation.connection, place.slot);
            } else if (look != null) {
                look.mostSlot = Math.min(look.mostSlot, writes.getOrDefault(operation.connection, Long.MAX_VALUE) - 1);
            }
        }
    }

    private long lastHandedBy(long micros) {
        long low = 0;
        long high = log.last();
        while (low < high) {
            long middle = (low + high + 1) / 2;
            if (log.at(middle).firstMicros() <= micros) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void run(List<Look> looks) {
        List<Look> open = new ArrayList<>();
        int next = 0;
        for (long slot = 0; slot <= log.last(); slot++) {
            if (slot > 0) {
                recording.replay(slot, pastStore);
            }
            while (next < looks.size() && looks.get(next).openSlot <= slot) {
                open.add(looks.get(next++));
            }
            if (!open.isEmpty()) {
                past.resume();
                settle(open, slot);
            }
        }
        if (!open.isEmpty() || next < looks.size()) {
            Look look = open.isEmpty() ? looks.get(next) : open.get(0);
            throw new Violation(
                    "REF", look.operation + ": no slot of the log explains it, from slot " + look.leastSlot + " on");
        }
    }

    /** Finds the open reads that this slot explains. */
    private void settle(List<Look> open, long slot) {
        long earliestReturn = Long.MAX_VALUE; // of a read that is still open, and so will stand later than here
        TreeSet<Long> behind = new TreeSet<>(); // connections of which such a read is, and so their later ones will too
        List<Look> left = new ArrayList<>();
        for (Look look : open) {
            Operation operation = look.operation;
            boolean mayStand = slot >= look.leastSlot
                    && operation.callMicros <= earliestReturn
                    && !(look.besideTheLog && behind.contains(operation.connection));
            if (mayStand && explains(look)) {
                marks.hit(Mark.READ);
                readAt.put(operation.id, slot);
                if (look.leastSlot < look.mostSlot) {
                    marks.hit(Mark.READ_RACED);
                }
                new Effects(marks).audit(operation);
                continue;
            }
            if (slot >= look.mostSlot) {
                throw new Violation(
                        "REF",
                        operation + ": a read between slot " + look.leastSlot + " and slot " + look.mostSlot
                                + ", and at the last of them the model answers " + Replies.text(answer(look.envelope))
                                + (mayStand ? "" : " (an earlier read has seen later slots)"));
            }
            left.add(look);
            earliestReturn = Math.min(earliestReturn, operation.returnMicros);
            if (look.besideTheLog && !behind.add(operation.connection)) {
                marks.hit(Mark.READ_BEHIND);
            }
        }
        open.clear();
        open.addAll(left);
    }

    private boolean explains(Look look) {
        Reply reply = look.operation.reply;
        if (look.anyKey && reply instanceof Reply.Bulk key) {
            Envelope exists = asked(look.operation.database, 2, List.of(bytes("EXISTS"), key.bytes()));
            return Replies.same(answer(exists), new Reply.Whole(1));
        }
        return Replies.same(answer(look.envelope), Replies.withoutRunning(reply));
    }

    private Reply answer(Envelope envelope) {
        Reply reply = past.read(envelope).reply();
        return reply == null ? NEEDS_THE_LOG : reply;
    }

    /**
     * Whether it runs a script of which no run writes: such go beside the log, but for those of a session. Whether a
     * function writes is known in a state alone: where it does, no read explains the answer.
     */
    private boolean mayPassTheLog(Operation operation, Row row) {
        if (!operation.isSessionCall() && ScriptName.isFunction(row)) {
            return true;
        }
        if (operation.isSessionCall() || !ScriptName.isScript(row)) {
            return false;
        }
        byte[] source = sources.get(ScriptName.of(row, operation.command()));
        if (source == null) {
            return false;
        }
        try {
            return engineOf(row, source).compile(source).readOnly();
        } catch (ScriptError e) {
            return false;
        }
    }

    /** The one that the first line names; Lua where it names none. */
    private ScriptEngine engineOf(Row row, byte[] source) {
        boolean isKahuna = row.name().startsWith("kahuna.") || text(source).startsWith("#!kahuna");
        String name = isKahuna ? "kahuna" : "lua";
        return engines.stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The sources of all scripts that clients have sent, by their SHA-1. */
    private void noteSources(List<Operation> history) {
        for (Operation operation : history) {
            List<byte[]> command = operation.command();
            Row row = Door.admit(command).row();
            if (row != null && ScriptName.isBySource(row)) {
                sources.put(ScriptName.of(row, command), command.get(1));
            }
        }
    }

    private static Envelope asked(int database, int protocol, List<byte[]> arguments) {
        return new Envelope(new Origin(0, 0, 0), 0, 0, "default", database, protocol, null, arguments);
    }

    // The final state.

    /** XO and SUM: what must be found in the end, and in each answer. */
    void finalState(List<Operation> history) {
        new Effects(marks).check(history, this::textOf);
    }

    /** The model would show them as well if it were wrong about them, so they are looked for by themselves. */
    void ghosts(List<Operation> history) {
        TreeMap<String, Operation> ghosts = new TreeMap<>();
        for (Operation operation : history) {
            if (operation.intent instanceof Intent.Ghost ghost) {
                ghosts.put(ghost.value(), operation);
                if (operation.acknowledged()) {
                    marks.hit(Mark.GHOSTS);
                }
            }
        }
        for (Operation operation : history) {
            Operation ghost = operation.acknowledged() ? seen(operation.reply, ghosts) : null;
            if (ghost != null) {
                throw new Violation("ALL", operation + ": what it sees was written by a script that failed, " + ghost);
            }
        }
    }

    private static Operation seen(Reply reply, TreeMap<String, Operation> ghosts) {
        if (reply instanceof Reply.Bulk bulk) {
            return ghosts.get(text(bulk.bytes()));
        }
        if (reply instanceof Reply.Items items) {
            for (Reply item : items.items()) {
                Operation ghost = seen(item, ghosts);
                if (ghost != null) {
                    return ghost;
                }
            }
        }
        return null;
    }

    private String textOf(String key) {
        Reply reply =
                finalModel.read(asked(0, 2, List.of(bytes("GET"), bytes(key)))).reply();
        return reply instanceof Reply.Bulk bulk ? text(bulk.bytes()) : "";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
