package understudy.script.keyspace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;

/**
 * Named sequences of numbers, over a space of their own: each number is given once, in order. Since every replica
 * takes each number at the same place of the one log, none is set aside in blocks and none is lost with a leader; what
 * an error or a rollback undoes is given to the next who asks.
 *
 * <p>A sequence is there from {@link #create} on. A typing error in a name is told, rather than answered with numbers
 * that another sequence has given.
 *
 * <p>An <em>idempotency key</em> makes it safe to ask again: the same key on the same sequence gets the same numbers.
 * Of each sequence the {@value #REMEMBERED_KEYS} keys used last are remembered, each by its hash; a key that comes back
 * later than that gets new numbers.
 */
public final class Sequences {
    public static final int MAX_NAME_CHARACTERS = 1024;
    public static final int MAX_IDEMPOTENCY_KEY_BYTES = 1024;
    public static final int REMEMBERED_KEYS = 128;

    /** Most numbers of one reservation. */
    public static final long MAX_RESERVED = 1_000_000_000;

    /** The max of a sequence without one. */
    public static final long NO_MAX = Long.MAX_VALUE;

    private static final int HASH_BYTES = 16;
    private static final int KEYS_PER_STEP = 16;
    private static final int KEY_BYTES_PER_STEP = 64;

    /** Most bytes that a sequence is stored in. */
    private static final int MAX_STATE_BYTES = 46 + REMEMBERED_KEYS * (HASH_BYTES + 28);

    /** The most steps that {@link #find} takes, and each other command before it changes anything. */
    public static final long MAX_FIND_STEPS = Keyspace.stepsToFind(MAX_STATE_BYTES);

    /** The most steps that {@link #create}, {@link #alter} and {@link #delete} take. */
    public static final long MAX_CHANGE_STEPS = MAX_FIND_STEPS + Keyspace.stepsToPut(MAX_STATE_BYTES);

    private static final int SHOWN_CHARACTERS = 60;

    private final Keyspace keys;
    private final Space space;

    public Sequences(Keyspace keys, int database) {
        this.keys = keys;
        this.space = new Space(database, Space.Holds.SEQUENCES);
    }

    /**
     * How a sequence stands.
     *
     * @param current the number given last; the initial one before the first
     * @param increment above 0
     * @param max no number above it is given; {@link #NO_MAX} without
     * @param revision rises with each change
     */
    public record Sequence(long current, long initial, long increment, long max, long revision) {
        public boolean hasMax() {
            return max != NO_MAX;
        }
    }

    /**
     * Numbers that were given: {@code first}, and so on by {@code increment}.
     *
     * @param revision of the sequence, after them
     */
    public record Numbers(long first, long count, long increment, long revision) {
        public long last() {
            return first + (count - 1) * increment;
        }
    }

    private record Answered(byte[] keyHash, long first, long count, long increment) {}

    /** A sequence as it is stored; the keys that were answered, oldest first. */
    private record State(long current, long initial, long increment, long max, List<Answered> answered) {
        State {
            if (increment <= 0) {
                throw new KeyspaceError("increment of " + increment + ": it must be above 0");
            }
            if (max < current) {
                throw new KeyspaceError("max of " + max + ": it must not lie below "
                        + (current == initial ? "the initial " : "the current ") + current);
            }
        }

        byte[] write() {
            ByteWriter out = new ByteWriter(48 + answered.size() * (HASH_BYTES + 16));
            out.int64(current).int64(initial).varint(increment).varint(max).varint(answered.size());
            for (Answered answer : answered) {
                out.raw(answer.keyHash).int64(answer.first).varint(answer.count).varint(answer.increment);
            }
            return out.toBytes();
        }

        static State read(byte[] value) {
            ByteReader in = new ByteReader(value);
            long current = in.int64();
            long initial = in.int64();
            long increment = in.varint();
            long max = in.varint();
            int count = in.count();
            List<Answered> answered = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                answered.add(new Answered(in.raw(HASH_BYTES), in.int64(), in.varint(), in.varint()));
            }
            in.end();
            return new State(current, initial, increment, max, answered);
        }

        Sequence shown(long revision) {
            return new Sequence(current, initial, increment, max, revision);
        }
    }

    /**
     * Makes a sequence whose first number is {@code initial + increment}.
     *
     * @param max {@link #NO_MAX} for none
     * @return null when there is one of that name: it stays as it is
     */
    public Sequence create(byte[] name, long initial, long increment, long max) {
        mustWrite(name);
        State state = new State(initial, initial, increment, max, List.of());
        if (keys.find(space, name) != null) {
            return null;
        }
        return state.shown(put(name, state));
    }

    /** Changes how it goes on, never what it has given; null when there is none. */
    public Sequence alter(byte[] name, long increment, long max) {
        mustWrite(name);
        Entry entry = keys.find(space, name);
        if (entry == null) {
            return null;
        }
        State before = State.read(entry.value());
        State after = new State(before.current, before.initial, increment, max, before.answered);
        return after.shown(put(name, after));
    }

    /** Null when there is none. */
    public Sequence find(byte[] name) {
        checkName(name);
        Entry entry = keys.find(space, name);
        return entry == null ? null : State.read(entry.value()).shown(entry.revision());
    }

    /** False when there was none. One that is made again under the name begins anew. */
    public boolean delete(byte[] name) {
        mustWrite(name);
        return keys.delete(space, name) >= 0;
    }

    /** The most steps that {@link #take} takes, with an idempotency key of so many bytes at most. */
    public static long mostStepsToTake(int idempotencyKeyBytes) {
        int key = 1 + REMEMBERED_KEYS / KEYS_PER_STEP + 1 + idempotencyKeyBytes / KEY_BYTES_PER_STEP;
        return MAX_CHANGE_STEPS + (idempotencyKeyBytes == 0 ? 0 : key);
    }

    /**
     * Takes the next numbers, all or none.
     *
     * @param idempotencyKey null for none
     * @return null when there is no such sequence
     * @throws KeyspaceError when so many are not left, or the key stands for another count
     */
    public Numbers take(byte[] name, long count, byte[] idempotencyKey) {
        mustWrite(name);
        if (count < 1 || count > MAX_RESERVED) {
            throw new KeyspaceError("count of " + count + ": it must be from 1 to " + MAX_RESERVED);
        }
        byte[] hash = idempotencyKey == null ? null : hash(idempotencyKey);
        Entry entry = keys.find(space, name);
        if (entry == null) {
            return null;
        }
        State state = State.read(entry.value());
        if (hash != null) {
            keys.budget().step(1 + state.answered.size() / KEYS_PER_STEP);
            for (Answered answer : state.answered) {
                if (Arrays.equals(answer.keyHash, hash)) {
                    return again(answer, count, entry.revision());
                }
            }
        }
        // As unsigned numbers: from the least to the greatest there are more than a signed one holds.
        long left = Long.divideUnsigned(state.max - state.current, state.increment);
        if (Long.compareUnsigned(count, left) > 0) {
            throw new KeyspaceError("sequence '" + shown(name) + "' is exhausted: " + count + " asked for, "
                    + Long.toUnsignedString(left) + " left up to its max of " + state.max);
        }
        long first = state.current + state.increment;
        long last = state.current + count * state.increment;
        List<Answered> answered = state.answered;
        if (hash != null) {
            int forgotten = Math.max(0, answered.size() + 1 - REMEMBERED_KEYS);
            answered = new ArrayList<>(answered.subList(forgotten, answered.size()));
            answered.add(new Answered(hash, first, count, state.increment));
        }
        long revision = put(name, new State(last, state.initial, state.increment, state.max, answered));
        return new Numbers(first, count, state.increment, revision);
    }

    private static Numbers again(Answered answer, long count, long revision) {
        if (answer.count != count) {
            throw new KeyspaceError("the idempotency key stands for " + answer.count + " numbers, not for " + count
                    + ": each request takes a key of its own");
        }
        return new Numbers(answer.first, answer.count, answer.increment, revision);
    }

    private long put(byte[] name, State state) {
        return keys.put(space, name, state.write(), 0, false);
    }

    private void mustWrite(byte[] name) {
        keys.mustBeLogged();
        checkName(name);
    }

    private static void checkName(byte[] name) {
        if (name.length == 0) {
            throw new KeyspaceError("the sequence's name is empty");
        }
        if (name.length > MAX_NAME_CHARACTERS) {
            int characters = new String(name, StandardCharsets.UTF_8).length();
            if (characters > MAX_NAME_CHARACTERS) {
                throw new KeyspaceError("name of " + characters + " characters: a sequence's has at most "
                        + MAX_NAME_CHARACTERS + " characters");
            }
        }
    }

    private byte[] hash(byte[] idempotencyKey) {
        if (idempotencyKey.length == 0 || idempotencyKey.length > MAX_IDEMPOTENCY_KEY_BYTES) {
            throw new KeyspaceError("idempotency key of " + idempotencyKey.length + " bytes: it has from 1 to "
                    + MAX_IDEMPOTENCY_KEY_BYTES + " bytes");
        }
        keys.budget().step(1 + idempotencyKey.length / KEY_BYTES_PER_STEP);
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return Arrays.copyOf(sha256.digest(idempotencyKey), HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** For an error, on one line. */
    public static String shown(byte[] name) {
        String text = new String(name, StandardCharsets.UTF_8);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < SHOWN_CHARACTERS; i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c == 0x7f || Character.isSurrogate(c) ? '?' : c);
        }
        return shown.append(text.length() > SHOWN_CHARACTERS ? "…" : "").toString();
    }
}
