package understudy.wal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A disk in memory that does to the log what disks do.
 *
 * <p>Each record is in the page cache when appended, and on the platter when synced. {@link #killProcess} loses
 * nothing, and leaves unsynced what was unsynced; {@link #losePower} keeps of each unsynced record all, nothing, or
 * a torn piece, each on its own, so that a later one may survive where an earlier one did not. A failed sync
 * leaves the records readable, unsynced, and <em>clean</em>: syncing them again does nothing. {@link #failAfter} fails
 * the n-th step from now, in the middle of whatever is going on.
 */
final class MemorySegments implements Segments {
    static final int MAX_RECORD_BYTES = 4096;

    /** What a step fails with. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Failed(String step) {
            super(step + " failed");
        }
    }

    private static final class Stored {
        private byte[] bytes;
        private boolean durable;
        private boolean dirty = true;

        private Stored(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private final TreeMap<Long, List<Stored>> files = new TreeMap<>();
    private final TreeMap<Long, Integer> unreadable = new TreeMap<>();
    private long current;
    private int stepsToFailure = Integer.MAX_VALUE;
    private boolean full;
    private boolean fullAfterBegin;

    @Override
    public List<Long> numbers() {
        return List.copyOf(files.keySet());
    }

    @Override
    public void begin(long number) {
        if (full) {
            throw new LogFull("no room");
        }
        step("begin");
        if (!files.isEmpty() && number <= files.lastKey()) {
            throw new IllegalStateException("segment " + number + " begun after " + files.lastKey());
        }
        files.put(number, new ArrayList<>());
        current = number;
        full = fullAfterBegin;
    }

    @Override
    public void append(ByteBuffer record) {
        if (full) {
            throw new LogFull("no room");
        }
        byte[] bytes = new byte[record.remaining()];
        record.get(record.position(), bytes);
        try {
            step("append");
        } catch (Failed e) {
            files.get(current).add(new Stored(torn(bytes, bytes.length / 2)));
            throw e;
        }
        files.get(current).add(new Stored(bytes));
    }

    @Override
    public void sync() {
        syncOld(current);
    }

    @Override
    public void syncOld(long number) {
        List<Stored> stored = files.get(number);
        try {
            step("sync");
        } catch (Failed e) {
            stored.forEach(s -> s.dirty = false);
            throw e;
        }
        stored.forEach(s -> s.durable |= s.dirty);
    }

    @Override
    public void read(long number, Visitor visitor) {
        int index = 0;
        for (Stored stored : List.copyOf(files.get(number))) {
            if (isUnreadable(number, index++)) {
                throw new UnreadableSegment("segment " + number + " cannot be read on", null);
            }
            if (!visitor.record(ByteBuffer.wrap(stored.bytes))) {
                return;
            }
        }
    }

    @Override
    public void delete(long number) {
        step("delete");
        unreadable.remove(number);
        if (number == current || files.remove(number) == null) {
            throw new IllegalStateException("segment " + number + " cannot be deleted");
        }
    }

    @Override
    public long occupiedBytes(long number) {
        return files.get(number).stream().mapToLong(s -> s.bytes.length).sum();
    }

    @Override
    public int maxRecordBytes() {
        return MAX_RECORD_BYTES;
    }

    @Override
    public void close() {}

    void failAfter(int steps) {
        stepsToFailure = steps;
    }

    void full(boolean isFull) {
        full = isFull;
    }

    void fullAfterBegin(boolean isFull) {
        fullAfterBegin = isFull;
    }

    void killProcess() {
        current = 0;
        stepsToFailure = Integer.MAX_VALUE;
    }

    void losePower(Generator random) {
        killProcess();
        boolean prefixOnly = random.oneIn(3);
        for (List<Stored> stored : files.values()) {
            boolean lostOne = false;
            for (int i = 0; i < stored.size(); i++) {
                Stored s = stored.get(i);
                if (s.durable) {
                    continue;
                }
                int fate = prefixOnly && lostOne ? 0 : random.below(4);
                if (fate == 0) {
                    stored.remove(i--);
                    lostOne = true;
                } else if (fate == 1) {
                    s.bytes = torn(s.bytes, random.below(s.bytes.length));
                    lostOne = true;
                }
                s.durable = true;
            }
        }
    }

    int recordsIn(long number) {
        return files.get(number).size();
    }

    /** A record as it lies there. */
    ByteBuffer record(long number, int index) {
        return ByteBuffer.wrap(files.get(number).get(index).bytes);
    }

    /** Flips a bit of a record. */
    void rot(long number, int index, int bit) {
        files.get(number).get(index).bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }

    /** Makes a record unreadable as if it had never been there. */
    void forget(long number, int index) {
        files.get(number).remove(index);
    }

    void zero(long number, int index) {
        replace(number, index, new byte[files.get(number).get(index).bytes.length]);
    }

    /** A write that went to the wrong place. */
    void overwrite(long number, int index, int by) {
        replace(number, index, files.get(number).get(by).bytes.clone());
    }

    void replace(long number, int index, byte[] bytes) {
        files.get(number).get(index).bytes = bytes;
    }

    /** From this record on, the disk refuses to read the segment. */
    void unreadable(long number, int index) {
        unreadable.put(number, index);
    }

    boolean isUnreadable(long number, int index) {
        Integer from = unreadable.get(number);
        return from != null && index >= from;
    }

    /** The records for users that can be read in a segment. */
    List<Record> readable(long number) {
        List<Record> records = new ArrayList<>();
        for (int index = 0; index < recordsIn(number); index++) {
            Record record = Record.decode(record(number, index));
            if (record != null && record.type() <= Record.HIGHEST_USER_TYPE && !isUnreadable(number, index)) {
                records.add(record);
            }
        }
        return records;
    }

    MemorySegments copy() {
        MemorySegments copy = new MemorySegments();
        files.forEach((number, stored) -> {
            List<Stored> all = new ArrayList<>();
            for (Stored s : stored) {
                Stored other = new Stored(s.bytes.clone());
                other.durable = s.durable;
                other.dirty = s.dirty;
                all.add(other);
            }
            copy.files.put(number, all);
        });
        return copy;
    }

    /** Loses a whole segment. */
    void forget(long number) {
        files.remove(number);
    }

    private void step(String what) {
        if (--stepsToFailure == 0) {
            throw new Failed(what);
        }
    }

    private static byte[] torn(byte[] bytes, int kept) {
        byte[] torn = new byte[bytes.length];
        System.arraycopy(bytes, 0, torn, 0, kept);
        return torn;
    }
}
