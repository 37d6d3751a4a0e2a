package understudy.wal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The durable log: opaque typed records with consecutive sequence numbers over {@link Segments}.
 *
 * <p>The model. A log is a row of segments, each with a {@link Head} and then records; {@link Record} is how one
 * looks. A record is durable once {@link #sync} has returned after it, and only then may anybody be told of
 * it. Every record carries a <em>durable mark</em>: up to where the log had been synced when it was written. So a
 * group's mark travels with the next group at no cost, and alone ({@link #markIdle}) when no next group comes.
 * After a crash the marks tell a torn tail, which is cut, from damage, which is never cut; {@link Recovery} has the
 * argument.
 *
 * <p>The rules, and what each is for:
 * <ol>
 * <li><i>A mark claims only what was synced before it was written.</i> Otherwise a torn tail would look like
 *     damage, and a node would refuse to start for nothing.
 * <li><i>A segment begins only when everything before it is durable.</i> Its head is a mark, and whatever
 *     the segments before it hold beyond its beginning counts no more.
 * <li><i>No life appends to a segment of an earlier one.</i> What a crash left at its end is not known, and the
 *     records behind a hole are lost to most readers.
 * <li><i>What was read back may be in the page cache alone</i>, if the process died and not the machine, and a failed
 *     sync leaves pages that look clean and are not on the disk. So all above the highest mark is written
 *     again, into the new segment, and synced, before {@link #open} returns and anybody can act on it.
 * <li><i>A failed write or sync is final.</i> What the disk then holds is unknown, and trying again would report
 *     success without it. The log refuses everything from then on; the process has to end.
 * </ol>
 *
 * <p>Restarts do not make the log grow: a segment that holds no more than its head, and a small one, whose records
 * are copied along with the rest, are deleted as soon as the new one is durable.
 *
 * <p>Used by one thread at a time.
 */
public final class Wal implements AutoCloseable {
    /** The part of a full segment that an old one may fill and still be copied into the new one at restart. */
    private static final int SMALL = 16;

    private final Segments segments;
    private final WalSettings settings;

    /** Sequence of the first record of each segment, by the segment's number; the last one is the current. */
    private final TreeMap<Long, Long> firstRecords = new TreeMap<>();

    private ByteBuffer buffer = ByteBuffer.allocate(1 << 12);
    private long segmentBytes;
    private long appended;
    private long synced;
    private long marked;
    private boolean unsyncedBytes;
    private Throwable failure;

    private Wal(Segments segments, WalSettings settings) {
        this.segments = segments;
        this.settings = settings;
    }

    /**
     * The same where nothing may be lost: a damaged log is left as it is.
     *
     * @throws DamagedLog when a record below a durable mark cannot be read
     */
    public static Wal open(Segments segments, WalSettings settings, Replay replay) {
        return open(
                segments,
                settings,
                0,
                losses -> {
                    throw new DamagedLog(losses);
                },
                replay);
    }

    /**
     * Recovers the log: replays every good record, oldest first, copies what lies above the last durable
     * mark into a new segment, and syncs all that it keeps, before it returns. What was durable and is lost is
     * told before anything is written; then all from the first loss on is copied, with a word in the place of what
     * is missing, so that the next restart reads a whole log. (Whoever must not forget the loss notes it when told.)
     *
     * @param durable up to where the owner knows that all was durable; 0 for no more than the log itself knows
     * @throws LogFull when there is no room for the new segment
     */
    public static Wal open(
            Segments segments, WalSettings settings, long durable, Loss.Listener listener, Replay replay) {
        Recovery recovery = Recovery.of(segments, durable);
        if (!recovery.losses().isEmpty()) {
            listener.lost(recovery.losses());
        }
        Wal wal = new Wal(segments, settings);
        wal.replayAndCopy(recovery, replay);
        return wal;
    }

    /** Appends a record (type 1 to 63) and returns its sequence number, one above the last. Not durable before {@link #sync}. */
    public long append(int type, byte[] payload) {
        requireSound();
        if (type < 1 || type > Record.HIGHEST_USER_TYPE) {
            throw new IllegalArgumentException("record type " + type + ": types are 1 to " + Record.HIGHEST_USER_TYPE);
        }
        if (payload.length > maxPayloadBytes()) {
            throw new IllegalArgumentException(
                    "a record of " + payload.length + " bytes: the log takes " + maxPayloadBytes() + " at most");
        }
        boolean empty = firstRecords.lastEntry().getValue() > appended;
        if (!empty && segmentBytes + Record.OVERHEAD_BYTES + payload.length > settings.segmentBytes()) {
            sync();
            begin(firstRecords.lastKey() + 1, appended + 1, appended, first());
        }
        write(appended + 1, (byte) type, payload);
        return ++appended;
    }

    /** Makes all that was appended durable. */
    public void sync() {
        requireSound();
        if (unsyncedBytes) {
            guarded(segments::sync);
            unsyncedBytes = false;
            synced = appended;
        }
    }

    /** Writes a durable mark for what was synced, where none covers it yet: the caller does so after 50 ms of idleness. */
    public void markIdle() {
        requireSound();
        if (marked < synced) {
            mark(first());
        }
    }

    /** @param oldest the oldest record that is not trimmed, or is not to be from now on */
    private void mark(long oldest) {
        write(appended + 1, Record.MARK, Record.number(oldest));
        sync();
    }

    /** Sequence number of the last record appended; 0 when there is none. */
    public long appended() {
        return appended;
    }

    /** Sequence number up to which everything is durable. */
    public long synced() {
        return synced;
    }

    /** Sequence number of the oldest record that the log still holds; {@link #appended} + 1 when it holds none. */
    public long first() {
        return firstRecords.firstEntry().getValue();
    }

    /**
     * Deletes the segments in which every record has a sequence number below the given one. That they were trimmed
     * is durable before the first is gone: otherwise they would be missed as lost, or what is lost as trimmed.
     */
    public void trim(long sequence) {
        requireSound();
        long kept = first();
        for (long first : firstRecords.values()) {
            kept = first <= sequence ? first : kept;
        }
        if (kept > first()) {
            mark(kept);
        }
        Map.Entry<Long, Long> oldest = firstRecords.firstEntry();
        Map.Entry<Long, Long> next = firstRecords.higherEntry(oldest.getKey());
        while (next != null && next.getValue() <= sequence) {
            long number = oldest.getKey();
            guarded(() -> segments.delete(number));
            firstRecords.remove(number);
            oldest = next;
            next = firstRecords.higherEntry(oldest.getKey());
        }
    }

    /** The largest payload that fits a record, in bytes. */
    public int maxPayloadBytes() {
        return segments.maxRecordBytes() - Record.OVERHEAD_BYTES;
    }

    /** Bytes of disk that the log occupies. */
    public long occupiedBytes() {
        long bytes = 0;
        for (long number : firstRecords.keySet()) {
            bytes += segments.occupiedBytes(number);
        }
        return bytes;
    }

    /** Bytes of disk that can still be appended before {@link LogFull}: to be asked before work is taken on. */
    public long freeBytes() {
        return segments.freeBytes();
    }

    /** Closes the segments. It does not sync. */
    @Override
    public void close() {
        segments.close();
    }

    /** Receives the records of an earlier life, in order. */
    public interface Replay {
        void record(long sequence, int type, byte[] payload);
    }

    private void replayAndCopy(Recovery recovery, Replay replay) {
        long copyFrom = copyFrom(recovery);
        appended = copyFrom - 1;
        synced = recovery.mark();
        begin(recovery.newestSegment() + 1, copyFrom, recovery.last(), Math.min(copyFrom, recovery.oldest()));
        for (Recovery.Extent extent : recovery.extents()) {
            replayAndCopy(extent, copyFrom, replay);
        }
        writeLost(recovery.last());
        sync();
        if (recovery.last() >= copyFrom) {
            mark(Math.min(copyFrom, recovery.oldest())); // it also tells that the copy is whole
        }
        List<Long> useless = new ArrayList<>(recovery.useless());
        TreeSet<Long> copied = new TreeSet<>();
        for (Recovery.Extent extent : recovery.extents()) {
            if (extent.first() < copyFrom) {
                firstRecords.putIfAbsent(extent.segment(), extent.first());
            } else {
                copied.add(extent.segment());
            }
        }
        copied.removeAll(firstRecords.keySet());
        for (long number : firstRecords.headMap(recovery.newestSegment(), true).descendingKeySet()) {
            guarded(() -> segments.syncOld(number));
        }
        useless.addAll(copied.descendingSet());
        for (long number : useless) {
            guarded(() -> segments.delete(number));
        }
    }

    private long copyFrom(Recovery recovery) {
        long copyFrom = Math.min(recovery.mark() + 1, recovery.rewriteFrom());
        long smallBytes = 0;
        long segment = 0;
        for (Recovery.Extent extent : recovery.newestFirst()) {
            if (extent.segment() != segment) {
                segment = extent.segment();
                smallBytes += segments.occupiedBytes(segment);
            }
            if (smallBytes > settings.segmentBytes() / SMALL) {
                break;
            }
            copyFrom = Math.min(copyFrom, extent.first());
        }
        return copyFrom;
    }

    private void replayAndCopy(Recovery.Extent extent, long copyFrom, Replay replay) {
        long[] next = {extent.first()};
        long[] before = {extent.begins()};
        segments.read(extent.segment(), raw -> {
            Record record = before[0]-- > 0 ? null : Record.decode(raw);
            if (record == null || !record.isEntry() || record.sequence() != next[0]) {
                return true;
            }
            if (record.type() == Record.LOST) {
                if (record.sequence() >= copyFrom) {
                    writeLost(record.last());
                }
            } else {
                byte[] payload = record.payloadBytes();
                replay.record(record.sequence(), record.type(), payload);
                if (record.sequence() >= copyFrom) {
                    writeLost(record.sequence() - 1);
                    write(record.sequence(), record.type(), payload);
                    appended = record.sequence();
                }
            }
            next[0] = record.last() + 1;
            return next[0] <= extent.last();
        });
        if (next[0] <= extent.last()) {
            throw new DamagedLog(
                    segments.name(extent.segment()) + " reads differently from one time to the next: record " + next[0]
                            + " was there, and now is not. Check the disk.",
                    next[0],
                    extent.last());
        }
    }

    /** In place of all that is missing up to this record. */
    private void writeLost(long through) {
        if (through > appended) {
            write(appended + 1, Record.LOST, Record.number(through));
            appended = through;
        }
    }

    /**
     * Begins a segment. Its head is durable on return: from then on older segments may be trimmed, and the
     * head alone tells where the log stands.
     *
     * @param first sequence of the record that the segment begins with; everything before it is durable
     * @param oldest sequence of the oldest record that is not trimmed
     */
    private void begin(long number, long first, long copied, long oldest) {
        guarded(() -> segments.begin(number));
        firstRecords.put(number, first);
        segmentBytes = 0;
        try {
            write(first, Record.HEAD, new Head(number, copied, oldest).encode());
            guarded(segments::sync);
            unsyncedBytes = false;
        } catch (LogFull e) {
            failure = e; // a segment without a head takes no records
            throw e;
        }
    }

    private void write(long sequence, byte type, byte[] payload) {
        int length = Record.OVERHEAD_BYTES + payload.length;
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocate(2 * length);
        }
        Record.encode(buffer, sequence, synced, type, payload);
        guarded(() -> segments.append(buffer));
        segmentBytes += length;
        marked = synced;
        unsyncedBytes = true;
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (LogFull e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    private void requireSound() {
        if (failure != null) {
            throw new IllegalStateException(
                    "the log takes nothing more after a failed write: what the disk holds is not known. Restart the"
                            + " process; it recovers what was durable",
                    failure);
        }
    }
}
