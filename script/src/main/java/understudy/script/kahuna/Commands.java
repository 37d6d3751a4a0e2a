package understudy.script.kahuna;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.engine.ScriptError;
import understudy.script.keyspace.Entry;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.KeyspaceError;
import understudy.script.keyspace.Space;

/**
 * The commands of the database as nodes. Each leaves its result in the frame and yields a value: what was read, or
 * whether it took effect. What is refused is so before anything is written.
 *
 * <p>Three kinds of refusal, all as Kahuna has them: an empty key from a parameter, a key of Kahuna's own
 * ({@code __kahuna:…}) and a negative {@code ex} answer {@code InvalidInput} and let the script go on; wrong types end
 * it with an error; a write inside a snapshot aborts it.
 */
abstract class Commands extends Node {
    private static final byte[] RESERVED = "__kahuna:".getBytes(StandardCharsets.US_ASCII);

    final boolean ephemeral;
    private final Node key;

    Commands(int at, boolean ephemeral, Node key) {
        super(at);
        this.ephemeral = ephemeral;
        this.key = key;
    }

    @Override
    final Value evaluate(Frame frame) {
        frame.budget.step(1);
        byte[] name = key.evaluate(frame).stored();
        if (name.length > Keyspace.MAX_KEY_BYTES) {
            throw frame.error(
                    "A key of " + name.length + " bytes exceeds the limit of " + Keyspace.MAX_KEY_BYTES, key.at);
        }
        if (writes() && frame.snapshotMillis != 0) {
            throw frame.aborted("writes are not allowed in a snapshot (AS OF) transaction", at);
        }
        if (name.length == 0) {
            return refuse(frame, "the key is empty");
        }
        if (name.length >= RESERVED.length && Arrays.equals(name, 0, RESERVED.length, RESERVED, 0, RESERVED.length)) {
            return refuse(frame, "keys that begin with __kahuna: are reserved");
        }
        return execute(frame, frame.space(ephemeral), name);
    }

    final Value refuse(Frame frame, String why) {
        frame.refused(writes(), why);
        return writes() ? Value.FALSE : Value.NULL;
    }

    abstract boolean writes();

    abstract Value execute(Frame frame, Space space, byte[] name);

    /** When a key that lives so many milliseconds from now on expires; -1 when that is beyond all time. */
    private static long expiry(Frame frame, long millis) {
        long room = (Long.MAX_VALUE - frame.keys.stampMicros()) / 1000;
        return millis > room ? -1 : frame.keys.stampMicros() + millis * 1000;
    }

    private static Value.Text read(Frame frame, byte[] name, Entry entry) {
        frame.budget.allocate(64L + name.length + entry.value().length);
        return Value.Text.ofBytes(entry.value(), new Origin(name, entry.revision(), entry.expiresAtMicros() / 1000));
    }

    /** {@code set}. Flags that the statement does not have are null. */
    static final class Set extends Commands {
        private final Node value;
        private final boolean ifMissing;
        private final boolean ifPresent;
        private final Node ifEquals;
        private final Node ifRevision;
        private final Node expiresIn;
        private final boolean keepHistory;

        Set(
                int at,
                boolean ephemeral,
                Node key,
                Node value,
                boolean ifMissing,
                boolean ifPresent,
                Node ifEquals,
                Node ifRevision,
                Node expiresIn,
                boolean keepHistory) {
            super(at, ephemeral, key);
            this.value = value;
            this.ifMissing = ifMissing;
            this.ifPresent = ifPresent;
            this.ifEquals = ifEquals;
            this.ifRevision = ifRevision;
            this.expiresIn = expiresIn;
            this.keepHistory = keepHistory;
        }

        @Override
        boolean writes() {
            return true;
        }

        @Override
        Value execute(Frame frame, Space space, byte[] name) {
            byte[] bytes = stored(frame, value);
            byte[] expected = ifEquals == null ? null : stored(frame, ifEquals);
            long expectedRevision = ifRevision == null ? 0 : revision(frame);
            long expiresAtMicros = 0;
            if (expiresIn != null) {
                Value.Whole millis = Coercion.integer(expiresIn.evaluate(frame));
                if (millis == null) {
                    throw frame.error("Invalid SET EX expression", expiresIn.at);
                }
                if (millis.value() < 0) {
                    return refuse(frame, "ex is negative");
                }
                expiresAtMicros = millis.value() == 0 ? 0 : expiry(frame, millis.value());
                if (expiresAtMicros < 0) {
                    return refuse(frame, "ex is too long");
                }
            }
            Keyspace keys = frame.keys;
            if (ifMissing || ifPresent || expected != null || ifRevision != null) {
                Entry entry = keys.find(space, name);
                byte[] present = entry == null ? Value.NO_BYTES : entry.value();
                long revision = entry == null ? keys.revision(space, name) : entry.revision();
                if ((ifMissing && entry != null)
                        || (ifPresent && entry == null)
                        || (expected != null && !Arrays.equals(expected, present))
                        || (ifRevision != null && expectedRevision != revision)) {
                    frame.wrote(Response.NOT_SET, name, revision);
                    return Value.FALSE;
                }
            }
            long revision = keys.put(space, name, bytes, expiresAtMicros, keepHistory);
            frame.wrote(Response.SET, name, revision);
            return Value.TRUE;
        }

        private long revision(Frame frame) {
            Value.Whole expected = Coercion.integer(ifRevision.evaluate(frame));
            if (expected == null) {
                throw frame.error("Invalid SET CMPREV expression", ifRevision.at);
            }
            return expected.value();
        }

        private static byte[] stored(Frame frame, Node node) {
            Value value = node.evaluate(frame);
            byte[] bytes = value.stored();
            if (bytes == null) {
                throw frame.error("Cannot convert array to bytes", node.at);
            }
            return bytes;
        }
    }

    static final class Delete extends Commands {
        Delete(int at, boolean ephemeral, Node key) {
            super(at, ephemeral, key);
        }

        @Override
        boolean writes() {
            return true;
        }

        @Override
        Value execute(Frame frame, Space space, byte[] name) {
            long revision = frame.keys.delete(space, name);
            if (revision < 0) {
                frame.wrote(Response.DOES_NOT_EXIST, name, frame.keys.revision(space, name));
                return Value.FALSE;
            }
            frame.wrote(Response.DELETED, name, revision);
            return Value.TRUE;
        }
    }

    static final class Extend extends Commands {
        private final Node millis;
        private final boolean isTransaction;

        /** @param isTransaction it is not all of a script */
        Extend(int at, boolean ephemeral, Node key, Node millis, boolean isTransaction) {
            super(at, ephemeral, key);
            this.millis = millis;
            this.isTransaction = isTransaction;
        }

        @Override
        boolean writes() {
            return true;
        }

        @Override
        Value execute(Frame frame, Space space, byte[] name) {
            Value.Whole duration = Coercion.integer(millis.evaluate(frame));
            if (duration == null) {
                throw frame.error("Invalid EXTEND expression", millis.at);
            }
            // At or before now: the key is gone from this moment on. But what Kahuna commits with an expiry of 0 stays.
            boolean stays = duration.value() == 0 && isTransaction && !ephemeral;
            long expiresAtMicros =
                    stays ? 0 : duration.value() <= 0 ? frame.keys.stampMicros() : expiry(frame, duration.value());
            if (expiresAtMicros < 0) {
                return refuse(frame, "the extension is too long");
            }
            Entry entry = frame.keys.find(space, name);
            if (entry == null) {
                frame.wrote(Response.DOES_NOT_EXIST, name, frame.keys.revision(space, name));
                return Value.FALSE;
            }
            frame.keys.expireAt(space, name, expiresAtMicros);
            frame.wrote(Response.EXTENDED, name, entry.revision());
            return Value.TRUE;
        }
    }

    /** What reads share: the moment that they ask for. */
    private abstract static class Reading extends Commands {
        /** Null without {@code at}. */
        private final Node atRevision;

        /** Null without {@code as of}. */
        private final Node asOf;

        Reading(int at, boolean ephemeral, Node key, Node atRevision, Node asOf) {
            super(at, ephemeral, key);
            this.atRevision = atRevision;
            this.asOf = asOf;
        }

        @Override
        boolean writes() {
            return false;
        }

        /** The key at that moment; null when it was not there. */
        final Entry find(Frame frame, Space space, byte[] name) {
            if (atRevision != null) {
                Value.Whole revision = Coercion.integer(atRevision.evaluate(frame));
                if (revision == null) {
                    throw frame.error("Invalid AT expression", atRevision.at);
                }
                Entry entry = revision.value() == -1
                        ? frame.keys.find(space, name)
                        : revision.value() < 0 ? null : atRevision(frame, space, name, revision.value());
                return entry == null
                        ? null
                        : new Entry(entry.type(), entry.value(), entry.revision(), 0, entry.modifiedMicros());
            }
            long pastMicros = pastMicros(frame);
            return pastMicros < 0 ? frame.keys.find(space, name) : asOf(frame, space, name, pastMicros);
        }

        private Entry atRevision(Frame frame, Space space, byte[] name, long revision) {
            try {
                return frame.keys.atRevision(space, name, revision);
            } catch (KeyspaceError e) {
                throw noLongerKept(frame, name, e);
            }
        }

        private Entry asOf(Frame frame, Space space, byte[] name, long micros) {
            try {
                return frame.keys.asOf(space, name, micros);
            } catch (KeyspaceError e) {
                throw noLongerKept(frame, name, e);
            }
        }

        final ScriptError noLongerKept(Frame frame, byte[] name, KeyspaceError error) {
            String shown = Clip.text(new String(name, StandardCharsets.UTF_8), 100);
            return frame.error("Key '" + shown + "': " + error.getMessage(), at);
        }

        /**
         * The last microsecond of the millisecond that is asked for, so that what the present millisecond has seen so
         * far belongs to {@code as of current_time()}; -1 for the present.
         */
        final long pastMicros(Frame frame) {
            long millis = frame.snapshotMillis;
            if (asOf != null) {
                Value.Whole asked = Coercion.integer(asOf.evaluate(frame));
                if (asked == null) {
                    throw frame.error("Invalid AS OF expression", asOf.at);
                }
                if (asked.value() == 0) {
                    throw frame.error("AS OF 0 is not a valid snapshot timestamp", asOf.at);
                }
                millis = asked.value();
            } else if (millis == 0) {
                return -1;
            }
            if (millis >= frame.nowMillis()) {
                return frame.keys.stampMicros();
            }
            return Math.max(0, millis * 1000 + 999);
        }
    }

    static final class Get extends Reading {
        Get(int at, boolean ephemeral, Node key, Node atRevision, Node asOf) {
            super(at, ephemeral, key, atRevision, asOf);
        }

        @Override
        Value execute(Frame frame, Space space, byte[] name) {
            Entry entry = find(frame, space, name);
            if (entry == null) {
                Value missing = new Value.Nothing(new Origin(name, -1, 0));
                frame.read(Response.DOES_NOT_EXIST, missing, name, -1);
                return missing;
            }
            Value value = read(frame, name, entry);
            frame.read(Response.GET, value, name, entry.revision());
            return value;
        }
    }

    static final class Exists extends Reading {
        Exists(int at, boolean ephemeral, Node key, Node atRevision, Node asOf) {
            super(at, ephemeral, key, atRevision, asOf);
        }

        @Override
        Value execute(Frame frame, Space space, byte[] name) {
            Entry entry = find(frame, space, name);
            if (entry == null) {
                frame.read(Response.DOES_NOT_EXIST, null, name, 0);
                return new Value.Bool(false, new Origin(name, 0, 0));
            }
            frame.read(Response.EXISTS, null, name, entry.revision());
            return new Value.Bool(true, new Origin(name, entry.revision(), entry.expiresAtMicros() / 1000));
        }
    }

    /** {@code get by bucket} and {@code scan by prefix}: keys in unsigned byte order. */
    static final class Many extends Reading {
        private final boolean bucket;

        Many(int at, boolean ephemeral, Node key, boolean bucket, Node asOf) {
            super(at, ephemeral, key, null, asOf);
            this.bucket = bucket;
        }

        @Override
        Value execute(Frame frame, Space space, byte[] name) {
            byte[] prefix = bucket ? Arrays.copyOf(name, name.length + 1) : name;
            if (bucket) {
                prefix[name.length] = '/';
            }
            long pastMicros = pastMicros(frame);
            List<Value> items = new ArrayList<>();
            try (Keyspace.Scan scan = pastMicros < 0
                    ? frame.keys.scan(space, prefix, null)
                    : frame.keys.scanAsOf(space, prefix, pastMicros)) {
                while (next(frame, scan)) {
                    byte[] found = scan.key();
                    if (bucket && hasSlash(found, prefix.length)) {
                        continue;
                    }
                    if (items.size() == Frame.MAX_ITEMS) {
                        throw frame.error("More than " + Frame.MAX_ITEMS + " keys", at);
                    }
                    items.add(read(frame, found, scan.entry()));
                }
            }
            Value all = frame.array(items, at);
            frame.read(items.isEmpty() ? Response.DOES_NOT_EXIST : Response.GET, all, null, -1);
            return all;
        }

        private boolean next(Frame frame, Keyspace.Scan scan) {
            try {
                return scan.next();
            } catch (KeyspaceError e) {
                throw noLongerKept(frame, scan.key(), e);
            }
        }

        private static boolean hasSlash(byte[] key, int from) {
            for (int i = from; i < key.length; i++) {
                if (key[i] == '/') {
                    return true;
                }
            }
            return false;
        }
    }
}
