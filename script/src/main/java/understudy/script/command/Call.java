package understudy.script.command;

import java.util.List;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Entry;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.Space;
import understudy.script.keyspace.SplitMix;
import understudy.script.session.Sessions;

/** One command on its way: what was asked, on whose behalf, and what it may touch. */
public final class Call {
    private final Keyspace keyspace;
    private final Sessions sessions;
    private final Envelope command;
    private final long seed;
    private final Space space;
    private long holdMillis;
    private Script script;
    private boolean ranReadOnly;

    /**
     * @param sessions null outside the log
     * @param seed of all chance in this command; also the id of a session that it opens
     */
    public Call(Keyspace keyspace, Sessions sessions, Envelope command, long seed) {
        this.keyspace = keyspace;
        this.sessions = sessions;
        this.command = command;
        this.seed = seed;
        this.space = Space.persistent(command.database());
    }

    public Keyspace keyspace() {
        return keyspace;
    }

    /** The persistent keys of the selected database. */
    public Space space() {
        return space;
    }

    /** As it came. */
    public Envelope envelope() {
        return command;
    }

    public int database() {
        return command.database();
    }

    public String principal() {
        return command.principal();
    }

    public int protocol() {
        return command.protocol();
    }

    /** The command's name is the first. */
    public List<byte[]> arguments() {
        return command.arguments();
    }

    public int count() {
        return command.arguments().size();
    }

    public byte[] argument(int index) {
        return command.arguments().get(index);
    }

    public Budget budget() {
        return keyspace.budget();
    }

    public SplitMix chance() {
        return new SplitMix(seed);
    }

    /**
     * The script that a command ran or is to run: it compiles.
     *
     * @param sha the source's SHA-1
     * @param readOnly no run of it writes
     */
    public record Script(byte[] sha, byte[] source, boolean readOnly) {}

    /** Notes the script that this command is about to run. */
    public void runs(Script compiled) {
        script = compiled;
        ranReadOnly = compiled.readOnly();
    }

    /** Notes that this command is about to run a function, which the state holds with its library. */
    public void runsFunction(boolean readOnly) {
        ranReadOnly = readOnly;
    }

    /** A script or function ran of which no run writes. */
    public boolean ranReadOnly() {
        return ranReadOnly;
    }

    /** Null unless the command came so far as to run a script. */
    public Script script() {
        return script;
    }

    /** The gateway is to hold the reply back for so long. */
    public void hold(long millis) {
        holdMillis = millis;
    }

    public long holdMillis() {
        return holdMillis;
    }

    Sessions sessions() {
        if (sessions == null) {
            throw new IllegalStateException("sessions are touched in the log alone");
        }
        return sessions;
    }

    long seed() {
        return seed;
    }

    Entry find(byte[] key) {
        return keyspace.find(space, key);
    }

    /** Milliseconds since 1970. */
    long nowMillis() {
        return keyspace.stampMicros() / 1000;
    }

    void put(byte[] key, byte[] value, long expiresAtMicros) {
        keyspace.put(space, key, value, expiresAtMicros, false);
    }

    /** Bytes of the state as a reply; they are paid for. */
    Reply bulk(byte[] bytes) {
        budget().allocate(bytes.length + 16L);
        return new Reply.Bulk(bytes);
    }

    Reply value(Entry entry) {
        return entry == null ? Reply.NIL : bulk(entry.value());
    }
}
