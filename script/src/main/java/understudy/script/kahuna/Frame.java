package understudy.script.kahuna;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Reply;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptError.Kind;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.Locks;
import understudy.script.keyspace.Sequences;
import understudy.script.keyspace.Space;

/**
 * All that one run of a script knows and changes, beside the keyspace: variables, the last result, the last write.
 * It is made for the run and dropped after it, so nothing reaches the next.
 *
 * <p>The result of a script is that of its last statement that had one. {@code let} and {@code return} leave a value,
 * commands leave what they did; both are kept in the same fields, so that a loop of {@code let}s allocates nothing
 * for it.
 */
final class Frame {
    /** Longest string that a script may make. */
    static final int MAX_STRING_BYTES = 8 << 20;

    /** Most items of an array that is held in memory, those of the arrays in it included. */
    static final int MAX_ITEMS = 1_000_000;

    /** Most levels of arrays within arrays: what walks them recurses. */
    static final int MAX_ARRAY_DEPTH = 64;

    /** Longest time that a reply is held back. */
    static final long MAX_SLEEP_MILLIS = 300_000;

    final Keyspace keys;
    final Budget budget;
    final Locks locks;
    final Sequences sequences;
    private final Source source;
    private final Space persistent;
    private final Space ephemeral;
    private final Value[] variables;
    private final Value[] parameters;

    /** The statement that runs: where an exhausted budget is reported. */
    int runningAt;

    /** Reads see the state of this time; 0 for the present. */
    long snapshotMillis;

    /** The script may hold its reply back for less than that. */
    long timeoutMillis;

    /** Where a set stands that did not set, among those that go together; -1 without. */
    int notSetTogetherAt = -1;

    private long holdMillis;

    /** How the last set, delete or extend ended; null before the first. */
    private Response lastWrite;

    private Response response;

    /** What was read or computed; null when the command yields no value. */
    private Value value;

    /** Key and revision of a command's result; the key is null for a computed value. */
    private byte[] key;

    private long revision;
    private String reason;

    Frame(Source source, Keyspace keys, int database, int variables, Value[] parameters) {
        this.source = source;
        this.keys = keys;
        this.budget = keys.budget();
        this.locks = new Locks(keys, database);
        this.sequences = new Sequences(keys, database);
        this.persistent = Space.persistent(database);
        this.ephemeral = Space.ephemeral(database);
        this.variables = new Value[variables];
        this.parameters = parameters;
    }

    ScriptError error(String message, int at) {
        return source.error(Kind.RUNTIME, message, at);
    }

    ScriptError thrown(String message, int at) {
        return source.error(Kind.THROWN, message, at);
    }

    ScriptError aborted(String message, int at) {
        return source.error(Kind.ABORTED, message, at);
    }

    /** @param hint why */
    ScriptError aborted(String message, String hint, int at) {
        return source.error(Kind.ABORTED, message, hint, at);
    }

    ScriptError exhausted(String message) {
        return source.error(Kind.BUDGET, message, runningAt);
    }

    Space space(boolean isEphemeral) {
        return isEphemeral ? ephemeral : persistent;
    }

    long nowMillis() {
        return keys.stampMicros() / 1000;
    }

    // Variables

    /** Null when the variable was not set in this run. */
    Value variable(int slot) {
        return variables[slot];
    }

    void let(int slot, Value newValue) {
        variables[slot] = newValue;
    }

    /** Null when the caller gave none. */
    Value parameter(int index) {
        return parameters[index];
    }

    // Memory

    /** A new string of a script, paid for. */
    Value string(String chars, int at) {
        payForString(chars.length(), at);
        return Value.of(chars);
    }

    void payForString(long length, int at) {
        if (length > MAX_STRING_BYTES) {
            throw error("A string of " + length + " characters exceeds the limit of " + MAX_STRING_BYTES, at);
        }
        budget.allocate(32 + 2 * length);
    }

    /** A new array of a script, paid for. */
    Value array(List<Value> items, int at) {
        budget.allocate(32 + 16L * items.size());
        Value.Listed array = new Value.Listed(items);
        checkItems(array.weight(), at);
        if (array.depth() > MAX_ARRAY_DEPTH) {
            throw error("Arrays within arrays exceed the limit of " + MAX_ARRAY_DEPTH + " levels", at);
        }
        return array;
    }

    private void checkItems(long count, int at) {
        if (count > MAX_ITEMS) {
            throw error("An array of " + count + " items exceeds the limit of " + MAX_ITEMS, at);
        }
    }

    // Results

    void yields(Value newValue) {
        response = Response.GET;
        value = newValue;
        key = null;
        reason = null;
    }

    void read(Response how, Value newValue, byte[] ofKey, long ofRevision) {
        response = how;
        value = newValue;
        key = ofKey;
        revision = ofRevision;
        reason = null;
    }

    void wrote(Response how, byte[] ofKey, long newRevision) {
        lastWrite = how;
        read(how, null, ofKey, newRevision);
    }

    /** A command refused its input; Kahuna goes on with the script. */
    void refused(boolean write, String why) {
        if (write) {
            lastWrite = Response.INVALID_INPUT;
        }
        read(Response.INVALID_INPUT, null, null, 0);
        reason = why;
    }

    Response lastWrite() {
        return lastWrite;
    }

    boolean found() {
        return response == Response.GET;
    }

    void hold(long millis, int at) {
        holdMillis += millis;
        if (holdMillis > MAX_SLEEP_MILLIS) {
            throw error(
                    "Invalid SLEEP duration " + holdMillis + ": all of a script add up to at most " + MAX_SLEEP_MILLIS,
                    at);
        }
        if (holdMillis >= timeoutMillis) {
            throw aborted("Transaction aborted by timeout", at);
        }
    }

    /** What the script answers; a script without any result answers null. */
    ScriptResult result() {
        if (response == null) {
            yields(Value.NULL);
        }
        if (value instanceof Value.Items items) {
            checkItems(items.weight(), runningAt);
            List<ScriptResult.Value> values = new ArrayList<>(items.size());
            List<Reply> replies = new ArrayList<>(items.size());
            for (int i = 0; i < items.size(); i++) {
                Value item = items.item(i);
                byte[] itemKey = item.origin() == null ? null : item.origin().key();
                replies.add(plain(item));
                values.add(entry(itemKey, item, replies.get(i), item.revision()));
            }
            return new ScriptResult(response.typeName(), new Reply.Items(replies), values, holdMillis);
        }
        Reply reply = plainReply();
        ScriptResult.Value only = key == null && value != null
                ? entry(null, value, reply, value.revision())
                : entry(key, value, reply, revision);
        return new ScriptResult(response.typeName(), reply, List.of(only), holdMillis);
    }

    private Reply plainReply() {
        if (value != null) {
            return plain(value);
        }
        return switch (response) {
            case SET -> Reply.OK;
            case EXISTS, DELETED, EXTENDED, UNLOCKED -> new Reply.Truth(true);
            case DOES_NOT_EXIST -> new Reply.Truth(false);
            case INVALID_INPUT -> new Reply.Failure("ERR " + reason);
            case NOT_SET, GET, LOCKED, ALREADY_LOCKED -> Reply.NIL;
        };
    }

    /** The same array may stand in another one many times; what is answered is paid for each time. */
    private Reply plain(Value of) {
        budget.allocate(32);
        if (of instanceof Value.Items items) {
            List<Reply> replies = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                replies.add(plain(items.item(i)));
            }
            return new Reply.Items(replies);
        }
        if (of instanceof Value.Text text) {
            budget.allocate(text.stored().length);
        }
        return of.reply();
    }

    private static ScriptResult.Value entry(byte[] ofKey, Value ofValue, Reply reply, long ofRevision) {
        byte[] text = ofValue == null ? Value.NO_BYTES : ofValue.stored();
        if (text == null) {
            // An array within an array has no stored form; its plain reply says what it holds.
            text = "(array)".getBytes(StandardCharsets.US_ASCII);
        }
        return new ScriptResult.Value(ofKey, reply, text, ofRevision, ofValue == null ? 0 : ofValue.expiresMillis());
    }
}
