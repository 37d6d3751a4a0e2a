package understudy.script.keyspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import understudy.script.store.ByteWriter;
import understudy.script.store.Cursor;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * One command's (or script's) view of all databases. What it writes lands in an ordered overlay above the
 * store's open transaction; the caller flushes it on success and drops it on error. The stamp stands still.
 *
 * <p>A key's <em>revision</em> is 0 at its first write; every write and every deletion takes the next, and a
 * tombstone remembers it for {@code tombstone-age}, so that a compare-and-set by revision cannot mistake a key
 * that came back for the one it read. Changing the expiry is no write. A flush forgets revisions. In the space of
 * locks alone they never fall: a name whose past is forgotten goes on above all that was forgotten there.
 *
 * <p>A value written with history stays readable by its revision after it was replaced, deleted or expired:
 * the newest {@code history-revisions} of a key, each for {@code history-age} from its end, and none for
 * longer than the key's tombstone. A key remembers how far its history was cut, so that whoever asks beyond that is
 * told so, and not that there was nothing.
 *
 * <p>Expired keys are invisible from their stamp on, whether the {@link Sweep} has been there or not: nothing
 * that can be asked here, {@link #count} and the revision of a lock that was forgotten apart, depends on when it comes.
 *
 * <p>Not for use after its overlay was flushed or dropped.
 */
public final class Keyspace {
    public static final int MAX_KEY_BYTES = 64 << 10;

    /** How many bytes of a value cost one more step to read or write. */
    private static final int BYTES_PER_STEP = 256;

    private final View view;
    private final Overlay overlay;
    private final Settings settings;
    private final long stampMicros;
    private final Budget budget;
    private final Ledger ledger;
    private final SpaceState[] spaces = new SpaceState[Space.COUNT];

    /** Records that this command has put or deleted, to tell its own values from older ones. */
    private final TreeSet<byte[]> written = new TreeSet<>(Arrays::compareUnsigned);

    /** Those of them that came since the savepoint; null outside one. */
    private List<byte[]> writtenSince;

    /** The record that was read or written last, since most commands read what they then write. */
    private byte[] lastKey;

    private long lastGeneration;
    private KeyRecord lastRecord;

    private Keyspace(View view, Overlay overlay, Settings settings, long stampMicros, Budget budget) {
        this.view = view;
        this.overlay = overlay;
        this.settings = settings;
        this.stampMicros = stampMicros;
        this.budget = budget;
        this.ledger = new Ledger(view, overlay, settings, stampMicros);
    }

    /** A keyspace whose writes land in {@code overlay}. */
    public static Keyspace writing(Overlay overlay, long stampMicros, Budget budget) {
        return writing(overlay, Settings.load(overlay), stampMicros, budget);
    }

    /** The same with the settings at hand. */
    public static Keyspace writing(Overlay overlay, Settings settings, long stampMicros, Budget budget) {
        return new Keyspace(overlay, overlay, settings, stampMicros, budget);
    }

    /** A keyspace on which every write throws {@link NeedsLog}. */
    public static Keyspace reading(View view, long stampMicros, Budget budget) {
        return reading(view, Settings.load(view), stampMicros, budget);
    }

    /** The same with the settings at hand. */
    public static Keyspace reading(View view, Settings settings, long stampMicros, Budget budget) {
        return new Keyspace(view, null, settings, stampMicros, budget);
    }

    /** What {@link #find} costs, for a value of so many bytes at most. */
    public static long stepsToFind(long valueBytes) {
        return 1 + valueBytes / BYTES_PER_STEP;
    }

    /** The most that {@link #put} costs where no value of the key has more bytes than that. */
    public static long stepsToPut(long valueBytes) {
        return 1 + 2 * stepsToFind(valueBytes);
    }

    /** The most that {@link #delete} and {@link #expireAt} cost. */
    public static long stepsToChange(long valueBytes) {
        return 1 + stepsToFind(valueBytes);
    }

    public long stampMicros() {
        return stampMicros;
    }

    public Budget budget() {
        return budget;
    }

    public Settings settings() {
        return settings;
    }

    /** The sources of scripts. */
    public Sources sources() {
        return new Sources(view, overlay, settings);
    }

    /** The libraries of functions. */
    public Libraries libraries() {
        return new Libraries(view, overlay, settings);
    }

    public boolean readOnly() {
        return overlay == null;
    }

    /** Before an effect outside the user keys: lets what is only read go through the log instead. */
    public void mustBeLogged() {
        if (overlay == null) {
            throw new NeedsLog();
        }
    }

    /**
     * One command of several that share this keyspace: what it wrote before it failed is taken back, what others wrote
     * stays. So whoever goes on behind its error finds all of it or nothing, as a client does.
     */
    public <T> T allOrNothing(Supplier<T> command) {
        if (overlay == null) {
            return command.get();
        }
        overlay.savepoint();
        writtenSince = new ArrayList<>();
        boolean done = false;
        try {
            T result = command.get();
            done = true;
            return result;
        } finally {
            if (done) {
                overlay.release();
            } else {
                overlay.rollBack();
                written.removeAll(writtenSince);
                Arrays.fill(spaces, null);
                lastKey = null;
            }
            writtenSince = null;
        }
    }

    /** Null when the key is missing, or expired at the stamp. */
    public Entry find(Space space, byte[] key) {
        KeyRecord record = load(generation(space), key);
        return record == null || !record.isLive(stampMicros) ? null : record.entry();
    }

    /** Of the live key, its tombstone or its expired remains; -1 when it never existed or the tombstone aged out. */
    public long revision(Space space, byte[] key) {
        KeyRecord record = load(generation(space), key);
        return record == null || ledger.isForgotten(record) ? -1 : record.revision();
    }

    /**
     * Writes a string and returns its revision.
     *
     * @param expiresAtMicros 0 for never
     * @param keepHistory this value stays readable by its revision after it was replaced
     */
    public long put(Space space, byte[] key, byte[] value, long expiresAtMicros, boolean keepHistory) {
        mustWrite(key);
        if (expiresAtMicros < 0) {
            throw new IllegalArgumentException("an expiry of " + expiresAtMicros + " µs lies before 1970");
        }
        budget.step(1 + value.length / BYTES_PER_STEP);
        budget.allocate((long) key.length + value.length);
        long generation = generation(space);
        KeyRecord before = load(generation, key);
        boolean own = isOwn(generation, key);
        SpaceState state = state(space);
        long revision = state.firstRevision();
        long number = 0;
        int historyCount = 0;
        long historyDueMicros = 0;
        KeyRecord.Lost lost = KeyRecord.Lost.NONE;
        if (before != null) {
            number = before.number();
            if (ledger.isForgotten(before)) {
                ledger.eraseHistory(generation, key, before);
                revision = state.forgot(before.revision()).firstRevision();
            } else {
                revision = before.revision() + 1;
                KeyRecord archived = own ? before : ledger.archive(generation, key, before, endMicros(before));
                historyCount = archived.historyCount();
                historyDueMicros = archived.historyDueMicros();
                lost = archived.lost();
            }
        }
        SpaceState next = state.given(revision);
        if (number == 0) {
            next = next.withKey();
            number = next.lastNumber();
            ledger.enterOrder(generation, number, key);
        }
        if (next != state) {
            keep(next);
        }
        KeyRecord after = new KeyRecord(
                ValueType.STRING,
                keepHistory,
                revision,
                stampMicros,
                expiresAtMicros,
                number,
                historyCount,
                historyDueMicros,
                lost,
                value);
        ledger.replace(generation, key, before, after);
        remember(generation, key, after);
        return revision;
    }

    /** Returns the tombstone's revision; -1 when the key was missing. */
    public long delete(Space space, byte[] key) {
        mustWrite(key);
        long generation = generation(space);
        KeyRecord before = load(generation, key);
        if (before == null || !before.isLive(stampMicros)) {
            return -1;
        }
        KeyRecord archived = isOwn(generation, key) ? before : ledger.archive(generation, key, before, stampMicros);
        KeyRecord tombstone = ledger.tombstone(archived, before.revision() + 1, stampMicros);
        ledger.leaveOrder(generation, before.number());
        ledger.replace(generation, key, before, tombstone);
        keep(state(space).withoutKey().given(tombstone.revision()));
        remember(generation, key, tombstone);
        return tombstone.revision();
    }

    /** False when the key is missing; 0 makes it stay. The revision does not change. */
    public boolean expireAt(Space space, byte[] key, long expiresAtMicros) {
        mustWrite(key);
        if (expiresAtMicros < 0) {
            throw new IllegalArgumentException("an expiry of " + expiresAtMicros + " µs lies before 1970");
        }
        long generation = generation(space);
        KeyRecord before = load(generation, key);
        if (before == null || !before.isLive(stampMicros)) {
            return false;
        }
        if (before.dueMicros() != expiresAtMicros) {
            KeyRecord after = before.withDue(expiresAtMicros);
            ledger.replace(generation, key, before, after);
            remember(generation, key, after);
        }
        return true;
    }

    /**
     * The archived or current value of a revision; null when it was never there. Its expiry does not matter.
     *
     * @throws KeyspaceError when the key's history is not kept that far back any more
     */
    public Entry atRevision(Space space, byte[] key, long revision) {
        long generation = generation(space);
        KeyRecord record = load(generation, key);
        if (record == null || ledger.isForgotten(record)) {
            return null;
        }
        if (record.isLive(stampMicros) && record.revision() == revision) {
            return record.entry();
        }
        PastValue past = ledger.ended(generation, key, record, revision);
        if (past == null) {
            if (revision <= ledger.lost(generation, key, record).revision()) {
                throw new KeyspaceError("revision " + revision + " is no longer kept: " + bounds());
            }
            return null;
        }
        budget.step(1 + past.value().length / BYTES_PER_STEP);
        return past.entry();
    }

    /** What bounds a key's history, for an error. */
    private String bounds() {
        String age = Setting.HISTORY_AGE.write(settings.get(Setting.HISTORY_AGE));
        return "a key's history holds at most " + settings.get(Setting.HISTORY_REVISIONS) + " past values, each for "
                + (age.endsWith("ms") ? age : age + " s") + " (settings history-revisions and history-age)";
    }

    /**
     * The value visible at an earlier time; null when there was none.
     *
     * @throws KeyspaceError when the key's history is not kept that far back any more
     */
    public Entry asOf(Space space, byte[] key, long micros) {
        long generation = generation(space);
        KeyRecord record = load(generation, key);
        if (record == null || ledger.isForgotten(record)) {
            return null;
        }
        if (record.isLive(stampMicros) && record.modifiedMicros() <= micros) {
            return record.isLive(micros) ? record.entry() : null;
        }
        List<PastValue> ended = ledger.ended(generation, key, record);
        for (PastValue past : ended) {
            budget.step(1 + past.value().length / BYTES_PER_STEP);
        }
        for (PastValue past : ended) {
            if (past.visibleAt(micros)) {
                return past.entry();
            }
        }
        if (micros < ledger.lost(generation, key, record).untilMicros()) {
            throw new KeyspaceError("the value at that time is no longer kept: " + bounds());
        }
        return null;
    }

    /** Live keys in unsigned byte order, own writes seen; each key visited costs. Writing ends the walk's use. */
    public Scan scan(Space space, byte[] prefix, byte[] afterExclusiveOrNull) {
        long generation = generation(space);
        byte[] bound = Keys.record(generation, prefix);
        byte[] from = bound;
        if (afterExclusiveOrNull != null) {
            byte[] after = Keys.record(generation, afterExclusiveOrNull);
            // The least key above one is that key and a zero byte.
            byte[] above = Arrays.copyOf(after, after.length + 1);
            from = Arrays.compareUnsigned(above, bound) > 0 ? above : bound;
        }
        return new KeyScan(view.scan(from), bound);
    }

    /** The keys of an earlier time in the same order, each with its value as {@link #asOf} tells it. */
    public Scan scanAsOf(Space space, byte[] prefix, long micros) {
        byte[] bound = Keys.record(generation(space), prefix);
        return new PastScan(view.scan(bound), space, bound, micros);
    }

    /**
     * Live keys by their number, newest first, from below {@code belowNumber} on; 0 for all. A key keeps its
     * number as long as it lives and new keys get higher ones, so a number is a place to go on from that
     * means the same on every replica, and a walk by places ends and misses no key that was there all along.
     */
    public NumberedScan byNumber(Space space, long belowNumber) {
        long generation = generation(space);
        long highest = belowNumber == 0 ? Long.MAX_VALUE : belowNumber - 1;
        return new NumberedScan(view.scan(Keys.order(generation, highest)), space, generation);
    }

    /** Some live key, drawn by {@code chance}; null when there is none. */
    public byte[] anyKey(Space space, SplitMix chance) {
        long last = state(space).lastNumber();
        if (state(space).count() == 0) {
            return null;
        }
        try (NumberedScan down = byNumber(space, chance.below(last) + 2)) {
            if (down.next()) {
                return down.key();
            }
        }
        try (NumberedScan fromTop = byNumber(space, 0)) {
            return fromTop.next() ? fromTop.key() : null;
        }
    }

    /** How many keys there are, expired ones counted until they are swept. */
    public long count(Space space) {
        return state(space).count();
    }

    /** Drops all keys of a space at once; their records are swept later, in bounded steps. */
    public void clear(Space space) {
        mustWrite(KeyRecord.NO_VALUE);
        SpaceState state = state(space);
        if (state.lastNumber() == 0) {
            return; // No key was ever written in this generation.
        }
        byte[] name = Keys.flushed(state.generation());
        Sealed.put(overlay, name, new ByteWriter());
        keep(state.flushed());
        lastKey = null;
    }

    /** Replaces the replicated settings; they count from the next command on. */
    public void change(Settings next) {
        mustWrite(KeyRecord.NO_VALUE);
        next.store(overlay);
    }

    /** A walk over live keys. */
    public interface Scan extends AutoCloseable {
        boolean next();

        byte[] key();

        Entry entry();

        @Override
        void close();
    }

    private final class KeyScan implements Scan {
        private final Cursor cursor;
        private final byte[] bound;
        private KeyRecord record;

        KeyScan(Cursor cursor, byte[] bound) {
            this.cursor = cursor;
            this.bound = bound;
        }

        @Override
        public boolean next() {
            while (cursor.next() && Keys.startsWith(cursor.key(), bound)) {
                byte[] stored = cursor.value();
                budget.step(1 + stored.length / BYTES_PER_STEP);
                record = KeyRecord.read(Sealed.open(cursor.key(), stored));
                if (record.isLive(stampMicros)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public byte[] key() {
            return Arrays.copyOfRange(cursor.key(), Keys.KEY_AT, cursor.key().length);
        }

        @Override
        public Entry entry() {
            return record.entry();
        }

        @Override
        public void close() {
            cursor.close();
        }
    }

    private final class PastScan implements Scan {
        private final Cursor cursor;
        private final Space space;
        private final byte[] bound;
        private final long micros;
        private byte[] key;
        private Entry entry;

        PastScan(Cursor cursor, Space space, byte[] bound, long micros) {
            this.cursor = cursor;
            this.space = space;
            this.bound = bound;
            this.micros = micros;
        }

        @Override
        public boolean next() {
            while (cursor.next() && Keys.startsWith(cursor.key(), bound)) {
                byte[] name = Sealed.key(cursor);
                key = Arrays.copyOfRange(name, Keys.KEY_AT, name.length);
                entry = asOf(space, key, micros);
                if (entry != null) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public Entry entry() {
            return entry;
        }

        @Override
        public void close() {
            cursor.close();
        }
    }

    /** A walk over live keys by their numbers, highest first. */
    public final class NumberedScan implements Scan {
        private final Cursor cursor;
        private final Space space;
        private final byte[] bound;
        private long number;
        private byte[] key;
        private Entry entry;

        NumberedScan(Cursor cursor, Space space, long generation) {
            this.cursor = cursor;
            this.space = space;
            this.bound = Keys.first(Table.ORDER, generation);
        }

        @Override
        public boolean next() {
            while (step()) {
                if (entry != null) {
                    return true;
                }
            }
            return false;
        }

        /** Moves on by one number, even where the key there has expired: {@link #entry} is null then. */
        public boolean step() {
            if (!cursor.next() || !Keys.startsWith(cursor.key(), bound)) {
                return false;
            }
            number = Keys.numberOf(cursor.key());
            key = Sealed.open(cursor.key(), cursor.value()).rest();
            entry = find(space, key);
            return true;
        }

        public long number() {
            return number;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public Entry entry() {
            return entry;
        }

        @Override
        public void close() {
            cursor.close();
        }
    }

    /**
     * Whether this command has written the key before; from now on it has. A value of its own that it replaces
     * again was visible to nobody else and is not archived: otherwise a loop over one key would walk its growing
     * history at each turn.
     */
    private boolean isOwn(long generation, byte[] key) {
        byte[] name = Keys.record(generation, key);
        boolean first = written.add(name);
        if (first && writtenSince != null) {
            writtenSince.add(name);
        }
        return !first;
    }

    /** When a value that is replaced now ended: at its expiry, if that was earlier. */
    private long endMicros(KeyRecord record) {
        return record.isLive(stampMicros) ? stampMicros : record.dueMicros();
    }

    private void mustWrite(byte[] key) {
        mustBeLogged();
        if (key.length > MAX_KEY_BYTES) {
            throw new KeyspaceError("key of " + key.length + " bytes exceeds the limit of " + MAX_KEY_BYTES + " bytes");
        }
        budget.step(1);
    }

    private KeyRecord load(long generation, byte[] key) {
        KeyRecord record;
        if (lastKey != null && lastGeneration == generation && Arrays.equals(lastKey, key)) {
            record = lastRecord;
        } else if (key.length > MAX_KEY_BYTES) {
            record = null; // Never stored, and its record's name would be too long for the store.
        } else {
            record = ledger.load(generation, key);
            remember(generation, key, record);
        }
        budget.step(1 + (record == null ? 0 : record.value().length / BYTES_PER_STEP));
        return record;
    }

    private void remember(long generation, byte[] key, KeyRecord record) {
        lastGeneration = generation;
        lastKey = key;
        lastRecord = record;
    }

    private long generation(Space space) {
        return state(space).generation();
    }

    private SpaceState state(Space space) {
        int ordinal = space.ordinal();
        SpaceState state = spaces[ordinal];
        if (state == null) {
            state = SpaceState.load(view, ordinal);
            spaces[ordinal] = state;
        }
        return state;
    }

    private void keep(SpaceState state) {
        spaces[state.ordinal()] = state;
        state.store(overlay);
    }
}
