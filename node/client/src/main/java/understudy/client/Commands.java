package understudy.client;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What can be asked of a cluster: any command by {@link #call(String, Object...)}, and the common ones by methods that
 * bear their names. A client runs a write at most once, a {@link Session} exactly once. A key that is missing is null.
 *
 * <p>A future fails with an {@link UnderstudyFailure}: {@link Refused}, {@link NotDone} or {@link OutcomeUnknown}.
 */
public interface Commands {
    /** Sends a command that must not happen twice. */
    Future<Answer> call(Command command);

    /** Sends a command that may be repeated: a read, or a write that is the same done twice. */
    Future<Answer> read(Command command);

    /**
     * The same with another deadline for each request, waiting and repeats included.
     *
     * @param deadlineMillis 1 ms to an hour
     */
    Commands withDeadlineMillis(int deadlineMillis);

    /**
     * Sends a command that must not happen twice.
     *
     * @param arguments texts, {@code byte[]}, {@link io.vertx.core.buffer.Buffer}s, numbers
     */
    default Future<Answer> call(String command, Object... arguments) {
        return call(Command.of(command, arguments));
    }

    /** Sends a command that may be repeated. */
    default Future<Answer> read(String command, Object... arguments) {
        return read(Command.of(command, arguments));
    }

    // Strings

    default Future<String> get(String key) {
        return read("GET", key).map(Replies::text);
    }

    default Future<byte[]> getBytes(String key) {
        return read("GET", key).map(Replies::bytes);
    }

    /** A value with its revision, for {@link #compareAndSetRevision}. */
    default Future<Versioned> getVersioned(String key) {
        return new KahunaScript(Replies.GET).with("key", key).repeat(this).map(Versioned::of);
    }

    /** @param value a text, bytes, a buffer or a number */
    default Future<Void> set(String key, Object value) {
        return call("SET", key, value).mapEmpty();
    }

    /** Whether it was set: the condition held. */
    default Future<Boolean> set(String key, Object value, SetOptions options) {
        List<Object> words = new ArrayList<>(List.of(key, value));
        words.addAll(options.words());
        return call("SET", words.toArray()).map(answer -> !answer.isNil());
    }

    /** Sets a key for so many milliseconds. */
    default Future<Void> psetex(String key, long millis, Object value) {
        return call("PSETEX", key, millis, value).mapEmpty();
    }

    /** Sets a key that is missing; whether it was. */
    default Future<Boolean> setnx(String key, Object value) {
        return call("SETNX", key, value).map(Replies::yes);
    }

    /** Sets a key and answers what it held. */
    default Future<String> getset(String key, Object value) {
        return call("SET", key, value, "GET").map(Replies::text);
    }

    /** Removes a key and answers what it held. */
    default Future<String> getdel(String key) {
        return call("GETDEL", key).map(Replies::text);
    }

    /** The values in the order of the keys, null for those that are missing. */
    default Future<List<String>> mget(List<String> keys) {
        return read("MGET", keys.toArray()).map(Replies::texts);
    }

    default Future<Void> mset(Map<String, ?> values) {
        return call("MSET", Replies.pairs(values)).mapEmpty();
    }

    /** Sets all if none is there; whether so. */
    default Future<Boolean> msetnx(Map<String, ?> values) {
        return call("MSETNX", Replies.pairs(values)).map(Replies::yes);
    }

    /** Appends to a value and answers its length in bytes. */
    default Future<Long> append(String key, Object more) {
        return call("APPEND", key, more).map(Answer::whole);
    }

    /** A value's length in bytes; 0 when the key is missing. */
    default Future<Long> strlen(String key) {
        return read("STRLEN", key).map(Answer::whole);
    }

    /** The bytes from {@code first} to {@code last}, counted from 0, or from the end where negative. */
    default Future<byte[]> getrange(String key, long first, long last) {
        return read("GETRANGE", key, first, last).map(Replies::bytes);
    }

    /** Overwrites a part of a value and answers its length in bytes. */
    default Future<Long> setrange(String key, long offset, Object part) {
        return call("SETRANGE", key, offset, part).map(Answer::whole);
    }

    // Compare and set

    /** Sets a key if it holds these bytes; whether it did. */
    default Future<Boolean> compareAndSet(String key, Object expected, Object value) {
        return new KahunaScript(Replies.SET_IF_HOLDS)
                .with("key", key)
                .with("expected", expected)
                .with("value", value)
                .run(this)
                .map(result -> result.type().equals("Set"));
    }

    /**
     * Sets a key if it has this revision; whether it had.
     *
     * @param revision of {@link #getVersioned}; -1 for a key that never was
     */
    default Future<Boolean> compareAndSetRevision(String key, long revision, Object value) {
        return new KahunaScript(Replies.SET_IF_REVISION)
                .with("key", key)
                .with("revision", revision)
                .with("value", value)
                .run(this)
                .map(result -> result.type().equals("Set"));
    }

    /** Removes a key if it holds these bytes; whether it did. */
    default Future<Boolean> compareAndDelete(String key, Object expected) {
        return Replies.DELETE_IF_HOLDS.run(this, List.of(key), expected).map(Replies::yes);
    }

    // Counters

    default Future<Long> incr(String key) {
        return call("INCR", key).map(Answer::whole);
    }

    default Future<Long> incrby(String key, long by) {
        return call("INCRBY", key, by).map(Answer::whole);
    }

    default Future<Long> decr(String key) {
        return call("DECR", key).map(Answer::whole);
    }

    default Future<Long> decrby(String key, long by) {
        return call("DECRBY", key, by).map(Answer::whole);
    }

    default Future<Double> incrbyfloat(String key, double by) {
        return call("INCRBYFLOAT", key, by).map(answer -> Double.valueOf(answer.text()));
    }

    // Keys

    /** Removes keys; how many there were. */
    default Future<Long> del(String... keys) {
        return call("DEL", (Object[]) keys).map(Answer::whole);
    }

    /** How many of the keys are there. */
    default Future<Long> exists(String... keys) {
        return read("EXISTS", (Object[]) keys).map(Answer::whole);
    }

    /** What a key holds: {@code string}, or {@code none}. */
    default Future<String> type(String key) {
        return read("TYPE", key).map(Answer::text);
    }

    default Future<Void> rename(String from, String to) {
        return call("RENAME", from, to).mapEmpty();
    }

    /** Gives a key another name that is free; whether it was. */
    default Future<Boolean> renamenx(String from, String to) {
        return call("RENAMENX", from, to).map(Replies::yes);
    }

    /** Copies a key to a name that is free; whether it was. */
    default Future<Boolean> copy(String from, String to) {
        return call("COPY", from, to).map(Replies::yes);
    }

    /** How many keys the database holds. */
    default Future<Long> dbsize() {
        return read("DBSIZE").map(Answer::whole);
    }

    /** Removes all keys of the database. */
    default Future<Void> flushdb() {
        return call("FLUSHDB").mapEmpty();
    }

    // Expiry

    /** Lets a key expire in so many milliseconds; whether it is there. */
    default Future<Boolean> pexpire(String key, long millis) {
        return call("PEXPIRE", key, millis).map(Replies::yes);
    }

    /** Lets a key expire at that Unix time in milliseconds; whether it is there. */
    default Future<Boolean> pexpireat(String key, long unixMillis) {
        return call("PEXPIREAT", key, unixMillis).map(Replies::yes);
    }

    /** Lets a key stay; whether it had an expiry. */
    default Future<Boolean> persist(String key) {
        return call("PERSIST", key).map(Replies::yes);
    }

    /** In how many milliseconds a key expires; -1 for never, -2 for a key that is missing. */
    default Future<Long> pttl(String key) {
        return read("PTTL", key).map(Answer::whole);
    }

    // Walking

    /**
     * The next portion of the keys that match a pattern.
     *
     * @param cursor {@link ScanPage#FIRST}, then that of the page before
     * @param pattern as {@code KEYS} takes it, {@code user:*}
     * @param count about so many keys are looked at, 1 or more
     */
    default Future<ScanPage> scan(String cursor, String pattern, int count) {
        return read("SCAN", cursor, "MATCH", pattern, "COUNT", count).map(ScanPage::of);
    }

    /** Walks all keys that match, in portions. One that is there all the while comes once, others may or may not. */
    default Future<Void> scanAll(String pattern, Consumer<String> key) {
        return Replies.scanFrom(this, ScanPage.FIRST, pattern, key);
    }

    // Scripts and functions

    /** Keeps a script's source; answers its SHA-1. {@link LuaScript} and {@link KahunaScript} need no such step. */
    default Future<String> scriptLoad(String source) {
        // Loading twice is the same as once.
        return read("SCRIPT", "LOAD", source).map(Answer::text);
    }

    /** Calls a function. */
    default Future<Answer> fcall(String function, List<String> keys, Object... arguments) {
        return call(Scripts.command("FCALL", function, keys, arguments));
    }

    /** Calls a function that does not write, beside the log. */
    default Future<Answer> fcallReadOnly(String function, List<String> keys, Object... arguments) {
        return read(Scripts.command("FCALL_RO", function, keys, arguments));
    }

    /** Keeps a library of functions, in place of one of the same name; answers the name. */
    default Future<String> functionLoad(String source) {
        return call("FUNCTION", "LOAD", "REPLACE", source).map(Answer::text);
    }

    // Locks and sequences

    /** Takes a lock for so many milliseconds; its fencing token, or null when somebody else holds it. */
    default Future<Long> lockAcquire(String name, String owner, long leaseMillis) {
        return call("LOCK.ACQUIRE", name, owner, leaseMillis).map(Replies::wholeOrNull);
    }

    /** Lets the lease begin anew; the token, or null when the owner holds it no longer. */
    default Future<Long> lockExtend(String name, String owner, long leaseMillis) {
        return call("LOCK.EXTEND", name, owner, leaseMillis).map(Replies::wholeOrNull);
    }

    /** Frees a lock; whether the owner held it. */
    default Future<Boolean> lockRelease(String name, String owner) {
        return call("LOCK.RELEASE", name, owner).map(Replies::yes);
    }

    /** Makes a sequence; whether there was none. */
    default Future<Boolean> seqCreate(String name) {
        return call("SEQ.CREATE", name).map(Replies::yes);
    }

    /** The next number of a sequence. */
    default Future<Long> seqNext(String name) {
        return call("SEQ.NEXT", name).map(Answer::whole);
    }
}
