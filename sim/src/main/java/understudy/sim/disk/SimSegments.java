package understudy.sim.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import understudy.wal.LogFull;
import understudy.wal.Segments;

/** The log's segments on a simulated disk, as one process has them open. */
public final class SimSegments implements Segments {
    private static final int RECORD_OVERHEAD_BYTES = 8;
    private static final int FILE_OVERHEAD_BYTES = 512;

    private final Disk disk;
    private final Object handle;
    private final int maxRecordBytes;
    private Disk.SegmentFile current;
    private long currentNumber;

    SimSegments(Disk disk, Object handle, int maxRecordBytes) {
        this.disk = disk;
        this.handle = handle;
        this.maxRecordBytes = maxRecordBytes;
    }

    @Override
    public List<Long> numbers() {
        return List.copyOf(disk.segments.keySet());
    }

    @Override
    public void begin(long number) {
        if (!disk.segments.isEmpty() && number <= disk.segments.lastKey()) {
            throw new IllegalStateException("segment " + number + " is not above segment " + disk.segments.lastKey());
        }
        if (disk.full) {
            throw new LogFull("the simulated disk is full");
        }
        Disk.SegmentFile file = new Disk.SegmentFile();
        disk.operate(handle, "create segment " + number, () -> disk.segments.put(number, file));
        disk.operate(handle, "sync the directory of segment " + number, () -> {
            file.named = true;
            disk.forgetDeletions();
        });
        current = file;
        currentNumber = number;
    }

    @Override
    public void append(ByteBuffer record) {
        if (current == null) {
            throw new IllegalStateException("a process appends to a segment that it began itself");
        }
        if (record.remaining() > maxRecordBytes || record.remaining() == 0) {
            throw new IllegalArgumentException(
                    "a record has 1 to " + maxRecordBytes + " bytes, not " + record.remaining());
        }
        if (disk.full) {
            throw new LogFull("the simulated disk is full");
        }
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        disk.operate(handle, "append to segment ", currentNumber, () -> current.slabs.add(new Disk.Slab(bytes)));
    }

    @Override
    public void sync() {
        if (current == null) {
            throw new IllegalStateException("no segment was begun that could be synced");
        }
        disk.failSync("sync segment");
        disk.operate(handle, "sync segment ", currentNumber, () -> current.synced = current.slabs.size());
    }

    @Override
    public void syncOld(long number) {
        Disk.SegmentFile file = file(number);
        disk.operate(handle, "sync segment " + number, () -> {
            file.synced = file.slabs.size();
            file.named = true;
        });
    }

    @Override
    public void read(long number, Visitor visitor) {
        // The visitor sees a buffer that is overwritten as soon as it returns: who keeps it, keeps garbage.
        // What stands behind a hole is found, as evidence of what was there.
        byte[] shown = new byte[1_024];
        ByteBuffer view = ByteBuffer.wrap(shown);
        for (Disk.Slab slab : List.copyOf(file(number).slabs)) {
            if (slab.bytes == null) {
                continue;
            }
            int length = slab.bytes.length;
            if (length > shown.length) {
                shown = new byte[2 * length];
                view = ByteBuffer.wrap(shown);
            }
            System.arraycopy(slab.bytes, 0, shown, 0, length);
            boolean more = visitor.record(view.clear().limit(length));
            Arrays.fill(shown, 0, length, (byte) 0x55);
            if (!more) {
                return;
            }
        }
    }

    @Override
    public void delete(long number) {
        if (number == currentNumber) {
            throw new IllegalStateException("segment " + number + " is being written to");
        }
        disk.operate(handle, "delete segment " + number, () -> disk.delete(number));
        disk.operate(handle, "sync the directory without segment " + number, disk::forgetDeletions);
    }

    @Override
    public long occupiedBytes(long number) {
        long bytes = FILE_OVERHEAD_BYTES;
        for (Disk.Slab slab : file(number).slabs) {
            bytes += RECORD_OVERHEAD_BYTES + (slab.bytes == null ? 0 : slab.bytes.length);
        }
        return bytes;
    }

    @Override
    public int maxRecordBytes() {
        return maxRecordBytes;
    }

    @Override
    public void close() {
        current = null;
    }

    private Disk.SegmentFile file(long number) {
        Disk.SegmentFile file = disk.segments.get(number);
        if (file == null) {
            throw new IllegalStateException("there is no segment " + number);
        }
        return file;
    }
}
