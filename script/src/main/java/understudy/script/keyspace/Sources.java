package understudy.script.keyspace;

import java.util.Arrays;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.Cursor;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * The sources of scripts by their SHA-1: replicated data, so that a script that one node has seen runs by its digest on
 * every node, after any change of leader and any restart.
 *
 * <p>A source is kept the first time that it is run in the log. There may be so many of them and so many bytes
 * ({@code script-sources}, {@code script-bytes}); the one that was loaded first goes first. Uses do not count: most of
 * them are reads, of which the log knows nothing.
 */
public final class Sources {
    public static final int SHA_BYTES = 20;

    /** Numbers of sources begin above it; under it stand the totals. */
    private static final byte[] TOTALS = loaded(0);

    private final View view;

    /** Null where nothing may be written. */
    private final Overlay overlay;

    private final Settings settings;

    Sources(View view, Overlay overlay, Settings settings) {
        this.view = view;
        this.overlay = overlay;
        this.settings = settings;
    }

    private static byte[] bySha(byte[] sha) {
        if (sha.length != SHA_BYTES) {
            throw new IllegalArgumentException("a SHA-1 of " + sha.length + " bytes instead of " + SHA_BYTES);
        }
        return Table.SOURCES.key().raw(sha).toBytes();
    }

    private static byte[] loaded(long number) {
        return Table.SOURCE_LOADS.key().int64(number).toBytes();
    }

    public boolean holds(byte[] sha) {
        return Sealed.get(view, bySha(sha)) != null;
    }

    /** Null when it is not kept, or not any more. */
    public byte[] source(byte[] sha) {
        ByteReader number = Sealed.get(view, bySha(sha));
        return number == null ? null : load(number.varint()).source();
    }

    /** Keeps a source, unless it is kept already. */
    public void keep(byte[] sha, byte[] source) {
        if (overlay == null) {
            throw new NeedsLog();
        }
        if (holds(sha)) {
            return;
        }
        Totals totals = totals();
        long number = totals.lastNumber() + 1;
        Sealed.put(overlay, bySha(sha), new ByteWriter().varint(number));
        Sealed.put(
                overlay,
                loaded(number),
                new ByteWriter(source.length + 32).raw(sha).raw(source));
        totals = new Totals(number, totals.count() + 1, totals.bytes() + source.length);
        while (totals.count() > 1
                && (totals.count() > settings.get(Setting.SCRIPT_SOURCES)
                        || totals.bytes() > settings.get(Setting.SCRIPT_BYTES))) {
            totals = dropOldest(totals);
        }
        put(totals);
    }

    /** Forgets all of them. */
    public void clear() {
        if (overlay == null) {
            throw new NeedsLog();
        }
        Totals totals = totals();
        while (totals.count() > 0) {
            totals = dropOldest(totals);
        }
        put(totals);
    }

    public long count() {
        return totals().count();
    }

    /** Of all sources together. */
    long bytes() {
        return totals().bytes();
    }

    private void put(Totals totals) {
        Sealed.put(
                overlay,
                TOTALS,
                new ByteWriter()
                        .varint(totals.lastNumber())
                        .varint(totals.count())
                        .varint(totals.bytes()));
    }

    private Totals dropOldest(Totals totals) {
        byte[] name;
        try (Cursor cursor = view.scan(loaded(1))) {
            if (!cursor.next() || !Table.SOURCE_LOADS.holds(cursor.key())) {
                throw new IllegalStateException("the state holds none of " + totals.count() + " scripts");
            }
            name = Sealed.key(cursor);
        }
        Loaded oldest = Loaded.read(Sealed.get(view, name));
        overlay.delete(bySha(oldest.sha()));
        overlay.delete(name);
        return new Totals(totals.lastNumber(), totals.count() - 1, totals.bytes() - oldest.source().length);
    }

    private Loaded load(long number) {
        ByteReader record = Sealed.get(view, loaded(number));
        if (record == null) {
            throw new IllegalStateException("the state does not hold the script of number " + number);
        }
        return Loaded.read(record);
    }

    private Totals totals() {
        ByteReader record = Sealed.get(view, TOTALS);
        return record == null ? new Totals(0, 0, 0) : new Totals(record.varint(), record.varint(), record.varint());
    }

    private record Totals(long lastNumber, long count, long bytes) {}

    private record Loaded(byte[] sha, byte[] source) {
        static Loaded read(ByteReader record) {
            byte[] all = record.rest();
            return new Loaded(Arrays.copyOf(all, SHA_BYTES), Arrays.copyOfRange(all, SHA_BYTES, all.length));
        }
    }
}
