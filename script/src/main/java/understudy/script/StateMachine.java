package understudy.script;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.command.Authorizer;
import understudy.script.command.Batch;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.CommandTable;
import understudy.script.command.Commands;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.command.ReplyCodec;
import understudy.script.command.Row;
import understudy.script.command.SessionCommands;
import understudy.script.engine.ScriptEngine;
import understudy.script.engine.ScriptError;
import understudy.script.kahuna.KahunaEngine;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.Figures;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.KeyspaceError;
import understudy.script.keyspace.Setting;
import understudy.script.keyspace.Settings;
import understudy.script.keyspace.Space;
import understudy.script.keyspace.Sweep;
import understudy.script.lua.run.LuaEngine;
import understudy.script.session.Gateways;
import understudy.script.session.Sessions;
import understudy.script.store.ByteWriter;
import understudy.script.store.Overlay;
import understudy.script.store.Store;

/**
 * What every replica runs: chosen entries in, effects on the store and replies out. State and replies are a
 * function of the entries alone.
 *
 * <p>An entry is applied like this. Each command that its gateway has not sent before runs on an overlay, which
 * goes into the store when the command succeeds and is dropped when it fails: all or nothing. Then the
 * gateways' numbers are noted, and a bounded piece of what expired is swept. All of it, and every reply, goes
 * into the digest; slot, stamp and digest are stored with the effects. Nothing is durable before
 * {@link #commit}, which the caller calls between entries.
 *
 * <p>Errors of commands and scripts are replies. Anything else that is thrown means that this replica does not
 * know what the entry does: the machine is then of no more use, and will not commit.
 */
public final class StateMachine {
    /** Records that an entry sweeps: some, and more than its commands can have left behind by one key each. */
    private static final int SWEPT_PER_ENTRY = 32;

    private static final int SWEPT_PER_COMMAND = 4;

    /** A tick has nothing else to do. */
    private static final int SWEPT_PER_TICK = 512;

    /** Index in the batch, in ids made from slot and index. */
    private static final int INDEX_BITS = 20;

    private final Store store;
    private final Commands commands;
    private final StateReader reader;
    private final Overlay overlay;
    private final EntryEffects effects;
    private Settings settings;
    private Position position;
    private boolean broken;

    /** Since this one was made; told, and never used. */
    private long expiredKeys;

    /** Resumes at what the store holds; an empty store is slot 0. */
    public StateMachine(Store store) {
        this(store, List.of(new KahunaEngine(), new LuaEngine()));
    }

    /** The same with other script languages. */
    public StateMachine(Store store, List<ScriptEngine> engines) {
        this.store = store;
        this.commands = commands(engines);
        this.reader = new StateReader(commands);
        this.overlay = new Overlay(store);
        this.effects = new EntryEffects(store);
        resume();
    }

    /** All that a state can be asked for, with compiled scripts of its own. */
    static Commands commands(List<ScriptEngine> engines) {
        return new Commands(Authorizer.ALL, new ScriptCommands(engines).handlers());
    }

    /** Goes on at what the store holds now, after somebody else wrote to it. */
    public void resume() {
        position = Position.load(store);
        settings = Settings.load(store);
    }

    /** The slot of the last entry applied; slots count from 1. */
    public long appliedSlot() {
        return position.slot();
    }

    /** The stamp of the last entry applied, in microseconds since 1970. */
    public long stampMicros() {
        return position.stampMicros();
    }

    /** 32 hex digits of the chain over all entries' ordered effects and replies. */
    public String digest() {
        return Hex.text(position.digest());
    }

    /**
     * Applies the next slot's entry. Anything thrown means that this replica cannot apply it: nothing of the
     * entry may be committed and the process ends.
     *
     * @param payload commands as {@link understudy.script.command.Batch} wrote them; empty for a tick
     */
    public Applied apply(long slot, long stampMicros, byte[] payload) {
        mustBeWhole();
        if (slot != position.slot() + 1) {
            throw new IllegalStateException("slot " + slot + " was to be applied after slot " + position.slot());
        }
        // The filler of a hole has no stamp of its own: time stands still in it.
        if (stampMicros < position.stampMicros() || stampMicros == position.stampMicros() && payload.length > 0) {
            throw new IllegalStateException("slot " + slot + " is stamped " + stampMicros + ", not later than "
                    + position.stampMicros() + " of the slot before");
        }
        broken = true;
        List<Envelope> batch = Batch.decode(payload);
        effects.begin(position.digest(), slot, stampMicros);
        Gateways gateways = new Gateways(store);
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Envelope command = batch.get(i);
            Origin origin = command.origin();
            if (gateways.take(origin.node(), origin.life(), origin.number())) {
                Outcome outcome = execute(command, stampMicros, idOf(slot, i));
                effects.reply(outcome.reply(), outcome.holdMillis());
                outcomes.add(outcome);
            }
        }
        gateways.flush(overlay);
        overlay.flush(effects);
        sweep(stampMicros, outcomes.size(), batch.isEmpty());
        overlay.flush(effects);
        position = new Position(slot, stampMicros, effects.digest());
        position.store(store);
        broken = false;
        return new Applied(outcomes);
    }

    /** Runs a read at the last applied stamp. Nothing is written. */
    public Read read(Envelope command) {
        return read(command, Long.MAX_VALUE);
    }

    /**
     * The same, unless it takes more steps than that, and its budget may allow them: then it is to be run elsewhere.
     *
     * @param stepsHere what it may take here
     */
    public Read read(Envelope command, long stepsHere) {
        mustBeWhole();
        Budget budget = Budget.trial(settings.get(Setting.BUDGET_STEPS), settings.get(Setting.BUDGET_BYTES), stepsHere);
        return reader.read(store, settings, position, command, budget);
    }

    /** The last number executed or used up of a gateway's life: 0 when none, -1 when a later life is known. */
    public long lastNumber(int node, long life) {
        return Gateways.lastNumber(store, node, life);
    }

    /** The stored reply of a session's call, where it is still kept; else null. */
    public Reply storedReply(long session, long sequence) {
        byte[] stored = Sessions.reply(store, settings, position.stampMicros(), session, sequence);
        return stored == null ? null : ReplyCodec.decode(stored);
    }

    /** Makes durable what was applied. */
    public void commit() {
        mustBeWhole();
        store.commit();
    }

    /** When the next expiry falls due, in microseconds; Long.MAX_VALUE for never. Past while some wait to be swept. */
    public long nextExpiryMicros() {
        return Sweep.nextExpiryMicros(store);
    }

    /** What the state holds, in numbers. */
    public Figures figures() {
        mustBeWhole();
        return Figures.of(store, settings, position.stampMicros(), expiredKeys);
    }

    /** The settings as of the last applied entry. */
    public Settings settings() {
        return settings;
    }

    private Outcome execute(Envelope command, long stampMicros, long id) {
        if (command.refused() != null) {
            return new Outcome(command.origin(), new Reply.Failure(command.refused()), 0);
        }
        if (isMalformed(command)) {
            return failed(command, MALFORMED);
        }
        return command.session() == 0 ? run(command, stampMicros, id) : runInSession(command, stampMicros, id);
    }

    /** No gateway sends such; if one did, it must not stop the replicas. */
    static boolean isMalformed(Envelope command) {
        return command.arguments().isEmpty() || command.database() < 0 || command.database() >= Space.DATABASES;
    }

    private Outcome run(Envelope command, long stampMicros, long id) {
        Keyspace keyspace = Keyspace.writing(overlay, settings, stampMicros, budget());
        Call call = new Call(keyspace, new Sessions(overlay, settings, stampMicros), command, id);
        Reply reply;
        try {
            reply = commands.run(call);
        } catch (CommandError | BudgetExhausted | KeyspaceError | ScriptError e) {
            overlay.drop();
            keepSource(call);
            return outcome(call, command, failure(e), 0);
        }
        if (ReplyCodec.isTooDeep(reply)) {
            overlay.drop();
            keepSource(call);
            return outcome(call, command, TOO_DEEP, 0);
        }
        boolean settingsChanged = Settings.changedIn(overlay);
        overlay.flush(effects);
        if (settingsChanged) {
            settings = Settings.load(store);
        }
        keepSource(call);
        return outcome(call, command, reply, call.holdMillis());
    }

    /** A script that compiles is kept for its digest, whatever became of its run: the next caller sends the digest alone. */
    private void keepSource(Call call) {
        Call.Script script = call.script();
        if (script != null) {
            Keyspace.writing(overlay, settings, call.keyspace().stampMicros(), budget())
                    .sources()
                    .keep(script.sha(), script.source());
            overlay.flush(effects);
        }
    }

    private static Outcome outcome(Call call, Envelope command, Reply reply, long holdMillis) {
        return new Outcome(command.origin(), reply, holdMillis, call.ranReadOnly());
    }

    private Outcome runInSession(Envelope command, long stampMicros, long id) {
        long session = command.session();
        long sequence = command.sequence();
        Sessions sessions = new Sessions(overlay, settings, stampMicros);
        byte[] fingerprint = fingerprint(command);
        Outcome outcome = switch (sessions.standing(session, sequence, fingerprint)) {
            case NEW -> {
                Outcome fresh = isSessionCommand(command)
                        ? failed(command, "ERR a session's calls cannot be SESSION commands")
                        : run(command, stampMicros, id);
                sessions.finish(session, sequence, fingerprint, ReplyCodec.encode(fresh.reply()));
                yield fresh;
            }
            case DONE -> {
                sessions.touch(session);
                yield new Outcome(command.origin(), ReplyCodec.decode(sessions.reply(session, sequence)), 0);
            }
            case OTHER_COMMAND ->
                failed(command, "ERR call " + sequence + " of session " + session + " was another command");
            case ACKNOWLEDGED ->
                failed(
                        command,
                        "ERR call " + sequence + " of session " + session
                                + " was acknowledged, its reply is forgotten");
            case FULL ->
                failed(
                        command,
                        "TRYAGAIN session " + session
                                + " holds as many replies as it may: acknowledge some with SESSION ACK");
            case UNKNOWN_SESSION ->
                new Outcome(command.origin(), SessionCommands.unknown(session).reply(), 0);
        };
        overlay.flush(effects);
        return outcome;
    }

    private static Outcome failed(Envelope command, String text) {
        return new Outcome(command.origin(), new Reply.Failure(text), 0);
    }

    private static boolean isSessionCommand(Envelope command) {
        try {
            Row row = CommandTable.find(command.arguments());
            return row.name().startsWith("session");
        } catch (CommandError e) {
            return false;
        }
    }

    /** All that a command's effect depends on besides the state. */
    private static byte[] fingerprint(Envelope command) {
        ByteWriter bytes = new ByteWriter().int8(command.database()).text(command.principal());
        for (byte[] argument : command.arguments()) {
            bytes.block(argument);
        }
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(bytes.buffer(), 0, bytes.length());
            return Arrays.copyOf(hash.digest(), Sessions.FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void sweep(long stampMicros, int executed, boolean tick) {
        int most = tick ? SWEPT_PER_TICK : SWEPT_PER_ENTRY + SWEPT_PER_COMMAND * executed;
        expiredKeys += Sweep.run(overlay, settings, stampMicros, most);
        new Sessions(overlay, settings, stampMicros).sweep(most);
    }

    private Budget budget() {
        return new Budget(settings.get(Setting.BUDGET_STEPS), settings.get(Setting.BUDGET_BYTES));
    }

    /** A number of its own for each command in the log, positive for 8 trillion entries. */
    static long idOf(long slot, int index) {
        if (index >= 1 << INDEX_BITS || slot >= 1L << 63 - INDEX_BITS) {
            throw new IllegalStateException("command " + index + " of slot " + slot + " has no id");
        }
        return slot << INDEX_BITS | index;
    }

    static final String MALFORMED = "ERR a command without a name or with a database that there is not";
    static final Reply TOO_DEEP = new Reply.Failure("ERR the reply is nested deeper than " + ReplyCodec.MAX_DEPTH);

    static Reply failure(RuntimeException error) {
        if (error instanceof CommandError commandError) {
            return commandError.reply();
        }
        if (error instanceof ScriptError scriptError) {
            return ScriptCommands.failure(scriptError);
        }
        return new Reply.Failure("ERR " + error.getMessage());
    }

    private void mustBeWhole() {
        if (broken) {
            throw new IllegalStateException(
                    "slot " + (position.slot() + 1) + " could not be applied, this state is done");
        }
    }

    /** What an entry did, one outcome per command that was executed, repeats and gaps left out. */
    public record Applied(List<Outcome> outcomes) {}

    /**
     * @param holdMillis the gateway holds the reply back for so long ({@code sleep} in Kahuna Script)
     * @param readOnlyScript it ran a script that never writes: the next time it may be sent as a read
     */
    public record Outcome(Origin origin, Reply reply, long holdMillis, boolean readOnlyScript) {
        public Outcome(Origin origin, Reply reply, long holdMillis) {
            this(origin, reply, holdMillis, false);
        }
    }

    /**
     * What became of a read.
     *
     * @param reply null when there is none
     * @param holdMillis the gateway holds the reply back for so long
     * @param takesLong there is no reply since it takes more steps than it may where it was run; where this is false, a
     *     command without a reply turned out to need the log, and nothing happened
     */
    public record Read(Reply reply, long holdMillis, boolean takesLong) {
        static final Read NEEDS_LOG = new Read(null, 0, false);
        static final Read TAKES_LONG = new Read(null, 0, true);

        static Read answer(Reply reply, long holdMillis) {
            return new Read(reply, holdMillis, false);
        }
    }
}
